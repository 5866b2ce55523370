"""Speed: our whole reading, from bytes to checked cells, against the tables alone of the usual tools.

CPU time of this process. In each round every tool, in random order, reads its files one after the other, as
a worker does, again and again for a third of a second; of a file the best time counts, since other work can
only add to it. The ratios matter.
"""

import logging
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extract.layout import tiling
from extract.mapping import cache
from extract.model.document import Hints
from extract.report import read
from extract.run.workers.gc_pause import garbage_collector_paused
from spiders.replica.model import Value
from tests.bench.documents import Sample, drawn, printed_by_chromium, written_by_office
from tests.bench.peers import PEERS, Tables, aligned
from tests.bench.scans import make_report, make_scans
from tests.bench.scoring import Score
from tests.demo import ROOT
from tests.replica import programs
from tests.replica.formats import render
from tests.replica.programs import ProgramMissingError

ROUNDS = 9
ROUND_SECONDS = 0.3
DRAWN = ("html/clean", "html/word", "html/chrome", "html/spans", "pdf/wps", "docx/clean", "docx/runs")
NEW_SHAPES = "nianbao, shapes unknown"  # no layout or tiling of an earlier document is used
SLOW = ("camelot lattice",)  # seconds a file: one file a kind, once
# Format → (peer, how many times its tables alone must take), or the most ms that a document or page may take.
RATIOS = {"html": ("pandas.read_html", 4), "pdf": ("pdfplumber", 12), "docx": ("python-docx", 8)}
# Where sums contradict each other our second reader, pdfplumber, looks at these tables again.
RATIOS_OF_KIND = {"pdf/real": 12, "pdf/real-contradiction": 6, "pdf/wps-contradiction": 6}
MOST_MS = {"doc": 3, "scan": 600}
WITHOUT_BAR = ("html/real", "pdf/opentype")
OFF_BY_ONE = "disp_review_total", None, None
CORPUS = ROOT.parent / "shared" / "corpus"


@dataclass
class Timing:
    """CPU seconds of one tool over the documents of one kind, and its cells."""

    kind: str
    tool: str
    seconds: float
    runs: int
    score: Score
    peak_mb: float
    ratio: float = 1.0

    @property
    def milliseconds(self) -> float:
        return 1000 * self.seconds / self.runs


def makers(count: int) -> dict[str, Callable[[], list[Sample]]]:
    """Kind → what makes its documents; some of them need programs that may not be installed."""
    return {
        **{kind: partial(_drawn, kind, count) for kind in DRAWN},
        "pdf/chromium": lambda: list(printed_by_chromium(min(count, 4))),
        "pdf/libreoffice": lambda: written_by_office(min(count, 6), "docx", "pdf"),
        "pdf/opentype": lambda: written_by_office(min(count, 6), "docx", "pdf", typeface=programs.OPENTYPE),
        "doc/libreoffice": lambda: written_by_office(min(count, 6), "docx", "doc"),
        "scan/200 dpi": scanned_pages,
        "html/real": partial(_real, "html"),
        "pdf/real": partial(_real_pdfs, False),
        "pdf/real-contradiction": partial(_real_pdfs, True),
        "pdf/wps-contradiction": partial(contradicting, count),
    }


def _real(file_format: str) -> list[Sample]:
    """The real reports of a format, where they lie beside this checkout."""
    paths = sorted(CORPUS.glob(f"*.{file_format}"))
    return [Sample(f"{file_format}/real", path.name, path.read_bytes()) for path in paths]


def _real_pdfs(contradict: bool) -> list[Sample]:
    """The real PDFs whose sums hold, or of those whose sums do not."""
    kind = "pdf/real-contradiction" if contradict else "pdf/real"
    paths = sorted(CORPUS.rglob("*.pdf"))
    readings = {path: read(path.read_bytes()) for path in paths}
    return [
        Sample(kind, path.name, path.read_bytes())
        for path, reading in readings.items()
        if all(figure.status != "unreadable" for figure in reading.cells)
        and any(check.outcome == "failed" for check in reading.checks) is contradict
    ]


def contradicting(count: int) -> list[Sample]:
    """WPS's PDFs of reports whose table four has a total that is off by one: the commonest contradiction."""
    reports = [make_report(number) for number in range(1, count + 1)]
    wrong = [
        replace(report, cells=report.cells | {OFF_BY_ONE: _next(report.cells[OFF_BY_ONE])})
        for report in reports
    ]
    return [
        Sample("pdf/wps-contradiction", f"{number}.pdf", render(report, "pdf", "wps"), report)
        for number, report in enumerate(wrong, 1)
    ]


def _next(value: Value) -> Value:
    return Value.of((value.value or 0) + 1)


def _drawn(kind: str, count: int) -> list[Sample]:
    return list(drawn([kind], count))


def scanned_pages() -> list[Sample]:
    """The pages of two reports scanned at 200 dpi, each a file."""
    with tempfile.TemporaryDirectory() as folder:
        scanned = list(make_scans(2, 200, Path(folder), seed=90_001))
    return [Sample("scan/200 dpi", "page.jpg", page, scan.report) for scan in scanned for page in scan.pages]


def samples(count: int, console: Console, kinds: Sequence[str] = ()) -> Iterator[tuple[str, list[Sample]]]:
    """Documents by kind, those of `kinds` (`html`, `pdf/wps`) or all; none of a program not installed."""
    for kind, make in makers(count).items():
        if kinds and not {kind, kind.partition("/")[0]} & set(kinds):
            continue
        try:
            files = make()
        except ProgramMissingError as error:
            console.print(f"Left out: {error}")
            continue
        if files:
            yield kind, files


