"""What a release says of the cells of a report, and of the bytes that they were read from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from extract.checks.rules import cell_rules, sum_rules
from warehouse.evidence.locators import PART, holder, within
from warehouse.evidence.model import EvidenceError, Target
from warehouse.query.connect import ReadOnlyConnection
from warehouse.query.limits import OWN, Limits
from warehouse.query.sql import fetch, told_errors

_REPORT = """
SELECT report_id, agency_name, title, url, year, province_code, region_code, is_invented, is_current, reader,
    extractor_version, site_id, batch, warc_offset, digest
FROM reports WHERE report_id = $report"""
_CELLS = """
SELECT c.ord, c.indicator, i.label_zh, i.label_en, c.applicant, c.item, c.value, c.raw, c.unit, c.status,
    c.locator, c.method
FROM cells c JOIN indicators i USING (indicator)
WHERE c.report_id = $report AND {part} ORDER BY c.ord"""
_CHECKS = """
SELECT c.rule_id, c.scope, c.outcome, c.severity, c.left_value, c.right_value, c.verdict, c.note,
    u.why, u.statement_zh
FROM checks c LEFT JOIN rules u ON u.check_id = c.rule_id
WHERE c.report_id = $report AND {part} ORDER BY c.rule_id, c.scope"""
# Which answers at a further page bring it: spiders/archive/articles.py; of several the last.
_CAPTURES = """
SELECT url, batch, warc_offset, byte_count, digest, fetched_at, media_type, role
FROM captures
WHERE batch = $batch AND digest IS NOT NULL AND warc_offset IS NOT NULL AND (
    warc_offset = $offset
    OR role = 'part' AND site_id = $site AND outcome IN ('fetched', 'unchanged', 'duplicate')
)
ORDER BY ord"""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where archived bytes lie, and their digest as the release names it: `sha256:HEX` of the body.

    The body is what the server sent with its content coding undone, so that any program's SHA-256 of the
    bytes that `body_of` gives is HEX.
    """

    url: str
    batch: str
    warc_offset: int
    byte_count: int
    digest: str
    fetched_at: str | None
    media_type: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell as the table `cells` has it; `id` is that of its element where it is shown."""

    ord: int
    indicator: str
    label_zh: str
    label_en: str
    applicant: str | None
    item: str | None
    value: Decimal | None
    raw: str
    unit: str | None
    status: str
    locator: str
    method: str

    @property
    def id(self) -> str:
        return f"cell-{self.ord}"

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        return self.indicator, self.applicant, self.item


@dataclass(frozen=True, slots=True)
class Check:
    """An identity of the form that a cell takes part in; `why` and `statement_zh` are its words."""

    rule_id: str
    scope: str
    outcome: str
    severity: str
    left_value: Decimal | None
    right_value: Decimal | None
    verdict: str | None
    note: str
    why: str | None
    statement_zh: str | None


@dataclass(frozen=True)
class Report:
    """A report version with its cells, and the captures that they were read from.

    `capture` holds its first or only page; None where the release names no record of it. `parts` are the
    further pages of its article by address.
    """

    report_id: int
    agency_name: str | None
    title: str | None
    url: str
    year: int | None
    is_invented: bool
    is_current: bool
    reader: str
    extractor_version: str
    digest: str
    capture: Capture | None
    parts: Mapping[str, Capture]
    cells: Sequence[Cell]
    checks: Sequence[Check]

    def cell(self, ord_: int) -> Cell:
        """The cell of that `cells.ord`; EvidenceError where there is none."""
        found = next((cell for cell in self.cells if cell.ord == ord_), None)
        if found is None:
            raise EvidenceError("unknown_cell", f"report {self.report_id} has no cell {ord_}")
        return found

    def capture_of(self, cell: Cell) -> Capture:
        """The capture that a cell was read from; EvidenceError where the release names none."""
        address = holder(cell.locator, PART, self.parts)
        is_further = cell.locator.startswith(PART)
        capture = self.parts[address] if address is not None else None if is_further else self.capture
        if capture is None:
            raise EvidenceError(
                "bytes_lost",
                f"the release names no record of the bytes that {cell.locator} of {self.report_id} is in",
            )
        return capture

    def target(self, cell: Cell) -> Target:
        """The cell as what to mark in the bytes of its capture."""
        address = holder(cell.locator, PART, self.parts)
        place = cell.locator if address is None else within(cell.locator, PART, address)
        return Target(cell.id, place, cell.raw)

    def checks_of(self, cell: Cell) -> list[Check]:
        """The checks that a cell takes part in."""
        touching = _touching(cell.key)
        return [check for check in self.checks if (check.rule_id, check.scope) in touching]


def load_report(connection: ReadOnlyConnection, report_id: int, limits: Limits = OWN) -> Report:
    """A report of a release with its cells, checks and captures; `limits` are those of the connection.

    Raises EvidenceError where the release has no such report.
    """
    with told_errors(limits):
        return _load(connection.cursor(), report_id)


def _load(connection: ReadOnlyConnection, report_id: int) -> Report:
    found = next(_rows(connection, _REPORT, report=report_id), None)
    if found is None:
        raise EvidenceError("unknown_report", f"the release has no report {report_id}")
    # The columns that the files are cut and sorted by, so that only the few that hold the report are read.
    names = {"province": "province_code", "region_code": "region_code"}
    in_part = {"year": found["year"], **{name: found.pop(column) for name, column in names.items()}}
    part = " AND ".join(
        f"c.{name} IS NULL" if value is None else f"c.{name} = ${name}" for name, value in in_part.items()
    )
    asked = {"report": report_id} | {name: value for name, value in in_part.items() if value is not None}
    batch, offset, site = (found.pop(name) for name in ("batch", "warc_offset", "site_id"))
    first, parts = None, {}
    for row in _rows(connection, _CAPTURES, batch=batch, offset=offset, site=site):
        role, capture = row.pop("role"), Capture(**row)
        if role == "part":
            parts[capture.url] = capture
        else:
            first = capture
    return Report(
        **found,
        capture=first,
        parts=parts,
        cells=[Cell(**row) for row in _rows(connection, _CELLS.format(part=part), **asked)],
        checks=[Check(**row) for row in _rows(connection, _CHECKS.format(part=part), **asked)],
    )


def _rows(connection: ReadOnlyConnection, sql: str, **parameters: object) -> Iterator[dict[str, Any]]:
    answer = fetch(connection, sql, parameters)
    return (dict(zip(answer.names, row, strict=True)) for row in answer.rows)


@cache
def _touching(key: tuple[str, str | None, str | None]) -> frozenset[tuple[str, str]]:
    """(rule_id, scope) of every check that a figure may take part in."""
    sums = {(rule.identity.id, rule.scope) for rule in sum_rules() if key in rule.keys}
    own = "/".join(filter(None, key))
    alone = {(rule.id, scope) for rule in cell_rules().get(key[0], ()) for scope in (rule.block, own)}
    return frozenset(sums | alone)
