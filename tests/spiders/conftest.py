"""A collector run against a fault server, as the tests of good manners share it."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.registry import Site
from tests.spiders.crawling.fault_server import HOME, FaultServer

REPOSITORY = Path(__file__).parents[2]
QUICK = {"delay": 0, "back_off": 0, "seconds": 2, "longest_wait": 5, "recheck_old_days": 0}
Crawl = Callable[..., dict[str, Attempt]]


def site(url: str = HOME, site_id: str = "a") -> Site:
    return Site(site_id, "示例区", "990101", "county", "trs-static", url, False, None, "active", "")


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """Crawl sites through a fault server; gives the final attempts by URL."""

    def run(server: FaultServer, *sites: Site, batch: str = "b1", **polite: float) -> dict[str, Attempt]:
        words = {
            "archive": str(tmp_path),
            "batch": batch,
            "sites": [asdict(item) for item in sites or (site(),)],
            "polite": QUICK | polite,
            "proxy": server.proxy,
        }
        script = Path(__file__).parent / "crawling" / "run_collector.py"
        command = [sys.executable, str(script), json.dumps(words)]
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env={"PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return {attempt.url: attempt for attempt in attempts(tmp_path, batch) if attempt.is_final}

    return run
