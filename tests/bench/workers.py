"""Workers: documents a second with one and with two of them, and whether their memory stays flat.

Wall time, so the load of the machine counts: it is printed, and a ratio taken under load says little.
"""

import os
import struct
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from extract.model.document import Hints
from extract.report import read
from extract.run.capture import Task, packed
from extract.run.workers import worker_pool
from extract.run.workers.rows import Rows, accept_rows
from extract.run.workers.worker_pool import Limits
from spiders.archive.attempt import Attempt
from spiders.archive.warc import digest
from tests.bench.documents import all_kinds, drawn

DISTINCT = 120  # documents, taken in turn
MOST_TIMED = 1000  # documents a timed run: each is read by one worker and by two, twice
FASTER = 1.8  # times one worker
FLAT = 1.03  # times the memory of the second tenth
MIB = 1 << 20
RESIDENT = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Done:
    """What is made of an answer: the row as `make extract` gets it, and the worker's resident memory."""

    row: Rows | None
    resident: int = 0


def read_file(path: Path) -> bytes:
    """A worker's task: like reading a capture, from a file of its own; its memory stands before the row."""
    data = path.read_bytes()
    row = packed(_task(path, digest(data)), read(data, Hints(file_name=path.name)))
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return RESIDENT.pack(pages * os.sysconf("SC_PAGE_SIZE")) + row.serialize().to_pybytes()


def accept(path: Path, answer: bytes) -> Done:
    """As `make extract` accepts rows, of one document here."""
    resident, row = RESIDENT.unpack_from(answer)[0], answer[RESIDENT.size :]
    return Done(accept_rows((_task(path, digest(path.read_bytes())),), row), resident)


def _task(path: Path, digest: str) -> Task:
    url = f"https://bench.gov.example/{path.name}"
    attempt = Attempt(batch="bench", site_id="bench", role="report", url=url, digest=digest)
    return Task(path.parent, attempt, Hints())


def lost(path: Path, reason: str) -> Done:
    return Done(None)


def run(count: int, console: Console) -> bool:
    """Time `count` documents (at most MOST_TIMED), then watch the memory of one worker over `count`."""
    with tempfile.TemporaryDirectory() as folder:
        files = list(_written(Path(folder)))
        tasks = [files[index % len(files)] for index in range(count)]
        is_fast = _parallel(tasks[:MOST_TIMED], console)
        is_flat = [
            _memory(tasks, limits, console) for limits in (Limits(), replace(Limits(), documents=count + 1))
        ]
    return is_fast and all(is_flat)


def _written(folder: Path) -> Iterator[Path]:
    for sample in drawn(all_kinds(), DISTINCT):
        path = folder / sample.name
        path.write_bytes(sample.data)
        yield path


def _parallel(tasks: Sequence[Path], console: Console) -> bool:
    """Documents a second of one worker and of two, in turn; the faster of two runs each."""
    best: dict[int, float] = {}
    before = os.getloadavg()[0]
    for count in (1, 2, 2, 1):
        start = time.perf_counter()
        lost_ones = sum(done.row is None for done in worker_pool.run(read_file, tasks, accept, lost, count))
        best[count] = max(best.get(count, 0.0), len(tasks) / (time.perf_counter() - start))
        if lost_ones:
            console.print(f"{lost_ones} documents were lost by {count} workers")
            return False
    ratio = best[2] / best[1]
    console.print(
        f"Workers, {len(tasks)} documents of {len(all_kinds())} kinds: {best[1]:.1f} documents/s with one, "
        f"{best[2]:.1f} with two, {ratio:.2f} times (bar {FASTER}); {os.cpu_count()} cores, "
        f"load {before:.1f} before"
    )
    return ratio >= FASTER


def _memory(tasks: Sequence[Path], limits: Limits, console: Console) -> bool:
    """Resident memory of a worker after each document, told by tenths of the run."""
    seen = [done.resident / MIB for done in worker_pool.run(read_file, tasks, accept, lost, 1, limits)]
    tenths = [median(islice(seen, k * len(seen) // 10, (k + 1) * len(seen) // 10)) for k in range(10)]
    growth = tenths[-1] / tenths[1]
    share = f"replaced after {limits.documents}" if limits.documents < len(tasks) else "never replaced"
    table = Table(title=f"Resident memory of a worker over {len(tasks)} documents, {share} (MiB, median)")
    for k in range(10):
        table.add_column(f"{k + 1}/10", justify="right")
    table.add_row(*(f"{each:.1f}" for each in tenths))
    console.print(table)
    console.print(
        f"last tenth {growth:.3f} times the second (flat: up to {FLAT}); highest {max(seen):.1f} MiB"
    )
    return growth <= FLAT
