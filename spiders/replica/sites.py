"""All hosts of the replica, the demo registry made from them, and the oracle of a right crawl and reading."""

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib import import_module

from spiders.families import FAMILIES as CRAWLED
from spiders.replica.families import APART, FAMILIES, crowd, faults, scripted
from spiders.replica.families.base import Listed, ReplicaSite, SiteRow
from spiders.replica.model import Report, Value
from spiders.replica.world import world


@cache
def sites(edition: int = 1) -> Mapping[str, ReplicaSite]:
    """Host → site: the demo's first, then the hosts that misbehave or are for benches."""
    found: dict[str, ReplicaSite] = {}
    for site in (*demo(edition), *_built(APART, edition)):
        if site.host in found:
            raise ValueError(f"two replica sites answer for {site.host}")
        found[site.host] = site
    return found


@cache
def demo(edition: int = 1) -> tuple[ReplicaSite, ...]:
    """The sites that behave, in the order of the families."""
    return _built(FAMILIES, edition)


def _built(names: Iterable[str], edition: int) -> tuple[ReplicaSite, ...]:
    modules = (import_module(f"spiders.replica.families.{name}") for name in names)
    return tuple(site for module in modules for site in module.build(edition))


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


def demo_rows() -> list[SiteRow]:
    """The lines of registry/demo/sites.csv: the sites whose family can be crawled."""
    return [site.row for site in demo() if site.row and site.row.family in CRAWLED]


def fault_rows() -> list[SiteRow]:
    """A registry of the hosts that misbehave, for the crawler's tests."""
    return [faults.row_of(fault) for fault in faults.faults().values()]


def crowd_row() -> SiteRow:
    """The column of twenty thousand reports, for benches."""
    return crowd.ROW


def scripted_row() -> SiteRow:
    """The column whose rows need a browser."""
    return scripted.ROW


def registry_csv(rows: Iterable[SiteRow]) -> str:
    """These lines as the text of a sites.csv."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(SiteRow)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({**asdict(row), "aggregator": str(row.aggregator).lower()} for row in rows)
    return text.getvalue()


if __name__ == "__main__":
    sys.stdout.write(registry_csv(demo_rows()))
