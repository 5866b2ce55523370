"""The main job on the demo registry, as the tests run it: commands as processes, over real sockets."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[1]
YEARS = "2014-2025"


def run(module: str, *words: str, fails: bool = False) -> str:
    """Run `python -m MODULE WORDS` from the root; returns what it printed, both streams."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    said = f"exit {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert (done.returncode != 0) is fails, said
    return done.stdout + done.stderr


def where(data: Path) -> tuple[str, ...]:
    """The options that point a command at the demo registry below a data folder."""
    return ("--registry", "demo", "--data", str(data))


def collect(data: Path) -> str:
    """`make crawl build-warehouse` without make; returns what the crawl said."""
    said = run("spiders", "crawl", *where(data), "--years", YEARS)
    run("extract", *where(data))
    run("warehouse", "build", *where(data))
    return said


def ask(data: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the current release, read as any user of DuckDB would."""
    release = (data / "demo" / "warehouse" / "current").resolve()
    with duckdb.connect(str(release / "nianbao.duckdb"), read_only=True) as connection:
        return connection.sql(query).fetchall()
