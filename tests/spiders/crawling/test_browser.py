"""Lists that exist only after JavaScript: the browser renders them, and asks for nothing by itself."""

import json
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.crawling import browser
from spiders.crawling.browser import BrowserError, chromium
from spiders.registry import Site
from tests.replica.hosts import replica as served
from tests.replica.scripted import ROW, build

ROOT = Path(__file__).parents[3]
HAS_CHROMIUM = any(shutil.which(name) for name in browser.NAMES)
needs_chromium = pytest.mark.skipif(not HAS_CHROMIUM, reason="no Chromium on the PATH")


def crawl(archive: Path, is_rendered: bool, batch: str = "b1") -> tuple[list[Attempt], list[str]]:
    """What a crawl of the scripted column logged, and which addresses the replica was asked for."""
    site = Site(**{**asdict(ROW), "first_year": ROW.first_year})
    with served() as replica:
        words = {
            "archive": str(archive),
            "batch": batch,
            "sites": [asdict(site)],
            "polite": {"delay": 0, "back_off": 0, "recheck_old_days": 0},
            "proxy": replica.proxy_url,
            "browser": is_rendered,
        }
        script = Path(__file__).with_name("run_collector.py")
        command = [sys.executable, str(script), json.dumps(words)]
        done = subprocess.run(
            command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        asked = [urlsplit(seen.url).path for seen in replica.requests]
    return [each for each in attempts(archive, batch) if each.is_final], asked


ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": "/tmp"}


@needs_chromium
def test_rows_made_by_a_script_are_found_and_all_it_asked_for_is_archived(tmp_path: Path) -> None:
    found, asked = crawl(tmp_path, True)
    reports = sorted(each.url for each in found if each.role == "report" and each.outcome == "fetched")
    assert reports == sorted(listed.url for listed in build(1)[0].listed)
    call = [each for each in found if each.url.endswith("/api/nianbao.json")]
    assert [(each.role, each.outcome) for each in call] == [("probe", "fetched")]
    assert call[0].offset is not None
    assert sorted(asked) == sorted(urlsplit(each.url).path for each in found)


def test_without_the_browser_the_column_names_no_report(tmp_path: Path) -> None:
    found, _ = crawl(tmp_path, False)
    assert [each.role for each in found if each.role != "robots"] == ["list"]


def test_a_machine_without_chromium_is_told_before_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BrowserError, match="chromium"):
        chromium()
