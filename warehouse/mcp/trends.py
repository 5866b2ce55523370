"""An indicator over the years: of a body, of a place, or of all bodies, with the breaks on the way."""

from collections.abc import Mapping

from warehouse.mcp import bodies, indicators
from warehouse.mcp.answers import RefusalError, is_invented
from warehouse.mcp.bodies import Body, Place
from warehouse.mcp.figures import LISTED, parts_of
from warehouse.mcp.source import Row, Source

BODY_YEARS = """
SELECT s.report_id, s.year, s.scope, s.value, s.grade, s.basis, b.note AS break_note, r.url, r.is_invented
FROM series s
JOIN reports r USING (report_id)
LEFT JOIN breaks b ON b.concept = s.concept AND b.year = s.year
WHERE s.agency_id = $agency AND s.concept = $indicator AND s.year IS NOT NULL
ORDER BY s.year, s.scope"""
# As the macro `trend` adds up, for the bodies of some divisions or of all.
YEARS = """
SELECT s.year, sum(s.value) AS value, count(*) AS report_count, max(s.grade) AS worst_grade,
    any_value(b.note) AS break_note, bool_or(r.is_invented) AS is_invented
FROM own_series s
JOIN reports r ON r.report_id = s.report_id
LEFT JOIN breaks b ON b.concept = s.concept AND b.year = s.year
WHERE s.concept = $indicator AND s.year IS NOT NULL
    AND ($codes IS NULL OR list_contains($codes, s.region_code))
GROUP BY s.year ORDER BY s.year"""
LARGEST = """
SELECT report_id, year, basis FROM own_series
WHERE concept = $indicator AND year IS NOT NULL AND ($codes IS NULL OR list_contains($codes, region_code))
ORDER BY value DESC, report_id LIMIT $most"""


def trend(source: Source, indicator: str, who: str | None) -> Mapping[str, object]:
    """A comparable line over the years, with the cells it rests on: of sums, LISTED of the largest."""
    line = indicators.resolve_line(source, indicator)
    found = bodies.resolve(source, who) if who else None
    years = _of_body(source, line, found) if isinstance(found, Body) else _sums(source, line, found)
    if not years["years"]:
        raise RefusalError("not_printed", f"{line['indicator']} in any year")
    return {**line, **years}


def _of_body(source: Source, line: Row, body: Body) -> Row:
    rows = source.rows(BODY_YEARS, agency=body.agency_id, indicator=line["indicator"])
    return {
        "body": body.row,
        "years": rows,
        "is_invented": is_invented(rows),
        "cells": parts_of(source, rows, str(line["indicator"])),
    }


def _sums(source: Source, line: Row, place: Place | None) -> Row:
    asked = {"indicator": line["indicator"], "codes": place.codes if place else None}
    rows = source.rows(YEARS, **asked)
    largest = source.rows(LARGEST, **asked, most=LISTED)
    return {
        "place": place.row if place else "all places of the release",
        "years": rows,
        "is_invented": is_invented(rows),
        "cells": parts_of(source, largest, str(line["indicator"])),
    }
