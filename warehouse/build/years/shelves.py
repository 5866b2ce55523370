"""The rows of a yearly table, on shelves, a file each: no year must fit in memory, nor be written whole.

`figures` is asked by place, and lies by province: a shelf is a run of provinces. `series` is asked by concept
(a trend, a league) and by body (a history), and a file has one order: a shelf is a range of bodies' ids,
which are digests and hence spread evenly, and lies by concept. So Parquet's statistics lead to a stretch of
each shelf for a concept, and to one shelf for a body, whose history in one order by concept read every row of
the nation. Ids that come again in a row group are stored once: at 25 million cells two thirds of the room.
A document that changed has its own shelf written, whatever the size of the nation.
"""

from collections.abc import Collection, Iterator
from math import log2
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build.parts import Partition, Year
from warehouse.schema import nested_lists
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import Table, year_folder

MOST = 30_000  # documents of a shelf of provinces
IN_HAND = 10_000  # documents whose figures are in memory at a time
DOCUMENTS_A_RANGE = 10_000  # of which a change writes all; each file costs a question half a millisecond
ID_BITS = 52  # of an agency_id
LONG = 100  # rows of a run that is copied as one


def pieces(year: Year, most: int | None = None) -> list[tuple[Partition, ...]]:
    """The province-years of a year in runs of at most `most` documents (MOST), or of one that has more."""
    found: list[list[Partition]] = []
    count = 0
    for partition in year.partitions:
        count += partition.count
        if not found or count > (most or MOST):
            found.append([])
            count = partition.count
        found[-1].append(partition)
    return [tuple(piece) for piece in found]


