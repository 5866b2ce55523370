"""The province-years of a release: planned, and written where they changed."""

from functools import partial

import duckdb
import pyarrow as pa

from warehouse.build import facts, report_figures
from warehouse.build.context import BuildContext
from warehouse.build.facts import Facts
from warehouse.build.parts import Partition, fingerprint
from warehouse.build.shuffle import ShuffledFile, partition_lists, shuffle
from warehouse.release.manifest import Entry
from warehouse.schema.models import run_model

ORDER = "region_code, agency_id, report_id, is_record DESC, batch, warc_offset"
# A digest of all that the models know of the documents of each part, in the order of the files. Where a
# document stands among the readings files is no part of it, nor are the numbers of the parts: both move with
# any other.
CONTENTS = f"""
    SELECT part, any_value(year), any_value(province_code), count(*),
           md5(string_agg(row(*COLUMNS(* EXCLUDE (part, file, row)))::VARCHAR, ';' ORDER BY {ORDER}))
    FROM core_partition_documents GROUP BY part ORDER BY part"""


def plan(connection: duckdb.DuckDBPyConnection, recipe: str) -> list[Partition]:
    """Every partition of the readings, in order; at least one, so that every table has a file."""
    run_model(connection, "core_partition_documents")
    documents = connection.sql(f"FROM core_partition_documents ORDER BY part, {ORDER}").to_arrow_table()
    found, start = [], 0
    for part, year, province, count, content in connection.execute(CONTENTS).fetchall():
        own = documents.slice(start, count)
        found.append(Partition(part, year, province, fingerprint(recipe, content), own))
        start += count
    return found or [Partition(0, None, None, fingerprint(recipe), documents)]


def link_unchanged(context: BuildContext, partitions: list[Partition]) -> tuple[list[Entry], list[Partition]]:
    """Hard links of the release before for what did not change; the entries, and the partitions to write."""
    entries, changed = [], []
    for partition in partitions:
        paths = [partition.path(table) for table in facts.TABLES]
        linked = context.link(paths, partition.made_from)
        entries += linked
        changed += [] if linked else [partition]
    return entries, changed


def write_all(
    context: BuildContext, changed: list[Partition], figures_only: list[Partition] | None = None
) -> list[Entry]:
    """Write the facts of the changed partitions, and the figures of their reports for the yearly tables.

    `figures_only` are partitions whose facts are linked, but whose figures a yearly table needs again.
    """
    wanted = [*((part, True) for part in changed), *((part, False) for part in figures_only or ())]
    if not wanted:
        return []
    wanted.sort(key=lambda pair: pair[0].number)
    places = pa.concat_tables(part.documents.select(["part", "file", "row"]) for part, _ in wanted)
    shuffled = shuffle(context.executor, context.scratch_dir, context.readings, places)
    written = context.executor.map(partial(_write, context, shuffled), *zip(*wanted, strict=True))
    return [entry for entries in written for entry in entries]


def _write(
    context: BuildContext, shuffled: dict[int, ShuffledFile], partition: Partition, is_changed: bool
) -> list[Entry]:
    documents = partition.documents
    made = Facts(documents, partition_lists(shuffled, context.readings, partition.number, documents))
    rows = made.tables(facts.TABLES if is_changed else ("cells", "checks"))
    report_figures.save(context, partition.number, made, rows["cells"], rows["checks"])
    return facts.write(context, partition, rows) if is_changed else []
