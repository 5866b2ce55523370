"""The files that an article offers: linked, framed, shown by a viewer or a script, and pictures of pages."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborNode

from spiders.content.address import NoAddressError
from spiders.content.headings import count_headings
from spiders.content.page import Page
from spiders.families.links import FILE, Row, target_of, title_of

_PICTURE = re.compile(r"\.(jpe?g|png|gif|bmp|tiff?)$", re.I)
# Viewers inside an article, and the body containers of the families whose only content may be a scan.
_FRAMED = "iframe[src], frame[src], embed[src], object[data]"
_CONTAINERS = (
    *("#zoom", "#Zoom", "#zoomcon", "#ivs_content", "#UCAP-CONTENT", ".TRS_Editor", ".trs_editor_view"),
    *(".TRS_UEDITOR", ".v_news_content", ".news_cont_d_wrap", ".wzcon"),
)
_BODIES = ", ".join(f"{name} img" for name in _CONTAINERS)
_OTHER_BODIES = ", div.content img, div.article img, #content img"
_FRAMED_BODIES = ", ".join(f"{name} iframe[src]" for name in _CONTAINERS)
# Where a picture is until it comes into sight, of which many scripts have a name: src is a loading.gif.
_LAZY = re.compile(r"(?!src$)[\w-]*(?:src|original|lazy|url)[\w-]*", re.I)
# The file that a script hands to a viewer: PDFObject.embed("a.pdf"), var pdfUrl='a.pdf', data-value="a.ofd".
_IN_SCRIPT = re.compile(
    r"[\"']([^\"'\s<>]{1,300}\.(?:pdf|ofd|docx?|wps|xlsx?)(?:\?[^\"'\s<>]{0,200})?)[\"']", re.I
)
_DOWNLOAD = re.compile(r"/down(?:load|file)?\w{0,10}(?:\.\w{2,5})?\?", re.I)
_PAGES = (".html", ".htm", ".shtml", ".jsp", ".aspx", ".php", "")


def attachments(page: Page, pictures: bool | None = None) -> list[Row]:
    """Linked and framed documents in page order, each once; pictures only where no text holds the tables.

    A page without a report's text is searched further: for what its scripts show, its frames, its downloads.
    pictures: whether they count, where the caller knows better than the page's own <table> tells.
    """
    is_empty = count_headings(page.text) < 2
    found: dict[str, Row] = {}
    for row in (*_linked(page, is_empty), *_framed(page, is_empty)):
        found.setdefault(row.url, row)
    if is_empty and not found:
        for row in _scripted(page):
            found.setdefault(row.url, row)
    wanted = pictures if pictures is not None else not (found or page.tree.css_first("table td"))
    if not wanted:
        return [row for row in found.values() if not _PICTURE.search(urlsplit(row.url).path)]
    for row in _pictures(page, is_empty):
        found.setdefault(row.url, row)
    return list(found.values())


def is_file(url: str) -> bool:
    """Whether an address names a document or picture, in its path or a query such as downfile.jsp's."""
    parts = urlsplit(url)
    return bool(FILE.search(parts.path) or FILE.search(parts.query))


def _linked(page: Page, is_empty: bool) -> Iterator[Row]:
    for anchor in page.anchors("a"):
        try:
            url, text = target_of(page, anchor), title_of(anchor)
        except NoAddressError:
            continue
        if is_file(url) or FILE.search(text) or (is_empty and _DOWNLOAD.search(url)):
            yield Row(_shown(page, url), text)


def _framed(page: Page, is_empty: bool) -> Iterator[Row]:
    """Frames that hold a file, and those of its host that may hold the text or the tables that a page lacks.

    Tables stand in a frame in the body of the article; one beside it is a menu or the weather.
    """
    host = urlsplit(page.url).netloc
    has_tables = page.tree.css_first("table td") is not None
    holding = (
        page.anchors("iframe, frame") if is_empty else [] if has_tables else page.anchors(_FRAMED_BODIES)
    )
    may_hold = {node.mem_id for node in holding}
    for node in page.anchors(_FRAMED):
        url = page.join(node.attributes.get("src") or node.attributes.get("data"))
        if url and is_file(url):
            yield Row(_shown(page, url), "")
        elif url and urlsplit(url).netloc == host and node.mem_id in may_hold:
            yield Row(url, "")


def _shown(page: Page, url: str) -> str:
    """The file that a viewer shows: /pdfjs/viewer.html?file=/a/report.pdf → /a/report.pdf."""
    parts = urlsplit(url)
    if not parts.path.endswith(_PAGES[:-1]) or FILE.search(parts.path):
        return url
    for name, value in parse_qsl(parts.query):
        if name.lower() in ("file", "url", "src", "path", "pdf") and FILE.search(urlsplit(value).path):
            return page.join(value) or url
    return url


def _scripted(page: Page) -> Iterator[Row]:
    for found in _IN_SCRIPT.finditer(page.text):
        # <param name="flashvars" value="swfFile=/a/report.pdf">
        link = found[1] if "?" in found[1] else found[1].rpartition("=")[2]
        if url := page.join(link):
            yield Row(_shown(page, url), "")


def _pictures(page: Page, is_empty: bool) -> list[Row]:
    """Pictures that stand in the body of an article: pages of a scanned report."""
    nodes = page.anchors(_BODIES + (_OTHER_BODIES if is_empty else ""))
    urls = (page.join(_source(node)) for node in nodes)
    return [Row(url, "") for url in urls if url and _PICTURE.search(urlsplit(url).path)]


def _source(node: LexborNode) -> str | None:
    """Where the picture itself is, which a page may load only when it comes into sight."""
    given = [value.split()[0] for name, value in node.attributes.items() if value and _is_lazy(name, value)]
    return next(iter(given), None) or node.attributes.get("src")


def _is_lazy(name: str, value: str | None) -> bool:
    return bool(
        _LAZY.fullmatch(name)
        and value
        and value.strip()
        and _PICTURE.search(value.split()[0].partition("?")[0])
    )
