"""The main job on the demo registry, as the tests run it: commands as processes, over real sockets."""

import os
from pathlib import Path
from typing import Any

import duckdb

from tests.forked import ROOT as ROOT
from tests.forked import answer, command

YEARS = "2014-2025"


def run(*words: str, fails: bool = False) -> str:
    """Run `nianbao WORDS` from the root; returns what it printed, both streams."""
    code, output, errors = answer(command(words), 500, {**os.environ, "COLUMNS": "160"})
    assert (code != 0) is fails, f"exit {code}\n{output[-3000:]}\n{errors[-3000:]}"
    return output + errors


def where(data: Path) -> tuple[str, ...]:
    """The options that point a command at the demo registry below a data folder."""
    return ("--registry", "demo", "--data", str(data))


def collect(data: Path) -> str:
    """`make crawl build-warehouse` without make; returns what the crawl said."""
    said = run("crawl", *where(data), "--years", YEARS)
    run("extract", *where(data))
    run("build", *where(data))
    return said


def ask(data: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the current release, read as any user of DuckDB would."""
    release = (data / "demo" / "warehouse" / "current").resolve()
    with duckdb.connect(str(release / "nianbao.duckdb"), read_only=True) as connection:
        return connection.sql(query).fetchall()
