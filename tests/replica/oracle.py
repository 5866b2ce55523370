"""What a right crawl of the demo finds, and what a right reading of it says."""

from collections.abc import Iterator
from dataclasses import dataclass

from spiders.replica.families.base import Listed
from spiders.replica.model import Report, Value
from spiders.replica.sites import demo
from spiders.replica.world import world


def listing(edition: int = 1) -> list[Listed]:
    """Every row that the demo's lists print, with what a right crawl makes of it."""
    return [listed for site in demo(edition) for listed in site.listed]


@dataclass(frozen=True, slots=True)
class Expected:
    """One cell that a right reading finds: which report, where it is published, what it says."""

    site_id: str
    url: str
    report: Report
    indicator: str
    applicant: str | None
    item: str | None
    cell: Value


def expected(edition: int = 1) -> Iterator[Expected]:
    """Every printed cell of every report that a crawl of the demo keeps."""
    for listed in listing(edition):
        if listed.report:
            report = world(edition)[listed.report]
            for (indicator, applicant, item), cell in report.cells.items():
                yield Expected(listed.site_id, listed.url, report, indicator, applicant, item, cell)
