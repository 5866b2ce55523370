"""A collector run against a fault server, as the tests of good manners share it."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.registry import Site
from tests.forked import ROOT, answer
from tests.spiders.crawling.fault_server import HOME, FaultServer
from tests.spiders.crawling.run_collector import main as collect_once

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
        trusted = tmp_path / "trusted.pem"
        environment = {name: text for name, text in os.environ.items() if name.startswith("PYTHON")}
        environment["PYTHONPATH"] = str(ROOT)
        environment |= {"SSL_CERT_FILE": str(trusted)} if trusted.exists() else {}
        code, _, errors = answer(partial(collect_once, json.dumps(words)), 120, environment)
        assert code == 0, errors
        assert addresses(tmp_path / "sockets") <= {server.proxy.removeprefix("http://")}
        return {attempt.url: attempt for attempt in attempts(tmp_path, batch) if attempt.is_final}

    return run
