"""Tables cut by year: made from the province-years, the unchanged ones taken from the release before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Partition, Year, has_recipe
from warehouse.build.years import report_figures
from warehouse.build.years.figure_matrix import Matrix
from warehouse.release.manifest import Entry
from warehouse.schema import nested_lists
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import Table, tables

REPORT_BYTES = 12_000  # in memory while the rows of its year are made
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
    largest = REPORT_BYTES * max((file.year.count for file in wanted), default=0)
    write = partial(_write_year, context, make_rows)
    written = context.budget.map(context.executor, largest, write, together)
    return [entry for entries in written for entry in entries]


def _write_year(
    context: BuildContext, make_rows: Mapping[str, MakeRows], files: list[YearlyFile]
) -> list[Entry]:
    entries = []
    numbers: tuple[int, ...] | None = None
    for file in files:
        wanted = tuple(partition.number for partition in file.made)
        if wanted != numbers:  # the files of a year are mostly made of the same partitions
            reports, figures = report_figures.load(context, wanted)
            numbers = wanted
        rows = _with_kept(context, file, make_rows[file.table](context, reports, figures))
        path = file.year.path(file.table)
        entries.append(
            parquet_files.write(tables()[file.table], rows, context.release_dir, path, file.made_from)
        )
    return entries


def _with_kept(context: BuildContext, file: YearlyFile, new: pa.Table) -> pa.Table:
    """The new rows, and those of the provinces that did not change from the file of the release before.

    Words come as numbers either way: Parquet's dictionary of a column that did not has another order.
    """
    table = tables()[file.table]
    made = {partition.number for partition in file.made}
    kept = [partition.province for partition in file.year.partitions if partition.number not in made]
    if not kept or context.previous is None:
        return _encoded(table, new)
    old = _rows_of(table, context.previous.path / file.year.path(file.table), kept)
    both = [_encoded(table, rows) for rows in (old, new)]
    merged = pa.concat_tables(both).unify_dictionaries().combine_chunks()
    return merged.take(pa.array(_order(table, merged, file.year)))


def _rows_of(table: Table, path: Path, provinces: list[str | None]) -> pa.Table:
    words = [column.name for column in table.stored if column.type == "VARCHAR"]
    with pq.ParquetFile(path, read_dictionary=words) as file:
        rows = file.read(use_threads=False)  # the years are read side by side already
    return rows.filter(pc.is_in(rows["province_code"].cast(pa.string()), pa.array(provinces, pa.string())))


def _encoded(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the declared types, words as numbers."""
    fields = [
        pa.field(
            field.name, pa.dictionary(pa.int32(), field.type) if field.type == pa.string() else field.type
        )
        for field in arrow_schema(table)
    ]
    return rows.select([field.name for field in fields]).cast(pa.schema(fields))


def _order(table: Table, rows: pa.Table, year: Year) -> np.ndarray:
    """By concept if the table has one, then by province; the rows of one province already are in order."""
    places = pa.array([partition.province for partition in year.partitions], pa.string())
    province = pc.index_in(rows["province_code"].cast(pa.string()), places).to_numpy()
    if "concept" not in table.sort:
        return np.argsort(province, kind="stable")
    return np.lexsort((province, nested_lists.ranks(rows["concept"])))
