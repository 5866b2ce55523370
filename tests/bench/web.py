"""The served pages of an invented nation: `python -m tests.bench.web --size 25M` (`make bench-web SIZE=25M`).

Every page is one that nobody asked for before, so that none comes from the server's page cache.

The bars are for 50 people who read side by side: each asks for a page, reads for a while (exponential, five
seconds in the mean), and asks for the next; the kinds of pages are mixed. Told besides, without a bar: a
closed loop in which 50 readers ask without pause until all pages of a kind are through. It shows what the
machine can carry: pages a second, and the server's CPU time a page.

The invented nation has no archive, so its pages of sources tell that; a small release of one document of
every format, with its archive, is read in the closed loop, too: its pages and the documents in their frames.

First comes how long the first server of a release takes to start, then the first useful paint of the overview
in a Chromium, from a server just started whose files are out of the page cache; last the most memory of the
server with its processes, pages of libraries that they share counted once. The exit code is 1 where a bar is
missed.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median, quantiles
from urllib.request import urlopen

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.memory import proportional, watched
from tests.bench.national import world
from tests.bench.warehouse import SIZES, forget
from tests.warehouse.web import sources
from tests.warehouse.web.browsing import launched
from tests.warehouse.web.conftest import server_of, serving
from warehouse.build.pipeline import build
from warehouse.query.connect import connect_release
from warehouse.release.store import Store
from warehouse.web.panels import TILE_FIGURES

READERS, PAGES = 50, 400  # at once; of each kind in the closed loop
SECONDS, READING_SECONDS = 60, 5.0  # of the people; of one of them between two pages, in the mean
PAINT_SECONDS, MEMORY_MB = 1.5, 1024
IDLE_SECONDS = 0.1  # of CPU in a second, of a server that waits
REPORTS = "SELECT report_id FROM reports WHERE is_current"
# Kind of page → its bar for p95 in ms, and the question for its keys.
KINDS = {
    "place": (200, "SELECT DISTINCT region_code FROM agencies WHERE region_code IS NOT NULL"),
    "body": (200, "SELECT agency_id FROM agencies"),
    "report": (200, REPORTS),
    "source": (500, REPORTS),
}
OVERVIEW, OVERVIEW_MS = "overview", 200
LANGUAGES = ("", "/zh")


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that was asked for: of which kind, and how many milliseconds it took."""

    kind: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Loop:
    """Pages of a kind, asked for without pause: seconds of the clock and of the server's CPU."""

    asked: Sequence[Asked]
    seconds: float
    cpu_seconds: float


