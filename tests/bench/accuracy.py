"""Documents of known figures in every format and style, read from bytes to checked cells, and compared."""

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from extract.model.document import Hints
from extract.report import read
from spiders.replica.model import Key, Report
from tests.bench import peers_2026
from tests.bench.accidents.paper import Truth
from tests.bench.documents import Sample, all_kinds, drawn, printed_by_chromium, written_by_office
from tests.bench.scans import make_scans, tiff
from tests.bench.scoring import Score
from tests.replica.programs import ProgramMissingError

SCANS = (150, 200, 300)
TEXT_BAR, SCAN_BAR = 0.9995, 0.995


def documents(count: int, console: Console) -> Iterator[Sample]:
    """`count` documents: four in five by our own writers, the others by programs and as scans."""
    share = max(count // 25, 1)
    yield from drawn(all_kinds(), count - 5 * share)
    try:
        yield from printed_by_chromium(share)
        yield from written_by_office(share, "docx", "pdf")
        yield from written_by_office(share, "docx", "doc", 70_001)
        yield from written_by_office(share, "xlsx", "xls", 80_001)
        yield from scans(share)
    except ProgramMissingError as error:
        console.print(f"Left out: {error}; install it to have its documents in the run.")


def scans(count: int) -> Iterator[Sample]:
    """Scanned pages at 150, 200 and 300 dpi, turned by up to 0.7°, blurred, noisy, JPEG 72."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            dpi = SCANS[number % len(SCANS)]
            for scan in make_scans(1, dpi, Path(folder), seed=90_001 + number):
                yield Sample(f"scan/{dpi} dpi", f"{number}.tiff", tiff(scan.pages), scan.report)


def run(count: int, console: Console) -> bool:
    """Read and compare; prints a row a kind. True where both bars are met and no passed block is wrong."""
    scores: dict[str, Score] = defaultdict(Score)
    seconds: dict[str, float] = defaultdict(float)
    cases = []
    for sample in track(documents(count, console), "reading", total=count, console=console):
        start = time.process_time()
        reading = read(sample.data, Hints(file_name=sample.name))
        seconds[sample.kind] += time.process_time() - start
        assert sample.report is not None
        scores[sample.kind].add(sample.report, reading)
        cases.append(peers_2026.Case(sample.name, sample.data, _truth(sample.report)))
    peers_2026.run(cases, console)
    _show(scores, seconds, console)
    text, scanned = _sum(scores, is_scan=False), _sum(scores, is_scan=True)
    console.print(
        f"text formats: {text.right}/{text.cells} cells right ({text.share:.4%}), {text.wrong} wrong"
    )
    console.print(
        f"scans: {scanned.right}/{scanned.cells} cells right ({scanned.share:.4%}), {scanned.wrong} wrong"
    )
    hidden = text.wrong_in_passed + scanned.wrong_in_passed
    console.print(f"wrong cells in blocks whose checks all pass: {hidden}")
    return text.share >= TEXT_BAR and (not scanned.cells or scanned.share >= SCAN_BAR) and not hidden


def _truth(report: Report) -> dict[Key, Truth]:
    return {key: Truth(cell.value, cell.status) for key, cell in report.cells.items()}


def _sum(scores: dict[str, Score], is_scan: bool) -> Score:
    chosen = [score for kind, score in scores.items() if kind.startswith("scan/") is is_scan]
    return Score(*(sum(getattr(each, name) for each in chosen) for name in Score.__dataclass_fields__))


def _show(scores: dict[str, Score], seconds: dict[str, float], console: Console) -> None:
    table = Table(title="Cells read right, by format and style")
    for name in (
        "kind",
        "documents",
        "cells",
        "right",
        "unread",
        "wrong",
        "wrong in passed",
        "ms CPU a document",
    ):
        table.add_column(name, justify="left" if name == "kind" else "right")
    for kind, score in sorted(scores.items()):
        cost = f"{1000 * seconds[kind] / score.documents:.2f}"
        counts = (score.documents, score.cells, score.right, score.unread, score.wrong, score.wrong_in_passed)
        table.add_row(kind, *map(str, counts), cost)
    console.print(table)
