"""Every family, walked over its replica, brings exactly what the replica published: no more, no less."""

from collections import Counter

import pytest

from spiders.families import FAMILIES, UNREADABLE
from spiders.replica.families.base import Listed
from spiders.replica.sites import demo
from tests.replica import systems
from tests.spiders.families.family_walk import Walk, walk

SITES = {site.row.site_id: site for site in (*demo(), *systems.build(1)) if site.row}


def expected(site_id: str, *fates: str) -> list[Listed]:
    return [listed for listed in SITES[site_id].listed if listed.fate in fates]


@pytest.fixture(scope="module")
def walks() -> dict[str, Walk]:
    return {site_id: walk(site) for site_id, site in SITES.items()}


@pytest.mark.parametrize("site_id", SITES)
def test_reports_and_attachments_are_exactly_those_published(site_id: str, walks: dict[str, Walk]) -> None:
    found = walks[site_id]
    reports = Counter(listed.url for listed in expected(site_id, "report"))
    assert found.urls("report", "fetched") == reports
    attached = Counter(listed.url for listed in expected(site_id, "attachment"))
    assert found.urls("attachment") == attached
    assert found.urls("attachment", "fetched") == attached


@pytest.mark.parametrize("site_id", SITES)
def test_titles_dates_and_parents_are_as_listed(site_id: str, walks: dict[str, Walk]) -> None:
    named = {each.url: each for each in walks[site_id].attempts if each.role in ("report", "attachment")}
    for listed in expected(site_id, "report", "carrier", "attachment"):
        found = named[listed.url]
        assert found.link_text == listed.title
        assert found.listed_date in (listed.date, None)
        if listed.parent_url:
            assert found.parent_url == listed.parent_url


@pytest.mark.parametrize("site_id", SITES)
def test_what_is_no_report_is_refused_or_recognised(site_id: str, walks: dict[str, Walk]) -> None:
    found = {each.url: each for each in walks[site_id].attempts if each.role == "report"}
    for listed in expected(site_id, "notice", "off_host", "big5"):
        assert found[listed.url].outcome == "refused"
        assert found[listed.url].reason
    for listed in expected(site_id, "soft_404", "carrier"):
        assert found[listed.url].outcome == "not_a_report"
    for listed in expected(site_id, "other_column"):
        assert listed.url not in found


@pytest.mark.parametrize("site_id", SITES)
def test_no_list_page_fails_but_guesses_may(site_id: str, walks: dict[str, Walk]) -> None:
    failed = [each for each in walks[site_id].attempts if each.role == "list" and each.outcome != "fetched"]
    assert not failed


def test_every_family_that_is_read_is_played_by_the_replica() -> None:
    played = {site.row.family for site in SITES.values() if site.row}
    assert played == FAMILIES.keys()


@pytest.mark.parametrize("family", UNREADABLE)
def test_a_family_that_cannot_be_read_is_refused_before_any_request(family: str) -> None:
    found = walk(next(iter(SITES.values())), family=family)
    assert [(each.role, each.outcome) for each in found.attempts] == [("list", "refused")]
    assert found.attempts[0].reason == "family_unreadable"
