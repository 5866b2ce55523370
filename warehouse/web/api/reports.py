"""A whole annual report by its body and year, and where a figure of one is from."""

from dataclasses import asdict
from typing import Any

from warehouse.evidence.figures import Cell, Report, load_report
from warehouse.evidence.model import EvidenceError
from warehouse.query.terminal import plain
from warehouse.web.api import answers, asking
from warehouse.web.api.listing import MOST_ROWS
from warehouse.web.api.listings import BODIES, FIGURES, REPORTS
from warehouse.web.api.problems import not_found
from warehouse.web.content import Both
from warehouse.web.printed_tables import anchor
from warehouse.web.questions import Questions, Row

MOST_CELLS = 10 * MOST_ROWS  # of a report
OWN = ("own_agency", "own_government")  # scopes of a report that speaks for its own body
Rows = list[Any]


def annual_report(questions: Questions, body_id: str, year: int, scope: str | None) -> asking.Made:
    """The current report of a body for a year, whole; its rows are its cells."""
    body = asking.item(questions, BODIES, body_id)
    report, others = _chosen(questions, body, year, scope)
    held = load_report(questions.connection, int(report["report_id"]), questions.limits)
    narrowed = _narrowed(report)
    cells = asking.found(questions, FIGURES, {"editions": "all", **narrowed}, MOST_CELLS)
    return {
        "body": body,
        "report": report,
        "other_reports": [{"report_id": row["report_id"], "scope": row["scope"]} for row in others],
        "figures": answers.rows_of(cells),
        "checks": [_shown(asdict(check)) for check in held.checks],
        "sections": answers.rows_of(questions.ask_with("api_sections", narrowed)),
        "capture": _shown(asdict(held.capture)) if held.capture else None,
    }, cells


def _chosen(questions: Questions, body: Row, year: int, scope: str | None) -> tuple[Row, list[Row]]:
    """The report that is meant, and the others of the year: that for the body itself unless told."""
    asked = {"agency_id": int(body["agency_id"]), "year": year}
    rows = answers.rows_of(asking.found(questions, REPORTS, asked, MOST_ROWS))
    rows.sort(key=lambda row: (row["scope"] not in OWN, row["scope"], row["report_id"]))
    chosen = next((row for row in rows if scope in (None, row["scope"])), None)
    if chosen is None:
        raise not_found(_missing(body, year, rows))
    return chosen, [row for row in rows if row is not chosen]


def _missing(body: Row, year: int, rows: Rows) -> Both:
    name, first, last = body["agency_name"], body["first_year"], body["last_year"]
    if rows:
        scopes = ", ".join(row["scope"] for row in rows)
        return Both(
            f"{name} has no report for {year} of that scope; there are: {scopes}.",
            f"{name} {year} 年没有该口径的年报；已有：{scopes}。",
        )
    return Both(
        f"This release holds no report of {name} for {year}; it holds reports for years from {first} to "
        f"{last}. /api/v1/coverage tells why one is absent.",
        f"本版数据没有 {name} {year} 年的年报；已有 {first} 至 {last} 年间的年报。"
        "缺失原因见 /api/v1/coverage。",
    )


def _narrowed(report: Row) -> Row:
    """Parameters that find what belongs to a report, and open only the files of its year and province."""
    return {
        "report_id": int(report["report_id"]),
        "year": report["year"],
        "province": report["province_code"],
    }


def _shown(row: Row) -> Row:
    return {name: plain(value) for name, value in row.items()}


def provenance(questions: Questions, report_id: str, indicator: str, applicant: str | None) -> asking.Made:
    """The cells of a figure in a report, and the bytes they stand in."""
    report = asking.item(questions, REPORTS, report_id)
    asked = {"editions": "all", **_narrowed(report), "indicator": indicator, "applicant": applicant}
    cells = asking.found(questions, FIGURES, asked, MOST_ROWS)
    if not cells.rows:
        raise not_found(_not_printed(report_id, indicator, applicant))
    held = load_report(questions.connection, int(report_id), questions.limits)
    return {"report": report, "items": [_proved(held, row) for row in answers.rows_of(cells)]}, cells


def _not_printed(report_id: str, indicator: str, applicant: str | None) -> Both:
    figure = f"{indicator} of {applicant}" if applicant else indicator
    return Both(
        f"Report {report_id} prints no {figure}; /api/v1/figures?report_id={report_id} lists what it prints.",
        f"年报 {report_id} 没有印出 {figure}；/api/v1/figures?report_id={report_id} 列有其全部数字。",
    )


def _proved(held: Report, row: Row) -> Row:
    cell = held.cell(row["ord"])
    return {
        "figure": row,
        "capture": _capture_of(held, cell),
        "checks": [_shown(asdict(check)) for check in held.checks_of(cell)],
        "page": f"/report/{row['report_id']}#{anchor(row)}",
    }


def _capture_of(held: Report, cell: Cell) -> Row | None:
    try:
        return _shown(asdict(held.capture_of(cell)))
    except EvidenceError:
        return None
