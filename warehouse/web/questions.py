"""Named questions to one release: a file of SQL each, asked for the key of one page or for many at once."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from extract.run.spreadsheet import FORMULA
from warehouse.query.connect import ReadOnlyConnection, connect_release
from warehouse.query.limits import ASKED, Limits
from warehouse.query.sql import told_errors
from warehouse.query.terminal import plain, print_csv_rows
from warehouse.release.manifest import read_manifest
from warehouse.release.notice import notice
from warehouse.web.sql import materialized
from warehouse.web.sql.named import KEY, of_keys, shown, text, with_sources
from warehouse.web.sql.pruning import COPIED, PRUNED, Pruning

MOST_ROWS = 1_000_000
MOST_KEPT = 20_000  # rows of an answer that is kept
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

    def __init__(
        self,
        release: Path,
        limits: Limits = ASKED,
        archive: Path | None = None,
        answers: Path | None = None,
    ) -> None:
        """Open a release; WarehouseError where it is none, or is damaged.

        `archive` is that of its registry, None where this machine is known to have none. `answers` is the
        file that materialized.write made of it: without it every question is asked of the release.
        """
        self.path = release.resolve()
        self.manifest = read_manifest(self.path)
        self.release_id = self.path.name
        self.notice = notice(self.manifest)
        self.archive = archive
        self.limits = limits
        self.has_answers = answers is not None
        self._pruning = Pruning(self.path, self.manifest)
        # Several questions about a report in a row need the same.
        self._partitions = lru_cache(maxsize=100)(self._ask_partitions)
        self._prepared: dict[str, dict[str, Answer]] = {}
        self._kept: dict[str, Answer] = {}
        with told_errors(limits):
            self._connection = connect_release(self.path, limits, answers)

    @property
    def connection(self) -> ReadOnlyConnection:
        """A cursor of its own for what asks by itself, within the same limits."""
        return self._connection.cursor()

    def ask(self, name: str, key: str | None = None) -> Answer:
        """The answer to queries/NAME.sql, for the page of that key where it is a keyed one."""
        if key is None:
            return self._kept.get(name) or self._keep(name)
        known = self._prepared.get(name, {}).get(key)
        if known is None and self.has_answers and name in materialized.ANSWERS:
            known = self._asked(name, materialized.looked_up(name), {"key": key}, shown(name, key))
        return known or self._grouped(name, [key])[key]

    def _keep(self, name: str) -> Answer:
        """A release never changes, so what many pages need is asked once."""
        answer = self._asked(name, with_sources(text(name), self._stored(name)))
        if len(answer.rows) <= MOST_KEPT:
            self._kept[name] = answer
        return answer

    def _stored(self, name: str) -> dict[str, str]:
        """The views of a question that lie beside the release as they are, see materialized.VIEWS."""
        return materialized.sources(name) if self.has_answers else {}

    def ask_with(self, name: str, parameters: Row) -> Answer:
        """The answer to queries/NAME.sql with a value for each `$name` in it; None stands for NULL."""
        return self._asked(name, text(name), parameters)

    def prepare(self, names: Iterable[str], keys: Sequence[str]) -> None:
        """Ask keyed questions for many pages at once, so that `ask` need not: a question for each is slow."""
        self._prepared = {}
        self._prepared = {name: self._grouped(name, keys) for name in names}

    def _grouped(self, name: str, keys: Sequence[str]) -> dict[str, Answer]:
        whole = self._asked_keyed(name, self._from_few(name, keys), keys)
        names = tuple(column for column in whole.names if column != KEY)
        found = {key: Answer(name, shown(name, key), names) for key in keys}
        for row in whole.rows:
            found[str(row.pop(KEY))].rows.append(row)
        return found

    def _from_few(self, name: str, keys: Sequence[str]) -> str:
        """The SQL of a keyed question over as few rows as hold what it asks for."""
        sources = self._stored(name)
        if name in PRUNED:
            reports = tuple(sorted({report for key in keys for report in key.split("-")}))
            own = self._partitions("report_partitions", reports)
            is_copied = name in COPIED and COPIED[name] not in sources
            copied = self._partitions("copied_partitions", reports) if is_copied else ()
            sources = {**self._pruning.sources(name, own, copied), **sources}
        return with_sources(of_keys(text(name), keys), sources)

    def _ask_partitions(self, name: str, reports: tuple[str, ...]) -> list[Row]:
        """The files of some reports, by one of the two questions for them."""
        if self.has_answers and name in materialized.ANSWERS:
            return [row for report in reports for row in self.ask(name, report).rows]
        return self._asked_keyed(name, of_keys(text(name), reports), reports).rows

    def _asked_keyed(self, name: str, sql: str, keys: Sequence[str]) -> Answer:
        return self._asked(name, sql, {"keys": list(keys)} if "$keys" in sql else None)

    def _asked(self, name: str, sql: str, parameters: Row | None = None, told: str = "") -> Answer:
        """The rows, with a cursor of their own, so that answers of several threads do not mix.

        `told` is what the answer says that it was asked by, where it is not `queries/NAME.sql`.
        """
        with told_errors(self.limits):
            result = self._connection.trusting_cursor().execute(sql, parameters)
            found = result.fetchmany(MOST_ROWS)
        names = tuple(column[0] for column in result.description)
        rows = [{column: plain(value) for column, value in zip(names, row, strict=True)} for row in found]
        return Answer(name, told or text(name), names, rows)
