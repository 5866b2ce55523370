"""A claim held against what is printed: it matches, stands elsewhere, contradicts, or cannot be judged."""

from decimal import Decimal

from warehouse.mcp import bodies, indicators
from warehouse.mcp.answers import RefusalError
from warehouse.mcp.bodies import Body
from warehouse.mcp.figures import Applicant, Scope, figure_of, report_of
from warehouse.mcp.source import Row, Source

PLACES = Decimal("0.000001")  # of the values of a release
# A refusal that says how far a claim can be judged.
UNJUDGED = {
    "year_not_collected": "not_collected",
    "scope_not_collected": "other_scope",
    "scope_ambiguous": "ambiguous",
    "body_ambiguous": "ambiguous",
    "indicator_ambiguous": "ambiguous",
}
SAME_VALUE = """
SELECT r.year, r.scope, r.agency_name, c.indicator, c.raw, c.report_id, c.locator, r.url
FROM cells c JOIN reports r USING (report_id)
WHERE c.is_current AND c.indicator = $indicator AND c.value = $value AND c.item IS NULL
    AND (c.applicant IS NULL OR c.applicant = $applicant) AND c.report_id <> $report"""
OTHER_YEARS = (
    f"{SAME_VALUE} AND c.agency_id = $agency AND c.year <> $year ORDER BY abs(c.year - $year), c.year"
)
# The figures of a government and of its office, of a district's own and of its sum, are taken for each other.
OTHER_SCOPES = f"""{SAME_VALUE} AND c.region_code = $region AND c.year = $year AND r.scope <> $scope
ORDER BY r.agency_name"""


def verify(
    source: Source,
    who: str,
    year: int,
    indicator: str,
    value: float,
    applicant: Applicant,
    scope: Scope | None,
) -> dict[str, object]:
    """The verdict on a claim, with what is printed and where else the claimed value stands.

    Verdicts: match; other_year and other_scope, where the claimed value is printed there and not here;
    contradicts; not_collected and ambiguous, where it cannot be judged. Refuses what names nothing, and cells
    without a number.
    """
    try:
        body = bodies.resolve_body(source, who)
        asked = indicators.resolve(source, indicator)
        report = report_of(source, body, year, scope)
    except RefusalError as refusal:
        if refusal.reason not in UNJUDGED:
            raise
        verdict = UNJUDGED[refusal.reason]
        return {
            "verdict": verdict,
            "reason": refusal.reason,
            "message": refusal.message,
            "nearest": refusal.nearest,
        }
    printed = figure_of(source, body, report, asked, applicant)
    claimed = Decimal(str(value)).quantize(PLACES)
    verdict, elsewhere = "match", list[Row]()
    if claimed != printed["value"]:
        verdict, elsewhere = _elsewhere(source, body, report, asked, claimed, applicant)
    return {
        "verdict": verdict,
        "claimed": claimed,
        "printed": printed,
        "elsewhere": elsewhere,
        "body": body.row,
        "report": report,
        "is_invented": report["is_invented"],
    }


def _elsewhere(
    source: Source, body: Body, report: Row, asked: Row, claimed: Decimal, applicant: Applicant
) -> tuple[str, list[Row]]:
    """The verdict on a value that the report does not print, with where it is printed."""
    same = {
        "indicator": asked["indicator"],
        "value": claimed,
        "applicant": applicant,
        "report": report["report_id"],
        "year": report["year"],
    }
    if found := source.rows(OTHER_YEARS, **same, agency=body.agency_id):
        return "other_year", found
    if found := source.rows(OTHER_SCOPES, **same, region=body.region_code, scope=report["scope"]):
        return "other_scope", found
    return "contradicts", []
