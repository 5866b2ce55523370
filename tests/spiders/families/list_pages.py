"""What the tests of list pages share: pages of invented words, and what a family makes of them."""

from dataclasses import dataclass

from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.base import Family
from spiders.families.listing import Listing, ListRequest

HOST = "http://www.x.gov.example"
TITLE = "示例区2024年政府信息公开工作年度报告"
HEX = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Column:
    """As a registry row."""

    column_url: str


def read(name: str, path: str, text: str, family: Family | None = None, **ask: object) -> Listing:
    """What a family makes of a page at this path; JSON, script or HTML."""
    url = HOST + path
    return (family or FAMILIES[name]()).read(ListRequest(url, **ask), Page(url, text.encode()))  # type: ignore[arg-type]


def li(href: str, date: str = "2025-01-20") -> str:
    return f'<li><a href="{href}" title="{TITLE}">示例区2024年…</a><span>{date}</span></li>'


def paths(listing: Listing) -> list[str]:
    return [row.url.removeprefix(HOST) for row in listing.rows]


def asked(listing: Listing) -> list[str]:
    return [ask.url.removeprefix(HOST) for ask in listing.more]
