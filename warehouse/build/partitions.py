"""The province-years of a release: planned, and written where they changed."""

from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.build import facts, standing
from warehouse.build.context import BuildContext
from warehouse.build.facts import Facts
from warehouse.build.parts import Partition, fingerprint
from warehouse.build.shuffle import ShuffledGroup, partition_lists, shuffle
from warehouse.build.years import report_figures
from warehouse.release.manifest import Entry
from warehouse.schema.arrow_batches import batches_of
from warehouse.schema.models import run_model

DOCUMENT_BYTES = 80_000  # in memory while its facts are made
BATCH = 50_000  # documents in memory at a time
ORDER = "region_code, agency_id, report_id, is_record DESC, batch, warc_offset"
# A digest of all that the models know of the documents of each part, which decides their order, too. Where a
# document stands among the readings files is no part of it, nor are the numbers of the parts: both move with
# any other.
CONTENTS = """
    SELECT part, any_value(year), any_value(province_code), count(*),
           set_digest(row(*COLUMNS(* EXCLUDE (part, file, row))))
    FROM core_partition_documents GROUP BY part ORDER BY part"""


def plan(connection: duckdb.DuckDBPyConnection, recipe: str, scratch_dir: Path) -> list[Partition]:
    """Every partition of the readings, in order; at least one, so that every table has a file.

    Their documents are put down in `scratch_dir`.
    """
    run_model(connection, "core_partition_documents")
    rows = connection.execute(CONTENTS).fetchall()
    source = scratch_dir / "documents.arrow"
    ordered = connection.sql(f"FROM core_partition_documents ORDER BY part, {ORDER}")
    reader = ordered.to_arrow_reader(BATCH)
    with pa.ipc.new_file(source, reader.schema) as out:
        for batch in batches_of(reader, [count for *_, count, _ in rows] or [0]):
            out.write_batch(batch)
    found = [
        Partition(part, year, province, fingerprint(recipe, content), count, source)
        for part, year, province, count, content in rows
    ]
    return found or [Partition(0, None, None, fingerprint(recipe), 0, source)]


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

    Of documents that stand in the release before, the rows are taken from there. `figures_only` are
    partitions whose facts are linked, but whose figures a yearly table needs again.
    """
    for partition in figures_only or ():
        _save_figures(context, partition)
    if not changed:
        return []
    masks = {part.number: standing.standing(context, part) for part in changed}
    places = pa.concat_tables(
        _new(part, masks[part.number]).select(["part", "file", "row"]) for part in changed
    )
    shuffled = shuffle(context.executor, context.scratch_dir, context.readings, places)
    largest = DOCUMENT_BYTES * max(part.count for part in changed)
    write = partial(_write, context, shuffled)
    written = context.budget.map(
        context.executor, largest, write, changed, [masks[part.number] for part in changed]
    )
    return [entry for entries in written for entry in entries]


def forget_others(context: BuildContext, partitions: list[Partition]) -> None:
    """Keep between builds only what is known of these partitions."""
    context.kept.forget_others(standing.KIND, {partition.made_from for partition in partitions})


def _new(partition: Partition, is_standing: np.ndarray) -> pa.Table:
    """The documents of a partition that must be read."""
    return partition.documents.filter(pa.array(~is_standing))


def _write(
    context: BuildContext,
    shuffled: dict[int, list[ShuffledGroup]],
    partition: Partition,
    is_standing: np.ndarray,
) -> list[Entry]:
    documents = _new(partition, is_standing)
    made = Facts(documents, partition_lists(shuffled, context.readings, partition.number, documents))
    rows = standing.with_standing(context, partition, is_standing, made.tables(facts.TABLES))
    report_figures.save(context, partition, rows["cells"], rows["checks"])
    entries = facts.write(context, partition, rows)
    standing.keep(context, partition)
    return entries


def _save_figures(context: BuildContext, partition: Partition) -> None:
    """Keep for the yearly tables what the files of a partition say."""
    cells, checks = (
        standing.read(context.release_dir / partition.path(name), name) for name in ("cells", "checks")
    )
    report_figures.save(context, partition, cells, checks)
