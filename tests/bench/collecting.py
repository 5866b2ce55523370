"""Collecting: pages a second beside a bare Scrapy spider, memory over a long crawl, archive reading.

    python -m tests.bench.collecting [--pages 20000]      exit code 1 where a figure falls short of its bar

The replica runs in a process of its own, politeness off, one connection a host for both spiders.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

from spiders import registry
from spiders.archive.reader import attempts, body
from spiders.registry import Site
from tests.bench.memory import peak_mb
from tests.demo import ROOT
from tests.replica import crowd

PAGES = 20_000  # of the long crawl
PAGES_A_LIST = crowd.SIZE
SPEED = 0.75  # of the pages a second of a bare spider, at least
FLAT = 1.05  # times the memory of a crawl ten times shorter, at most
READING = 5000  # archive records a second a core, at least


class Bare(Spider):
    """Downloads URLs and throws them away."""

    name = "bare"

    def __init__(self, urls: list[str], proxy: str) -> None:
        super().__init__()
        self.urls, self.proxy = urls, proxy

    async def start(self) -> AsyncIterator[Request]:
        """Every URL once."""
        for url in self.urls:
            yield Request(url, meta={"proxy": self.proxy}, dont_filter=True)

    def parse(self, response: Any) -> None:
        """Nothing."""


def bare(urls: list[str], proxy: str) -> None:
    """Run the bare spider in this process."""
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Bare, urls=urls, proxy=proxy)
    process.start()


def ours(archive: Path, sites: list[Site], proxy: str, list_pages: int) -> None:
    """Run the collector in this process, as a batch does."""
    from spiders.archive.writer import BatchWriter
    from spiders.crawling.batch import collect
    from spiders.crawling.crawl_state import CrawlState
    from spiders.policy.settings import Politeness

    polite = Politeness(delay=0, back_off=0, list_pages=list_pages, daily_cap=10**9)
    with BatchWriter(archive, "bench") as writer:
        collect(
            CrawlState(archive, writer, [site.site_id for site in sites]), sites, polite, "bench", proxy=proxy
        )


@contextmanager
def replica() -> Iterator[str]:
    """A replica in another process; gives its proxy address."""
    command = [sys.executable, "-m", "tests.replica.hosts"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def measured(*words: str) -> dict[str, float]:
    """Run one part in a process of its own; its seconds of work and peak memory in MB."""
    command = [sys.executable, "-m", "tests.bench.collecting", "--part", *words]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    return found


def part(words: list[str]) -> None:
    """What `measured` runs."""
    kind, given = words[0], json.loads(Path(words[1]).read_text(encoding="utf-8"))
    started = time.perf_counter()
    if kind == "bare":
        bare(**given)
    else:
        sites = [Site(**cells) for cells in given.pop("sites")]
        ours(Path(given.pop("archive")), sites, **given)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds, cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
    print(json.dumps({"seconds": seconds, "cpu": cpu, "memory": peak_mb()}))


def run(kind: str, folder: Path, given: dict[str, Any]) -> dict[str, float]:
    path = folder / f"{kind}.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return measured(kind, str(path))


def judged(is_good: bool, text: str, console: Console) -> bool:
    """Print a figure with its bar, and whether it is met."""
    console.print(f"{'ok   ' if is_good else 'SHORT'} {text}")
    return is_good


def speed(folder: Path, proxy: str, console: Console) -> tuple[bool, Path]:
    """The whole demo, both ways in turn, twice; the better of each; also an archive to read."""
    sites = [asdict(site) for site in registry.load("demo").values()]
    results: dict[str, list[dict[str, float]]] = {"ours": [], "bare": []}
    for turn in range(2):
        archive = folder / f"demo{turn}"
        words = {"archive": str(archive), "sites": sites, "proxy": proxy, "list_pages": 300}
        results["ours"].append(run("ours", folder, words))
        urls = [item.url for item in attempts(archive) if item.status and item.post is None]
        results["bare"].append(run("bare", folder, {"urls": urls, "proxy": proxy}))
    mine, theirs = (len(urls) / min(each["seconds"] for each in found) for found in results.values())
    text = f"pages a second: {mine:.0f}; bare Scrapy, same URLs: {theirs:.0f}; {mine / theirs:.0%} of it"
    return judged(mine >= SPEED * theirs, f"{text} (bar {SPEED:.0%})", console), archive


def memory(folder: Path, proxy: str, pages: int, console: Console) -> bool:
    """Peak memory of a short and of a long crawl of one column."""
    peaks = []
    for count in (pages // 10, pages):
        site = Site(**asdict(crowd.ROW))
        words = {"archive": str(folder / f"crowd{count}"), "sites": [asdict(site)], "proxy": proxy}
        found = run("ours", folder, words | {"list_pages": count // PAGES_A_LIST})
        peaks.append(found["memory"])
    text = f"memory at most: {peaks[0]:.1f} MB over {pages // 10} pages, {peaks[1]:.1f} MB over {pages}"
    return judged(peaks[1] <= FLAT * peaks[0], f"{text} (bar {FLAT:.0%})", console)


def reading(archive: Path, console: Console) -> bool:
    """Records a second of CPU: log line, random access, decoding, digest check; the best of eight."""
    found = [item for item in attempts(archive) if item.digest]
    size, best = sum(len(body(archive, item)) for item in found), float("inf")
    for _ in range(8):
        started = time.process_time()
        for item in attempts(archive):
            if item.digest:
                body(archive, item)
        best = min(best, time.process_time() - started)
    pace = len(found) / best
    text = f"archive reading: {pace:.0f} records a second a core, {size / best / 1e6:.0f} MB/s"
    return judged(pace >= READING, f"{text} (bar {READING})", console)


def main() -> int:
    """1 where a figure falls short of its bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        part(args.part)
        return 0
    return 0 if bench(args.pages, Console(highlight=False)) else 1


def bench(pages: int, console: Console) -> bool:
    """Run all parts and print their figures; False where one falls short of its bar."""
    # Where it is set, each process compiles Scrapy anew: a second, and more of ours than of a bare spider.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name, replica() as proxy:
        folder = Path(name)
        is_fast, archive = speed(folder, proxy, console)
        checks = [is_fast, reading(archive, console), memory(folder, proxy, pages, console)]
    return all(checks)


if __name__ == "__main__":
    sys.exit(main())
