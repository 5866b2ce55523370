"""The main job on the demo registry, as the tests run it: commands as processes, over real sockets."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from spiders import registry
from spiders.crawl import Options, make_plans
from spiders.crawling import plan
from spiders.replica.server import Replica
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


@dataclass(frozen=True, slots=True)
class Again:
    """A second crawl of the demo: its data folder."""

    data: Path

    @property
    def sent(self) -> int:
        """Bytes of bodies that the replica sent for it."""
        return int((self.data / "sent").read_text())


def collect_again(demo: Path, data: Path) -> None:
    """Collect the second edition after the first, count what the replica sends for it, and build."""
    shutil.copytree(demo, data, symlinks=True)
    archive = data / "demo" / "archive"
    chosen = list(registry.load("demo").values())
    first, last = map(int, YEARS.split("-"))
    (planned,) = make_plans(archive, chosen, Options("demo", "*", (first, last), data, 1, "tests", False))
    with Replica(planned.edition) as replica:
        run("batch", str(archive), planned.batch, "--proxy", replica.proxy_url)
        (data / "sent").write_text(str(sum(seen.size for seen in replica.requests)))
    assert not plan.unfinished(archive)
    run("extract", *where(data))
    run("build", *where(data))


def ask(data: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the current release, read as any user of DuckDB would."""
    release = (data / "demo" / "warehouse" / "current").resolve()
    with duckdb.connect(str(release / "nianbao.duckdb"), read_only=True) as connection:
        return connection.sql(query).fetchall()
