"""Ways to the next list page that several families share."""

import re
from urllib.parse import urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import ListRequest
from spiders.families.links import title_of

_NEXT = re.compile(r"下一?[页頁]|后一?页|[>»›]|next(?:\s*page)?", re.I)
_SUFFIX = re.compile(r"(?:_(\d+))?(\.\w+)$")
_YEAR = re.compile(r"\D{0,4}20\d\d年?(?:度|年报|年度报告)?")


def next_numbered(request: ListRequest, page: Page, pages: int, name: str) -> list[ListRequest]:
    """The page after this one while fewer than `pages` were read; `name` holds {} for its number from 1."""
    if request.page >= pages:
        return []
    return [request.following(urljoin(page.url, name.format(request.page + 1)))]


def next_link(request: ListRequest, page: Page, selector: str = "a[href]") -> list[ListRequest]:
    """The page that an anchor 下一页 leads to; scripts and the page itself lead nowhere."""
    for anchor in page.anchors(selector):
        if _NEXT.fullmatch(anchor.text(deep=True, strip=True)):
            url = page.join(anchor.attributes.get("href"))
            if url and url != page.url and urlsplit(url).netloc == urlsplit(page.url).netloc:
                return [request.following(url)]
    return []


def guess_next(request: ListRequest, page: Page) -> list[ListRequest]:
    """Addresses that page 2 has on static sites, tried one after the other: X_1, then X_2."""
    base, _, name = page.url.partition("?")[0].rpartition("/")
    name = name or "index.html"
    found = _SUFFIX.search(name)
    if found is None or page.url.partition("?")[2]:
        return []
    stem, current, extension = name[: found.start()], int(found[1] or 0), found[2]
    if request.guess:
        numbers = [current + 1]
    elif current:
        return []
    else:
        numbers = [1, 2]
    following: ListRequest | None = None
    for number in reversed(numbers):
        url = f"{base}/{stem}_{number}{extension}"
        following = request.following(url, guess=True, fallback=following)
    return [following] if following else []


def year_links(page: Page) -> list[str]:
    """Addresses on this host behind links that name a year and nothing else: sub-columns of a column."""
    host = urlsplit(page.url).netloc
    return [
        url
        for anchor in page.anchors()
        if _YEAR.fullmatch(title_of(anchor))
        and (url := page.join(anchor.attributes.get("href")))
        and urlsplit(url).netloc == host
        and url != page.url
    ]
