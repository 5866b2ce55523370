"""What tests of several rooms share: the demo registry collected, read and built once a test run."""

import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.demo import collect

# Where CI is set (.ci/run sets it) property tests draw the same examples in every run, or a change could fail
# by another one's fault. Everywhere else they draw new ones; a failure prints the example that repeats it.
settings.register_profile("repeatable", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo collected and built, shared by all workers: copy it to change it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    data = shared / "demo-data"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (data / ".done").exists():
            data.mkdir(exist_ok=True)
            collect(data)
            (data / ".done").touch()
    return data
