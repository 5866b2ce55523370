"""Recognition of a page: its family by the families' signatures, and whether it is a column of reports."""

import re
from operator import itemgetter

from spiders.content.page import Page
from spiders.content.years import first_year
from spiders.families import FAMILIES
from spiders.families.links import title_of

COLUMN = re.compile(r"年报(?!表)|年度报告")
_RANKS = (
    COLUMN,
    re.compile(r"法定主动公开|政府信息公开(?!指南|制度|规定)|^信息公开"),
    re.compile(r"政务公开|信息公开|公开目录"),
)


def recognise(page: Page) -> str:
    """The name of the first family whose signature the address or text of a page bears; else `static`."""
    seen = f"{page.url}\n{page.text}"
    for name, family in FAMILIES.items():
        if family.signature is not None and family.signature.search(seen):
            return name
    return "static"


def is_named_column(page: Page) -> bool:
    """Whether a page calls itself annual reports, in its title or the national meta block, without a year."""
    metas = page.anchors("meta[name=ColumnName], meta[name=ColumnType]")
    names = [node.attributes.get("content") or "" for node in metas]
    names += [node.text(deep=True) for node in page.anchors("title")]
    is_article = page.tree.css_first("meta[name=ArticleTitle]") is not None
    return not is_article and any(COLUMN.search(name) and not re.search(r"\d", name) for name in names)


def column_links(page: Page) -> list[tuple[int, str]]:
    """(rank, address) of the links that may lead to the column, best first; rank 0 names annual reports."""
    found: dict[str, int] = {}
    for anchor in page.anchors():
        url, title = page.join(anchor.attributes.get("href")), title_of(anchor)
        rank = _rank(title)
        if url and rank is not None and url != page.url:
            found[url] = min(rank, found.get(url, rank))
    return sorted(((rank, url) for url, rank in found.items()), key=itemgetter(0))


def _rank(title: str) -> int | None:
    """A title with a year is a report or a year's sub-column, and no way to the column itself."""
    if first_year(title) is not None or len(title) > 30:
        return None
    return next((rank for rank, words in enumerate(_RANKS) if words.search(title)), None)