def main() -> int:
    """1 where a figure misses its bar."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.web", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", choices=tuple(SIZES), default="1M", help="cells (default: 1M)")
    parser.add_argument("--data", type=Path, help="serve the release of `demo` below this folder instead")
    parser.add_argument(
        "--pages", type=int, default=PAGES, help=f"of each kind, in the closed loop (default: {PAGES})"
    )
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, help=f"that the people read (default: {SECONDS})"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = options.data or nation(Path(name), SIZES[options.size])
        release = Store(data / "demo" / "warehouse").current()
        if release is None:
            parser.error(f"no release of demo below {data}")
        small = Path(name) / "small"
        sources.collect(small)
        held = bench(
            release, data, small, options.pages, options.seconds, Console(highlight=False, width=110)
        )
    return 0 if held else 1


def nation(folder: Path, cells: int) -> Path:
    """A data folder with a release of about so many cells, under a name that the command knows."""
    made = world.write(folder / "demo", cells)
    build(Store(made.data / "warehouse"), "demo", made.inputs())
    return folder


def bench(release: Path, data: Path, small: Path, pages: int, seconds: float, console: Console) -> bool:
    """Serve the release below `data` and print its figures; whether all bars hold."""
    drawn = {kind: urls_of(release, kind, sql) for kind, (_, sql) in KINDS.items()} | {OVERVIEW: overviews()}
    started = time.perf_counter()
    with serving(data):  # the first server of a release makes its answers: told, and not measured with pages
        console.print(f"first start of a server of this release: {time.perf_counter() - started:.0f} s")
    forget(release)
    with serving(data) as root:
        server = psutil.Process(server_of(root))
        paint = first_paint(root)
        with watched(server, 0.2, proportional) as highest:
            settle(server)
            looped, left = {}, []
            for kind, urls in drawn.items():
                first = min(pages, len(urls) // 2)  # the people have what the loop left
                looped[kind] = closed_loop(server, root, kind, urls[:first])
                left.append([(kind, url) for url in urls[first:]])
            asked = people(root, [each for each in chain(*zip_longest(*left)) if each], seconds)
    with serving(small) as root:
        looped |= evidence(
            psutil.Process(server_of(root)), root, Store(small / "demo" / "warehouse").current()
        )
    bars = {OVERVIEW: OVERVIEW_MS} | {kind: bar for kind, (bar, _) in KINDS.items()}
    console.print(told_people(asked, bars), told_loops(looped))
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, that of the bench among it")
    late = {kind: p95([each for each in asked if each.kind == kind]) for kind in bars}
    held = {
        f"p95 of {kind}: {late[kind]:.0f} ms (bar {bar})": late[kind] <= bar for kind, bar in bars.items()
    } | {
        f"first paint of the overview, cold: {paint:.2f} s (bar {PAINT_SECONDS})": paint <= PAINT_SECONDS,
        f"memory of the server at most: {highest[0]:.0f} MB (bar {MEMORY_MB})": highest[0] <= MEMORY_MB,
    }
    for text, is_held in held.items():
        console.print(f"{'ok' if is_held else 'SHORT'} {text}")
    return all(held.values())


def told_people(asked: Sequence[Asked], bars: dict[str, int]) -> Table:
    """The latency of each kind to people who read."""
    table = Table(
        "page", "asked", "median ms", "p95", "bar", title=f"{READERS} people, {READING_SECONDS:g} s a page"
    )
    for kind, bar in bars.items():
        found = [each for each in asked if each.kind == kind]
        table.add_row(kind, str(len(found)), f"{middle(found):.0f}", f"{p95(found):.0f}", str(bar))
    return table


def told_loops(looped: dict[str, Loop]) -> Table:
    """What the machine carried of each kind."""
    table = Table(
        "page",
        "asked",
        "pages a second",
        "CPU ms a page",
        "median ms",
        "p95",
        title=f"{READERS} without pause",
    )
    for kind, loop in looped.items():
        count = len(loop.asked)
        rate, cost = count / loop.seconds, 1000 * loop.cpu_seconds / count
        table.add_row(
            kind,
            str(count),
            f"{rate:.0f}",
            f"{cost:.0f}",
            f"{middle(loop.asked):.0f}",
            f"{p95(loop.asked):.0f}",
        )
    return table


def middle(asked: Sequence[Asked]) -> float:
    return median(each.milliseconds for each in asked)


def p95(asked: Sequence[Asked]) -> float:
    return quantiles((each.milliseconds for each in asked), n=20)[-1]


def urls_of(release: Path, kind: str, sql: str) -> list[str]:
    """The pages of a kind in both languages, in an order of chance."""
    with connect_release(release) as connection:
        keys = sorted(str(key) for (key,) in connection.execute(sql).fetchall())
    return shuffled([f"{language}/{kind}/{key}" for key in keys for language in LANGUAGES])


def overviews() -> list[str]:
    """The overview by figure and year."""
    asked = [f"?figure={figure}&year={year}" for figure in TILE_FIGURES for year in range(2008, 2026)]
    return shuffled([f"{language}/{query}" for query in asked for language in LANGUAGES])


def shuffled(urls: list[str]) -> list[str]:
    random.Random(1).shuffle(urls)
    return urls


def settle(server: psutil.Process) -> None:
    """Wait until a server has done what it does at its start, beside answering: at most a minute."""
    for _ in range(60):
        busy = cpu(server)
        time.sleep(1)
        if cpu(server) - busy < IDLE_SECONDS:
            return


def closed_loop(server: psutil.Process, root: str, kind: str, urls: Sequence[str]) -> Loop:
    """Ask for pages with all readers at once, none of whom waits between two."""
    started, busy = time.perf_counter(), cpu(server)
    with ThreadPoolExecutor(READERS) as readers:
        asked = list(readers.map(lambda url: answered(root, kind, url), urls))
    return Loop(asked, time.perf_counter() - started, cpu(server) - busy)


def people(root: str, urls: Sequence[tuple[str, str]], seconds: float) -> list[Asked]:
    """Let READERS people read for so long, each at a pace of chance, and no page twice."""
    waiting: SimpleQueue[tuple[str, str]] = SimpleQueue()
    for each in urls:
        waiting.put(each)
    end = time.monotonic() + seconds

    def read(number: int) -> list[Asked]:
        chance, found = random.Random(number), []
        time.sleep(chance.uniform(0, READING_SECONDS))  # they did not come at once
        while time.monotonic() < end:
            try:
                kind, url = waiting.get_nowait()
            except Empty:
                break
            found.append(answered(root, kind, url))
            time.sleep(chance.expovariate(1 / READING_SECONDS))
        return found

    with ThreadPoolExecutor(READERS) as readers:
        return list(chain.from_iterable(readers.map(read, range(READERS))))


def evidence(server: psutil.Process, root: str, release: Path | None) -> dict[str, Loop]:
    """The pages of sources of a release whose archive is there, and their documents."""
    assert release
    urls = urls_of(release, "source", REPORTS)
    documents = [f"{url}/document-1.html" for url in urls if not url.startswith("/zh")]
    return {
        "source, archived": closed_loop(server, root, "source, archived", urls),
        "its document": closed_loop(server, root, "its document", documents),
    }


def cpu(server: psutil.Process) -> float:
    """Seconds of CPU that a server and the processes below it have taken, those that ended among them."""
    found = 0.0
    for process in (server, *server.children(recursive=True)):
        times = process.cpu_times()
        found += times.user + times.system + times.children_user + times.children_system
    return found


def answered(root: str, kind: str, url: str) -> Asked:
    started = time.perf_counter()
    with urlopen(root + url, timeout=120) as answer:
        answer.read()
    return Asked(kind, 1000 * (time.perf_counter() - started))


def first_paint(root: str) -> float:
    """Seconds until a browser that never was there shows the overview's first content."""
    with launched() as browser:
        page = browser.new_page()
        page.goto(root)
        painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        milliseconds: float = page.wait_for_function(painted).json_value()  # a page may load before it shows
    return milliseconds / 1000


if __name__ == "__main__":
    sys.exit(main())
