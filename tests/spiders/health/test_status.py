"""Status tells from the archive alone how sites are doing, and raises the alarms a person needs."""

import json
import shutil
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from spiders.__main__ import main
from spiders.archive.attempt import Attempt, to_json
from spiders.archive.reader import log_path, summary_path
from spiders.crawling import plan
from spiders.crawling.batch_summary import ReasonCount, SiteSummary
from spiders.crawling.plan import Plan
from spiders.health.status import Health, status
from spiders.health.status_page import as_html, as_json
from spiders.registry import Site

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SITE = Site(
    "a",
    "示例区<b>",
    "990101",
    "county",
    "trs-static",
    "http://www.a.gov.example/nb/",
    False,
    2019,
    "active",
    "",
)


def summary(**changes: Any) -> dict[str, Any]:
    return asdict(replace(SiteSummary("a", listed=20, unchanged=20), **changes))


def run(archive: Path, number: int, finished: str, **changes: Any) -> str:
    """A finished batch whose summary says so."""
    batch = f"2026010{number}T000000Z-000"
    plan.write(archive, Plan(batch, "demo", ("a",), None, "tests"))
    content = {"batch": batch, "registry": "demo", "finished": finished, "sites": [summary(**changes)]}
    plan.write_json(summary_path(archive, batch), content)
    return batch


def log(archive: Path, batch: str, *years: int) -> None:
    """Reports of these years, one each."""
    made = [
        Attempt(batch, "a", "report", f"http://www.a.gov.example/{n}", link_text=f"某局{year}年年度报告")
        for n, year in enumerate(years)
    ]
    log_path(archive, batch).write_text("".join(to_json(item) + "\n" for item in made))


def health(archive: Path, stale_days: float = 45) -> Health:
    return status(archive, [SITE], NOW, stale_days)[0]


def test_a_site_in_order_has_its_counts_and_no_alarm(tmp_path: Path) -> None:
    batch = run(tmp_path, 1, "2026-11-20T00:00:00Z", fetched=20)
    log(tmp_path, batch, *[2023] * 9, *[2024] * 10, *[2025] * 10)
    found = health(tmp_path)
    assert found.alarms == []
    assert (found.years, found.bodies) == ({2023: 9, 2024: 10, 2025: 10}, 10)
    assert (found.last_run, found.listed, found.new) == ("2026-11-20T00:00:00Z", 20, 20)


def test_a_site_never_crawled_is_no_alarm(tmp_path: Path) -> None:
    assert health(tmp_path).last_run is None and health(tmp_path).alarms == []


@pytest.mark.parametrize(
    ("changes", "alarm"),
    [
        ({"failure": "http://a/: x", "failure_reason": "forbidden"}, "blocked: "),
        ({"failure": "http://a/: x", "failure_reason": "circuit_same_body"}, "blocked: "),
        ({"failure": "http://a/: x", "failure_reason": "http_error"}, "list: "),
        ({"failure": "x", "failure_reason": "no_report_listed", "listed": 0}, "list: x"),
        ({"reasons": [ReasonCount("report", "circuit_blocked", "circuit open", 3)]}, "blocked: circuit open"),
        ({"moved_to": "http://a/nb/"}, "moved: its column is now http://a/nb/"),
        ({"listed": 15}, "yield fell: 15 reports listed, 20 the time before"),
        (
            {"refused": 12, "reasons": [ReasonCount("report", "no_headings", "x", 12)]},
            "layout changed: 12 of 20",
        ),
        ({"failed": 5}, "failures: 5 of 20"),
    ],
)
def test_what_went_wrong_is_an_alarm(tmp_path: Path, changes: dict[str, Any], alarm: str) -> None:
    run(tmp_path, 1, "2026-11-01T00:00:00Z")
    run(tmp_path, 2, "2026-11-20T00:00:00Z", **changes)
    assert [item for item in health(tmp_path).alarms if item.startswith(alarm)]


def test_a_row_that_the_registry_calls_blocked_is_no_alarm(tmp_path: Path) -> None:
    run(tmp_path, 1, "2026-11-20T00:00:00Z", reasons=[ReasonCount("list", "registry_blocked", "x", 1)])
    assert health(tmp_path).alarms == []


def test_a_year_that_should_be_there_is_missed_after_the_deadline_only(tmp_path: Path) -> None:
    batch = run(tmp_path, 1, "2026-11-20T00:00:00Z")
    log(tmp_path, batch, *[2024] * 10, *[2025] * 3)
    assert health(tmp_path).alarms == ["year 2025: 3 reports, 10 for 2024"]
    early = status(tmp_path, [SITE], datetime(2026, 3, 31, tzinfo=UTC), 1000)[0]
    assert not [alarm for alarm in early.alarms if "2025" in alarm]


def test_a_column_that_ended_owes_no_later_year(tmp_path: Path) -> None:
    batch = run(tmp_path, 1, "2026-11-20T00:00:00Z")
    log(tmp_path, batch, *[2023] * 10, *[2024] * 3)
    ended = [replace(SITE, last_year=2024), replace(SITE, last_year=2025)]
    found = [status(tmp_path, [site], NOW, 45)[0].alarms for site in ended]
    assert found == [[], ["year 2025: 0 reports, 3 for 2024"]]


def test_a_stale_and_an_unfinished_site_are_alarms(tmp_path: Path) -> None:
    run(tmp_path, 1, "2026-09-01T00:00:00Z")
    plan.write(tmp_path, Plan("20261123T000000Z-000", "demo", ("a",), None, "tests"))
    assert [alarm.partition(":")[0] for alarm in health(tmp_path).alarms] == ["stale", "unfinished"]
    assert [alarm.partition(":")[0] for alarm in health(tmp_path, 400).alarms] == ["unfinished"]


def test_the_page_escapes_and_the_json_is_whole(tmp_path: Path) -> None:
    run(tmp_path, 1, "2026-11-20T00:00:00Z", reasons=[ReasonCount("report", None, "<script>", 2)])
    lines = status(tmp_path, [SITE], NOW, 45)
    page = as_html(lines, "t")
    assert "<script>" not in page and "2 × &lt;script&gt;" in page and "示例区&lt;b&gt;" in page
    assert json.loads(as_json(lines))[0]["site_id"] == "a"


def test_the_command_exits_1_on_an_alarm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "demo" / "archive"
    archive.mkdir(parents=True)
    words = ["status", "--data", str(tmp_path), "--sites", "demo-yunxi", "--format", "json"]
    assert main(words) == 0
    run(
        archive,
        1,
        "2026-11-20T00:00:00Z",
        site_id="demo-yunxi",
        failure="HTTP 500",
        failure_reason="http_error",
    )
    assert main([*words, "--html", str(tmp_path / "status.html")]) == 1
    assert "HTTP 500" in (tmp_path / "status.html").read_text(encoding="utf-8")
    assert "HTTP 500" in capsys.readouterr().out


def test_a_crawled_demo_raises_no_alarm_until_something_is_wrong(demo: Path, tmp_path: Path) -> None:
    words = ["status", "--data", str(tmp_path), "--format", "json"]
    archive = tmp_path / "demo" / "archive"
    shutil.copytree(demo / "demo" / "archive", archive)
    assert main(words) == 0
    path = next(archive.glob("*.summary.json"))
    content = json.loads(path.read_text(encoding="utf-8"))
    content["sites"][0] |= {"failure": "http://a/: HTTP 412", "failure_reason": "browser_challenge"}
    content.pop("check")
    plan.write_json(path, content)
    assert main(words) == 1
