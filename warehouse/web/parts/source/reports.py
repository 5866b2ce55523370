"""The documents that a report was read from, each with its cells, from the answers to a page's questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from warehouse.evidence.archived import body_of
from warehouse.evidence.figures import Capture, Cell, Check, Report
from warehouse.evidence.model import EvidenceError, Reason, Target
from warehouse.evidence.proof import download_name
from warehouse.web.content import numbered
from warehouse.web.pages.report import unknown_report
from warehouse.web.questions import Answer, Questions, Row

ASKS = ("report_head", "report_cells", "report_checks", "source_captures")


@dataclass(frozen=True)
class Source:
    """A document of a report, the first or a further page of its article, and the cells that are in it.

    number: from 1, in the order of the report's cells. archive: where its bytes should be.
    """

    number: int
    report: Report
    capture: Capture
    cells: Sequence[Cell]
    archive: Path | None

    @property
    def page_name(self) -> str:
        """The file of the document made visible."""
        return f"document-{self.number}.html"

    @property
    def bytes_name(self) -> str:
        """The file of its bytes as archived."""
        return download_name(self.capture)

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, as the release names it, in hexadecimal digits."""
        return self.capture.digest.removeprefix("sha256:")

    @property
    def targets(self) -> list[Target]:
        """The cells as what to mark in it."""
        return [self.report.target(cell) for cell in self.cells]

    def data(self) -> bytes:
        """Its bytes, which have the digest that the release names; EvidenceError where they are not here."""
        if self.archive is None:
            raise EvidenceError("archive_absent", "this machine has a release without its archive")
        return body_of(self.archive, self.capture)

    @cached_property
    def state(self) -> int | Reason:
        """How many bytes it has, or why they are not here."""
        try:
            return len(self.data())
        except EvidenceError as error:
            return error.reason


@dataclass(frozen=True)
class Sourced:
    """A report with its sources, and the answers that they come from."""

    report: Report
    sources: Sequence[Source]
    answers: dict[str, Answer]

    @cached_property
    def by_cell(self) -> Mapping[int, Source]:
        """The source of each cell (`cells.ord`) whose bytes the release names a record of."""
        return {cell.ord: source for source in self.sources for cell in source.cells}


def sourced(questions: Questions, key: str) -> Sourced:
    """A report with its sources; NotFoundError where there is none of that id."""
    asked = numbered(questions, ASKS, key, unknown_report)
    report = _report(asked)
    return Sourced(report, _sources(report, questions.archive), asked)


def _report(asked: dict[str, Answer]) -> Report:
    head, captures = asked["head"].first, asked["captures"].rows
    parts = [_made(Capture, row) for row in captures if row["role"] == "part"]
    first = next((_made(Capture, row) for row in reversed(captures) if row["role"] != "part"), None)
    return Report(
        **_columns(Report, {**head, "report_id": int(head["report_id"])}),
        capture=first,
        parts={part.url: part for part in parts},
        cells=[_made(Cell, row) for row in asked["cells"].rows],
        checks=[_made(Check, row) for row in asked["checks"].rows],
    )


def _columns(kind: type[Any], row: Row) -> Row:
    return {each.name: row[each.name] for each in fields(kind) if each.name in row}


def _made(kind: type[Any], row: Row) -> Any:
    return kind(**_columns(kind, row))


def _sources(report: Report, archive: Path | None) -> list[Source]:
    """The documents in the order of the cells; that of a report without cells alone."""
    found: dict[Capture, list[Cell]] = {} if report.cells or report.capture is None else {report.capture: []}
    for cell in report.cells:
        try:
            found.setdefault(report.capture_of(cell), []).append(cell)
        except EvidenceError:
            continue  # the page says of the cell that the release names no record of its bytes
    return [
        Source(number, report, capture, cells, archive)
        for number, (capture, cells) in enumerate(found.items(), 1)
    ]
