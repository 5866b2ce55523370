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


def addresses(sockets: Path) -> set[str]:
    """Every host:port that a crawl turned to, over whatever socket; the file is made anew by the next."""
    if not sockets.exists():
        return set()
    lines = [json.loads(line) for line in sockets.read_text().splitlines()]
    sockets.unlink()
    return {f"{host}:{port}" for _, host, port in lines}


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """Crawl sites through a fault server; gives the final attempts by URL.

    No socket of the process turned to anything but the server. Certificates in `trusted.pem` are trusted.
    """

    def run(
        server: FaultServer,
        *sites: Site,
        batch: str = "b1",
        limits: dict[str, float] | None = None,
        **polite: float,
    ) -> dict[str, Attempt]:
        words = {
            "archive": str(tmp_path),
            "batch": batch,
            "sites": [asdict(item) for item in sites or (site(),)],
            "polite": QUICK | polite,
            "proxy": server.proxy,
            "sockets": str(tmp_path / "sockets"),
            "limits": limits,
        }
        script = Path(__file__).parent / "crawling" / "run_collector.py"
        trusted = tmp_path / "trusted.pem"
        command = [sys.executable, str(script), json.dumps(words)]
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            # Without a cache of what other runs once fetched, a library that asks others would ask them now.
            env={"PYTHONPATH": str(REPOSITORY), "TLDEXTRACT_CACHE": str(tmp_path / "suffixes")}
            | ({"SSL_CERT_FILE": str(trusted)} if trusted.exists() else {}),
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        assert addresses(tmp_path / "sockets") <= {server.proxy.removeprefix("http://")}
        return {attempt.url: attempt for attempt in attempts(tmp_path, batch) if attempt.is_final}

    return run