def ranges(year: Year, agencies: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """The range of each body's id in a year; what is of nobody known lies in the first."""
    found: np.ndarray = pc.fill_null(agencies, 0).to_numpy() >> (ID_BITS - _bits(year))
    return found


def _bits(year: Year) -> int:
    """How many bits of an id tell its range."""
    return max(0, round(log2(max(year.count, 1) / DOCUMENTS_A_RANGE)))


def is_by_body(table: Table) -> bool:
    """Whether its shelves are ranges of bodies, not runs of provinces."""
    return "concept" in table.sort


def paths(table: Table, year: Year) -> list[str]:
    """Where a release keeps each shelf of a year."""
    return numbered(table, year, 1 << _bits(year) if is_by_body(table) else len(pieces(year)))


def numbered(table: Table, year: Year, count: int) -> list[str]:
    """The names of so many files of a year."""
    if count == 1:
        return [year.path(table.name)]
    return [f"{year_folder(table.name, year.year)}/data-{number:02}.parquet" for number in range(count)]


def partitions_of(table: Table, year: Year, numbers: Collection[int]) -> tuple[Partition, ...]:
    """The province-years whose rows lie on some shelves."""
    if is_by_body(table):
        return year.partitions
    return tuple(part for number, piece in enumerate(pieces(year)) if number in numbers for part in piece)


class Shelves:
    """Rows of some shelves of a table and year, which come in any order; read shelf by shelf, in order."""

    def __init__(self, table: Table, year: Year, numbers: Collection[int], scratch_dir: Path) -> None:
        """A year that is one run of provinces stays in memory, others wait in `scratch_dir`."""
        self._table, self._year, self._numbers = table, year, numbers
        self._scratch = scratch_dir if len(pieces(year)) > 1 else None
        self._lots: dict[int, list[pa.Table | Path]] = {}
        self._count = 0
        self._provinces = pa.array([partition.province for partition in year.partitions], pa.string())

    def put(self, rows: pa.Table) -> None:
        """Take in what lies on these shelves; words come as numbers or as words."""
        rows = encoded(self._table, rows)
        number = self._shelf(rows)
        at = np.argsort(number, kind="stable")
        ends = np.flatnonzero(np.diff(number[at], append=-1)) + 1
        for start, end in zip([0, *ends], ends, strict=False):
            if (shelf := int(number[at[start]])) in self._numbers:
                is_whole = end - start == len(rows)  # which took as long as to read, of a wide table
                lot = rows if is_whole else rows.take(pa.array(at[start:end]))
                self._lots.setdefault(shelf, []).append(self._put_down(lot))

    def _put_down(self, lot: pa.Table) -> pa.Table | Path:
        if self._scratch is None:
            return lot
        self._count += 1
        path = self._scratch / f"{self._table.name}-{self._year.year}-{self._count}.arrow"
        nested_lists.save(path, lot)
        return path

    def __iter__(self) -> Iterator[tuple[int, pa.Table]]:
        """Each shelf with its rows in their order."""
        for number in sorted(self._numbers):
            lots = [self._taken_up(lot) for lot in self._lots.pop(number, [])]
            nothing = encoded(self._table, arrow_schema(self._table).empty_table())
            rows = pa.concat_tables([nothing, *lots]).unify_dictionaries()
            yield number, rows_at(rows, self._order(rows)).combine_chunks()

    @staticmethod
    def _taken_up(lot: pa.Table | Path) -> pa.Table:
        if isinstance(lot, pa.Table):
            return lot
        rows = nested_lists.load(lot)
        lot.unlink()
        return rows

    def _shelf(self, rows: pa.Table) -> np.ndarray:
        """The number of the shelf of each row."""
        if is_by_body(self._table):
            return ranges(self._year, rows["agency_id"])
        sizes = [len(piece) for piece in pieces(self._year)]
        of_province = np.repeat(np.arange(len(sizes)), sizes)
        of_rows: np.ndarray = of_province[self._province(rows)]
        return of_rows

    def _province(self, rows: pa.Table) -> np.ndarray:
        return pc.index_in(rows["province_code"].cast(pa.string()), self._provinces).to_numpy()  # type: ignore[no-any-return]

    def _order(self, rows: pa.Table) -> np.ndarray:
        """By concept, if the table has one, then by province, as the reports lie."""
        province = self._province(rows)
        if not is_by_body(self._table):
            return np.argsort(province, kind="stable")
        concept = nested_lists.ranks(rows["concept"])
        return np.argsort(concept << 32 | places_of_reports(rows, province), kind="stable")


def rows_at(rows: pa.Table, places: np.ndarray) -> pa.Table:
    """The rows at some places; of a wide table, to gather them one by one takes ten times as long as runs."""
    breaks = np.flatnonzero(np.diff(places) != 1) + 1
    if (len(breaks) + 1) * LONG > len(places):
        return rows.combine_chunks().take(pa.array(places))
    runs = np.split(places, breaks)
    return pa.concat_tables(rows.slice(int(run[0]), len(run)) for run in runs)


def places_of_reports(rows: pa.Table, province: np.ndarray) -> np.ndarray:
    """The place of the report of each row among all: by province (a number a row), region and body."""
    own, count = nested_lists.codes(rows["report_id"])
    first = np.zeros(count - 1, np.int64)
    first[own] = np.arange(len(own))  # any row of a report says the same of it
    about = rows.select(["report_id", "agency_id", "region_code"]).take(pa.array(first))
    agency = pc.fill_null(about["agency_id"], 1 << ID_BITS).to_numpy()
    region = nested_lists.ranks(about["region_code"])
    by_place = np.lexsort((about["report_id"].to_numpy(), agency, region, province[first]))
    place = np.empty(len(first), np.int64)
    place[by_place] = np.arange(len(first))
    placed: np.ndarray = place[own]
    return placed


def encoded(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the declared types, words as numbers."""
    fields = [
        pa.field(
            field.name, pa.dictionary(pa.int32(), field.type) if field.type == pa.string() else field.type
        )
        for field in arrow_schema(table)
    ]
    return rows.select([field.name for field in fields]).cast(pa.schema(fields))
