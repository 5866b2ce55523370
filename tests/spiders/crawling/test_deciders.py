"""The small deciders of the collector, one by one: titles, pages, answers, waits, addresses, plans."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from spiders.archive.attempt import Attempt
from spiders.archive.reasons import Verdict, verdict
from spiders.content.media_type import media_type
from spiders.content.page import Page
from spiders.crawl import CrawlError, Options, choose, make_plans
from spiders.crawling import plan
from spiders.crawling.batch_summary import read_summary, summarise
from spiders.crawling.crawl_state import Link
from spiders.crawling.plan import share_out
from spiders.crawling.site_walk import canonical
from spiders.middlewares.limits import SHANGHAI, seconds_to_night
from spiders.middlewares.retry import retry_after, wait_before_retry
from spiders.net.resolver import PublicResolver, is_public
from spiders.policy import response_outcome, titles
from spiders.policy.settings import REAL
from spiders.registry import Site, load


@pytest.mark.parametrize(
    ("title", "year", "refused"),
    [
        ("示例区人民政府2024年政府信息公开工作年度报告", 2024, False),
        ("示例局 2019 年 政府信息公开年报", 2019, False),
        ("二〇一九年政府信息公开年度报告", 2019, False),
        ("二○二四年度报告", 2024, False),
        ("政府信息公开工作年度报告", None, False),
        ("示例局关于2020年政府信息公开工作年度报告的公告", 2020, False),
        ("示例区人民政府办公室政府信息…", None, False),
        ("示例局2014年度政府信息公开条例执行情况年度报告", 2014, False),
        ("2020年至2021年工作年度报告", 2020, False),
        ("关于编制2024年政府信息公开年度报告的通知", 2024, True),
        ("一图读懂2024年政府信息公开年报", 2024, True),
        ("2023年政府信息公开年报解读", 2023, True),
        ("2022年法治政府建设年度报告", 2022, True),
        ("2022年政府网站工作年度报表", 2022, True),
        ("信息公开指南", None, True),
        ("办公电话 20241234", None, True),
    ],
)
def test_a_title_tells_kind_and_year(title: str, year: int | None, refused: bool) -> None:
    found = titles.parse_title(title)
    assert (found.year, found.refusal is not None) == (year, refused)


@given(st.integers(2000, 2049))
def test_a_year_is_found_in_digits_and_in_characters(year: int) -> None:
    characters = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    assert (
        titles.report_year(f"某局{year}年度报告") == titles.report_year(f"某局{characters}年度报告") == year
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("年度报告".encode(), ""),
        ("年度报告".encode("gb18030"), ""),
        ("年度报告".encode("gb18030"), "text/html; charset=utf-8"),
        ('<meta charset="gb2312">年度报告'.encode("gb18030"), "text/html"),
        ("年度".encode("big5"), "text/html; charset=big5"),
        ("\ufeff年度报告".encode(), "text/html; charset=iso-2022-xx"),
        ("年度报告".encode("utf-16"), ""),
    ],
)
def test_text_comes_out_whatever_the_labels_say(body: bytes, content_type: str) -> None:
    assert "年度" in Page("http://a.example/", body, content_type).text


@given(st.binary(max_size=400), st.text(max_size=30))
def test_any_bytes_have_a_text(body: bytes, content_type: str) -> None:
    page = Page("http://a.example/", body, content_type)
    assert isinstance(page.text, str) and isinstance(page.meta, dict)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("./t1.html", "http://a.example/nb/t1.html"),
        (" ../x\n.html#top", "http://a.example/x.html"),
        ("//b.example/y", "http://b.example/y"),
        ("javascript:void(0)", None),
        ("mailto:a@b.example", None),
        ("http://[bad", None),
        ("", None),
        (None, None),
    ],
)
def test_links_are_joined_or_refused(link: str | None, expected: str | None) -> None:
    assert Page("http://a.example/nb/", b"<html></html>").join(link) == expected


def test_the_meta_block_is_read_whatever_its_case() -> None:
    page = Page("http://a.example/", '<meta name="articletitle" content=" 年报 ">'.encode())
    assert page.meta == {"ArticleTitle": "年报"}


HEADED = "<p>一、总体情况</p><p>二、主动<b>公开</b>政府&nbsp;信息情况</p>"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_headings_are_found_in_both_charsets_and_through_markup(charset: str) -> None:
    assert response_outcome.headings(HEADED.encode(charset)) == 2
    assert response_outcome.headings("<script>总体情况 主动公开 行政复议</script>".encode(charset)) == 0


@pytest.mark.parametrize(
    ("role", "status", "kind", "body", "outcome"),
    [
        ("report", 200, "text/html", HEADED, "fetched"),
        ("report", 200, "application/pdf", "%PDF-", "fetched"),
        ("report", 200, "text/html", "<html>首页", "not_a_report"),
        ("report", 200, "text/html", " \n", "failed"),
        ("report", 404, "text/html", HEADED, "failed"),
        ("report", 412, "text/html", HEADED, "blocked"),
        ("list", 200, "text/html", "<html>首页", "fetched"),
        ("attachment", 200, "text/html", HEADED, "not_a_report"),
        ("robots", 200, "text/plain", "", "fetched"),
        ("robots", 404, "text/html", "<html>", "failed"),
    ],
)
def test_an_answer_gets_its_outcome(role: str, status: int, kind: str, body: str, outcome: str) -> None:
    url = "http://a.example/x.html"
    found = response_outcome.judge_response(role, url, url, status, kind, body.encode())
    assert found.outcome == outcome
    assert (found.reason is None) is (found.error is None) is (outcome == "fetched")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "application/msword"),
        (b"PK\x03\x04....word/document.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04....OFD.xml", "application/ofd"),
        (b"PK\x03\x04....a.pdf", "application/zip"),
        (b"\n <!DOCTYPE html><html>", "text/html"),
        ("<div class=x>页</div>".encode("gb18030"), "text/html"),
        (b'{"data": 1}', "application/json"),
        (b"User-agent: *", "text/plain"),
        (b"", "application/octet-stream"),
        (b"\x00\x01\x02", "application/octet-stream"),
    ],
)
def test_bytes_tell_their_type(body: bytes, kind: str) -> None:
    assert media_type(body).endswith(kind)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Mon, 23 Nov 2026 08:01:00 GMT", 60),
        ("Mon, 23 Nov 2026 07:00:00 GMT", 0),
        ("soon", None),
    ],
)
def test_retry_after_is_read_as_number_or_date(value: str, seconds: float | None) -> None:
    response = Response("http://a.example/", headers={"Retry-After": value})
    assert retry_after(response, datetime(2026, 11, 23, 8, tzinfo=UTC)) == seconds


def test_retries_back_off_and_end() -> None:
    request = Request("http://a.example/")
    waits = []
    while (wait := wait_before_retry(REAL, request, Response(request.url, status=503))) is not None:
        waits.append(wait)
        request.meta["retries"] = len(waits)
    assert waits == [10, 20]
    assert wait_before_retry(REAL, Request(request.url), Response(request.url, status=404)) is None
    assert wait_before_retry(REAL, Request(request.url), Response(request.url, status=429)) is None


@given(
    st.datetimes(timezones=st.just(SHANGHAI), min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1))
)
def test_the_night_begins_at_midnight_in_shanghai(moment: datetime) -> None:
    wait = seconds_to_night(moment)
    assert (wait == 0) is (moment.hour < 6)
    assert 0 <= wait <= 18 * 3600


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("240e::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.9", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_only_addresses_of_the_public_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_the_resolver_passes_public_addresses_alone() -> None:
    """A name with public and private addresses (DNS rebinding) leads to the public ones only."""

    class Names:
        def resolveHostName(self, receiver: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N802
            for host in ("10.0.0.7", "8.8.8.8", "127.0.0.1"):
                receiver.addressResolved(SimpleNamespace(host=host))
            receiver.resolutionComplete()

    passed: list[str] = []
    receiver = SimpleNamespace(
        resolutionBegan=lambda resolution: None,
        addressResolved=lambda address: passed.append(address.host),
        resolutionComplete=lambda: None,
    )
    resolver = PublicResolver(SimpleNamespace(nameResolver=Names()), 0)  # type: ignore[arg-type]
    resolver.resolveHostName(receiver, "www.a.gov.example")
    assert passed == ["8.8.8.8"]


@pytest.mark.parametrize(
    "twin",
    [
        "https://www.a.gov.example/nb/1.html",
        "http://a.gov.example/nb/1.html",
        "http://www.a.gov.example:80/nb/1.html",
        "http://www.a.gov.example/nb/1_wap.html",
    ],
)
def test_twins_share_their_canonical_address(twin: str) -> None:
    assert canonical(twin) == canonical("http://www.a.gov.example/nb/1.html")
    assert canonical(twin) != canonical("http://www.a.gov.example/nb/2.html")


def sites() -> list[Site]:
    return list(load("china").values())


@pytest.mark.parametrize("count", [1, 2, 7, 500])
def test_a_host_is_never_in_two_batches_and_no_site_is_left_out(count: int) -> None:
    groups = share_out(sites(), count)
    by_id = {site.site_id: site.domain for site in sites()}
    assert sorted(site_id for group in groups for site_id in group) == sorted(by_id)
    assert len(groups) <= count
    domains = [{by_id[site_id] for site_id in group} for group in groups]
    assert sum(len(each) for each in domains) == len(set().union(*domains))


def test_globs_choose_and_an_empty_choice_is_an_error() -> None:
    known = load("china")
    assert {site.site_id for site in choose(known, "bj-agg-*, sh-pudong")} == {
        "bj-agg-qzf-2016",
        "bj-agg-qzf-2017",
        "bj-agg-qzf-2018",
        "sh-pudong",
    }
    with pytest.raises(CrawlError, match="no site of the registry matches 'xx-"):
        choose(known, "bj-*,xx-*")


def test_an_unfinished_batch_is_resumed_with_its_terms_and_the_rest_is_planned_anew(tmp_path: Path) -> None:
    def ask(globs: str, years: tuple[int, int] | None) -> list[plan.Plan]:
        chosen = choose(load("china"), globs)
        return make_plans(tmp_path, chosen, Options("china", globs, years, tmp_path, 1, "t", False))

    first = ask("sh-pu*", (2019, 2025))
    again = ask("sh-*", (2019, 2025))
    assert again[0] == first[0]
    assert not set(again[0].sites) & set(again[1].sites)
    assert {site_id for item in again for site_id in item.sites} == {
        s.site_id for s in choose(load("china"), "sh-*")
    }
    for item in again:
        plan.write_json(plan.summary_path(tmp_path, item.batch), {})
    other = ask("sh-pu*", (2019, 2025))
    assert other[0].batch not in {item.batch for item in again}
    wider = ask("sh-pu*", None)
    assert [item.years for item in wider] == [(2019, 2025), None], (
        "other years are asked for after the open batch"
    )


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
    assert summarise([], ["t"], {})[0].failure_reason == "site_not_registered"
    left = summarise([attempt("registry_gone", "list", note="merged")], ["s"], {})[0]
    assert left.failure_reason is None


def test_a_summary_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = summarise([attempt("http_error", "list", status=500), attempt("no_headings")], ["s"], {"s": 1})
    path = tmp_path / "b.summary.json"
    plan.write_json(path, {"finished": "2026-11-20T00:00:00Z", "sites": [asdict(site) for site in made]})
    assert read_summary(path) == ("2026-11-20T00:00:00Z", made)
