"""Ways to the next list page that several families share."""

import re
from urllib.parse import urljoin, urlsplit

from spiders.content.page import Page
from spiders.families.base import Ask
from spiders.families.links import title_of

_NEXT = re.compile(r"下一?[页頁]|后一?页|[>»›]|next(?:\s*page)?", re.I)
_SUFFIX = re.compile(r"(?:_(\d+))?(\.\w+)$")
_YEAR = re.compile(r"\D{0,4}20\d\d年?(?:度|年报|年度报告)?")


def numbered(ask: Ask, page: Page, pages: int, name: str) -> list[Ask]:
    """The page after this one while fewer than `pages` were read; `name` holds {} for its number from 1."""
    if ask.page >= pages:
        return []
    return [Ask(urljoin(page.url, name.format(ask.page + 1)), page=ask.page + 1, depth=ask.depth)]


def next_link(ask: Ask, page: Page, selector: str = "a[href]") -> list[Ask]:
    """The page that an anchor 下一页 leads to; scripts and the page itself lead nowhere."""
    for anchor in page.anchors(selector):
        if _NEXT.fullmatch(anchor.text(deep=True, strip=True)):
            url = page.join(anchor.attributes.get("href"))
            if url and url != page.url and urlsplit(url).netloc == urlsplit(page.url).netloc:
                return [Ask(url, page=ask.page + 1, depth=ask.depth)]
    return []


def guesses(ask: Ask, page: Page) -> list[Ask]:
    """Addresses that page 2 has on static sites, tried one after the other: X_1, then X_2."""
    base, _, name = page.url.partition("?")[0].rpartition("/")
    name = name or "index.html"
    found = _SUFFIX.search(name)
    if found is None or page.url.partition("?")[2]:
        return []
    stem, number, extension = name[: found.start()], int(found[1] or 0), found[2]
    if ask.guess:
        numbers = [number + 1]
    elif number:
        return []
    else:
        numbers = [1, 2]
    following: Ask | None = None
    for each in reversed(numbers):
        url = f"{base}/{stem}_{each}{extension}"
        following = Ask(url, page=ask.page + 1, depth=ask.depth, guess=True, otherwise=following)
    return [following] if following else []


def years(page: Page) -> list[str]:
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
