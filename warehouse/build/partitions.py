"""The facts of the province-years of a release, written where they changed, a run of documents at a time."""

from collections.abc import Iterator
from functools import partial
from itertools import accumulate

import numpy as np
import pyarrow as pa

from warehouse.build import facts, standing
from warehouse.build.context import BuildContext
from warehouse.build.facts import Facts
from warehouse.build.parts import Partition
from warehouse.build.shuffle import ShuffledGroup, partition_lists, shuffle
from warehouse.build.years import known_documents, report_figures
from warehouse.release.manifest import Entry

DOCUMENTS = 2_500  # of a run: a province-year of a nation has many times as many
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
    masks = [standing.standing(context, part) for part in changed]
    counts = [len(_runs(part)) for part in changed]
    first = [end - count for end, count in zip(accumulate(counts), counts, strict=True)]  # number of its runs
    places = pa.concat_tables(map(_places, changed, first, masks))
    shuffled = shuffle(context.executor, context.scratch_dir, context.readings, places)
    largest = DOCUMENT_BYTES * min(DOCUMENTS, max(part.count for part in changed))
    write = partial(_write, context, shuffled)
    written = context.budget.map(context.executor, largest, write, changed, first, masks)
    return [entry for entries in written for entry in entries]


def _runs(partition: Partition) -> range:
    """Where the runs of a partition start among its documents: one at least, whose rows may be none."""
    return range(0, max(partition.count, 1), DOCUMENTS)


def _places(partition: Partition, first: int, is_standing: np.ndarray) -> pa.Table:
    """Where the documents of a partition lie that must be read, and the number of the run of each."""
    numbers = pa.array((first + np.arange(partition.count) // DOCUMENTS).astype(np.int32))
    places = partition.documents.select(["file", "row"]).append_column("part", numbers)
    return places.filter(pa.array(~is_standing))


def _write(
    context: BuildContext,
    shuffled: dict[int, list[ShuffledGroup]],
    partition: Partition,
    first: int,
    is_standing: np.ndarray,
) -> list[Entry]:
    entries = facts.write(context, partition, _rows(context, shuffled, partition, first, is_standing))
    known_documents.keep(context, partition)
    return entries


def _rows(
    context: BuildContext,
    shuffled: dict[int, list[ShuffledGroup]],
    partition: Partition,
    first: int,
    is_standing: np.ndarray,
) -> Iterator[dict[str, pa.Table]]:
    """The rows by table of the documents of each run; what the yearly tables need of them is kept."""
    old = standing.rows(context, partition, is_standing)
    for number, start in enumerate(_runs(partition)):
        documents, stands = (
            partition.documents.slice(start, DOCUMENTS),
            is_standing[start : start + DOCUMENTS],
        )
        new = documents.filter(pa.array(~stands))
        made = Facts(new, partition_lists(shuffled, context.readings, first + number, new))
        rows = standing.with_standing(old, documents, stands, made.tables(facts.TABLES))
        report_figures.save(context, (partition.number, number), documents, rows["cells"], rows["checks"])
        yield rows


def _save_figures(context: BuildContext, partition: Partition) -> None:
    """Keep for the yearly tables what the files of a partition say."""
    cells, checks = (
        standing.read(context.release_dir / partition.path(name), name) for name in ("cells", "checks")
    )
    report_figures.save(context, (partition.number, 0), partition.documents, cells, checks)
