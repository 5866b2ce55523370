"""Building and asking at national scale: `python -m tests.bench.warehouse --size 1M`.

Cells a second of wall and of CPU (a build has the machine seldom for itself), bytes a cell, memory of all
processes, ten questions cold and warm, and one province-year built again.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import duckdb
import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.national import world
from warehouse import build
from warehouse.build import Built
from warehouse.publish import Store

SIZES = {"1M": 10**6, "25M": 25 * 10**6, "100M": 10**8}
REPORT = "(SELECT min(report_id) FROM reports)"
AGENCY = "(SELECT min(agency_id) FROM agencies)"
QUERIES = {
    "trend (150 ms)": "FROM trend('req_new')",
    "trend of figures": "SELECT year, sum(req_new) FROM figures WHERE is_current GROUP BY year",
    "league (150 ms)": "FROM league('req_new', 2024) LIMIT 20",
    "refusal reasons (150 ms)": "SELECT year, sum(COLUMNS('^req_refused_[a-z_]*[a-z]$')) FROM figures "
    "WHERE is_current GROUP BY year",
    "agency's history (100 ms)": "SELECT year, concept, value FROM series WHERE agency_id = {agency}",
    "report's cells (100 ms)": "FROM cells WHERE report_id = {report}",
    "its figures": "FROM figures WHERE report_id = {report}",
    "a county": "SELECT year, sum(req_new) FROM figures WHERE region_code = '330106' GROUP BY year",
    "worst findings": "SELECT check_id, count(*) FROM findings GROUP BY ALL",
    "cells by status": "SELECT status, count(*) FROM cells GROUP BY ALL",
}


@dataclass(frozen=True)
class Cost:
    """What a piece of work took: seconds of the clock and of all processors, and MB at the highest."""

    wall: float
    cpu: float
    memory: float


def measured(work: Callable[[], Built]) -> tuple[Built, Cost]:
    """Run `work`, with the memory of this process and its children watched."""
    over, highest = Event(), [0.0]
    watch = Thread(target=_watch, args=(over, highest))
    watch.start()
    wall, cpu = time.perf_counter(), _cpu()
    built = work()
    cost = time.perf_counter() - wall, _cpu() - cpu
    over.set()
    watch.join()
    return built, Cost(*cost, highest[0])


def _cpu() -> float:
    return sum(os.times()[:4])


def _watch(over: Event, highest: list[float]) -> None:
    ours = psutil.Process()
    while not over.wait(0.1):
        used = 0
        for process in [ours, *ours.children(recursive=True)]:
            try:
                used += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        highest[0] = max(highest[0], used / 2**20)


def latencies(release: Path) -> dict[str, tuple[float, float]]:
    """Milliseconds of each question: cold (files out of the page cache) and warm (best of 5)."""
    door = release / "nianbao.duckdb"
    with duckdb.connect(door, read_only=True) as connection:
        ids = {
            "report": connection.execute(f"SELECT {REPORT}").fetchone()[0],  # type: ignore[index]
            "agency": connection.execute(f"SELECT {AGENCY}").fetchone()[0],  # type: ignore[index]
        }
    found = {}
    for name, sql in QUERIES.items():
        forget(release)
        with duckdb.connect(door, read_only=True) as connection:
            times = [_timed(connection, sql.format(**ids)) for _ in range(6)]
        found[name] = times[0], min(times[1:])
    return found


def _timed(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    started = time.perf_counter()
    connection.execute(sql).fetchall()
    return 1000 * (time.perf_counter() - started)


def forget(release: Path) -> None:
    """Ask the kernel to drop the files of a release from its cache."""
    for path in release.rglob("*.parquet"):
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def bench(size: int, workers: int, console: Console) -> None:
    """Make the nation in a folder that is removed again, build it, ask it, change it, build it again."""
    with tempfile.TemporaryDirectory() as name:
        nation = world.write(Path(name) / "nation", size)
        store = Store(nation.data / "warehouse")
        built, cost = measured(lambda: build.build(store, "bench", nation.inputs(), workers))
        tell_build(console, nation.cells, built, cost)
        tell_latencies(console, latencies(built.release))
        world.crawl_again(nation)
        again, cost = measured(lambda: build.build(store, "bench", nation.inputs(), workers))
        console.print(
            f"one province-year again (5 s): {cost.wall:.1f} s, {cost.cpu:.1f} s of CPU; "
            f"{again.written} files written, {again.kept} kept"
        )


def tell_build(console: Console, cells: int, built: Built, cost: Cost) -> None:
    stored = sum(path.stat().st_size for path in (built.release / "cells").rglob("*.parquet"))
    console.print(
        f"{cells:,} cells on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}: {cost.wall:.0f} s, "
        f"{cells / cost.wall:,.0f} cells a second (400,000); {cost.cpu:.0f} s of CPU, "
        f"{cells / cost.cpu:,.0f} a CPU second; {cost.memory:,.0f} MB at most (6,144)\n"
        f"{stored / cells:.2f} bytes a cell in `cells` (3)"
    )


def tell_latencies(console: Console, found: dict[str, tuple[float, float]]) -> None:
    table = Table("question (bar)", "cold ms", "warm ms")
    for name, (cold, warm) in found.items():
        table.add_row(name, f"{cold:.0f}", f"{warm:.0f}")
    console.print(table)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.warehouse", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="1M")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    bench(SIZES[options.size], options.workers, Console(width=140, highlight=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
