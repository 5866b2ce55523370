"""The SQL of named questions: queries/NAME.sql, in which `list_contains($keys, …)` chooses the pages."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from warehouse.schema.duckdb_connection import literals

QUERIES = Path(__file__).parents[1] / "queries"
KEY = "page_key"  # the column of a keyed question that says whose row it is
CHOSEN = re.compile(r"list_contains\(\$keys, (?:(?P<id>[\w.]+)::VARCHAR|(?:[^()]|\([^()]*\))+)\)")
ID = re.compile(r"[1-9][0-9]{0,17}")  # as an id is written, and as it fits into a number

READ = re.compile(r"\b(?:FROM|JOIN) (\w+)")


@cache
def text(name: str) -> str:
    """The SQL of a question."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


@cache
def tables_read(name: str) -> tuple[str, ...]:
    """The tables and views that a question names (and its own parts, where it has named some)."""
    return tuple(dict.fromkeys(READ.findall(text(name))))


def shown(name: str, key: str) -> str:
    """The SQL of a keyed question with the key in its place."""
    return text(name).replace("$keys", literals([key]))


def of_all_keys(name: str) -> str:
    """The SQL of a keyed question for every page, the pages in order."""
    return CHOSEN.sub("true", text(name))


def of_keys(sql: str, keys: Sequence[str]) -> str:
    """The SQL of a keyed question for some keys; ids stand in it as numbers, by which DuckDB skips rows."""
    if not all(ID.fullmatch(key) for key in keys):
        return sql
    ids = ", ".join(keys)
    return CHOSEN.sub(lambda choice: f"{choice['id']} IN ({ids})" if choice["id"] else choice[0], sql)


def with_sources(sql: str, sources: Mapping[str, str]) -> str:
    """A question in which each of these tables stands for other SQL."""
    told = ",\n".join(f"{table} AS NOT MATERIALIZED ({source})" for table, source in sources.items())
    return f"WITH {told}\nSELECT * FROM (\n{sql}\n)" if told else sql
