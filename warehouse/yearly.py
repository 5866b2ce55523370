"""Tables cut by year: pivoted from the province-years, the unchanged ones taken from the release before."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from warehouse import engine, schema, wide
from warehouse.partitions import NONE, Partition, Works
from warehouse.publish import Entry, Release, checksum

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


def write_all(works: Works, years: list[Year], before: Release | None) -> list[Entry]:
    """Write every year of every yearly table, those that did not change as hard links."""
    entries, wanted = [], []
    for year in years:
        paths = [year.path(table) for table in TABLES]
        kept = before.lend(paths, year.made_from, works.release) if before else []
        entries += kept
        wanted += [] if kept else [year]
    with ThreadPoolExecutor(works.workers) as pool:
        for written in pool.map(lambda year: _write(works, year, before), wanted):
            entries += written
    return entries


def _write(works: Works, year: Year, before: Release | None) -> list[Entry]:
    with works.connect() as connection:
        _pivot(connection, works, year)
        entries = []
        for table in TABLES:
            engine.run_model(connection, f"out_{table}")
            if before:
                _add_kept(connection, year, table, before.path)
            path = works.release / year.path(table)
            rows = engine.write(connection, schema.tables()[table], f"out_{table}", path)
            entries.append(Entry(year.path(table), checksum(path), path.stat().st_size, rows, year.made_from))
        return entries


def _pivot(connection: duckdb.DuckDBPyConnection, works: Works, year: Year) -> None:
    """Relations heads (one numbered row a report) and the pivots of the provinces that changed."""
    heads = [works.piece("core_heads", part) for part in year.changed]
    cells = [works.piece("core_effective", part) for part in year.changed]
    connection.execute(
        'CREATE TEMP TABLE heads AS SELECT *, row_number() OVER (ORDER BY report_id) - 1 AS "row" '
        f"FROM read_parquet({engine.literals(heads)})"
    )
    long = connection.execute(
        f'SELECT "row", place, micro, basis FROM read_parquet({engine.literals(cells)}) '
        "JOIN heads USING (report_id)"
    ).fetchnumpy()
    for name, table in wide.pivots(long, engine.number(connection, "SELECT count(*) FROM heads")).items():
        connection.register(name, table)


def _add_kept(connection: duckdb.DuckDBPyConnection, year: Year, table: str, previous: Path) -> None:
    """Add the rows of the provinces that did not change, from the release before."""
    kept = [part.province for part in year.parts if part not in year.changed]
    if not kept:
        return
    provinces = ", ".join(engine.literal(each) for each in kept if each is not None)
    source = f"read_parquet({engine.literal(str(previous / year.path(table)))}, hive_partitioning=false)"
    connection.execute(
        f"INSERT INTO out_{table} BY NAME FROM {source} "
        f"WHERE list_contains([{provinces}]::VARCHAR[], province_code) "
        f"OR (province_code IS NULL AND {None in kept})"
    )
