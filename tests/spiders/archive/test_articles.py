"""The pages of an article as a log tells them: in their order, and why one is not whole."""

from dataclasses import replace

from spiders.archive.articles import article
from spiders.archive.attempt import Attempt, from_json, to_json

PAGES = tuple(f"http://www.x.gov.example/nb/t1{name}.html" for name in ("", "_1", "_2"))


def page(number: int, **change: object) -> Attempt:
    """A page of an article of three."""
    made = Attempt(
        "b", "s", "part" if number else "report", PAGES[number], digest=f"sha256:{number}", status=200
    )
    return replace(made, next_url=PAGES[number + 1] if number < 2 else None, **change)  # type: ignore[arg-type]


def of(*parts: Attempt, first: Attempt | None = None) -> tuple[list[str], str | None]:
    """Addresses of the pages after the first, and the gap."""
    found = article(first or page(0), {(each.site_id, each.url): each for each in parts})
    return [part.url for part in found.parts], found.gap


def test_pages_follow_one_another_as_each_names_the_next() -> None:
    assert of(page(2), page(1)) == ([PAGES[1], PAGES[2]], None)
    assert of(page(1, outcome="unchanged"), page(2, outcome="duplicate")) == ([PAGES[1], PAGES[2]], None)
    assert of(first=page(2)) == ([], None)


def test_a_page_that_did_not_come_is_a_gap() -> None:
    failed = page(2, outcome="failed", digest=None, error="HTTP 404")
    assert of(page(1), failed) == ([PAGES[1]], f"it goes on at {PAGES[2]}: HTTP 404")
    assert of(page(1)) == ([PAGES[1]], f"it goes on at {PAGES[2]}: that page was not asked for")
    other = page(1, outcome="not_a_report", error="no further page")
    assert of(other, page(2)) == ([], f"it goes on at {PAGES[1]}: no further page")


def test_a_page_equal_to_one_before_ends_the_article_and_is_a_gap() -> None:
    same = page(2, digest="sha256:1")
    assert of(page(1), same) == ([PAGES[1]], f"it goes on at {PAGES[2]}: a page equal to one before it came")
    first = page(1, digest="sha256:0", outcome="duplicate", error="the same bytes as another address")
    assert of(first, page(2))[0] == []


def test_pages_of_another_site_are_none() -> None:
    assert of(page(1, site_id="other"))[1] is not None


def test_a_line_of_the_days_before_names_no_next_page() -> None:
    line = to_json(page(0))
    assert from_json(line).next_url == PAGES[1]
    old = line.replace(f',"next_url":"{PAGES[1]}"', "")
    assert old != line
    assert from_json(old).next_url is None
