"""Links of a page's body: the attachments and images that may hold the report."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from extract.model.document import Link
from extract.model.looks import running_text

FILE_TYPES = (
    ".pdf .doc .docx .wps .xls .xlsx .et .ofd .rtf .zip .rar .7z .jpg .jpeg .png .gif .bmp .tif .tiff"
)
SOURCES = {"a": "href", "img": "src", "iframe": "src", "embed": "src", "object": "data"}


def body_links(bodies: Iterable[LexborNode], tags: set[str]) -> Iterator[Link]:
    """Attachments, images and embedded files in document order; a locator counts the tags of its kind.

    `tags` are those that the page holds.
    """
    wanted = ", ".join(f"{tag}[{attribute}]" for tag, attribute in SOURCES.items() if tag in tags)
    for body in bodies if wanted else ():
        seen = dict.fromkeys(SOURCES, 0)
        for node in body.css(wanted):
            tag = node.tag or ""
            seen[tag] += 1
            href = (node.attributes.get(SOURCES[tag]) or "").strip()
            if _leads_to_a_file(tag, href, node.attributes.get("class") or ""):
                text = running_text(" ".join((node.text() or node.attributes.get("alt") or "").split()))
                yield Link(href, text, f"html:{tag}{seen[tag]}")


def _leads_to_a_file(tag: str, href: str, css_class: str) -> bool:
    if not href or href.startswith(("data:", "javascript:", "about:", "#")):
        return False
    if tag != "a" or "attachment" in css_class:
        return True
    try:
        path = urlsplit(href)
    except ValueError:  # seen: href="http://[附件"
        return False
    named = f"{path.path}?{path.query}".lower().rstrip("?")
    return named.endswith(tuple(FILE_TYPES.split())) or "download" in named
