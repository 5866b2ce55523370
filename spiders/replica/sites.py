"""All hosts of the demo, and the demo registry made from them."""

import csv
import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from functools import cache
from importlib import import_module

from spiders.families import FAMILIES as CRAWLED
from spiders.replica.families import FAMILIES
from spiders.replica.families.base import ReplicaSite, SiteRow


@cache
def demo(edition: int = 1) -> tuple[ReplicaSite, ...]:
    """The sites of the demo, in the order of the families."""
    modules = (import_module(f"spiders.replica.families.{name}") for name in FAMILIES)
    return tuple(site for module in modules for site in module.build(edition))


def by_host(sites: Iterable[ReplicaSite]) -> Mapping[str, ReplicaSite]:
    """Host → site; raises ValueError where two answer for one host."""
    found: dict[str, ReplicaSite] = {}
    for site in sites:
        if site.host in found:
            raise ValueError(f"two replica sites answer for {site.host}")
        found[site.host] = site
    return found


def demo_rows() -> list[SiteRow]:
    """The lines of registry/demo/sites.csv: the sites whose family can be crawled."""
    return [site.row for site in demo() if site.row and site.row.family in CRAWLED]


def registry_csv(rows: Iterable[SiteRow]) -> str:
    """These lines as the text of a sites.csv."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(SiteRow)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({**asdict(row), "aggregator": str(row.aggregator).lower()} for row in rows)
    return text.getvalue()


if __name__ == "__main__":
    sys.stdout.write(registry_csv(demo_rows()))
