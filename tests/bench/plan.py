"""The plan for the whole country, simulated: `python -m tests.bench.plan [--save]`, seconds of work.

Every request of every host is drawn: its pause as the crawl pauses, its answer, the cap of a day, so many
hosts side by side a batch, first come first served. What machines do is computed from the rates that the
benches measure; `--save` writes docs/plan.md.
"""

import argparse
import heapq
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from spiders.net.tls import HOSTS_AT_ONCE
from spiders.policy.settings import REAL, Politeness
from tests.bench.page import DOCS

DAY = 24 * 3600.0
NIGHT = 5.9 * 3600  # of `--night`, in seconds
BATCHES = (1, 2, 4)
PAGE = """# The plan for the country

Made by `python -m tests.bench.plan --save`: assumptions on top, every one an option of that command.

```text
{tables}
```

Hosts are drawn log-normally, for a few city portals list the reports of thousands of bodies. A request takes
its pause (2 s ± 50 %, as the crawl's) or its answer, whichever is longer; a host has 3,000 requests a day
at most, and the rest of it waits for the next day. Batches may run on one machine or on several: a host is
never in two. Machines are computed: crawling from `make bench-crawl`, reading from `make bench-country`,
building from `make bench-warehouse`, as if twice the cores did twice as much.
"""


@dataclass(frozen=True)
class Country:
    """What is assumed: of the country, of an answer, and of what machines do (benches) and cost."""

    hosts: int = 2_900
    reports: int = 3_000_000
    bodies: int = 170_000  # each has one report a year, listed in the last 400 days
    spread: float = 1.2  # of the logarithm of a host's reports: the largest has 30 to 60 times the mean
    rows_a_list_page: int = 20
    files: float = 0.3  # attachments and second formats a report
    repeats: float = 0.02  # of all requests
    answer_seconds: float = 0.5  # median; a tenth takes three times as long
    archive_bytes: float = 1e12
    cells_a_report: int = 250
    pages_a_second: float = 255  # crawled by two cores, no pause (make bench-crawl)
    documents_a_second: float = 293  # read by two cores, without scans (make bench-country)
    scans_a_second: float = 1.9  # the same (make bench-country)
    scans: float = 0.02
    cells_a_second: float = 400_000  # built by two cores (make bench-warehouse)
    price_an_hour: float = 0.10  # of two cores and 8 GB, in dollars
    price_a_terabyte: float = 23.0  # of an object store and month, in dollars


@dataclass(frozen=True)
class Walk:
    """What a crawl came to: days, hours in which requests were out, and the share that each day reached."""

    days: int
    hours: float
    reached: tuple[float, ...]  # of all requests, from the first day on

    def day_of(self, share: float) -> int:
        """The day at whose end such a share of the requests was answered."""
        return next(day for day, reached in enumerate(self.reached, 1) if reached >= share)


def first_crawl(country: Country, dice: np.random.Generator) -> NDArray[np.int64]:
    """Requests of each host, in registry order."""
    sizes = dice.lognormal(0, country.spread, country.hosts)
    reports = np.ceil(sizes / sizes.sum() * country.reports)
    lists = np.ceil(reports / country.rows_a_list_page) + 1
    return np.ceil((1 + reports * (1 + country.files) + lists) * (1 + country.repeats)).astype(np.int64)


def nightly(country: Country, requests: NDArray[np.int64]) -> NDArray[np.int64]:
    """Requests of each host in a night after it: two list pages, young reports, a thirtieth of the rest."""
    young = country.bodies / country.reports
    share = young + (1 - young) / REAL.recheck_old_days
    return np.ceil(3 + requests * share).astype(np.int64)


