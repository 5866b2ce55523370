"""A page as a browser shows it: hidden parts go, raised marks and struck text are told from figures."""

import re

from selectolax.lexbor import LexborNode
from stringzilla import contains

from extract.model.looks import PICTURE_ALONE, STRUCK, lowered, raised, white
from extract.readers.html.styles import above, selectors, styled
from extract.readers.html.white import white_texts

UNSHOWN = re.compile(rb"display\s*:\s*none|visibility\s*:\s*hidden")
CROSSED = re.compile(rb"line-through")
RAISED = re.compile(rb"vertical-align\s*:\s*(?:super|[1-9])")
SHORT = 40  # characters: a longer part is a pane that a script shows, not something in a figure's cell
# What a table of the form says somewhere; the pictures of other tables are ornaments.
OF_FORM = re.compile("本年新收|规范性文件|行政许可|结果维持|其他处理")
SPACER = re.compile(r"spac|blank|clear|trans|dot\b", re.I)
SMALLEST = 4  # pixels: narrower pictures keep room
VALUELESS = frozenset({"hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file"})


def as_shown(body: LexborNode, tags: set[str], source: bytes, said: bytes) -> None:
    """Change the tree under `body`; `tags` are those that it holds.

    `source` is what it was parsed from, `said` is that in small letters.
    """
    if _says(said, b"hidden"):
        _remove_hidden(body, [node for node in body.css("[hidden]") if "hidden" in node.attributes])
    if _says(said, b"display", b"visibility") and UNSHOWN.search(said):
        _remove_hidden(body, styled(body, UNSHOWN))
        for selector in selectors(source, UNSHOWN):
            parts = body.css(f"td {selector}, th {selector}")
            _remove_hidden(body, [part for part in parts if len(part.text()) <= SHORT])
    if found := tags & {"del", "rt", "rp"}:
        body.strip_tags([*found])
    struck = styled(body, CROSSED) if _says(said, b"line-through") else []
    for node in [*struck, *(body.css("s, strike") if tags & {"s", "strike"} else [])]:
        node.insert_before(STRUCK)
        node.insert_after(STRUCK)
    lifted = styled(body, RAISED) if _says(said, b"vertical-align") and RAISED.search(said) else []
    for node in [*lifted, *(body.css("sup") if "sup" in tags else [])]:
        if node.css_first("table, td") is None and node.tag not in ("td", "th"):
            node.replace_with(raised(node.text()))
    for node in white_texts(body, source) if _says(said, b"#fff", b"white", b"255") else []:
        node.replace_with(white(node.text_content or ""))
    for node in body.css("sub") if "sub" in tags else []:
        node.replace_with(lowered(node.text()))
    for node in body.css("td img, th img") if "img" in tags else []:
        _tell_picture(node)
    for node in body.css("input, textarea") if tags & {"input", "textarea"} else []:
        node.replace_with(f" {_filled_in(node)} ")


def _says(source: bytes, *words: bytes) -> bool:
    return any(contains(source, word) for word in words)


def _remove_hidden(body: LexborNode, nodes: list[LexborNode]) -> None:
    """A hidden part with a table in it stays: scripts of tabbed pages show it."""
    for node in [node for node in nodes if node.tag != "table" and node.css_first("table") is None]:
        node.decompose()


def _tell_picture(image: LexborNode) -> None:
    """A picture that is all a cell of the form's tables holds may show a figure: the cell is not blank."""
    cell = None if _keeps_room(image) else above(image, ("td", "th"))
    if cell is None or cell.css_first("table") is not None or cell.text(strip=True):
        return
    table = above(cell, ("table",))
    if table is not None and OF_FORM.search(table.text()):
        image.insert_before(PICTURE_ALONE)


def _keeps_room(image: LexborNode) -> bool:
    said = image.attributes
    sizes = [re.match(r"\d+", said.get(name) or "") for name in ("width", "height")]
    is_small = any(size is not None and int(size[0]) < SMALLEST for size in sizes)
    return is_small or SPACER.search((said.get("src") or "").rpartition("/")[2]) is not None


def _filled_in(field: LexborNode) -> str:
    if field.tag == "textarea":
        return field.text()
    attributes = field.attributes
    kind = (attributes.get("type") or "text").lower()
    return "" if kind in VALUELESS else attributes.get("value") or ""
