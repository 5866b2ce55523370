"""Figures of a body or a place for a year, each with the printed cells that it rests on."""

from typing import Literal

from warehouse.mcp import bodies, indicators
from warehouse.mcp.answers import RefusalError, is_invented
from warehouse.mcp.bodies import Body, Place
from warehouse.mcp.source import Row, Source

Scope = Literal["own_agency", "own_government", "departments_aggregate", "region_aggregate", "unknown"]
Applicant = Literal[
    "total",
    "natural_person",
    "legal_business",
    "legal_research",
    "legal_welfare",
    "legal_lawfirm",
    "legal_other",
]
LISTED = 50  # cells of an answer that adds up many
REPORTS = """
SELECT report_id, year, scope, form, title, url, published_date, version, is_invented
FROM reports
WHERE agency_id = $agency AND is_current AND year IS NOT NULL
ORDER BY year, scope"""
WHY_ABSENT = """
SELECT DISTINCT status, reason, url FROM coverage
WHERE year = $year AND status <> 'reported'
    AND site_id IN (SELECT site_id FROM reports WHERE agency_id = $agency)
ORDER BY ALL LIMIT 5"""
CELLS = """
SELECT c.indicator, i.label_zh, c.unit, c.applicant, c.value, c.raw, c.status, c.report_id,
    c.locator, c.method
FROM cells c JOIN indicators i USING (indicator)
WHERE c.report_id = $report AND c.year = $year AND ($region IS NULL OR c.region_code = $region)
    AND c.item IS NULL AND (c.applicant IS NULL AND $applicant = 'total' OR c.applicant = $applicant)
    AND ($indicator IS NULL OR c.indicator = $indicator)
ORDER BY c.ord"""
LIKE = """
SELECT DISTINCT c.indicator, i.label_zh, jaro_winkler_similarity(c.indicator, $indicator) AS likeness
FROM cells c JOIN indicators i USING (indicator)
WHERE c.report_id = $report AND c.year = $year
ORDER BY likeness DESC, c.indicator LIMIT 5"""
CORRECTION = """
SELECT indicator, corrected, reason, source FROM corrections
WHERE report_id = $report AND ($indicator IS NULL OR indicator = $indicator) ORDER BY indicator"""
HARMONISED = """
SELECT value, basis, grade FROM series
WHERE report_id = $report AND year = $year AND concept = $indicator"""
# The cells that a line of `series` may be made of, by the ways that the form of the report gives it.
PARTS = """
SELECT c.report_id, c.indicator, c.applicant, c.raw, c.status, c.locator
FROM cells c
WHERE list_contains($reports, c.report_id) AND list_contains($years, c.year) AND c.item IS NULL
    AND c.indicator IN (
        SELECT unnest(regexp_extract_all(expression, '\\w+')) FROM concepts WHERE concept = $indicator
    )
    AND (c.applicant IS NULL OR c.applicant = 'total' OR list_contains($imputed, c.report_id))
ORDER BY c.report_id, c.ord
LIMIT $most"""
PLACE_SUM = """
SELECT s.report_id, s.agency_id, s.agency_name, s.value, s.basis, s.grade, r.is_invented
FROM own_series s JOIN reports r ON r.report_id = s.report_id
WHERE s.year = $year AND s.concept = $indicator AND list_contains($codes, s.region_code)
ORDER BY s.report_id"""
PLACE_YEARS = """
SELECT DISTINCT year FROM reports
WHERE list_contains($codes, region_code) AND is_current AND year IS NOT NULL ORDER BY year"""
NEAR_YEARS = 5


def figures(
    source: Source, who: str, year: int, indicator: str | None, applicant: Applicant, scope: Scope | None
) -> dict[str, object]:
    """What a body printed for a year, or what the bodies of a place printed, added up.

    A body's printed cells, one indicator or all; where a total is not printed, the value that `series`
    makes of what is, with its basis. Of a place: own figures of its bodies and of those below it added up,
    aggregates left out.
    """
    found = bodies.resolve(source, who)
    asked = indicators.resolve(source, indicator) if indicator else None
    if isinstance(found, Place):
        return _of_place(source, found, year, asked)
    report = report_of(source, found, year, scope)
    shown = (
        [figure_of(source, found, report, asked, applicant)]
        if asked
        else _all(source, found, report, applicant)
    )
    corrected = source.rows(
        CORRECTION, report=report["report_id"], indicator=asked["indicator"] if asked else None
    )
    return {
        "body": found.row,
        "report": report,
        "is_invented": report["is_invented"],
        "figures": shown,
        "corrections": corrected,
    }


