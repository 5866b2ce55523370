"""What a crawl says at its end: a silent network is one line, years that no list has are no failure."""

import io
from dataclasses import asdict
from pathlib import Path

import pytest
from rich.console import Console

from spiders.archive.attempt import Attempt
from spiders.archive.reasons import verdict
from spiders.crawling import plan
from spiders.crawling.batch_summary import SiteSummary, summarise
from spiders.crawling.crawl_report import report
from spiders.crawling.plan import Plan

OFFLINE = "no site answers; is there internet?"
COLUMN = "http://www.{}.gov.example/nb/"


def listed(site_id: str, reason: str, role: str = "list") -> Attempt:
    found = verdict(reason, exception="x", note="", year=1, word="x", wall="x")
    return Attempt("b", site_id, role, COLUMN.format(site_id), **found._asdict())


def said(tmp_path: Path, *summaries: SiteSummary) -> tuple[int, str]:
    item = Plan("20260101T000000Z-000", "mine", tuple(each.site_id for each in summaries), None, "tests")
    plan.write(tmp_path, item)
    content = {"finished": "2026-01-01T00:00:00Z", "sites": [asdict(each) for each in summaries]}
    plan.write_json(plan.summary_path(tmp_path, item.batch), content)
    out = io.StringIO()
    return report(tmp_path, [item], Console(file=out, width=200)), out.getvalue().strip()


def brought(site_id: str, *reasons: str) -> SiteSummary:
    return summarise([listed(site_id, reason) for reason in reasons], [site_id], {})[0]


@pytest.mark.parametrize(
    ("sites", "is_offline"),
    [
        ((("a", "host_unresolved"), ("b", "host_unresolved"), ("c", "registry_blocked")), True),
        ((("a", "timeout"), ("b", "connection_refused")), True),
        ((("a", "timeout"), ("b", "http_error")), False),
        ((("a", "host_unresolved"), ("b", "forbidden")), False),
        ((("a", "registry_blocked"),), False),
    ],
)
def test_a_crawl_that_nobody_answers_says_so_in_one_line(
    sites: tuple[tuple[str, str], ...], is_offline: bool, tmp_path: Path
) -> None:
    code, text = said(tmp_path, *(brought(*site) for site in sites))
    assert (text == OFFLINE) is is_offline
    assert (code == 3) is is_offline


def test_a_site_that_answered_once_is_told_from_a_network_that_is_gone(tmp_path: Path) -> None:
    came = Attempt("b", "a", "report", "http://www.a.gov.example/1", outcome="fetched")
    [summary] = summarise([came, listed("a", "timeout")], ["a"], {})
    code, text = said(tmp_path, summary)
    assert code == 1 and "a FAILED" in text


def test_report_years_that_a_list_has_not_are_no_failure_of_the_site() -> None:
    other = listed("a", "year_not_asked", "report")
    assert summarise([other], ["a"], {})[0].failure_reason is None
    assert (
        summarise([listed("b", "title_notice", "report")], ["b"], {})[0].failure_reason == "no_report_listed"
    )
