"""Tables cut by year: made from the province-years, shelf by shelf, what did not change taken from before."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Partition, Year, fingerprint, has_recipe
from warehouse.build.years import known_documents, report_figures, shelves
from warehouse.build.years.figure_matrix import Matrix
from warehouse.build.years.shelves import Shelves, pieces
from warehouse.release.manifest import Entry
from warehouse.schema.tables import Table, tables, year_folder

REPORT_BYTES = 12_000  # in memory while the rows of its piece are made
# Makes the rows of a table from the reports of some partitions (one row each) and their figures.
MakeRows: TypeAlias = Callable[[BuildContext, pa.Table, Matrix], pa.Table]


@dataclass(frozen=True)
class YearlyFiles:
    """Files to write: shelves of a table and year, by number what each is made from.

    `made` are the partitions whose rows are made; those of the others stand in the files `before`, of the
    release before.
    """

    table: Table
    year: Year
    made_from: dict[int, str]
    made: tuple[Partition, ...]
    before: tuple[str, ...]


def link_unchanged(
    context: BuildContext, years: list[Year], recipes: Mapping[str, str], changed: list[Partition]
) -> tuple[list[Entry], list[YearlyFiles]]:
    """Hard links for the shelves of tables (name → recipe) that did not change, and the files to write."""
    entries, wanted = [], []
    for year in years:
        for name, recipe in recipes.items():
            table = tables()[name]
            made_from, paths = _made_from(table, year, recipe), shelves.paths(table, year)
            unlike = _unlike(context, table, year, recipe, made_from)
            for number, path in enumerate(paths):
                if number not in unlike and context.previous:
                    linked = context.previous.hand_on(path, context.release_dir)
                    entries.append(replace(linked, made_from=made_from[number]))
            if unlike:
                wanted.append(_files(context, table, year, recipe, unlike, changed))
    return entries, wanted


def _made_from(table: Table, year: Year, recipe: str) -> list[str]:
    """The fingerprint of each shelf of a year: a body may come from any province."""
    if shelves.is_by_body(table):
        return [year.made_from(recipe)] * len(shelves.paths(table, year))
    return [fingerprint(recipe, *(part.made_from for part in piece)) for piece in pieces(year)]


def _unlike(
    context: BuildContext, table: Table, year: Year, recipe: str, made_from: list[str]
) -> dict[int, str]:
    """Number → fingerprint of the shelves that may hold other rows than in the release before."""
    paths = shelves.paths(table, year)
    before = [_made_before(context, path) for path in paths]
    unlike = {number: made for number, made in enumerate(made_from) if made != before[number]}
    if not unlike or not shelves.is_by_body(table) or not _is_cut_alike(context, table, year):
        return unlike
    bodies = known_documents.changed_bodies(context, year)
    if bodies is None:
        return unlike
    touched = {*shelves.ranges(year, pa.array(bodies, pa.int64())).tolist()}
    return {
        number: made
        for number, made in unlike.items()
        if number in touched or not has_recipe(before[number], recipe)
    }


def _before(context: BuildContext, table: Table, year: Year) -> list[str]:
    """The shelves of a year in the release before."""
    return context.previous.below(year_folder(table.name, year.year)) if context.previous else []


def _is_cut_alike(context: BuildContext, table: Table, year: Year) -> bool:
    return _before(context, table, year) == shelves.paths(table, year)


def _files(
    context: BuildContext,
    table: Table,
    year: Year,
    recipe: str,
    unlike: dict[int, str],
    changed: list[Partition],
) -> YearlyFiles:
    """The shelves to write; all of their rows are made, if any before were made otherwise, or are lost."""
    before = _before(context, table, year)
    if shelves.is_by_body(table) and _is_cut_alike(context, table, year):
        before = [before[number] for number in unlike]
    own = shelves.partitions_of(table, year, unlike)
    stands = before and all(has_recipe(_made_before(context, path), recipe) for path in before)
    if not stands:
        return YearlyFiles(table, year, unlike, own, ())
    made = tuple(partition for partition in own if partition in changed)
    return YearlyFiles(table, year, unlike, made, tuple(before))


def _made_before(context: BuildContext, path: str) -> str:
    return context.previous.made_from(path) if context.previous else ""


def in_turn(
    context: BuildContext, wanted: list[YearlyFiles], needed: Collection[str]
) -> tuple[list[YearlyFiles], list[YearlyFiles]]:
    """The files to write first, and those that may be written beside what comes after.

    Of the `needed` tables other parts are made. Where there are fewer years than workers, one writes those;
    else the tables of a year are made together.
    """
    if len({files.year.year for files in wanted}) >= context.budget.workers:
        return wanted, []
    first = [files for files in wanted if files.table.name in needed]
    return first, [files for files in wanted if files.table.name not in needed]


def write_all(
    context: BuildContext, wanted: list[YearlyFiles], make_rows: Mapping[str, MakeRows]
) -> list[Entry]:
    """Write the files, a year at a time; `report_figures` holds what they are made of."""
    by_year: dict[int | None, list[YearlyFiles]] = {}
    for file in wanted:
        by_year.setdefault(file.year.year, []).append(file)
    together = list(by_year.values())
    in_memory = (sum(part.count for part in piece) for file in wanted for piece in pieces(file.year))
    largest = REPORT_BYTES * max(in_memory, default=0)
    write = partial(_write_year, context, make_rows)
    written = context.budget.map(context.executor, largest, write, together)
    return [entry for entries in written for entry in entries]


def _write_year(
    context: BuildContext, make_rows: Mapping[str, MakeRows], of_year: list[YearlyFiles]
) -> list[Entry]:
    """The rows of the partitions that are made, a piece of the year at a time, and those that stand."""
    lying = [Shelves(files.table, files.year, files.made_from, context.scratch_dir) for files in of_year]
    for piece in pieces(of_year[0].year):
        numbers: tuple[int, ...] = ()
        for files, rows in zip(of_year, lying, strict=True):
            wanted = tuple(partition.number for partition in piece if partition in files.made)
            if wanted and wanted != numbers:  # the tables of a year are mostly made of the same partitions
                reports, figures = report_figures.load(context, wanted)
                numbers = wanted
            if wanted:
                rows.put(make_rows[files.table.name](context, reports, figures))
    entries = []
    for files, rows in zip(of_year, lying, strict=True):
        for standing in _standing(context, files):
            rows.put(standing)
        paths = shelves.paths(files.table, files.year)
        entries += [
            parquet_files.write(
                files.table, shelf, context.release_dir, paths[number], files.made_from[number]
            )
            for number, shelf in rows
        ]
    return entries


def _standing(context: BuildContext, files: YearlyFiles) -> Iterator[pa.Table]:
    """The rows of the provinces that did not change, from files of the release before, a group at a time.

    Words come as numbers: Parquet's dictionary of a column that did not has another order.
    """
    own = shelves.partitions_of(files.table, files.year, files.made_from)
    kept = pa.array([part.province for part in own if part not in files.made], pa.string())
    if not len(kept) or context.previous is None:
        return
    words = [column.name for column in files.table.stored if column.type == "VARCHAR"]
    for path in files.before:
        with pq.ParquetFile(context.previous.path / path, read_dictionary=words) as source:
            for group in range(source.num_row_groups):
                # The years are read side by side already; most files are of other provinces.
                province = source.read_row_group(group, ["province_code"], use_threads=False)[0]
                places = np.flatnonzero(pc.is_in(province.cast(pa.string()), kept).to_numpy())
                if len(places):
                    yield shelves.rows_at(source.read_row_group(group, use_threads=False), places)
