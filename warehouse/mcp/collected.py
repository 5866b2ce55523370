"""What the release holds, and why the rest is absent."""

from warehouse.mcp import bodies
from warehouse.mcp.answers import RefusalError, is_invented
from warehouse.mcp.bodies import Body, Place
from warehouse.mcp.figures import REPORTS, WHY_ABSENT
from warehouse.mcp.source import Source

HELD = """
SELECT year, count(*) AS report_count, count(DISTINCT agency_id) AS body_count,
    bool_or(is_invented) AS is_invented
FROM reports
WHERE is_current AND year IS NOT NULL AND ($year IS NULL OR year = $year)
    AND ($codes IS NULL OR list_contains($codes, region_code))
GROUP BY year ORDER BY year"""
SITES = """
FROM coverage c JOIN sites s USING (site_id)
WHERE ($year IS NULL OR c.year = $year) AND ($codes IS NULL OR list_contains($codes, s.region_code))"""
STATUSES = (
    f"SELECT c.status, count(*) AS site_years {SITES} GROUP BY c.status ORDER BY site_years DESC, c.status"
)
ABSENT = f"""SELECT c.site_id, s.site_name, c.year, c.status, c.reason, c.url {SITES}
AND c.status <> 'reported' ORDER BY c.year DESC, c.site_id LIMIT 50"""
GAPS = "SELECT year FROM gaps WHERE agency_id = $agency AND ($year IS NULL OR year = $year) ORDER BY year"
YEARS = "SELECT DISTINCT year FROM reports WHERE is_current AND year IS NOT NULL ORDER BY year"


def coverage(source: Source, who: str | None, year: int | None) -> dict[str, object]:
    """The reports that are held, of a body, a place or all, and each absence with its reason."""
    found = bodies.resolve(source, who) if who else None
    if isinstance(found, Body):
        return _of_body(source, found, year)
    return _of_sites(source, found, year)


def _of_body(source: Source, body: Body, year: int | None) -> dict[str, object]:
    reports = source.rows(REPORTS, agency=body.agency_id)
    gaps = [row["year"] for row in source.rows(GAPS, agency=body.agency_id, year=year)]
    why = source.rows(WHY_ABSENT, agency=body.agency_id, year=year) if year else []
    return {
        "body": body.row,
        "reports": [row for row in reports if year in (None, row["year"])],
        "years_without_report": gaps,
        "reasons": why,
        "is_invented": body.row["is_invented"],
    }


def _of_sites(source: Source, place: Place | None, year: int | None) -> dict[str, object]:
    asked = {"year": year, "codes": place.codes if place else None}
    held, statuses = source.rows(HELD, **asked), source.rows(STATUSES, **asked)
    if not held and not statuses:
        raise RefusalError("year_not_collected", f"{year}", [row["year"] for row in source.rows(YEARS)])
    return {
        "place": place.row if place else "all places of the release",
        "years": held,
        "sites": statuses,
        "absent": source.rows(ABSENT, **asked),
        "is_invented": is_invented(held),
    }
