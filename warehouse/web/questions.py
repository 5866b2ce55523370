"""Named questions to one release: a file of SQL each, asked for the key of one page or for many at once."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from extract.run.spreadsheet import FORMULA
from warehouse.query.connect import ReadOnlyConnection, connect_release
from warehouse.query.limits import ASKED, Limits
from warehouse.query.sql import fetch, told_errors
from warehouse.query.terminal import plain, print_csv_rows
from warehouse.release.manifest import read_manifest
from warehouse.release.notice import notice
from warehouse.schema.duckdb_connection import literals

QUERIES = Path(__file__).parent / "queries"
KEY = "page_key"  # the column of a keyed question that says whose row it is
MOST_ROWS = 1_000_000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a named question, and SQL that anybody can ask again to get them."""

    name: str
    sql: str
    names: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)

    @property
    def first(self) -> Row:
        """The first row; empty where there is none."""
        return self.rows[0] if self.rows else {}

    def csv(self, line: str = "") -> str:
        """The rows for Excel and R, with a byte order mark; `line` is a notice that every row repeats."""
        out = io.StringIO("\ufeff")
        out.seek(0, io.SEEK_END)
        more = ["notice"] if line else []
        print_csv_rows([[*self.names, *more]], out)
        values = (
            [*(_cell(row[name]) for name in self.names), *([line] if line else [])] for row in self.rows
        )
        print_csv_rows(values, out)
        return out.getvalue()


def _cell(value: object) -> object:
    """A value of a CSV: a text that Excel would run gets an apostrophe before it, a list is joined."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


class Questions:
    """One release, open for reading: whatever is published later changes no answer of it."""

    def __init__(self, release: Path, limits: Limits = ASKED, archive: Path | None = None) -> None:
        """Open a release; WarehouseError where it is none, or is damaged.

        `archive` is that of its registry, None where this machine is known to have none.
        """
        self.path = release.resolve()
        self.manifest = read_manifest(self.path)
        self.release_id = self.path.name
        self.notice = notice(self.manifest)
        self.archive = archive
        self.limits = limits
        self._known: dict[str, dict[str, Answer]] = {}
        self._once: dict[str, Answer] = {}
        with told_errors(limits):
            self._connection = connect_release(self.path, limits)

    @property
    def connection(self) -> ReadOnlyConnection:
        """A cursor of its own for what asks by itself, within the same limits."""
        return self._connection.cursor()

    def ask(self, name: str, key: str | None = None) -> Answer:
        """The answer to queries/NAME.sql, for the page of that key where it is a keyed one."""
        if key is None:
            return self._asked(name, {})
        known = self._known.get(name, {}).get(key)
        return known or self._grouped(name, [key])[key]

    def ask_once(self, name: str) -> Answer:
        """The answer to a question without parameters, kept: what many pages need again is asked once."""
        if name not in self._once:
            self._once[name] = self._asked(name, {})
        return self._once[name]

    def ask_with(self, name: str, parameters: Row) -> Answer:
        """The answer to queries/NAME.sql with a value for each `$name` in it; None stands for NULL."""
        return self._asked(name, parameters)

    def prepare(self, names: Iterable[str], keys: Sequence[str]) -> None:
        """Ask keyed questions for many pages at once, so that `ask` need not: a question for each is slow."""
        self._known = {name: self._grouped(name, keys) for name in names}

    def _grouped(self, name: str, keys: Sequence[str]) -> dict[str, Answer]:
        whole = self._asked(name, {"keys": list(keys)})
        names = tuple(column for column in whole.names if column != KEY)
        found = {key: Answer(name, shown(name, key), names) for key in keys}
        for row in whole.rows:
            found[str(row.pop(KEY))].rows.append(row)
        return found

    def _asked(self, name: str, parameters: Row) -> Answer:
        """The rows, with a cursor of their own, so that answers of several threads do not mix."""
        with told_errors(self.limits):
            answer = fetch(self._connection.cursor(), text(name), parameters or None, MOST_ROWS)
        rows = [
            {column: plain(value) for column, value in zip(answer.names, row, strict=True)}
            for row in answer.rows
        ]
        return Answer(name, text(name), tuple(answer.names), rows)


@cache
def text(name: str) -> str:
    """The SQL of a question."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def shown(name: str, key: str) -> str:
    """The SQL of a keyed question with the key in its place."""
    return text(name).replace("$keys", literals([key]))