def report_of(source: Source, body: Body, year: int, scope: Scope | None) -> Row:
    """The current report of a body for a year (and scope); refuses where there is none, or several."""
    reports = source.rows(REPORTS, agency=body.agency_id)
    of_year = [row for row in reports if row["year"] == year]
    if not of_year:
        raise _not_collected(year, reports, source.rows(WHY_ABSENT, year=year, agency=body.agency_id))
    fitting = [row for row in of_year if scope in (None, row["scope"])]
    if len(fitting) == 1:
        return fitting[0]
    reason = "scope_ambiguous" if fitting else "scope_not_collected"
    raise RefusalError(reason, f"{year}", of_year)


def _not_collected(year: int, reports: list[Row], why: list[Row]) -> RefusalError:
    said = "; ".join(f"{row['status']}: {row['reason']}, {row['url']}" for row in why)
    return RefusalError("year_not_collected", f"{year}; {said}" if said else f"{year}", _near(year, reports))


def _near(year: int, rows: list[Row]) -> list[int]:
    """The years that there are, those nearest to the one asked for first."""
    years = {int(str(row["year"])) for row in rows}
    return sorted(years, key=lambda one: (abs(one - year), one))[:NEAR_YEARS]


def figure_of(source: Source, body: Body, report: Row, asked: Row, applicant: Applicant) -> Row:
    """One figure of a report with its cells; refuses where none is printed and none can be made."""
    printed = cells_of(source, body, report, str(asked["indicator"]), applicant)
    if printed and printed[0]["status"] == "reported":
        return _printed(printed[0])
    made = source.first(
        HARMONISED, report=report["report_id"], year=report["year"], indicator=asked["indicator"]
    )
    if made and applicant == "total":
        basis = str(made["basis"])
        parts = parts_of(source, [{**report, "basis": basis}], str(asked["indicator"]))
        return {**asked, "applicant": None, **made, "cells": parts}
    if printed:
        raise RefusalError("no_number", f"{printed[0]['status']}", printed)
    details = f"{asked['indicator']}, {applicant}"
    raise RefusalError("not_printed", details, _near_figures(source, report, asked))


def cells_of(
    source: Source, body: Body, report: Row, indicator: str | None, applicant: Applicant
) -> list[Row]:
    """The cells that a report prints of an indicator, or of all."""
    return source.rows(
        CELLS,
        report=report["report_id"],
        year=report["year"],
        region=body.region_code,
        indicator=indicator,
        applicant=applicant,
    )


def parts_of(source: Source, reports: list[Row], indicator: str, most: int = LISTED) -> list[Row]:
    """The printed cells behind a line of `series` in reports (with `year` and `basis`), `most` at most."""
    return source.rows(
        PARTS,
        reports=[row["report_id"] for row in reports],
        years=sorted({int(str(row["year"])) for row in reports}),
        imputed=[row["report_id"] for row in reports if row["basis"] == "imputed_total"],
        indicator=indicator,
        most=most,
    )


def _all(source: Source, body: Body, report: Row, applicant: Applicant) -> list[Row]:
    return [_printed(cell) for cell in cells_of(source, body, report, None, applicant)]


def _printed(cell: Row) -> Row:
    """A cell as a figure that rests on itself."""
    named = ("indicator", "label_zh", "unit", "applicant", "value")
    return {
        **{name: cell[name] for name in named},
        "basis": "printed",
        "cells": [{name: part for name, part in cell.items() if name not in ("label_zh", "unit", "value")}],
    }


def _near_figures(source: Source, report: Row, asked: Row) -> list[Row]:
    """The lines over the forms that an indicator is part of, then what the report prints by like names."""
    name = str(asked["indicator"])
    lines = [line for line in indicators.lines_made_of(source, name) if line["indicator"] != name]
    return [*lines, *source.rows(LIKE, report=report["report_id"], year=report["year"], indicator=name)]


def _of_place(source: Source, place: Place, year: int, asked: Row | None) -> dict[str, object]:
    if asked is None:
        raise RefusalError("indicator_unknown", "of a place, name the indicator to add up")
    line = indicators.resolve_line(source, str(asked["indicator"]))
    rows = source.rows(PLACE_SUM, year=year, indicator=line["indicator"], codes=place.codes)
    if not rows:
        held = source.rows(PLACE_YEARS, codes=place.codes)
        if all(row["year"] != year for row in held):
            raise _not_collected(year, held, [])
        raise RefusalError("not_printed", f"{line['indicator']}, by bodies that speak for themselves")
    cells = parts_of(source, [{**row, "year": year} for row in rows], str(line["indicator"]))
    return {
        "place": place.row,
        "year": year,
        "is_invented": is_invented(rows),
        "figures": [{**line, "value": added(rows), "report_count": len(rows), "cells": cells}],
        "parts": rows[:LISTED],
    }


def added(rows: list[Row]) -> object:
    """The sum of the values of rows."""
    return sum(row["value"] for row in rows)  # type: ignore[misc]
