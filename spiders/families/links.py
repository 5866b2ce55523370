"""Links of a page: rows of a list with title and date, and the files that an article offers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from spiders.content.chinese import tidy
from spiders.content.clean_text import clean_address, clean_text
from spiders.content.page import Page
from spiders.policy.titles import parse_title

_DATE = re.compile(r"(20\d\d|19\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_FILE = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar|jpe?g|png)(?![\w.])", re.I)
_PICTURE = re.compile(r"\.(jpe?g|png|gif|bmp|tiff?)$", re.I)
# Viewers inside an article, and the body containers of the families whose only content may be a scan.
_FRAMED = "iframe[src], embed[src], object[data]"
_BODIES = (
    "#zoom img, #Zoom img, #zoomcon img, #ivs_content img, #UCAP-CONTENT img, .TRS_Editor img, "
    ".trs_editor_view img, .TRS_UEDITOR img, .v_news_content img, .news_cont_d_wrap img, .wzcon img"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One link of a list or article: absolute URL, its title as printed, its date (YYYY-MM-DD) if shown."""

    url: str
    title: str
    date: str | None = None

    def __post_init__(self) -> None:
        """What a site may write into an answer is cleaned where it becomes a row."""
        object.__setattr__(self, "url", clean_address(self.url))
        object.__setattr__(self, "title", clean_text(self.title))


def rows(page: Page, article: re.Pattern[str], selector: str = "a[href]") -> list[Row]:
    """Rows of the anchors that match `article`, or name a report and lead to a file; each address once."""
    found: dict[str, Row] = {}
    dates = DatesBeside()
    for anchor in page.anchors(selector):
        url = page.join(anchor.attributes.get("href"))
        if url and (title := title_of(anchor)) and (article.search(url) or _is_report_file(url, title)):
            found.setdefault(url, Row(url, title, dates.of(anchor)))
    return list(found.values())


def _is_report_file(url: str, title: str) -> bool:
    """Lists link straight to a PDF or Word file too (Dongcheng, Xicheng, Daxing)."""
    return bool(_FILE.search(urlsplit(url).path)) and parse_title(title).refusal is None


def title_of(anchor: LexborNode) -> str:
    """The longer of the title attribute and the text: the text is often cut with an ellipsis."""
    text = tidy(_DATE.sub("", anchor.text(deep=True)) or anchor.text(deep=True))
    given = (anchor.attributes.get("title") or "").strip()
    return given if given and (len(given) >= len(text) or "…" in text or "..." in text) else text


class DatesBeside:
    """The dates in the rows of one page's anchors.

    What holds many anchors is looked at once, not for each of them: 20,000 in one list took minutes.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[bool, str | None]] = {}

    def of(self, anchor: LexborNode) -> str | None:
        """The date in the row that holds an anchor (li, tr, dd, p or the parent), else None."""
        node: LexborNode | None = anchor
        for _ in range(3):
            node = node.parent if node is not None else None
            if node is None:
                return None
            is_row, found = self._look(node)
            if found or not is_row:
                return found
        return None

    def _look(self, node: LexborNode) -> tuple[bool, str | None]:
        """Whether a node is small enough to be a row, and its date."""
        if (known := self._seen.get(node.mem_id)) is None:
            is_row = len(node.css("a[href]")) <= 2
            known = self._seen[node.mem_id] = is_row, date_in(node.text(deep=True)) if is_row else None
        return known


def date_in(text: str) -> str | None:
    """The last date of a text as YYYY-MM-DD (a title may name one first), split lines allowed."""
    found = _DATE.findall(text)
    if not found:
        return None
    year, month, day = found[-1]
    return f"{year}-{int(month):02}-{int(day):02}" if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else None


def attachments(page: Page, pictures: bool | None = None) -> list[Row]:
    """Linked and framed documents in page order, each once; pictures only where no text holds the tables.

    pictures: whether they count, where the caller knows better than the page's own <table> tells.
    """
    found: dict[str, Row] = {}
    for row in (*_linked(page), *_framed(page)):
        found.setdefault(row.url, row)
    wanted = pictures if pictures is not None else not (found or page.tree.css_first("table td"))
    if not wanted:
        return [row for row in found.values() if not _PICTURE.search(urlsplit(row.url).path)]
    for row in _pictures(page):
        found.setdefault(row.url, row)
    return list(found.values())


def _linked(page: Page) -> Iterator[Row]:
    for anchor in page.anchors():
        url, text = page.join(anchor.attributes.get("href")), title_of(anchor)
        if url and (is_file(url) or _FILE.search(text)):
            yield Row(url, text)


def _framed(page: Page) -> Iterator[Row]:
    for node in page.anchors(_FRAMED):
        url = page.join(node.attributes.get("src") or node.attributes.get("data"))
        if url and is_file(url):
            yield Row(_shown(page, url), "")


def _shown(page: Page, url: str) -> str:
    """The file that a viewer shows: /pdfjs/viewer.html?file=/a/report.pdf → /a/report.pdf."""
    files = parse_qs(urlsplit(url).query).get("file", [])
    target = page.join(files[0]) if files and urlsplit(url).path.endswith((".html", ".htm")) else None
    return target or url


def is_file(url: str) -> bool:
    """Whether an address names a document or picture, in its path or a query such as downfile.jsp's."""
    parts = urlsplit(url)
    return bool(_FILE.search(parts.path) or _FILE.search(parts.query))


def _pictures(page: Page) -> list[Row]:
    """Pictures that stand in the body of an article: pages of a scanned report."""
    urls = (page.join(node.attributes.get("src")) for node in page.anchors(_BODIES))
    return [Row(url, "") for url in urls if url and _PICTURE.search(urlsplit(url).path)]
