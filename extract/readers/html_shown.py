"""A page as a browser shows it: hidden parts go, raised marks and struck text are told from figures."""

import re

from selectolax.lexbor import LexborNode
from stringzilla import contains

from extract.raised import PICTURE_ALONE, STRUCK, lowered, raised, white

# Styles in small letters, as bytes: ten times as fast as re.IGNORECASE.
UNSHOWN = re.compile(rb"display\s*:\s*none|visibility\s*:\s*hidden")
CROSSED = re.compile(rb"line-through")
RAISED = re.compile(rb"vertical-align\s*:\s*(?:super|[1-9])")
WHITE = re.compile(
    rb"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))(?!\w)"
)
GROUND = re.compile(
    rb"background(?:-color|-image)?\s*:\s*(?!\s*(?:#fff(?:fff)?|white|transparent|none|inherit)\b)"
)
SHEET = re.compile(rb"<style\b", re.I)
MEDIUM = re.compile(rb"@[^{};@]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")  # rules for paper, small screens, …
SIMPLE = re.compile(rb"[a-z]*[.#][\w-]+", re.I)  # a selector of one class or name
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
        _remove_hidden(body, _styled(body, UNSHOWN))
        for selector in _hiding(source):
            parts = body.css(f"td {selector}, th {selector}")
            _remove_hidden(body, [part for part in parts if len(part.text()) <= SHORT])
    if found := tags & {"del", "rt", "rp"}:
        body.strip_tags([*found])
    struck = _styled(body, CROSSED) if _says(said, b"line-through") else []
    for node in [*struck, *(body.css("s, strike") if tags & {"s", "strike"} else [])]:
        node.insert_before(STRUCK)
        node.insert_after(STRUCK)
    lifted = _styled(body, RAISED) if _says(said, b"vertical-align") and RAISED.search(said) else []
    for node in [*lifted, *(body.css("sup") if "sup" in tags else [])]:
        if node.css_first("table, td") is None and node.tag not in ("td", "th"):
            node.replace_with(raised(node.text()))
    for node in _white_texts(body) if _says(said, b"#fff", b"white", b"255") else []:
        node.replace_with(white(node.text_content or ""))
    for node in body.css("sub") if "sub" in tags else []:
        node.replace_with(lowered(node.text()))
    for node in body.css("td img, th img") if "img" in tags else []:
        _tell_picture(node)
    for node in body.css("input, textarea") if tags & {"input", "textarea"} else []:
        node.replace_with(f" {_filled_in(node)} ")


def _hiding(source: bytes) -> list[str]:
    """The simple selectors of what the page's own style sheets hide."""
    sheets = [part.partition(b">")[2].partition(b"</")[0] for part in SHEET.split(source)[1:]]
    rules = [rule for sheet in sheets if UNSHOWN.search(sheet.lower()) for rule in _rules(sheet)]
    hidden = [selectors for selectors, style in rules if UNSHOWN.search(style.lower())]
    each = (part.strip() for selectors in hidden for part in selectors.split(b","))
    return [part.decode("ascii") for part in each if part.isascii() and SIMPLE.fullmatch(part)]


def _rules(sheet: bytes) -> list[tuple[bytes, bytes]]:
    """Selectors and style of each whole rule that holds for the screen."""
    first, *rest = sheet.split(b"/*")
    bare = MEDIUM.sub(b"", first + b" ".join(part.partition(b"*/")[2] for part in rest))
    pieces = (rule.rpartition(b"{") for rule in bare.split(b"}")[:-1])
    return [(selectors.rpartition(b";")[2], style) for selectors, _, style in pieces]


def _says(source: bytes, *words: bytes) -> bool:
    return any(contains(source, word) for word in words)


def _remove_hidden(body: LexborNode, nodes: list[LexborNode]) -> None:
    """A hidden part with a table in it stays: scripts of tabbed pages show it."""
    for node in [node for node in nodes if node.tag != "table" and node.css_first("table") is None]:
        node.decompose()


def _styled(body: LexborNode, style: re.Pattern[bytes]) -> list[LexborNode]:
    return [
        node
        for node in body.css("[style]")
        if style.search((node.attributes.get("style") or "").encode(errors="replace").lower())
    ]


def _white_texts(body: LexborNode) -> list[LexborNode]:
    """Texts in cells that are white, and that no ground of their own or around them shows."""
    fonts = [node for node in body.css("td font[color], th font[color]") if _is_white(node)]
    styled = [node for node in _styled(body, WHITE) if _is_in_cell(node)]
    parts = [part for part in [*fonts, *styled] if not _has_ground(part)]
    plain = [part for part in parts if not any(map(_is_coloured, part.css("*")[1:]))]
    return [node for part in plain for node in part.traverse(include_text=True) if node.tag == "-text"]


def _is_in_cell(node: LexborNode) -> bool:
    return node.tag in ("td", "th") or _above(node, ("td", "th")) is not None


def _is_coloured(node: LexborNode) -> bool:
    said = node.attributes
    return "color" in said or "color" in (said.get("style") or "").lower()


def _is_white(font: LexborNode) -> bool:
    return (font.attributes.get("color") or "").strip().lower() in ("#fff", "#ffffff", "ffffff", "white")


def _has_ground(node: LexborNode | None) -> bool:
    """Whether an element or one around it, up to the page's, has a colour or picture behind it."""
    while node is not None and node.tag != "html":
        said = node.attributes
        style = (said.get("style") or "").lower().encode(errors="replace")
        if said.get("bgcolor") or said.get("background") or GROUND.search(style):
            return True
        node = node.parent
    return False


def _tell_picture(image: LexborNode) -> None:
    """A picture that is all a cell of the form's tables holds may show a figure: the cell is not blank."""
    cell = None if _keeps_room(image) else _above(image, ("td", "th"))
    if cell is None or cell.css_first("table") is not None or cell.text(strip=True):
        return
    table = _above(cell, ("table",))
    if table is not None and OF_FORM.search(table.text()):
        image.insert_before(PICTURE_ALONE)


def _above(node: LexborNode, tags: tuple[str, ...]) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag not in tags:
        above = above.parent
    return above


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
