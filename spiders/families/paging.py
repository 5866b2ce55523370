"""How lists that are written as pages tell their length and lead on: pagers that many systems share."""

import base64
import re
from binascii import Error as NotBase64
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_plus, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.content.address import NoAddressError
from spiders.content.page import Page
from spiders.content.years import plain_years
from spiders.families.links import target_of, title_of
from spiders.families.listing import ListRequest, Promise

# The words of a pager's link, with brackets, arrows and counts around them: [下一页], 下一页 >>, 下页 (2/5).
_NEXT = re.compile(r"\W*(?:下一?[页頁]|[后後]一?[页頁]|next(?:\s*page)?)[\W\d]*|[>»›]", re.I)
_TURNING = "a, [onclick], link[rel=next], a[rel=next]"
_CALL = re.compile(r"(?!void\b|return\b)\b[\w.]+\s*\(")
_SUFFIX = re.compile(r"(?:_(\d+))?(\.\w+)$")
_NAME = r"[\"']([\w./-]+)[\"']\s*,\s*[\"']\.?(\w+)"
_NUMBER = r"[\"']?(\d+)[\"']?"
_CREATE = r"createPage(?i:HTML)"
# TRS: createPageHTML(pages, current from 0, "index", "shtml"), or (records, pages, current, …) in Beijing.
_TRS = re.compile(
    rf"{_CREATE}?\s*\(\s*{_NUMBER}\s*,\s*{_NUMBER}\s*(?:,\s*{_NUMBER}\s*)?,\s*(?![\"']?\d+[\"']?\s*,){_NAME}"
)
# UCAP, and the TRS of Hunan: createPageHTML('page_div', pages, current from 1, 'list', 'shtml', records).
_UCAP = re.compile(
    rf"{_CREATE}\s*\(\s*[\"'](?!\d+[\"'])[\w-]+[\"']\s*,\s*{_NUMBER}\s*,\s*{_NUMBER}\s*,"
    rf"\s*{_NAME}[\"']\s*(?:,\s*{_NUMBER})?"
)
_COUNT_PAGE = re.compile(r"countPage\s*=\s*[\"']?(\d+)")  # Ministry of Veterans Affairs, Ordos
_TOTAL_PAGE = re.compile(r"\btotalPage[\"']?\s*:\s*[\"']?(\d+)")  # Shanghai and its bureaus
# Where such a script writes its links: href=\"index"+"_"+nextPage, which names what it leads through.
_WRITTEN = re.compile(r"href\s*=\s*\\?[\"']([\w./-]*[\w-])(?:[\"']\s*\+\s*[\"'])?_[\"']\s*\+")
# What else tells a length, without telling how the list leads on.
_PAGES = re.compile(
    r"\b(?:pageCount|pageTotal|totalPages)[\"']?\s*[:=]\s*[\"']?(\d{1,6})"
    r"|第\s*\d{1,5}\s*/\s*(\d{1,5})\s*页|共\s*(\d{1,5})\s*页|\b\d{1,5}/(\d{1,5})\s*页",
    re.I,
)
_RECORDS = re.compile(r"\b(?:recordCount|totalCount|totalRecord)[\"']?\s*[:=]\s*[\"']?(\d{1,6})", re.I)
_ENCODED = re.compile(
    r"<div[^<>]*\bid=[\"']?pages?[\"']?[^<>]*>\s*([A-Za-z0-9+/]{20,4000}={0,2})\s*</div>", re.I
)
_YEAR = re.compile(r"\D{0,4}20\d\d年?(?:度|年报|年度报告)?")
_YEAR_FOLDER = re.compile(r"/[a-z_]*(?:20\d\d(?!\d)|\d\d(?=jdbsc))[a-z_0-9]*/(?:[a-z_]+\.s?html?)?$", re.I)
_COLUMN_WORD = re.compile(r"nb(?![a-z])|ndbg|nianbao|annual|[gz]bg(?![a-z])", re.I)
_EXTENSION = re.compile(r"\.(s?html?)$")


