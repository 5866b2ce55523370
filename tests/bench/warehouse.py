"""Building and asking at national scale: `python -m tests.bench.warehouse --size 25M,100M,200M --save`.

Cells a second of wall and of CPU (a build has the machine seldom for itself), bytes a cell, memory of all
processes, ten questions cold and warm, one province-year built again, and nothing changed. Figures with a bar
are judged at every size that their bar was set for (cells a second from 25M on: a small nation is all fixed
costs); from 25M on the time a cell and the memory must stay the same within a fifth; the exit code says
whether all held. To compare texts takes a time of its own, which the texts decide and not the cells: it is
told, and taken out of the rates.
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import duckdb
import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.memory import watched
from tests.bench.national import world
from tests.bench.scale import Cost, Outcome, save, whole_nation
from warehouse.build.context import BuildContext
from warehouse.build.parts import Year
from warehouse.build.pipeline import Built, build
from warehouse.build.staging.inputs import Inputs
from warehouse.build.years import copies
from warehouse.release.manifest import Entry
from warehouse.release.store import Store

SIZES = {"1M": 10**6, "25M": 25 * 10**6, "100M": 10**8, "200M": 2 * 10**8}
REPORT = "(SELECT min(report_id) FROM reports)"
AGENCY = "(SELECT min(agency_id) FROM agencies)"
# question → SQL
QUERIES = {
    "trend": "FROM trend('req_new')",
    "league": "FROM league('req_new', 2024) LIMIT 20",
    "refusal reasons": (
        "SELECT year, sum(COLUMNS('^req_refused_[a-z_]*[a-z]$')) FROM figures WHERE is_current GROUP BY year"
    ),
    "agency's history": "SELECT year, concept, value FROM series WHERE agency_id = {agency}",
    "report's cells": "FROM cells WHERE report_id = {report}",
    "trend of figures": "SELECT year, sum(req_new) FROM figures WHERE is_current GROUP BY year",
    "its figures": "FROM figures WHERE report_id = {report}",
    "a county": "SELECT year, sum(req_new) FROM figures WHERE region_code = '330106' GROUP BY year",
    "worst findings": "SELECT check_id, count(*) FROM findings GROUP BY ALL",
    "cells by status": "SELECT status, count(*) FROM cells GROUP BY ALL",
}
JUDGED = ("trend", "trend of figures", "league", "refusal reasons", "agency's history", "report's cells")
COLD_MS, WARM_MS, ASKED_UP_TO = 400, 100, 100_000_000  # cells: what is asked and changed is told beyond
RATE, RATED_FROM, BYTES, MEMORY_MB, BEND = 400_000, 20_000_000, 3.0, 2048, 0.2
AGAIN_SECONDS, AGAIN_LARGE_SECONDS = 3.0, 6.0  # one province-year
LARGE = 50_000_000  # cells
UNCHANGED_SECONDS = 1.0
COMPARED_SECONDS = 200  # to compare the texts of 100,000 reports


def measured(store: Store, inputs: Inputs, workers: int) -> tuple[Built, Cost, Cost]:
    """Build in a process of its own, as the command does; see `_measured`.

    What the bench holds itself grows with the nation, and would count as memory of the build.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        return executor.submit(_measured, store, inputs, workers).result()


def _measured(store: Store, inputs: Inputs, workers: int) -> tuple[Built, Cost, Cost]:
    """Build, with memory watched: what was made, what comparing texts cost, and what all else did."""
    wall, cpu, compared = time.perf_counter(), _cpu(), [0.0, 0.0]
    compare = copies.write_all

    def write_all(context: BuildContext, years: list[Year]) -> list[Entry]:
        started, busy = time.perf_counter(), _cpu()
        entries = compare(context, years)
        compared[:] = time.perf_counter() - started, _cpu() - busy
        return entries

    gc.freeze()  # as the command does
    with watched(psutil.Process()) as highest, patch.object(copies, "write_all", write_all):
        built = build(store, "bench", inputs, workers)
        gc.unfreeze()
        cost = time.perf_counter() - wall - compared[0], _cpu() - cpu - compared[1]
    return built, Cost(*compared, highest[0]), Cost(*cost, highest[0])


def _cpu() -> float:
    return sum(os.times()[:4])


def latencies(release: Path) -> dict[str, tuple[float, float]]:
    """Milliseconds of each question: cold (files out of the page cache) and warm (best of 5)."""
    database = release / "nianbao.duckdb"
    with duckdb.connect(database, read_only=True) as connection:
        ids = {
            "report": connection.execute(f"SELECT {REPORT}").fetchone()[0],  # type: ignore[index]
            "agency": connection.execute(f"SELECT {AGENCY}").fetchone()[0],  # type: ignore[index]
        }
    found = {}
    for name, sql in QUERIES.items():
        forget(release)
        with duckdb.connect(database, read_only=True) as connection:
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


