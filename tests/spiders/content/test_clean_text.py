"""Text that a site chose: clean once is clean for good, and what is clean stays as it is."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.archive.attempt import Attempt, cleaned, from_json, to_json
from spiders.archive.reader import attempts, log_path
from spiders.archive.reasons import verdict
from spiders.archive.writer import BatchWriter
from spiders.content.clean_text import MOST_IN_ADDRESS, clean_address, clean_text, is_clean
from spiders.content.page import Page
from spiders.crawling.crawl_state import CrawlState, Link
from spiders.families.base import html_fragment
from spiders.families.gkmlpt import Gkmlpt
from spiders.families.links import Row
from spiders.families.listing import ListRequest

UNSAFE = "\ud83d\udfff\x00\x07\x1b\x7f\x84\x9f\u061c\u200e\u202e\u2066\u2069"
HOSTILE = st.text(st.one_of(st.sampled_from(UNSAFE + '\r\n\t 年"'), st.characters()), max_size=60)
ATTEMPT = Attempt("b", "s", "report", "http://www.a.gov.example/1")


@given(HOSTILE)
def test_clean_text_is_safe_and_stays_so(text: str) -> None:
    made = clean_text(text)
    assert is_clean(made) and not set(made) & set(UNSAFE)
    assert clean_text(made) == made
    made.encode()
    assert not is_clean(text) or made == text


@given(HOSTILE)
def test_a_clean_address_is_printable_and_stays_so(text: str) -> None:
    made = clean_address(f"http://www.a.gov.example/{text}")
    assert not set(made) & {*UNSAFE, "\r", "\n", "\t"}
    assert clean_address(made) == made


def test_what_is_too_long_is_cut() -> None:
    assert len(clean_text("年" * 10_000)) == 2000
    assert clean_text("年" * 10_000, None) == "年" * 10_000
    assert len(clean_address("http://a/" + "x" * 100_000)) == MOST_IN_ADDRESS


@settings(deadline=None, max_examples=60)
@given(HOSTILE)
def test_hostile_text_passes_through_the_log(text: str) -> None:
    hostile = replace(
        ATTEMPT,
        url=f"http://www.a.gov.example/{text}",
        parent_url=text,
        link_text=text,
        error=verdict("family_failed", family="static", exception=text).error,
        etag=text,
        page_meta={"ArticleTitle": text},
        post=text,
    )
    made = cleaned(hostile)
    line = to_json(made)
    assert from_json(line) == made
    old_line = to_json(hostile)  # as logs were written before texts were cleaned
    assert from_json(old_line) == made
    json.dumps(json.loads(line), ensure_ascii=False).encode()


@given(HOSTILE)
def test_hostile_text_passes_through_pages_rows_and_links(text: str) -> None:
    row = Row(f"http://www.a.gov.example/{text}", text)
    link = Link("s", "report", row.url, link_text=row.title, post=text)
    assert (link.url, link.link_text) == (row.url, row.title)
    assert cleaned(link.attempt()).key == link.key
    page = Page(row.url, f"<meta name=ArticleTitle content='{text}'>".encode(errors="replace"))
    assert all(map(is_clean, page.meta.values()))
    assert html_fragment(page, text).text is not None


def test_a_title_that_ends_in_a_lone_surrogate_is_a_row_like_any_other() -> None:
    record = {"url": "http://www.a.gov.example/gkmlpt/content/1/1/post_1.html", "title": "年度报告\ud83d"}
    page = Page("http://www.a.gov.example/gkmlpt/api/all/1", json.dumps({"articles": [record]}).encode())
    assert Gkmlpt().read(ListRequest(page.url), page).rows[0].title == "年度报告\ufffd"


def test_the_log_holds_no_control_and_an_old_log_that_does_is_borne(tmp_path: Path) -> None:
    with BatchWriter(tmp_path, "b1") as writer:
        state = CrawlState(tmp_path, writer, ["s"])
        link = Link("s", "report", "http://www.a.gov.example/\x1b1", link_text="报告\ud83d\x1b[2J")
        state.write(link.attempt(verdict("http_error", status=404)))
        assert state.answered(link) is not None, "a link that is cleaned is found again"
    found = next(attempts(tmp_path, "b1"))
    assert (found.url, found.link_text) == ("http://www.a.gov.example/%1B1", "报告\ufffd\ufffd[2J")
    old = to_json(replace(ATTEMPT, link_text="报告\ud83d", error="\x1b[31m"))
    log_path(tmp_path, "b0").write_text(old + "\n")
    assert [item.link_text for item in attempts(tmp_path, "b0")] == ["报告\ufffd"]


@pytest.mark.parametrize("validator", ['"\x80"', '"' + "x" * 5000 + '"'])
def test_a_validator_that_cannot_be_kept_whole_is_not_kept(validator: str) -> None:
    assert cleaned(replace(ATTEMPT, etag=validator)).etag is None
    assert cleaned(replace(ATTEMPT, etag='W/"1"')).etag == 'W/"1"'