class Pager(NamedTuple):
    """A pager that names the pages of a list: `name` holds {} for the number in the address of page N.

    second: the number in the address of page 2 (1 for `index_1`, 2 for `list_2`). current: from 1; None where
    untold.
    """

    pages: int
    name: str
    second: int
    current: int | None = None
    records: int | None = None


def called_pagers(text: str) -> Iterator[Pager]:
    """The pagers that the scripts of a page call, in the dialects of createPageHTML."""
    if "createPage" not in text:
        return
    for found in _UCAP.finditer(text):
        pages, current, stem, extension, records = found.groups()
        total = int(records) if records else None
        yield Pager(int(pages), f"{stem}_{{}}.{extension}", 2, int(current), total)
    for found in _TRS.finditer(text):
        first, second, third, stem, extension = found.groups()
        pages, current = (second, third) if third is not None else (first, second)
        yield Pager(int(pages), f"{stem}_{{}}.{extension}", 1, int(current) + 1)


def counted_pagers(text: str) -> Iterator[tuple[int, int, str | None]]:
    """(pages, number in the address of page 2, name) of the pagers that a page's scripts only count.

    The name is what their links begin with; None where no link is written out.
    """
    # Most pages count none, and a word is found in no time where a pattern that begins with \b takes 1 ms.
    for word, counted, second in (("countPage", _COUNT_PAGE, 1), ("totalPage", _TOTAL_PAGE, 2)):
        if word in text and (found := counted.search(text)):
            written = _WRITTEN.search(text)
            yield int(found[1]), second, written[1] if written else None


def pager(page: Page) -> Pager | None:
    """The pager that a page's scripts call, in one of the dialects known."""
    if called := next(called_pagers(page.text), None):
        return called
    for pages, second, _ in counted_pagers(page.text):
        return Pager(pages, f"index_{{}}.{extension_of(page)}", second)
    return None


def extension_of(page: Page) -> str:
    """What the pages of a list end in: as its own address, else shtml where most links do, else html."""
    if found := _EXTENSION.search(urlsplit(page.url).path):
        return found[1]
    links = ((anchor.attributes.get("href") or "").partition("?")[0] for anchor in page.anchors())
    ends = Counter(found[1] for link in links if (found := _EXTENSION.search(link)))
    return "shtml" if ends["shtml"] > ends["html"] else "html"


def promise(page: Page) -> Promise:
    """What a page says of its list: by its pager, else in the words and settings that systems share."""
    if known := pager(page):
        return Promise(known.records, known.pages)
    pages, records = _PAGES.search(page.text), _RECORDS.search(page.text)
    return Promise(
        int(records[1]) if records else None,
        next((int(count) for count in pages.groups() if count), None) if pages else None,
    )


def following(request: ListRequest, page: Page) -> list[ListRequest]:
    """The next page of a list: by its pager, else by its link 下一页; none past the end that it tells."""
    if known := pager(page):
        return _numbered(request, page, known)
    return next_link(request, page)


def _numbered(request: ListRequest, page: Page, known: Pager) -> list[ListRequest]:
    """Scripts of some sites count wrong or not at all: the larger of their number and ours is the page."""
    number = max(request.page, known.current or 1)
    if number >= known.pages:
        return []
    url = urljoin(page.url, known.name.format(number - 1 + known.second))
    return [ListRequest(url, page=number + 1, depth=request.depth)]


def next_numbered(request: ListRequest, page: Page, pages: int | None, name: str) -> list[ListRequest]:
    """The page after this one while fewer than `pages` were read; `name` holds {} for its number from 1."""
    if request.page >= (pages or 1):
        return []
    return [request.following(urljoin(page.url, name.format(request.page + 1)))]


def highest(pattern: str, text: str) -> int | None:
    """The highest number that a pattern's groups find in a text."""
    groups = (number for found in re.finditer(pattern, text) for number in found.groups() if number)
    return max(map(int, groups), default=None)


def next_link(request: ListRequest, page: Page, selector: str = _TURNING) -> list[ListRequest]:
    """The page that a link 下一页 leads to; scripts without an address and the page itself lead nowhere."""
    nodes = page.anchors(selector)
    if not nodes or not any(leads_on(node) for node in nodes):
        nodes = _encoded(page)
    for node in nodes:
        if leads_on(node):
            url = address_of(page, node)
            if url and url != page.url and urlsplit(url).netloc == urlsplit(page.url).netloc:
                return [request.following(url)]
    return []


