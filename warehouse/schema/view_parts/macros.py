"""The macros that people ask with, as macros.sql tells them above each: what it answers, and an example.

A macro without an example is a helper of others, and stands in no dictionary.
"""

import re
from dataclasses import dataclass
from functools import cache

from warehouse.schema import FOLDER
from warehouse.schema.duckdb_connection import literal

TOLD = re.compile(
    r"^-- (?P<en>.+)\n-- 中文：(?P<zh>.+)\n-- Example: (?P<example>.+)\n"
    r"CREATE OR REPLACE MACRO (?P<name>\w+)\((?P<parameters>.*)\) AS(?P<table> TABLE)?$",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro by its name and parameters; `is_table` where it stands behind FROM."""

    name: str
    parameters: str
    is_table: bool
    zh: str
    en: str
    example: str

    @property
    def call(self) -> str:
        return f"{self.name}({self.parameters})"

    @property
    def comment(self) -> str:
        return f"{self.zh}：{self.en}"


def script() -> str:
    """SQL that makes every macro, helpers among them."""
    return (FOLDER / "macros.sql").read_text(encoding="utf-8")


@cache
def macros() -> dict[str, Macro]:
    """Name → macro, in the order of macros.sql."""
    found = (match.groupdict() for match in TOLD.finditer(script()))
    return {
        row["name"]: Macro(
            row["name"], row["parameters"], bool(row["table"]), row["zh"], row["en"], row["example"]
        )
        for row in found
    }


def rows_sql() -> str:
    """SQL of a row a macro, behind the view `macros`."""
    rows = (
        (each.name, each.call, each.zh, each.en, each.example, str(ordinal))
        for ordinal, each in enumerate(macros().values(), 1)
    )
    return ",\n".join(f"    ({', '.join(map(literal, row))})" for row in rows)


def comments() -> list[str]:
    """Statements that tell in the database what each macro answers."""
    return [
        f"COMMENT ON MACRO{' TABLE' if each.is_table else ''} {each.name} IS {literal(each.comment)};"
        for each in macros().values()
    ]