def run(count: int, console: Console, kinds: Sequence[str] = ()) -> list[Timing]:
    """Time every tool on every kind; prints the table."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    read(drawn_warmup().data)
    timings = [timing for kind, files in samples(count, console, kinds) for timing in _kind(kind, files)]
    _show(timings, console)
    return timings


def drawn_warmup() -> Sample:
    return next(drawn(["html/clean"], 1, seed=999))


def _kind(kind: str, files: list[Sample]) -> list[Timing]:
    tools: dict[str, Callable[[bytes], object]] = {"nianbao": _read, NEW_SHAPES: _read_as_first}
    tools |= PEERS.get(kind.partition("/")[0], {})
    editions = {file.report.form if file.report else file.name: file for file in reversed(files)}
    for tool in tools.keys() - set(SLOW):
        for file in editions.values():
            tools[tool](file.data)  # first calls load code, models and the words of an edition
    timings = []
    for tool, seconds in _best_rounds(tools, files).items():
        score, peak = _score(tool, tools[tool], files), _peak(kind, tool, files[0])
        timings.append(Timing(kind, tool, sum(seconds.values()), len(seconds), score, peak))
    for timing in timings:
        timing.ratio = timing.milliseconds / timings[0].milliseconds
    return timings


def _read(data: bytes) -> object:
    """Read a document as a worker does."""
    with garbage_collector_paused():
        return read(data)


def _read_as_first(data: bytes) -> object:
    """Read a document as if none of its shape had been met before."""
    cache.forget()
    tiling.forget()
    return _read(data)


def _best_rounds(
    tools: Mapping[str, Callable[[bytes], object]], files: Sequence[Sample]
) -> dict[str, dict[int, float]]:
    """For each tool the CPU seconds of each file, by its number, in its best round."""
    best: dict[str, dict[int, float]] = {tool: {} for tool in tools}
    dice = random.Random(1)
    for round_ in range(ROUNDS):
        for tool in dice.sample(list(tools), len(tools)):
            if tool in SLOW and round_:
                continue
            end = time.process_time() + ROUND_SECONDS
            while True:
                for number in [0] if tool in SLOW else dice.sample(range(len(files)), len(files)):
                    start = time.process_time()
                    tools[tool](files[number].data)
                    spent = time.process_time() - start
                    best[tool][number] = min(best[tool].get(number, spent), spent)
                if time.process_time() > end:
                    break
    return best


def _score(tool: str, work: Callable[[bytes], object], files: list[Sample]) -> Score:
    score = Score()
    if files[0].kind.startswith("scan/"):
        return score  # a page is part of a report: `accuracy` scores whole scans
    for file in files[:1] if tool in SLOW else files:
        if file.report is None:
            return score
        made = (
            read(file.data, Hints(file_name=file.name))
            if tool.startswith("nianbao")
            else aligned(_tables(work, file))
        )
        score.add(file.report, made)
    return score


def _tables(work: Callable[[bytes], object], file: Sample) -> Tables:
    made = work(file.data)
    assert isinstance(made, list)
    return made


def _peak(kind: str, tool: str, file: Sample) -> float:
    """Peak resident memory in MB of a fresh process that reads one file with one tool."""
    with tempfile.NamedTemporaryFile(suffix=Path(file.name).suffix) as stream:
        stream.write(file.data)
        stream.flush()
        command = [
            sys.executable,
            "-m",
            "tests.bench.one",
            tool.partition(",")[0],
            kind.partition("/")[0],
            stream.name,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def good(timings: Sequence[Timing], console: Console) -> bool:
    """Whether every kind keeps its bar; prints each kind's figure beside it.

    The real HTML page is shown without one: it is a single file. So are LibreOffice's PDFs in an OpenType
    typeface, which reports are not set in: a quarter of their time goes to the library's reading of Type 1.
    """
    held = []
    for each in timings:
        file_format = each.kind.partition("/")[0]
        if each.kind in WITHOUT_BAR:
            continue
        if (peer := RATIOS.get(file_format)) and each.tool == peer[0]:
            bar = RATIOS_OF_KIND.get(each.kind, peer[1])
            held.append(each.ratio >= bar)
            said = f"{each.ratio:.1f} times as fast as {peer[0]} (bar {bar})"
        elif file_format in MOST_MS and each.tool == "nianbao":
            held.append(each.milliseconds <= MOST_MS[file_format])
            said = f"{each.milliseconds:.1f} ms (bar {MOST_MS[file_format]})"
        else:
            continue
        console.print(f"{'holds' if held[-1] else 'SHORT'}  {each.kind}: {said}")
    return all(held)


def _show(timings: list[Timing], console: Console) -> None:
    table = Table(title="Reading: CPU a document, one core (ratio: how many times slower than nianbao)")
    for name in ("kind", "tool", "ms CPU", "ratio", "cells right", "peak MB"):
        table.add_column(name, justify="left" if name in ("kind", "tool") else "right")
    for each in timings:
        right = f"{each.score.right}/{each.score.cells}" if each.score.documents else "–"
        table.add_row(
            each.kind,
            each.tool,
            f"{each.milliseconds:.2f}",
            f"{each.ratio:.1f}",
            right,
            f"{each.peak_mb:.0f}",
        )
    console.print(table)
