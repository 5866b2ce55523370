"""Reading a country: formats as the country has them, read from an archive by the workers of `make extract`.

    python -m tests.bench.country [--documents 6000] [--save]      (`make bench-country`)

Told are documents a second of two workers, their memory, and the hours that so many documents as the country
has take at that pace: without scans (judged by its bar), and scans, which are read apart since one takes as
much as a hundred others. Hours of more cores are computed, as if twice the cores read twice as much.
"""

import argparse
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import psutil
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from spiders.archive.attempt import Attempt
from spiders.archive.data_dir import archive_dir, registry_dir
from spiders.archive.warc import digest
from spiders.archive.writer import BatchWriter, Exchange
from tests.bench.documents import Sample, drawn, printed_by_chromium, written_by_office
from tests.bench.memory import watched
from tests.bench.page import DOCS
from tests.bench.reading import contradicting
from tests.bench.scans import make_scans, tiff
from tests.demo import ROOT
from tests.replica.formats import STYLES

COUNTRY = 3_000_000  # reports, since 2008
WORKERS = 2
CORES = (2, 16)  # hours are told for
HOURS = 4.0  # without scans, on two cores, at most
PROGRAM_MADE = 40  # distinct documents of a kind that a browser or an office program writes; taken in turn
REGISTRY, SITE, BATCH = "demo", "demo-yunxi", "country"
PAGE = """# Reading the country

Made by `{command}` on {machine}.

The formats as the country has them, drawn with other figures each, in an archive as a crawl leaves it; read
by `python -m extract` with two workers, start and end of the processes among the time. Reports of one style
share their shape, which nianbao remembers ([bench.md](bench.md) tells what an unknown shape costs).

```text
{tables}
```
"""


def styles(file_format: str) -> list[str]:
    return [f"{file_format}/{style}" for style in STYLES[file_format]]


def in_turn(*makers: Callable[[int], Iterable[Sample]]) -> Callable[[int], Iterator[Sample]]:
    """A maker of so many documents in all, as many from each."""

    def make(count: int) -> Iterator[Sample]:
        for number, maker in enumerate(makers):
            share = len(range(number, count, len(makers)))
            yield from islice(
                cycle(maker(min(share, PROGRAM_MADE)) if maker in SLOW else maker(share)), share
            )

    return make


def scanned(count: int) -> Iterator[Sample]:
    """Reports as scanners write them, all pages in one file."""
    with tempfile.TemporaryDirectory() as folder:
        for number, scan in enumerate(make_scans(count, 200, Path(folder), seed=90_001)):
            yield Sample("scan/200 dpi", f"{number}.tif", tiff(scan.pages), scan.report)


printed = printed_by_chromium
old_word = partial(written_by_office, source="docx", to="doc")
old_sheets = partial(written_by_office, source="xlsx", to="xls")
SLOW = (printed, old_word, old_sheets)
# Kind → thousandths of the country's documents, and who makes them.
MIX: dict[str, tuple[int, Callable[[int], Iterable[Sample]]]] = {
    "HTML": (700, partial(drawn, styles("html"))),
    "PDF": (170, in_turn(partial(drawn, styles("pdf")), printed)),
    "PDF whose sums contradict each other": (30, contradicting),
    "Word": (50, in_turn(partial(drawn, styles("docx")), old_word)),
    "sheets": (30, in_turn(partial(drawn, styles("xlsx")), old_sheets)),
}
SCANS = 20  # thousandths
MOST_SCANS = 40  # each takes two seconds to draw, and one to read


@dataclass(frozen=True, slots=True)
class Run:
    """What reading so many documents took: seconds of the clock, MB at most; `unread` gave no figure."""

    documents: int
    seconds: float
    memory: float
    unread: int

    @property
    def pace(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds

    def hours(self, thousandths: int, cores: int) -> float:
        """What such a share of the country takes on so many cores."""
        return COUNTRY * thousandths / 1000 / self.pace / 3600 * WORKERS / cores


def measured(samples: Iterable[Sample]) -> Run:
    """Archive the documents and read the archive."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        count = archived(samples, archive_dir(data, REGISTRY))
        command = [sys.executable, "-m", "extract", "--registry", REGISTRY, "--data", name]
        started = time.perf_counter()
        with (
            subprocess.Popen(
                [*command, "--workers", str(WORKERS)], cwd=ROOT, stderr=subprocess.PIPE
            ) as process,
            watched(psutil.Process(process.pid)) as highest,
        ):
            told = process.communicate()[1].decode()
        if process.returncode:
            raise SystemExit(told)
        seconds = time.perf_counter() - started
        readings = pq.read_table(
            registry_dir(data, REGISTRY) / "readings" / f"{BATCH}.parquet", columns=["cells"]
        )
        figures = pc.list_value_length(readings["cells"])
    return Run(count, seconds, highest[0], pc.sum(pc.equal(figures, 0)).as_py())


def archived(samples: Iterable[Sample], folder: Path) -> int:
    """Write the documents as one batch of a crawl; how many."""
    with BatchWriter(folder, BATCH) as writer:
        for number, sample in enumerate(samples, 1):
            url = f"http://www.yunxi.gov.example/nb/{number}/{sample.name}"
            attempt = Attempt(BATCH, SITE, "report", url, status=200, digest=digest(sample.data))
            writer.write(
                attempt, Exchange(url, "GET / HTTP/1.1", (), b"", "HTTP/1.1 200 OK", (), sample.data)
            )
    return number


def mixed(count: int) -> Iterator[Sample]:
    """So many documents of the country without its scans, kind after kind."""
    whole = sum(thousandths for thousandths, _ in MIX.values())
    for thousandths, make in MIX.values():
        yield from make(round(count * thousandths / whole))


def bench(count: int, console: Console) -> bool:
    """Read so many documents and some scans; False where that takes longer than its bar, or one is unread."""
    whole, scans = measured(mixed(count)), measured(scanned(min(max(count * SCANS // 1000, 2), MOST_SCANS)))
    without = sum(thousandths for thousandths, _ in MIX.values())
    table = Table(
        "", "documents", "a second", "MB at most", "not read", *(f"hours on {each} cores" for each in CORES)
    )
    for name, run, share in (("the country without scans", whole, without), ("its scans", scans, SCANS)):
        hours = (f"{run.hours(share, cores):.1f}" for cores in CORES)
        table.add_row(
            name, f"{run.documents:,}", f"{run.pace:.1f}", f"{run.memory:.0f}", str(run.unread), *hours
        )
    console.print(table)
    shares = ", ".join(f"{name} {thousandths / 10:g} %" for name, (thousandths, _) in MIX.items())
    console.print(f"{COUNTRY:,} documents: {shares}, scans {SCANS / 10:g} %; {WORKERS} workers")
    hours = whole.hours(without, CORES[0])
    is_good = hours <= HOURS and not whole.unread + scans.unread
    console.print(
        f"{'ok' if is_good else 'SHORT'} {hours:.1f} hours without scans on {CORES[0]} cores (bar {HOURS:g})"
    )
    return is_good


def main() -> int:
    """1 where reading falls short of its bar."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.country", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("--documents", type=int, default=6000, help="without scans (default: 6000)")
    parser.add_argument("--save", action="store_true", help="write docs/reading-the-country.md")
    options = parser.parse_args()
    console = Console(width=120, record=True, highlight=False)
    is_good = bench(options.documents, console)
    if options.save:
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        page = PAGE.format(
            command="make bench-country ARGS=--save", machine=machine, tables=console.export_text().rstrip()
        )
        (DOCS / "reading-the-country.md").write_text(page, encoding="utf-8")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
