"""`make crawl REGISTRY=demo` brings, family by family, exactly the documents that the replica published."""

from collections import Counter
from pathlib import Path

import pytest

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.registry import load
from tests.replica.oracle import listing

Document = tuple[str, str, int, str, str]  # site, body, report year, role, URL
FAMILY = {site.site_id: site.family for site in load("demo").values()}
# A title, as its list or page prints it, tells body and year without the address.
NAMED = {(row.site_id, row.title): row.report for row in listing() if row.report}


@pytest.fixture(scope="module")
def brought(demo: Path) -> list[Attempt]:
    made = attempts(demo / "demo" / "archive")
    return [each for each in made if each.role in ("report", "attachment") and each.outcome == "fetched"]


@pytest.mark.parametrize("family", sorted({*FAMILY.values()}))
def test_a_family_brings_exactly_what_was_published(brought: list[Attempt], family: str) -> None:
    published = Counter[Document](
        (row.site_id, row.report[0], row.report[1], row.fate, row.url)
        for row in listing()
        if row.report and FAMILY[row.site_id] == family
    )
    found = Counter[Document](
        (each.site_id, *NAMED[each.site_id, each.link_text or ""][:2], each.role, each.url)
        for each in brought
        if FAMILY[each.site_id] == family
    )
    assert len(published) >= 13
    assert found == published


def test_every_family_and_site_of_the_demo_is_among_them(brought: list[Attempt]) -> None:
    assert {FAMILY[each.site_id] for each in brought} == {*FAMILY.values()}
    assert {each.site_id for each in brought} == FAMILY.keys()
    assert Counter(each.role for each in brought) == Counter(row.fate for row in listing() if row.report)
