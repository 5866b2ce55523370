"""A batch's summary: counts, reasons by code, and why a site counts as failed."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reasons import Verdict, verdict
from spiders.crawling import plan
from spiders.crawling.batch_summary import read_summary, summarise
from spiders.crawling.crawl_state import Link


def attempt(
    reason: str | None = None, role: str = "report", outcome: str | None = None, **more: Any
) -> Attempt:
    link = Link("s", role, f"http://a.example/{reason}")
    return link.attempt(verdict(reason, outcome=outcome, **more) if reason else Verdict(outcome or "fetched"))


def test_a_summary_counts_links_and_names_reasons() -> None:
    made = [
        attempt(role="robots"),
        attempt(role="list"),
        attempt("http_error", outcome="retry", status=503),
        attempt("tls_handshake", "list", outcome="retry"),
        attempt(),
        attempt(outcome="unchanged"),
        attempt("home_page_instead"),
        attempt("title_notice", word="通知"),
        attempt("title_notice", word="公告"),
        attempt("forbidden", status=403),
        attempt(role="attachment"),
    ]
    found = summarise(made, ["s"], {"s": 4})[0]
    counts = (found.listed, found.fetched, found.unchanged, found.kept, found.refused, found.failed)
    assert counts == (8, 2, 1, 4, 3, 1)
    assert {(each.role, each.reason): each.count for each in found.reasons} == {
        ("report", "tls_handshake"): 1,
        ("report", "home_page_instead"): 1,
        ("report", "title_notice"): 2,
        ("report", "forbidden"): 1,
    }
    assert found.failure is found.failure_reason is None


def test_a_site_fails_by_a_list_that_cannot_be_read_or_that_is_empty() -> None:
    unread = summarise([attempt("http_error", "list", status=500), attempt()], ["s"], {})[0]
    assert unread.failure_reason == "http_error" and "HTTP 500" in (unread.failure or "")
    assert summarise([attempt(role="list")], ["s"], {})[0].failure_reason == "no_report_listed"
    broken = attempt("list_page_repeats", "promise", came="6 of 12 records", page=2)
    short = summarise([attempt(role="list"), attempt(), broken], ["s"], {})[0]
    assert (short.failure_reason, short.listed, short.failed) == ("list_page_repeats", 1, 0)
    assert "6 of 12 records" in (short.failure or "")
    assert summarise([], ["t"], {})[0].failure_reason == "site_not_registered"
    left = summarise([attempt("registry_gone", "list", note="merged")], ["s"], {})[0]
    assert left.failure_reason is None


@pytest.mark.parametrize(
    ("final_url", "moved_to"),
    [("http://a/nb/", None), ("http://a/nb", None), ("http://a/zwgk/nb/", "http://a/zwgk/nb/")],
)
def test_a_column_moved_where_its_redirects_end_and_lists_are_read(
    final_url: str, moved_to: str | None
) -> None:
    column = replace(attempt(role="list"), url="http://a/nb/", final_url=final_url)
    assert summarise([column, attempt()], ["s"], {})[0].moved_to == moved_to
    assert summarise([column], ["s"], {})[0].moved_to is None, "the home page may stand there"


def test_a_summary_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = summarise([attempt("http_error", "list", status=500), attempt("no_headings")], ["s"], {"s": 1})
    path = tmp_path / "b.summary.json"
    plan.write_json(path, {"finished": "2026-11-20T00:00:00Z", "sites": [asdict(site) for site in made]})
    assert read_summary(path) == ("2026-11-20T00:00:00Z", made)
