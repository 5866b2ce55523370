"""What tests of several rooms share: the demo registry collected, read and built once a test run."""

import fcntl
import gc
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings

from extract.run.workers import worker_pool
from tests.demo import Again, collect, collect_again
from tests.longest import RANKS

# Where CI is set (.ci/run sets it) property tests draw the same examples in every run, or a change could fail
# by another one's fault. Everywhere else they draw new ones; a failure prints the example that repeats it.
settings.register_profile("repeatable", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("repeatable")

# Where Python is told to keep no bytecode, each of a thousand processes would compile all it imports, for
# a second or more: for this run it is kept, in a folder that goes at the end. xdist's workers do the same.
# The process that made it removes it, and no process forked from it, as a finalizer would have it.
BYTECODE = ""
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    BYTECODE = os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = mkdtemp(prefix="nianbao-bytecode-")
    sys.dont_write_bytecode = False

# `make test ARGS=…` hands its words on to every make below it; tests run make with words of their own.
for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "ARGS"):
    os.environ.pop(name, None)

# One fork server reads for many tests here: it pays to load everything before the first of few documents too.
worker_pool.MANY = 0


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of this name that the first worker to ask makes, and the others wait for."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo collected and built, shared by all workers: copy it to change it."""
    return made_once(tmp_path_factory, "demo-data", collect)


@pytest.fixture(scope="session")
def demo_again(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Again:
    """The demo collected again when one report of it was republished, and built: look, do not touch."""
    return Again(made_once(tmp_path_factory, "demo-again", lambda folder: collect_again(demo, folder)))


def pytest_configure(config: pytest.Config) -> None:
    """Let xdist begin files in our order, not those of most tests first, which are the quickest here."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the order in a file, and of the others, stays."""
    items.sort(key=lambda item: RANKS.get(item.nodeid.split("::")[0], len(RANKS)))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why tests were skipped, counted: a machine that lacks a program must not look like a green one."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    if reasons:
        terminalreporter.section("skipped, by reason", sep="-")
        for reason, count in reasons.most_common():
            terminalreporter.write_line(f"{count:5}  {reason}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The words of the mark or call that skipped a test, or a whole module."""
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing that speaks after the result, and end with the result."""
    # Hypothesis leaves a callback with the collector, which keeps its modules alive, and through the types of
    # fixtures all of DuckDB, until nanobind looks for leaks at exit: a hundred lines of "nanobind: leaked …"
    # (hypothesis 6.170, duckdb 2.0).
    gc.callbacks.clear()
    if BYTECODE:
        shutil.rmtree(BYTECODE, ignore_errors=True)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput") or config.option.collectonly:
        return
    count = {name: len(reporter.stats.get(name, ())) for name in ("passed", "failed", "error", "skipped")}
    if any(count.values()):
        failed = count["failed"] + count["error"]
        reporter.write_line(f"{count['passed']} passed, {failed} failed, {count['skipped']} skipped")
