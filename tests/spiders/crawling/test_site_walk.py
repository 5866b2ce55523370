"""Addresses that lead to one page are walked once."""

import pytest

from spiders.crawling.site_walk import canonical


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
