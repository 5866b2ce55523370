"""Names beside ids: columns that a view adds to the stored ones, declared in columns.csv as `WHAT by ID`.

A national `series` has twenty million rows, so no name is stored in it. Names of bodies and divisions come by
a join that DuckDB 2 drops where no name is asked for, since a grouped table has one row an id. (It drops one
join a query, so a table has one.) Labels, of which there are few, stand in the view itself.
"""

from collections.abc import Iterator
from functools import cache

from extract import codebook
from warehouse.schema.check_queries import all_checks
from warehouse.schema.crosswalk import concepts
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.figure_columns import wide_columns
from warehouse.schema.tables import Column, Table

BODIES = """(
    SELECT
        a.agency_id,
        any_value(a.agency_name) AS agency_name,
        any_value(a.kind) AS kind,
        any_value(a.function) AS function,
        any_value(a.level) AS level,
        any_value(a.region_name) AS region_name,
        any_value(r.province_name) AS province_name
    FROM agencies a
    LEFT JOIN regions r ON r.region_code = a.region_code
    GROUP BY a.agency_id
)"""
DIVISIONS = "(SELECT region_code, any_value(region_name) AS region_name FROM regions GROUP BY region_code)"
JOINED = {"agencies": BODIES, "regions": DIVISIONS}


def with_names(table: Table, source: str) -> str:
    """SQL for every column of a table over `source`, which has the stored ones."""
    columns = ", ".join(f'{_sql(column)} AS "{column.name}"' for column in table.columns)
    joins = dict.fromkeys(column.lookup for column in table.columns if column.lookup)
    joined = [
        f"LEFT JOIN {JOINED[what]} {what} ON {what}.{id} = t.{id}" for what, id in joins if what in JOINED
    ]
    return " ".join([f"SELECT {columns} FROM {source} t", *joined])


def _sql(column: Column) -> str:
    if column.lookup is None:
        return f't."{column.name}"'
    what, id = column.lookup
    if what in JOINED:
        return f'{what}."{column.name}"'
    ids, texts = _lists(what, id, column.name)
    return f"list_extract({texts}, list_position({ids}, t.{id}))"


@cache
def _lists(what: str, id: str, name: str) -> tuple[str, str]:
    """SQL lists of ids and of their texts, in the same order; ids without a text are left out."""
    rows = {known: row[name] for known, row in LABELS[what, id]() if row[name]}
    return tuple(f"[{', '.join(map(literal, part))}]" for part in (rows, rows.values()))  # type: ignore[return-value]


def _labels(zh: str, en: str) -> dict[str, str]:
    return {"label_zh": zh, "label_en": en}


def _concepts() -> Iterator[tuple[str, dict[str, str]]]:
    for concept in concepts().values():
        yield concept.id, _labels(concept.zh, concept.en)


def _indicators() -> Iterator[tuple[str, dict[str, str]]]:
    for row in codebook.indicators().values():
        yield row.id, _labels(row.name_zh, row.name_en)


def _places() -> Iterator[tuple[str, dict[str, str]]]:
    """What a finding may point at and has a label: figures and kinds of applicant."""
    for applicant in codebook.applicants().values():
        yield applicant.id, _labels(applicant.name_zh, applicant.name_en)
    for column in wide_columns():
        yield column.name, _labels(column.zh, column.en)


def _rules() -> Iterator[tuple[str, dict[str, str]]]:
    identities = codebook.identities()
    for check in all_checks().values():
        statement = identities[check.id].statement_zh if check.id in identities else ""
        yield check.id, {"why": check.why, "statement_zh": statement}


LABELS = {
    ("labels", "concept"): _concepts,
    ("labels", "indicator"): _indicators,
    ("labels", "place"): _places,
    ("rules", "check_id"): _rules,
}
