"""The release that a server answers from: opened once, asked by the one way that takes SQL."""

from pathlib import Path

from warehouse.query.connect import connect_release
from warehouse.query.limits import Limits
from warehouse.query.sql import fetch, told_errors
from warehouse.release.manifest import read_manifest
from warehouse.release.notice import notice

Row = dict[str, object]
ROWS = 2_000  # of one question, at most


class Source:
    """One release, for as long as the server runs: a build that publishes the next one changes no answer.

    Every question is a statement of ours; what comes from outside goes in as its parameters.
    """

    def __init__(self, release: Path, limits: Limits) -> None:
        """Open a release; WarehouseError where it is none, or is damaged."""
        self.release_id = release.resolve().name
        self.notice = notice(read_manifest(release))
        self._limits = limits
        with told_errors(limits):
            self._connection = connect_release(release, limits)

    def rows(self, sql: str, **parameters: object) -> list[Row]:
        """The rows of a statement with `$name` parameters; WarehouseError where it exceeds the limits.

        Each question has a cursor of its own, so that answers of several threads do not mix.
        """
        with told_errors(self._limits):
            answer = fetch(self._connection.cursor(), sql, parameters, ROWS)
        return [dict(zip(answer.names, row, strict=True)) for row in answer.rows]

    def first(self, sql: str, **parameters: object) -> Row:
        """The first row of an answer; empty where there is none."""
        return next(iter(self.rows(sql, **parameters)), {})
