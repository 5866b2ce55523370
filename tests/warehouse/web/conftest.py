"""The two doors over the demo's release, opened once: a served one, and a folder of one district."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser

from tests.conftest import made_once
from tests.demo import ROOT, run, where
from tests.warehouse.web import sources
from tests.warehouse.web.browsing import Look, hosting, launched, looking, program
from warehouse.release.store import Store
from warehouse.web.questions import Questions

INSECURE = "data.example"  # this machine by a name for which a browser holds plain http insecure
DOORS = ("served", "static")
PLACE = "990121"  # 南屏县: reports as HTML and XLSX, of two editions, with a failed check


@pytest.fixture(scope="session")
def release(demo: Path) -> Path:
    """The demo's current release."""
    found = Store(demo / "demo" / "warehouse").current()
    assert found
    return found


@pytest.fixture(scope="session")
def questions(release: Path) -> Questions:
    return Questions(release)


@pytest.fixture(scope="session")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pages of one district, written by the command."""
    return made_once(
        tmp_path_factory,
        "site",
        lambda folder: run("site", *where(demo), "--out", str(folder), "--place", PLACE),
    )


@pytest.fixture(scope="session")
def every_format(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of one batch: a report of every format, an article on two pages, hostile pages."""
    return made_once(tmp_path_factory, "sources-data", sources.collect)


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """A server over the current release of a data folder; gives its address without a / at the end."""
    call = [sys.executable, "-m", "warehouse.cli", "serve", *where(data), "--port", "0"]
    with subprocess.Popen(call, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            line = next(line for line in process.stderr if line.startswith("http://"))
            yield line.strip().rstrip("/")
        finally:
            process.terminate()
            process.stderr.read()


def server_of(root: str) -> int:
    """The process started here that listens on the port of an address; what that one forks may, too."""
    port = int(root.rpartition(":")[2])
    return next(
        child.pid
        for child in psutil.Process().children()
        if any(each.status == "LISTEN" and each.laddr.port == port for each in child.net_connections("tcp"))
    )


@pytest.fixture(scope="session")
def served(demo: Path) -> Iterator[str]:
    """The address of a server over the demo's release, without a / at its end."""
    with serving(demo) as root:
        yield root


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium; its loop runs while a module's tests do, so that no longer."""
    with launched(f"--host-resolver-rules=MAP {INSECURE} 127.0.0.1") as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    found = program()
    if found is None:
        pytest.skip("no Chromium on the PATH")
    return found


@pytest.fixture(scope="module")
def static(site: Path) -> Iterator[str]:
    """The folder behind the plainest server there is."""
    with hosting(site) as root:
        yield root


@pytest.fixture(params=DOORS)
def root(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def look(browser: Browser, root: str) -> Iterator[Look]:
    with looking(browser, root) as found:
        yield found
