"""The rows of `findings` that stand in the release before: those of provinces where nothing changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.build.context import BuildContext
from warehouse.build.parts import Provinces, Year, has_recipe
from warehouse.build.years import copies
from warehouse.build.years.check_relations import (
    FACTS,
    OF_YEAR,
    SMALL_TABLES,
    Digests,
    YearCheck,
    digests_of_small,
    reads_year_before,
    small_files,
)
from warehouse.release.manifest import Release
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.check_queries import PROVINCE, Check, all_checks
from warehouse.schema.tables import province_year_path, tables, year_folder

TABLE = "findings"
# The provinces of each body and of those that it came from, now or in the release before, where there are
# several; and those that a benchmark compares.
LINKS = f"""
    WITH seen AS (
        SELECT agency_id, province_code FROM ({OF_YEAR["versions"]})
        WHERE year IN ({{year}}, {{year}} - 1) AND agency_id IS NOT NULL
    ),
    heirs AS (SELECT DISTINCT agency_id, successor_id FROM ({OF_YEAR["agencies"]}) WHERE year = {{year}})
    SELECT list(DISTINCT province_code)
    FROM (FROM seen UNION ALL SELECT successor_id, province_code FROM seen JOIN heirs USING (agency_id))
    GROUP BY agency_id
    HAVING min(coalesce(province_code, '')) <> max(coalesce(province_code, ''))
    UNION ALL
    SELECT [province_code, left(than_region_code, 2) || '0000']
    FROM ({OF_YEAR["benchmarks"]}) WHERE year = {{year}} AND than_region_code IS NOT NULL"""


@dataclass(frozen=True)
class Standing:
    """The `rows` of a year that stand, the provinces that are checked again, and the checks."""

    rows: pa.Table
    again: Provinces
    checks: tuple[Check, ...]


def standing(
    context: BuildContext,
    connection: duckdb.DuckDBPyConnection,
    checks: Sequence[YearCheck],
    digests: Digests,
) -> list[Standing]:
    """What stands of each year; nothing where it, or what was checked, was made in another way."""
    previous = context.previous
    known = [previous is not None and _is_comparable(context, previous, check) for check in checks]
    if previous is None or not any(known):
        return [_anew()] * len(checks)
    numbers = {check.year.year for check in checks if check.year.year is not None}
    before = digests_of_small(connection, previous.path, numbers | {year - 1 for year in numbers})
    return [
        _of_year(context, connection, check, digests, before) if is_known else _anew()
        for check, is_known in zip(checks, known, strict=True)
    ]


def _is_comparable(context: BuildContext, previous: Release, check: YearCheck) -> bool:
    """Whether the findings of a year, and what they were made of, were made as they would be now."""
    if check.year.year is None or not has_recipe(
        previous.made_from(check.year.path(TABLE)), context.recipes.findings
    ):
        return False
    recipes = {"figures": context.recipes.figures, copies.TABLE: context.recipes.copies}
    paths = [
        (path, recipe)
        for each in (check.year, check.before)
        if each
        for name, recipe in recipes.items()
        for path in previous.below(year_folder(name, each.year))
    ]
    if not all(has_recipe(previous.made_from(path), recipe) for path, recipe in paths):
        return False
    return all(_is_alike(context, previous, name) for name in SMALL_TABLES)


def _anew() -> Standing:
    """All is checked again."""
    return Standing(_nothing(), None, tuple(all_checks().values()))


def _nothing() -> pa.Table:
    return arrow_schema(tables()[TABLE]).empty_table()


def _is_alike(context: BuildContext, previous: Release, table: str) -> bool:
    """Whether a table is whole in the release before, with the columns it has now."""
    paths = previous.manifest.paths(table)
    if not paths or not previous.faults.keys().isdisjoint(paths):
        return False
    own = next(context.release_dir.glob(tables()[table].pattern))
    return bool(pq.read_schema(own).equals(pq.read_schema(previous.path / paths[0])))


def _of_year(
    context: BuildContext,
    connection: duckdb.DuckDBPyConnection,
    check: YearCheck,
    now: Digests,
    before: Digests,
) -> Standing:
    previous = context.previous
    assert previous is not None
    with pq.ParquetFile(previous.path / check.year.path(TABLE)) as file:
        rows = file.read(use_threads=False).cast(_nothing().schema)
    changed, is_own = _changed(previous, check, rows, now, before)
    if changed is None:
        return _anew()
    again = closure(changed, _links(connection, (previous.path, context.release_dir), check.year))
    province, check_id = rows["province_code"].to_pylist(), rows["check_id"].to_pylist()
    wanted = {query.id: query for query in all_checks().values() if is_own or reads_year_before(query)}
    stands = [
        name not in wanted or (place not in again and wanted[name].looks_at == PROVINCE)
        for place, name in zip(province, check_id, strict=True)
    ]
    return Standing(rows.filter(pa.array(stands, pa.bool_())), again, tuple(wanted.values()))


def _changed(
    previous: Release, check: YearCheck, rows: pa.Table, now: Digests, before: Digests
) -> tuple[Provinces, bool]:
    """The provinces of which checks would read something else than for the release before.

    And whether they would of the year itself, not of the year before alone.
    """
    assert check.year.year is not None
    of_rows, found, is_own = set(rows["province_code"].to_pylist()), set(), False
    for number, year in ((check.year.year, check.year), (check.year.year - 1, check.before)):
        made = {part.province: part.made_from for part in year.partitions} if year else {}
        own, old = now.get(number, {}), before.get(number, {})
        differ = {key for key in own | old if own.get(key) != old.get(key)}
        if "agencies" in {name for name, _ in differ} and year is check.year:
            return None, True
        provinces = {*made, *of_rows, *(province for name, province in old if name == "versions")}
        remade = {
            province for province in provinces if _made(previous, number, province) != made.get(province, "")
        }
        found |= remade | {province for name, province in differ if name in ("versions", "benchmarks")}
        is_own |= number == check.year.year and bool(differ or remade)
    return frozenset(found), is_own


def _made(previous: Release, year: int, province: str | None) -> str:
    """What the facts of a province-year were made from; empty where there are none, or not all are whole."""
    made = {previous.made_from(province_year_path(name, year, province)) for name in FACTS}
    return made.pop() if len(made) == 1 else ""


def _links(
    connection: duckdb.DuckDBPyConnection, releases: tuple[Path, ...], year: Year
) -> list[frozenset[str | None]]:
    """The provinces that are checked together."""
    found = connection.execute(LINKS.format(**small_files(*releases), year=year.year)).fetchall()
    return [frozenset(provinces) for (provinces,) in found]


def closure(provinces: frozenset[str | None], links: list[frozenset[str | None]]) -> frozenset[str | None]:
    """The provinces, and all that are linked with them, directly or by others.

    >>> links = [frozenset({"310000", "320000"}), frozenset({"110000", "310000"})]
    >>> sorted(closure(frozenset({"110000"}), links))
    ['110000', '310000', '320000']
    """
    whole = provinces.union(*(link for link in links if link & provinces))
    return whole if whole == provinces else closure(whole, links)
