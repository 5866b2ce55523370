"""The overview: a registry's lines, its places side by side, who asks, what is answered, what is missing."""

from collections.abc import Mapping

from warehouse.web.content import Both, Content, Page
from warehouse.web.panels import (
    TILES_TAKE,
    applicant_chart,
    refusal_rows,
    request_chart,
    result_chart,
    tiles,
)
from warehouse.web.questions import Questions

ALL = "all"
KEYED = ("place_lines", "place_applicants", "place_tiles")


def build(questions: Questions, _: str, query: Mapping[str, str]) -> Content:
    """The page of a whole registry."""
    totals = questions.ask("release_totals")
    lines, applicants, places = (questions.ask(name, ALL) for name in KEYED)
    breaks, top = questions.ask("breaks"), questions.ask("overview_top")
    coverage = questions.ask("quality_coverage")
    return Content(
        Both("Overview", "总览"),
        {
            "totals": totals.first,
            "tiles": tiles(places, query),
            "refusals": refusal_rows(lines),
            "top": top.rows,
            "coverage": coverage.rows,
            "breaks": [row for row in breaks.rows if row["concept"] == "req_new"],
        },
        (totals, lines, applicants, places, breaks, top, coverage),
        (
            request_chart(lines, breaks),
            applicant_chart(applicants),
            result_chart(lines),
        ),
    )


PAGE = Page("", "overview.html", build, label=Both("Overview", "总览"), order=0, takes=TILES_TAKE)
