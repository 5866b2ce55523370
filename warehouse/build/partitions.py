"""The facts of the province-years of a release, written where they changed."""

from functools import partial

import numpy as np
import pyarrow as pa

from warehouse.build import facts, standing
from warehouse.build.context import BuildContext
from warehouse.build.facts import Facts
from warehouse.build.parts import Partition
from warehouse.build.shuffle import ShuffledGroup, partition_lists, shuffle
from warehouse.build.years import known_documents, report_figures
from warehouse.release.manifest import Entry

DOCUMENT_BYTES = 80_000  # in memory while its facts are made


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
    places = pa.concat_tables(_place(part, _new(part, masks[part.number])) for part in changed)
    shuffled = shuffle(context.executor, context.scratch_dir, context.readings, places)
    largest = DOCUMENT_BYTES * max(part.count for part in changed)
    write = partial(_write, context, shuffled)
    written = context.budget.map(
        context.executor, largest, write, changed, [masks[part.number] for part in changed]
    )
    return [entry for entries in written for entry in entries]


def _new(partition: Partition, is_standing: np.ndarray) -> pa.Table:
    """The documents of a partition that must be read."""
    return partition.documents.filter(pa.array(~is_standing))


def _place(partition: Partition, documents: pa.Table) -> pa.Table:
    """Where documents lie, and the number of their partition."""
    part = pa.array(np.full(len(documents), partition.number, np.int32))
    return documents.select(["file", "row"]).append_column("part", part)


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
    known_documents.keep(context, partition)
    return entries


def _save_figures(context: BuildContext, partition: Partition) -> None:
    """Keep for the yearly tables what the files of a partition say."""
    cells, checks = (
        standing.read(context.release_dir / partition.path(name), name) for name in ("cells", "checks")
    )
    report_figures.save(context, partition, cells, checks)
