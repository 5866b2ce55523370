"""The served pages of an invented nation: `python -m tests.bench.web --size 25M` (`make bench-web SIZE=25M`).

Told are the first useful paint of the overview in a Chromium, from a server just started whose files are out
of the page cache; the latency of pages that nobody asked for before, to 50 readers at once, by kind; and the
most memory of the server with its processes. Each has a bar; the exit code is 1 where one is missed.
"""

import argparse
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from urllib.request import urlopen

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.memory import watched
from tests.bench.national import world
from tests.bench.warehouse import SIZES, forget
from tests.warehouse.web.browsing import launched
from tests.warehouse.web.conftest import serving
from warehouse.build.pipeline import build
from warehouse.query.connect import connect_release
from warehouse.release.store import Store

READERS, PAGES = 50, 400  # at once; of each kind, every one asked for once
PAINT_SECONDS, P95_MS, MEMORY_MB = 1.5, 200, 1024
KEYS = {
    "place": "SELECT DISTINCT region_code FROM agencies WHERE region_code IS NOT NULL",
    "body": "SELECT agency_id FROM agencies",
    "report": "SELECT report_id FROM reports WHERE is_current",
}


def main() -> int:
    """1 where a figure misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.web", description=__doc__)
    parser.add_argument("--size", choices=tuple(SIZES), default="1M", help="cells (default: 1M)")
    parser.add_argument("--pages", type=int, default=PAGES, help=f"of each kind (default: {PAGES})")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        nation = world.write(Path(name) / "demo", SIZES[options.size])  # a name that the command knows
        release = build(Store(nation.data / "warehouse"), "demo", nation.inputs()).release
        return 0 if bench(release, nation.data.parent, options.pages, Console(highlight=False)) else 1


def bench(release: Path, data: Path, pages: int, console: Console) -> bool:
    """Serve the current release below `data` and print its figures; whether all bars hold."""
    asked = {kind: chosen(release, sql, pages) for kind, sql in KEYS.items()}
    forget(release)
    with serving(data) as root:
        server = psutil.Process(server_of(root))
        paint = first_paint(root)
        with watched(server, every=0.05) as highest:
            times = {"overview": timed([f"{root}/?year={year}" for year in range(2008, 2026)] * 4)}
            times |= {kind: timed([f"{root}/{kind}/{key}" for key in keys]) for kind, keys in asked.items()}
    table = Table("page", "pages", "one reader ms", f"{READERS} readers: median", "p95", f"bar {P95_MS}")
    for kind, (alone, found) in times.items():
        middle, late = median(found), quantiles(found, n=20)[-1]
        table.add_row(
            kind, str(len(found)), *(f"{each:.0f}" for each in (alone, middle, late)), verdict(late <= P95_MS)
        )
    console.print(table)
    held = {
        f"first paint of the overview, cold: {paint:.2f} s (bar {PAINT_SECONDS})": paint <= PAINT_SECONDS,
        f"memory of the server at most: {highest[0]:.0f} MB (bar {MEMORY_MB})": highest[0] <= MEMORY_MB,
    }
    for text, is_held in held.items():
        console.print(f"{verdict(is_held)} {text}")
    return all(held.values()) and all(quantiles(found, n=20)[-1] <= P95_MS for _, found in times.values())


def verdict(is_held: bool) -> str:
    return "ok" if is_held else "SHORT"


def chosen(release: Path, sql: str, count: int) -> list[str]:
    """Some keys of a kind of page, drawn from all."""
    with connect_release(release) as connection:
        keys = sorted(str(key) for (key,) in connection.execute(sql).fetchall())
    return random.Random(1).sample(keys, min(count, len(keys)))


def timed(urls: list[str]) -> tuple[float, list[float]]:
    """Milliseconds of a first page to one reader, and of each of the others to READERS at once."""
    alone = answered(urls[0])
    with ThreadPoolExecutor(READERS) as readers:
        return alone, list(readers.map(answered, urls[1:]))


def answered(url: str) -> float:
    started = time.perf_counter()
    with urlopen(url, timeout=120) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - started)


def first_paint(root: str) -> float:
    """Seconds until a browser that never was there shows the overview's first content."""
    with launched() as browser:
        page = browser.new_page()
        page.goto(root)
        painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        milliseconds: float = page.wait_for_function(painted).json_value()  # a page may load before it shows
    return milliseconds / 1000


def server_of(root: str) -> int:
    """The process that listens on the port of an address."""
    port = int(root.rpartition(":")[2])
    found = psutil.net_connections("tcp")
    return next(
        each.pid for each in found if each.status == "LISTEN" and each.laddr.port == port and each.pid
    )


if __name__ == "__main__":
    sys.exit(main())
