"""What a list promised against what came: the words of its last page are sought only to be told."""

import pytest

from spiders.content.page import Page
from spiders.crawling import list_tally
from spiders.crawling.list_tally import ListTally
from spiders.families.listing import Listing, ListRequest, Promise

PAGE = Page("http://www.a.gov.example/nb/", "<body>系统繁忙</body>".encode())


def tally(promise: Promise) -> ListTally:
    """A list whose only page has no row."""
    made = ListTally(1)
    made.note(ListRequest(PAGE.url), PAGE, Listing(promise=promise), 0)
    return made


def test_a_broken_promise_quotes_the_page_without_rows() -> None:
    found = tally(Promise(records=2)).broken_promise()
    assert found is not None and found.reason == "list_ends_early"
    assert "the page says: 系统繁忙" in str(found.error)


def test_a_list_that_kept_its_promise_is_not_searched_for_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_tally, "said", lambda _: pytest.fail("looked for words that nobody reads"))
    assert tally(Promise()).broken_promise() is None