def bench(size: int, workers: int, console: Console) -> Outcome:
    """Make the nation in a folder that is removed again, build it, ask it, change it, build it again."""
    with tempfile.TemporaryDirectory() as name:
        nation = world.write(Path(name) / "nation", size)
        store = Store(nation.data / "warehouse")
        built, compared, cost = measured(store, nation.inputs(), workers)
        bars = tell_build(console, nation.cells, built, cost) | tell_compared(console, built, compared)
        bars |= tell_latencies(console, latencies(built.release), is_judged=size <= ASKED_UP_TO)
        world.crawl_again(nation)
        again, recompared, changed = measured(store, nation.inputs(), workers)
        seconds, bar = changed.wall + recompared.wall, AGAIN_SECONDS if size < LARGE else AGAIN_LARGE_SECONDS
        console.print(
            f"one province-year again ({bar:.0f} s): {seconds:.1f} s, "
            f"{changed.cpu + recompared.cpu:.1f} s of CPU, of which to compare texts {recompared.cpu:.1f}; "
            f"{again.written} files written, {again.kept} kept; {changed.memory:,.0f} MB at most"
        )
        _, _, same = measured(store, nation.inputs(), workers)
        console.print(f"unchanged ({UNCHANGED_SECONDS:.0f} s): {same.wall:.1f} s, {same.cpu:.1f} s of CPU")
    bars["unchanged"] = same.wall <= UNCHANGED_SECONDS
    if size <= ASKED_UP_TO:
        bars["one province-year again"] = seconds <= bar
    return Outcome(nation.cells, cost, bars)


def tell_build(console: Console, cells: int, built: Built, cost: Cost) -> dict[str, bool]:
    stored = sum(path.stat().st_size for path in (built.release / "cells").rglob("*.parquet"))
    console.print(
        f"{cells:,} cells on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}: {cost.wall:.0f} s, "
        f"{cells / cost.wall:,.0f} cells a second ({RATE:,}); {cost.cpu:.0f} s of CPU, "
        f"{cells / cost.cpu:,.0f} a CPU second; {cost.memory:,.0f} MB at most ({MEMORY_MB:,})\n"
        f"{stored / cells:.2f} bytes a cell in `cells` ({BYTES:.0f})"
    )
    return {
        "cells a second": cells < RATED_FROM or cells / cost.wall >= RATE,
        "bytes a cell": stored / cells <= BYTES,
        "memory": cost.memory <= MEMORY_MB,
    }


def tell_compared(console: Console, built: Built, cost: Cost) -> dict[str, bool]:
    seconds = cost.wall * 100_000 / built.rows["reports"]
    console.print(
        f"{built.rows['reports']:,} reports compared in {cost.wall:.0f} s, {cost.cpu:.0f} s of CPU: "
        f"{seconds:.0f} s a 100,000 ({COMPARED_SECONDS})"
    )
    return {"texts compared": seconds <= COMPARED_SECONDS}


def tell_latencies(
    console: Console, found: dict[str, tuple[float, float]], is_judged: bool
) -> dict[str, bool]:
    table = Table("question", f"cold ms ({COLD_MS})", f"warm ms ({WARM_MS})")
    for name, (cold, warm) in found.items():
        table.add_row(name if name in JUDGED else f"({name})", f"{cold:.0f}", f"{warm:.0f}")
    console.print(table)
    return {name: found[name][0] <= COLD_MS and found[name][1] <= WARM_MS for name in JUDGED if is_judged}


def grows(outcomes: list[Outcome]) -> list[str]:
    """What is not the same within a fifth at every size that is not all fixed costs."""
    large = [outcome for outcome in outcomes if outcome.cells >= RATED_FROM]
    measures = {
        "the time a cell": [outcome.built.wall / outcome.cells for outcome in large],
        "memory": [outcome.built.memory for outcome in large],
    }
    return [name for name, values in measures.items() if values and max(values) > (1 + BEND) * values[0]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.warehouse", description=__doc__)
    parser.add_argument("--size", default="1M", help=f"one or more of {', '.join(SIZES)}, comma between")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--save", action="store_true", help="write docs/scale.md and docs/scale.svg")
    options = parser.parse_args()
    names = options.size.split(",")
    if unknown := set(names) - set(SIZES):
        parser.error(f"no size {', '.join(sorted(unknown))}; there are: {', '.join(SIZES)}")
    console = Console(width=140, highlight=False, record=options.save)
    outcomes = [bench(SIZES[name], options.workers, console) for name in names]
    missed = [
        f"{name}: {bar}"
        for name, outcome in zip(names, outcomes, strict=True)
        for bar, met in outcome.bars.items()
        if not met
    ]
    missed += [f"{name} grows with the nation" for name in grows(outcomes)]
    for line in whole_nation(outcomes):
        console.print(line)
    console.print("every bar is met" if not missed else "not met: " + "; ".join(missed))
    if options.save:
        save(console.export_text(), outcomes)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
