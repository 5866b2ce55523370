"""Tables cut by year: made from the province-years, the unchanged ones taken from the release before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Partition, Year, has_recipe
from warehouse.build.years import report_figures
from warehouse.build.years.figure_matrix import Matrix
from warehouse.build.years.shelves import Shelves, pieces
from warehouse.release.manifest import Entry
from warehouse.schema.tables import tables

REPORT_BYTES = 12_000  # in memory while the rows of its piece are made
# Makes the rows of a table from the reports of some partitions (one row each) and their figures.
MakeRows: TypeAlias = Callable[[BuildContext, pa.Table, Matrix], pa.Table]


@dataclass(frozen=True)
class YearlyFile:
    """A file to write: a table of a year.

    `made` are the partitions whose rows are made; those of the others of the year stand in the file of the
    release before.
    """

    table: str
    year: Year
    made_from: str
    made: tuple[Partition, ...]


def link_unchanged(
    context: BuildContext, years: list[Year], recipes: Mapping[str, str], changed: list[Partition]
) -> tuple[list[Entry], list[YearlyFile]]:
    """Hard links for the tables (name → recipe) of years that did not change, and the files to write."""
    entries, wanted = [], []
    for year in years:
        for table, recipe in recipes.items():
            made_from, path = year.made_from(recipe), year.path(table)
            linked = context.link([path], made_from)
            entries += linked
            if not linked:
                wanted.append(YearlyFile(table, year, made_from, _made(context, year, path, recipe, changed)))
    return entries, wanted


def _made(
    context: BuildContext, year: Year, path: str, recipe: str, changed: list[Partition]
) -> tuple[Partition, ...]:
    """The partitions whose rows must be made: all, if the file before was made in another way, or is none."""
    before = context.previous.made_from(path) if context.previous else ""
    own = tuple(partition for partition in year.partitions if partition in changed)
    return own if own and has_recipe(before, recipe) else year.partitions


def write_all(
    context: BuildContext, wanted: list[YearlyFile], make_rows: Mapping[str, MakeRows]
) -> list[Entry]:
    """Write the files, a year at a time; `report_figures` holds what they are made of.

    Where there are fewer years than workers, each writes a file.
    """
    by_year: dict[int | None, list[YearlyFile]] = {}
    for file in wanted:
        by_year.setdefault(file.year.year, []).append(file)
    is_few = len(by_year) < context.budget.workers
    together = [[file] for file in wanted] if is_few else list(by_year.values())
    in_memory = (sum(part.count for part in piece) for file in wanted for piece in pieces(file.year))
    largest = REPORT_BYTES * max(in_memory, default=0)
    write = partial(_write_year, context, make_rows)
    written = context.budget.map(context.executor, largest, write, together)
    return [entry for entries in written for entry in entries]


def _write_year(
    context: BuildContext, make_rows: Mapping[str, MakeRows], files: list[YearlyFile]
) -> list[Entry]:
    """The rows of the partitions that are made, a piece of the year at a time, and those that stand."""
    shelves = [Shelves(tables()[file.table], file.year, context.scratch_dir) for file in files]
    for piece in pieces(files[0].year):
        numbers: tuple[int, ...] = ()
        for file, rows in zip(files, shelves, strict=True):
            wanted = tuple(partition.number for partition in piece if partition in file.made)
            if wanted and wanted != numbers:  # the files of a year are mostly made of the same partitions
                reports, figures = report_figures.load(context, wanted)
                numbers = wanted
            if wanted:
                rows.put(make_rows[file.table](context, reports, figures))
    entries = []
    for file, rows in zip(files, shelves, strict=True):
        for standing in _standing(context, file):
            rows.put(standing)
        path = file.year.path(file.table)
        entries.append(
            parquet_files.write_pieces(tables()[file.table], rows, context.release_dir, path, file.made_from)
        )
    return entries


def _standing(context: BuildContext, file: YearlyFile) -> Iterator[pa.Table]:
    """The rows of the provinces that did not change, from the file of the release before, a group at a time.

    Words come as numbers: Parquet's dictionary of a column that did not has another order.
    """
    made = {partition.number for partition in file.made}
    kept = [partition.province for partition in file.year.partitions if partition.number not in made]
    if not kept or context.previous is None:
        return
    words = [column.name for column in tables()[file.table].stored if column.type == "VARCHAR"]
    path = context.previous.path / file.year.path(file.table)
    with pq.ParquetFile(path, read_dictionary=words) as source:
        for group in range(source.num_row_groups):
            rows = source.read_row_group(group, use_threads=False)  # the years are read side by side already
            province = rows["province_code"].cast(pa.string())
            yield rows.filter(pc.is_in(province, pa.array(kept, pa.string())))