def walk(
    requests: NDArray[np.int64],
    country: Country,
    dice: np.random.Generator,
    slots: int = HOSTS_AT_ONCE,
    window: float = DAY,
    polite: Politeness = REAL,
) -> Walk:
    """Ask every host all its requests, `slots` of them side by side, in `window` seconds of each day."""
    left, busy, reached = requests.copy(), 0.0, list[float]()
    while left.any():
        ends = [0.0] * slots
        for host in np.flatnonzero(left):
            started = heapq.heappop(ends)
            took = np.cumsum(_seconds(min(int(left[host]), polite.daily_cap), country, dice, polite))
            asked = int(np.searchsorted(took, window - started, side="right"))
            left[host] -= asked
            heapq.heappush(ends, started + (took[asked - 1] if asked else 0.0))
        busy += max(ends)
        reached.append(1 - left.sum() / requests.sum())
    return Walk(len(reached), busy / 3600, tuple(reached))


def _seconds(
    count: int, country: Country, dice: np.random.Generator, polite: Politeness
) -> NDArray[np.float64]:
    """What each of so many requests to a host takes: its pause, or its answer where that is longer."""
    pauses = polite.delay * dice.uniform(0.5, 1.5, count)
    return np.maximum(pauses, country.answer_seconds * dice.lognormal(0, 0.86, count))


def told(country: Country, console: Console) -> None:
    """Simulate, and print the tables."""
    assumed = (
        f"{field.name.replace('_', ' ')} {getattr(country, field.name):g}" for field in fields(country)
    )
    console.print(", ".join(assumed) + "\n")
    dice = np.random.default_rng(1)
    first = first_crawl(country, dice)
    again = nightly(country, first)
    console.print(_crawls({"first crawl": first, "a night after it": again}, country, dice))
    console.print(
        f"largest host: {first.max():,} requests; half of them have fewer than {int(np.median(first)):,}\n"
    )
    console.print(_machines(country, int(first.sum())))


def _crawls(steps: dict[str, NDArray[np.int64]], country: Country, dice: np.random.Generator) -> Table:
    table = Table(
        "", "requests", "batches", "hours a day", "days", "90 % by day", "99 % by day", "hours of work"
    )
    for name, requests in steps.items():
        for batches in BATCHES:
            for window in (DAY, NIGHT):
                done = walk(requests, country, dice, HOSTS_AT_ONCE * batches, window)
                days = (str(done.days), str(done.day_of(0.9)), str(done.day_of(0.99)))
                hours = f"{window / 3600:.3g}"
                table.add_row(name, f"{requests.sum():,}", str(batches), hours, *days, f"{done.hours:.1f}")
    return table


def _machines(country: Country, requests: int) -> Table:
    """Hours of two cores, of sixteen, and dollars of the two."""
    cells = country.reports * country.cells_a_report
    scans = country.reports * country.scans
    seconds = {
        "crawling: two cores at work (the pauses take longer)": requests / country.pages_a_second,
        "reading, without scans": (country.reports - scans) / country.documents_a_second,
        "reading scans": scans / country.scans_a_second,
        f"building {cells / 1e6:.0f} million cells": cells / country.cells_a_second,
    }
    table = Table("", "hours of 2 cores", "of 16", "dollars")
    for name, each in seconds.items():
        hours = each / 3600
        table.add_row(name, f"{hours:.1f}", f"{hours / 8:.1f}", f"{hours * country.price_an_hour:.2f}")
    stored = country.archive_bytes / 1e12
    table.add_row(f"keeping {stored:g} TB, a month", "", "", f"{stored * country.price_a_terabyte:.0f}")
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """0; the plan has no bar of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.plan", description=__doc__.split("\n\n")[0])
    for field in fields(Country):
        flag = "--" + field.name.replace("_", "-")
        parser.add_argument(
            flag, type=type(field.default), default=field.default, help="(default: %(default)s)"
        )
    parser.add_argument("--save", action="store_true", help="write docs/plan.md")
    options = vars(parser.parse_args(arguments))
    is_saved, console = options.pop("save"), Console(width=120, record=True, highlight=False)
    told(Country(**options), console)
    if is_saved:
        text = "\n".join(line.rstrip() for line in console.export_text().rstrip().splitlines())
        (DOCS / "plan.md").write_text(PAGE.format(tables=text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
