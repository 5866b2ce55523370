"""Recognition of a page: its family by the families' signatures, and whether it is a column of reports."""

import re
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from urllib.parse import urlsplit

from spiders.content.address import domain
from spiders.content.chinese import tidy
from spiders.content.clean_text import clean_text
from spiders.content.markup import PageOverCapError
from spiders.content.page import Page
from spiders.content.years import first_year
from spiders.families import FAMILIES
from spiders.families.base import Family, redirect_target
from spiders.families.links import title_of
from spiders.families.listing import Listing, ListRequest
from spiders.policy.titles import names_report

COLUMN = re.compile(r"年报(?!表)|年度报告")
_RANKS = (
    COLUMN,
    re.compile(r"法定主动公开|政府信息公开(?!指南|制度|规定)|^信息公开"),
    re.compile(r"政务公开|信息公开|公开目录"),
)


_ELSEWHERE = re.compile(r"(?:https?:)?//([\w-]+(?:\.[\w-]+)+)(?::\d+)?[^\s\"'<>)]*")
# Attributes that signatures name, as HTML lets them be written: HREF = 'a', href=a.
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(href|src|class|id)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.I
)
# What each kind of evidence weighs: an address is no accident, rows that name reports and a call that brings
# rows are the list itself; other rows and ways on may be those of a menu.
_ADDRESS, _REPORTS, _CALL, _ROWS, _LEADS_ON = 2, 3, 3, 1, 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a family on a page.

    sign: the words of its signature as they stand there. rows: links in the shape of its articles, `reports`
    those of them that name a report. leads_on: further requests, by calls where the family's rows come so.
    """

    family: str
    sign: str
    weight: int
    rows: int
    reports: int
    leads_on: int

    @property
    def text(self) -> str:
        """For people."""
        return (
            f"{self.family}: {self.sign!r}, {self.rows} rows, {self.reports} reports, {self.leads_on} ways on"
        )


@dataclass(frozen=True, slots=True)
class Overview:
    """What a page says on the way to a column.

    is_column: it calls itself annual reports. names_reports: the words stand somewhere on it. jump: where it
    sends a browser. links: (rank, address), as column_links.
    """

    is_column: bool
    names_reports: bool
    jump: str | None
    links: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a page may be the list of: its title, its first frame, and the evidence as `weigh` sorts it."""

    title: str
    frame: str | None
    evidence: list[Evidence]

    @property
    def family(self) -> str:
        """The family that most on the page speaks for; `static` where none makes anything of it."""
        return self.evidence[0].family if self.evidence and self.evidence[0].weight else "static"


def overview(page: Page) -> Overview:
    """Look at a page for the way to a column."""
    names_reports = COLUMN.search(page.text) is not None
    return Overview(is_named_column(page), names_reports, redirect_target(page), column_links(page))


def recognise(page: Page) -> Recognition:
    """Look at a page as a list."""
    title, frame = page.tree.css_first("title"), page.tree.css_first("iframe[src]")
    return Recognition(
        clean_text(tidy(title.text(deep=True))) if title else "",
        page.join(frame.attributes.get("src")) if frame else None,
        weigh(page),
    )


def weigh(page: Page) -> list[Evidence]:
    """The families whose signature a page bears, the weightiest first, those alike in the order of FAMILIES.

    Only the page's own address, scripts, markup and links speak: what links to other sites say is theirs.
    """
    own, seen = domain(urlsplit(page.url).hostname or ""), _ATTRIBUTE.sub(_written_alike, page.text)
    seen = _ELSEWHERE.sub(lambda found: found[0] if domain(found[1]) == own else "", seen)
    found = []
    for name, family in FAMILIES.items():
        if family.signature is not None and (sign := family.signature.search(f"{page.url}\n{seen}")):
            found.append(_evidence(name, family, page, clean_text(sign[0][-60:])))
    return sorted(found, key=attrgetter("weight"), reverse=True)


def _written_alike(attribute: re.Match[str]) -> str:
    name, double, single, bare = attribute.groups()
    return f'{name.lower()}="{next(value for value in (double, single, bare) if value is not None)}"'


def _evidence(name: str, family: type[Family], page: Page, sign: str) -> Evidence:
    try:
        listing = family().read(ListRequest(page.url), page)
    except PageOverCapError:
        raise
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ):  # one that does not understand it: not its page
        listing = Listing()
    own = [row for row in listing.rows if not row.refusal and family.article.search(row.url)]
    reports = sum(names_report(row.title) for row in own)
    assert family.signature is not None
    leads_on = sum(not ask.guess or family.is_called for ask in listing.more)
    weight = _REPORTS if reports else _ROWS * (bool(own) or _has_links_of(family, page))
    weight += (_CALL if family.is_called else _LEADS_ON) * bool(leads_on)
    weight += _ADDRESS * bool(
        (own or family.is_called) and weight and family.signature.search(f"{page.url}\n")
    )
    return Evidence(name, sign, weight, len(own), reports, leads_on)


def _has_links_of(family: type[Family], page: Page) -> bool:
    """Whether any link has the shape of the family's articles, a row of reports or not."""
    urls = (page.join(anchor.attributes.get("href")) for anchor in page.anchors())
    return any(url and family.article.search(url) for url in urls)


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
