"""Speed: our whole reading, from bytes to checked cells, against the tables alone of the usual tools.

CPU time of this process, every tool on every file, in random order, in several rounds; the ratios count.
"""

import logging
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extract.document import Hints
from extract.report import read
from spiders.replica.render.programs import ProgramMissingError
from tests.bench.documents import Sample, drawn, printed_by_chromium, written_by_office
from tests.bench.peers import PEERS, Tables, aligned
from tests.bench.scans import make_scans
from tests.bench.scoring import Score
from tests.demo import ROOT

ROUNDS = 3
DRAWN = ("html/clean", "html/word", "html/chrome", "html/spans", "pdf/wps", "docx/clean", "docx/runs")
SLOW = ("camelot lattice",)  # seconds a file: one file a kind, once
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
        "doc/libreoffice": lambda: written_by_office(min(count, 6), "docx", "doc"),
        "scan/200 dpi": scanned_pages,
    }


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
            yield kind, make()
        except ProgramMissingError as error:
            console.print(f"Left out: {error}")


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
    tools: dict[str, Callable[[bytes], object]] = {"nianbao": read}
    tools |= PEERS.get(kind.partition("/")[0], {})
    spent = {tool: [0.0, 0] for tool in tools}
    for tool in tools.keys() - set(SLOW):
        tools[tool](files[0].data)  # first calls load code and models
    for round_ in range(ROUNDS):
        slow = () if round_ else SLOW
        plan = [(tool, file) for tool in tools if tool not in SLOW for file in files]
        plan += [(tool, files[0]) for tool in slow if tool in tools]
        random.Random(1).shuffle(plan)
        for tool, file in plan:
            start = time.process_time()
            tools[tool](file.data)
            spent[tool][0] += time.process_time() - start
            spent[tool][1] += 1
    timings = [
        Timing(kind, tool, seconds, int(runs), _score(tool, tools[tool], files), _peak(kind, tool, files[0]))
        for tool, (seconds, runs) in spent.items()
    ]
    for timing in timings:
        timing.ratio = timing.milliseconds / timings[0].milliseconds
    return timings


def _score(tool: str, work: Callable[[bytes], object], files: list[Sample]) -> Score:
    score = Score()
    if files[0].kind.startswith("scan/"):
        return score  # a page is part of a report: `accuracy` scores whole scans
    for file in files[:1] if tool in SLOW else files:
        made = (
            read(file.data, Hints(file_name=file.name)) if tool == "nianbao" else aligned(_tables(work, file))
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
        command = [sys.executable, "-m", "tests.bench.one", tool, kind.partition("/")[0], stream.name]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


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
