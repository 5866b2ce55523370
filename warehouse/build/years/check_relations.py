"""The relations that checks read of a report year: of all of it, or of some provinces alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb

from warehouse.build.context import BuildContext
from warehouse.build.parts import Provinces, Year
from warehouse.build.years import copies
from warehouse.schema.check_queries import Check
from warehouse.schema.duckdb_connection import is_one_of, read_all, read_files
from warehouse.schema.tables import tables

# What the checks may read of a report beside its figures; its counts of sources and dates of crawls change
# with every crawl, and would have every year checked again.
REPORT_COLUMNS = (
    "report_id, year, agency_id, region_code, province_code, is_current, change, form, scope, kind, "
    "function, url, published_date"
)
# What checks read of the tables that are not cut by year, each with its year and province; coverage has none,
# and a body that ended may have its successor in another.
OF_YEAR = {
    "versions": f"SELECT {REPORT_COLUMNS} FROM {{reports}}",
    "benchmarks": "SELECT *, left(region_code, 2) || '0000' AS province_code FROM {benchmarks}",
    "agencies": "SELECT agency_id, successor_id, last_year, last_year + 1 AS year, NULL AS province_code "
    "FROM {agencies} WHERE successor_id IS NOT NULL",
    "coverage": "SELECT *, NULL AS province_code FROM {coverage}",
}
# Relation → its rows.
RELATIONS = {
    "versions": f"{OF_YEAR['versions']} WHERE year {{is_year}} AND {{is_there}}",
    "versions_before": f"{OF_YEAR['versions']} WHERE year {{is_before}} AND {{is_there}}",
    "benchmarks": "SELECT * EXCLUDE (province_code) "
    f"FROM ({OF_YEAR['benchmarks']}) WHERE year {{is_year}} AND {{is_there}}",
    "agencies": "SELECT agency_id, successor_id, last_year "
    f"FROM ({OF_YEAR['agencies']}) WHERE year {{is_year}}",
}
COVERAGE = {
    "coverage_now": "SELECT * FROM {coverage} WHERE year {is_year}",
    "coverage_before": "SELECT * FROM {coverage} WHERE year {is_before}",
}
FIGURES = """
    SELECT * FROM {figures}
    JOIN (SELECT report_id, year, form, kind, function, url, published_date FROM {reports}) USING (report_id)
    WHERE is_current AND {is_there}"""
# What other bodies publish in the same year would have all of the country checked again.
COPIES = "FROM {copies} WHERE source = 'last_year' AND {is_there}"
# What the year before decides: `copies` tell of last year's texts.
OF_YEAR_BEFORE = {
    "before",
    "copies",
    *(name for name, query in {**RELATIONS, **COVERAGE}.items() if "{is_before}" in query),
}
FAILED = """CREATE OR REPLACE TEMP TABLE failed AS
    SELECT * FROM checks WHERE outcome = 'failed' AND is_current"""
# A view of the release that a check asks reads its tables by their names.
AS_RELEASED = "CREATE OR REPLACE TEMP VIEW reports AS FROM versions"
SMALL_TABLES = ("reports", "coverage", "agencies", "benchmarks")
FACTS = ("cells", "checks", "mentions", "sections")


def reads_year_before(check: Check) -> bool:
    """Whether a check reads anything that the year before decides."""
    return any(re.search(rf"\b{name}\b", check.sql) for name in OF_YEAR_BEFORE)


@dataclass(frozen=True)
class YearCheck:
    """A report year to check, with the year before it, and what its findings are made from."""

    year: Year
    before: Year | None
    made_from: str

    def relate(
        self, connection: duckdb.DuckDBPyConnection, context: BuildContext, there: Provinces, text: str
    ) -> None:
        """Make the relations of some provinces that a text names; those of all have the coverage, too."""
        wanted = []
        for name, statement in reversed(self._statements(context, there).items()):
            if re.search(rf"\b{name}\b", text):
                wanted.append(statement)
                text += statement
        for statement in reversed(wanted):
            connection.execute(statement)

    def _statements(self, context: BuildContext, there: Provinces) -> dict[str, str]:
        """Name → what makes the relation, after those that it reads."""
        filled = small_files(context.release_dir) | self._conditions(there)
        views = {**RELATIONS, **(COVERAGE if there is None else {})}
        made = {name: query.format(**filled) for name, query in views.items()}
        own, older = (self._of_year(context, "figures", year) for year in (self.year, self.before))
        copied = self._of_year(context, copies.TABLE, self.year)
        made["figures_of_year"] = f"FROM {own} WHERE {filled['is_there']}"
        made["copies"] = COPIES.format(copies=copied, **filled)
        made |= {name: _facts(context, name, self.year, there) for name in FACTS}
        statements = {name: f"CREATE TEMP VIEW {name} AS {query}" for name, query in made.items()}
        figures = {"now": (own, "versions"), "before": (older or own, "versions_before")}
        for name, (files, reports) in figures.items():
            rows = FIGURES.format(figures=files, reports=reports, is_there=filled["is_there"])
            statements[name] = f"CREATE TEMP TABLE {name} AS {rows}"
        return {**statements, "failed": FAILED, "reports": AS_RELEASED}

    @staticmethod
    def _of_year(context: BuildContext, table: str, year: Year | None) -> str:
        return read_files(context.release_dir, [year.pattern(table)]) if year else ""

    def _conditions(self, there: Provinces) -> dict[str, str]:
        year = self.year.year
        is_year, is_before = (
            ("IS NULL", "IS NULL AND false") if year is None else (f"= {year}", f"= {year - 1}")
        )
        return {
            "is_year": is_year,
            "is_before": is_before,
            "is_there": "true" if there is None else is_one_of("province_code", there),
        }


def relate_cells(
    connection: duckdb.DuckDBPyConnection, context: BuildContext, year: Year, there: Provinces
) -> None:
    """Make the cells those of some provinces alone."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW cells AS {_facts(context, 'cells', year, there)}")


def _facts(context: BuildContext, name: str, year: Year, there: Provinces) -> str:
    """The rows of a table that is cut by province, of some provinces alone."""
    chosen = [partition for partition in year.partitions if partition.is_in(there)]
    files = [partition.path(name) for partition in chosen or year.partitions[:1]]
    return f"FROM {read_files(context.release_dir, files)} WHERE {'true' if chosen else 'false'}"


def small_files(*roots: Path) -> dict[str, str]:
    """Name → SQL source of the tables that are not cut by year, of one release or several."""
    return {
        name: read_all([file for root in roots for file in sorted(root.glob(tables()[name].pattern))])
        for name in SMALL_TABLES
    }


Digests: TypeAlias = dict[int | None, dict[tuple[str, str | None], str]]


def digests_of_small(
    connection: duckdb.DuckDBPyConnection, release: Path, years: Iterable[int] | None = None
) -> Digests:
    """Year → (relation, province) → a digest of what checks read of the tables that are not cut by year."""
    files = small_files(release)
    chosen = "" if years is None else f"WHERE year IN ({', '.join(map(str, years)) or 'NULL'})"
    queries = (
        f"SELECT year, '{name}', province_code, set_digest(rows) FROM ({query.format(**files)}) rows "
        f"{chosen} GROUP BY ALL"
        for name, query in OF_YEAR.items()
    )
    found: Digests = {}
    for year, name, province, digest in connection.execute(" UNION ALL ".join(queries)).fetchall():
        found.setdefault(year, {})[name, province] = digest
    return found
