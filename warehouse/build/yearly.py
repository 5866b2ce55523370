"""Tables cut by year: made from the province-years, the unchanged ones taken from the release before."""

import hashlib
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.build import parquet_files
from warehouse.build import series as lines
from warehouse.build.figure_matrix import Matrix
from warehouse.build.partitions import NONE, Partition, Works, read_piece
from warehouse.release.store import Entry, Release
from warehouse.schema import nested_lists
from warehouse.schema import tables as schema
from warehouse.schema.figure_columns import CORRECTED, MICRO, PRINTED, figure, wide_columns
from warehouse.schema.tables import Table

TABLES = ("figures", "series")


@dataclass(frozen=True)
class Year:
    """A report year: its province-years, which of them changed, and what its files are made from."""

    year: int | None
    parts: tuple[Partition, ...]
    changed: tuple[Partition, ...]

    @property
    def made_from(self) -> str:
        return hashlib.sha256("".join(part.made_from for part in self.parts).encode()).hexdigest()[:32]

    def path(self, table: str) -> str:
        return f"{table}/year={self.year or NONE}/data.parquet"


def years_of(partitions: list[Partition], changed: set[int]) -> list[Year]:
    """The province-years by year, in order."""
    years = []
    for number, group in groupby(partitions, key=lambda partition: partition.year):
        parts = tuple(group)
        years.append(Year(number, parts, tuple(part for part in parts if part.number in changed)))
    return years


def write_all(works: Works, hands: Executor, years: list[Year], before: Release | None) -> list[Entry]:
    """Write every year of every yearly table, those that did not change as hard links."""
    entries, wanted = [], []
    for year in years:
        paths = [year.path(table) for table in TABLES]
        kept = before.lend(paths, year.made_from, works.release) if before else []
        entries += kept
        wanted += [] if kept else [year]
    for written in hands.map(partial(_write, works, before.path if before else None), wanted):
        entries += written
    return entries


def _write(works: Works, previous: Path | None, year: Year) -> list[Entry]:
    heads, printed = _reports(works, year)
    made = {
        "figures": figures(heads, printed),
        "series": lines.series(heads, corrected(works, heads, printed)),
    }
    entries = []
    for name, new in made.items():
        table, path = schema.tables()[name], year.path(name)
        rows = _with_kept(table, new, year, previous / path) if previous else new
        entries.append(parquet_files.write(table, rows, works.release, path, year.made_from))
    return entries


def _reports(works: Works, year: Year) -> tuple[pa.Table, Matrix]:
    """The reports of the provinces that changed, in their order."""
    pieces = [read_piece(works, part.number) for part in year.changed]
    heads = pa.concat_tables(heads for heads, _ in pieces).combine_chunks()
    micro, basis = (
        np.concatenate([getattr(made, name) for _, made in pieces], axis=1) for name in ("micro", "basis")
    )
    return heads, Matrix(micro, basis)


def figures(heads: pa.Table, made: Matrix) -> pa.Table:
    """The wide table: what is printed, nothing that was added or mended."""
    about = heads.drop_columns(["form"])
    is_printed = made.basis == PRINTED
    columns = {
        column.name: figure(column, made.micro[place], is_printed[place])
        for place, column in enumerate(wide_columns())
    }
    return pa.table(dict(zip(about.column_names, about.columns, strict=True)) | columns)


def corrected(works: Works, heads: pa.Table, made: Matrix) -> Matrix:
    """The figures with the corrections of this registry in them."""
    rows = {report: row for row, report in enumerate(heads["report_id"].to_pylist())}
    for each in works.corrections.to_pylist():
        if each["report_id"] in rows:
            at = each["place"], rows[each["report_id"]]
            made.micro[at], made.basis[at] = int(each["corrected"] * MICRO), CORRECTED
    return made


def _with_kept(table: Table, new: pa.Table, year: Year, path: Path) -> pa.Table:
    """The new rows, and those of the provinces that did not change from the file of the release before."""
    kept = [part.province for part in year.parts if part not in year.changed]
    if not kept:
        return new
    words = [column.name for column in table.stored if column.type == "VARCHAR"]
    with pq.ParquetFile(path, read_dictionary=words) as file:
        old = file.read(use_threads=False)
    old = old.filter(pc.is_in(old["province_code"].cast(pa.string()), pa.array(kept, pa.string())))
    both = (
        pa.concat_tables([_encoded(table, rows) for rows in (old, new)]).unify_dictionaries().combine_chunks()
    )
    return both.take(pa.array(_order(table, both, year)))


def _encoded(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the declared types, words as numbers."""
    fields = [
        pa.field(
            field.name, pa.dictionary(pa.int32(), field.type) if field.type == pa.string() else field.type
        )
        for field in table.arrow()
    ]
    return rows.select([field.name for field in fields]).cast(pa.schema(fields))


def _order(table: Table, rows: pa.Table, year: Year) -> np.ndarray:
    """By concept if the table has one, then by province; the rows of one province already are in order."""
    places = pa.array([part.province for part in year.parts], pa.string())
    province = pc.index_in(rows["province_code"].cast(pa.string()), places).to_numpy()
    if "concept" not in table.sort:
        return np.argsort(province, kind="stable")
    return np.lexsort((province, nested_lists.ranks(rows["concept"])))
