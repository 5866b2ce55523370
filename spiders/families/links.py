"""Links of a page: rows of a list with title and date, also of those that lead nowhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from spiders.content.address import NoAddressError, in_script
from spiders.content.chinese import tidy
from spiders.content.clean_text import clean_address, clean_text
from spiders.content.headings import count_headings
from spiders.content.page import Page
from spiders.policy.titles import names_report, parse_title

_DATE = re.compile(r"(20\d\d|19\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_ROWS = ("li", "tr", "dd", "dt")
_MOST_DATE = 20  # characters, with a time of day
FILE = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar|jpe?g|png)(?![\w.])", re.I)


# What leads on: anchors, what a script makes clickable (lists of Xuhui, Tibet's counties), menus.
_CLICKABLE = (
    "a, area[href], [onclick], [data-href], [data-url], [data-link], option[value*='/'], option[value*='.']"
)
_GIVEN = ("href", "data-href", "data-url", "data-link")
_MOST_TITLE = 200  # characters; what is longer is the text of a block that holds many links
_MOST_INSIDE = 40  # elements in a clickable one that is a row
_PLAIN_ITEM = re.compile(
    r"<(?:li|dd|td|p)\b[^<>]{0,200}>\s*+(?:<(?:span|i|em|b|strong|font|div|h[1-6])\b[^<>]{0,200}>\s*+){0,3}+"
    r"([^<>]{10,120})<",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One link of a list or article: absolute URL, its title as printed, its date (YYYY-MM-DD) if shown.

    refusal: the reason (archive.reasons) why nothing can be asked for; `url` is then the page that shows the
    row, `link` what stands there instead of an address.
    """

    url: str
    title: str
    date: str | None = None
    refusal: str | None = None
    link: str = ""

    def __post_init__(self) -> None:
        """What a site may write into an answer is cleaned where it becomes a row."""
        object.__setattr__(self, "url", clean_address(self.url))
        object.__setattr__(self, "title", clean_text(self.title))


def rows(page: Page, article: re.Pattern[str]) -> list[Row]:
    """Rows of the links that match `article` or whose words name a report; each address once.

    A row that names a report is never dropped: where its link cannot be asked, it says why.
    """
    found: dict[str, Row] = {}
    lost: dict[str, Row] = {}
    dates = DatesBeside()
    for node in page.anchors(_CLICKABLE):
        title = _title_of_row(node)
        if not title:
            continue
        try:
            url = target_of(page, node)
        except NoAddressError as error:
            if names_report(title):
                link = node.attributes.get("onclick") or node.attributes.get("href") or ""
                lost.setdefault(title, _lost(page, title, dates.of(node), error.reason, link))
            continue
        if url not in found and (article.search(url) or _is_report(url, title)):
            found[url] = Row(url, title, dates.of(node))
    for title in _items_without_link(page):
        lost.setdefault(title, _lost(page, title, None, "link_missing"))
    named = {row.title for row in found.values()}
    return [*found.values(), *(row for title, row in lost.items() if clean_text(title) not in named)]


def target_of(page: Page, node: LexborNode) -> str:
    """Where a link leads: its address, else the one that its script opens; raises NoAddressError."""
    given = node.attributes
    scripts = (given.get("onclick") or "", given.get("href") or "")
    links = [given[name] for name in _GIVEN if given.get(name)]
    links += [given["value"]] if node.tag == "option" else []
    links += [link for code in scripts if (link := in_script(code))]
    refused = NoAddressError("link_missing" if not any(scripts) else "link_by_script")
    for link in links:
        try:
            return page.address(link)
        except NoAddressError as error:
            refused = error if error.reason != "link_missing" else refused
    raise refused


def record_row(page: Page, url: object, title: object, date: object = None) -> Row | None:
    """The row of a record of an answer; None for one that neither leads on nor names a report."""
    text = tidy(str(title or ""))
    day = date_in(str(date or ""))
    try:
        return Row(page.address(str(url or "")), text, day)
    except NoAddressError as error:
        return _lost(page, text, day, error.reason, str(url or "")) if names_report(text) else None


def _lost(page: Page, title: str, date: str | None, reason: str, link: str = "") -> Row:
    return Row(f"{page.url}#{title}", title, date, reason, clean_text(link))


def _title_of_row(node: LexborNode) -> str:
    if node.tag != "a" and len(node.css("*")) > _MOST_INSIDE:
        return ""
    title = title_of(node)
    return title if len(title) <= _MOST_TITLE else ""


def _is_report(url: str, title: str) -> bool:
    """Rows that name report and year; lists link straight to files too (Dongcheng, Xicheng, Daxing)."""
    if names_report(title):
        return True
    return bool(FILE.search(urlsplit(url).path)) and parse_title(title).refusal is None


def _items_without_link(page: Page) -> Iterator[str]:
    """Items of a list that name a report and lead nowhere; in a report itself its title stands so."""
    if count_headings(page.text) < 2:
        for found in _PLAIN_ITEM.finditer(page.text):
            title = tidy(_DATE.sub("", found[1]))
            if names_report(title):
                yield title


def title_of(anchor: LexborNode) -> str:
    """The longer of the title attribute and the text: the text is often cut with an ellipsis."""
    text = tidy(_DATE.sub("", anchor.text(deep=True)) or anchor.text(deep=True))
    given = (anchor.attributes.get("title") or "").strip() or ("" if text else _called(anchor))
    return given if given and (len(given) >= len(text) or "…" in text or "..." in text) else text


def _called(anchor: LexborNode) -> str:
    """What stands in place of words: the text of a picture, or a label for who cannot see it."""
    picture = anchor.css_first("img[alt]")
    words = (picture and picture.attributes.get("alt")) or anchor.attributes.get("aria-label")
    return tidy(words or "")


class DatesBeside:
    """The dates in the rows of one page's anchors.

    What holds many anchors is looked at once, not for each of them: 20,000 in one list took minutes.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, str | None]] = {}

    def of(self, anchor: LexborNode) -> str | None:
        """The date inside an anchor, else in the row that holds it (li, tr, dd, p or the parent)."""
        if found := _date_inside(anchor):
            return found
        node: LexborNode | None = anchor
        most = 2
        for _ in range(3):
            node = node.parent if node is not None else None
            if node is None:
                return None
            count, found = self._look(node)
            if count > most:
                return None
            if found:
                return found
            if node.tag in _ROWS:
                most = 1  # what holds a row and another holds the other's date
        return None

    def _look(self, node: LexborNode) -> tuple[int, str | None]:
        """How many links a node holds, and its date where it is small enough to be a row."""
        if (known := self._seen.get(node.mem_id)) is None:
            count = len(node.css("a"))
            known = self._seen[node.mem_id] = count, date_in(node.text(deep=True)) if count <= 2 else None
        return known


def _date_inside(anchor: LexborNode) -> str | None:
    """The date that an element in an anchor holds and nothing else (Chongqing, Hubei, Shandong)."""
    for node in anchor.css("span, em, i, b, p, div, time, small, font"):
        text = tidy(node.text(deep=True)).strip("[]()（）【】")
        if _DATE.match(text) and len(text) <= _MOST_DATE:
            return date_in(text)
    return None


def date_in(text: str) -> str | None:
    """The last date of a text as YYYY-MM-DD (a title may name one first), split lines allowed."""
    found = _DATE.findall(text)
    if not found:
        return None
    year, month, day = found[-1]
    return f"{year}-{int(month):02}-{int(day):02}" if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else None