def leads_on(node: LexborNode) -> bool:
    """Whether a link is the one to the next page: by its words, its picture's, or what it is called."""
    if (node.attributes.get("rel") or "").lower() == "next":
        return True
    return is_next(words_of(node))


def words_of(node: LexborNode) -> str:
    """The words of a link, else of its picture, else what it is called."""
    if words := node.text(deep=True, strip=True):
        return words
    picture = node.css_first("img[alt]")
    given = (node.attributes.get("title"), picture and picture.attributes.get("alt"))
    return next((text.strip() for text in (*given, node.attributes.get("aria-label")) if text), "")


def address_of(page: Page, node: LexborNode) -> str | None:
    """Where a link leads, also by a script that names the address; None where nothing can be asked for."""
    try:
        return target_of(page, node)
    except NoAddressError:
        return None


def scripted_next(page: Page) -> str | None:
    """The words of a link 下一页 that only a script could follow; None where there is none."""
    for node in page.anchors(_TURNING):
        code = f"{node.attributes.get('onclick') or ''} {node.attributes.get('href') or ''}"
        if leads_on(node) and _CALL.search(code) and address_of(page, node) is None:
            return words_of(node)
    return None


def is_next(text: str) -> bool:
    """Whether the words of a link are those of the one that leads to the next page."""
    return _NEXT.fullmatch("".join(text.split())) is not None


def _encoded(page: Page) -> list[LexborNode]:
    """The anchors of a pager that stands in the page as base64 of an escaped HTML (Yunnan)."""
    found = _ENCODED.search(page.text)
    if found is None:
        return []
    try:
        html = unquote_plus(base64.b64decode(found[1]).decode("latin-1"))
    except (NotBase64, ValueError):
        return []
    return LexborHTMLParser(html).css("a[href]")


def guess_next(request: ListRequest, page: Page) -> list[ListRequest]:
    """Addresses that page 2 has on static sites, tried one after the other: X_1, then X_2."""
    base, _, name = page.url.partition("?")[0].rpartition("/")
    name = name or f"index.{extension_of(page)}"
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


def year_columns(page: Page) -> list[str]:
    """Addresses of sub-columns that hold the reports of one year, beside or below the column of a page.

    A link counts that names a year and nothing else, or leads into a folder named by a year below the
    column. It must lie near: below the column's folder or that folder's parent, at an address of the same
    shape, or under a name of such columns; a site has calendars and gazettes by year as well.
    """
    here = urlsplit(page.url)
    home, near, shape = _home(page.url), _near(page.url), _shape(here.path)
    found = []
    for anchor in page.anchors():
        href = anchor.attributes.get("href") or ""
        title = plain_years(title_of(anchor))
        is_year = _YEAR.fullmatch(title) is not None
        if not (is_year or _YEAR_FOLDER.search(href.partition("?")[0])):
            continue
        url = page.join(href)
        if url is None or url == page.url or urlsplit(url).netloc != here.netloc:
            continue
        path = urlsplit(url).path
        is_near = url.startswith(near) or _shape(path) == shape or bool(_COLUMN_WORD.search(path))
        if (is_year and is_near) or (url.startswith(home) and _YEAR_FOLDER.search(path)):
            found.append(url)
    return found


def _home(url: str) -> str:
    """The folder that holds a column's year folders: its own, or the parent where this is a year folder."""
    folder = urljoin(url, ".")
    return urljoin(folder, "..") if _YEAR_FOLDER.search(urlsplit(folder).path) else folder


def _near(url: str) -> str:
    """The parent of a column's home, unless that is the whole site."""
    home = _home(url)
    parent = urljoin(home, "..")
    return parent if urlsplit(parent).path.strip("/") else home


def _shape(path: str) -> str:
    """An address whose numbers are left out: columns of opaque ids differ in those alone."""
    return re.sub(r"[0-9a-f]{24,}|\d+", "0", path)
