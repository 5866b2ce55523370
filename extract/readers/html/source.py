"""Page source before it is parsed: charset, caps, depth, and whether it was cut off."""

import re

from stringzilla import contains, count, find, rfind

from extract.model.document import UnreadableError
from spiders.content.charset import as_utf8

MAX_BYTES = 20_000_000  # the longest report page seen is under 1 MB
MAX_CELLS = 200_000
MAX_TABLE_DEPTH = 64
MAX_DEPTH = 400
SHALLOW_TAGS = (
    20_000  # lexbor's time grows with the square of the depth; so few tags cost it a second at worst
)
SHORTEST_TAG = 3  # bytes
MAX_LOST_SHARE = 0.05
LOOK = "see what the site really sent"

TAG = re.compile(r"<(/?)([a-z][a-z0-9:]*)", re.IGNORECASE)
CELL = re.compile(rb"<t[dh][\s>/]", re.IGNORECASE)
LOST = "\ufffd".encode()
# Tags that never nest (void, or closed by the next of their kind) or that the depth cut must keep.
FLAT_TAGS = """
br hr img input link meta base col area wbr embed source track param p li dt dd option a button
h1 h2 h3 h4 h5 h6 html head body title script style textarea
table caption colgroup thead tbody tfoot tr td th
"""
FLAT = frozenset(FLAT_TAGS.split())
INLINE = frozenset({"b", "big", "em", "font", "i", "ins", "s", "small", "span", "strong", "sub", "sup", "u"})
# Noncharacters mark breaks and looks inside the tree (reader.py, looks.py), invisible ones print nothing.
NONCHARACTERS, INVISIBLE = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5", "\u200b\u200c\u200d\u2060\ufeff\u00ad"
UNPRINTED = re.compile(f"[{NONCHARACTERS}{INVISIBLE}]")
UNPRINTED_REFERENCES = re.compile(
    r"&(?:#(?:6497[6-9]|6498[01]|820[345]|8288|65279|173)|#x(?:fdd[0-5]|200[bcd]|2060|feff|ad)|shy|zwn?j);",
    re.IGNORECASE,
)
SIGNS_OF_UNPRINTED = NONCHARACTERS.encode()[:2], *map(str.encode, INVISIBLE), b"&#", b"&shy", b"&zw"


def checked_source(data: bytes) -> bytes:
    """The source in UTF-8 without comments, within the caps; raises UnreadableError past them."""
    if not data.strip():
        raise UnreadableError("empty_file", "the file holds no text; fetch it again")
    if len(data) > MAX_BYTES:
        raise UnreadableError("too_large", f"{len(data):,} bytes, the cap is {MAX_BYTES:,}; {LOOK}")
    if b"\x00" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableError("binary_content", f"NUL bytes: this is not a page; {LOOK}")
    source = as_utf8(data)
    if contains(source, LOST) and source.count(LOST) > MAX_LOST_SHARE * len(source.decode()):
        raise UnreadableError("binary_content", f"text in no known charset; {LOOK}")
    source = without_comments(source)
    if len(source) > 4 * MAX_CELLS and len(CELL.findall(source)) > MAX_CELLS:
        raise UnreadableError("resource_limit", f"over {MAX_CELLS:,} table cells; {LOOK}")
    if len(source) > SHORTEST_TAG * SHALLOW_TAGS and count(source, b"<") > SHALLOW_TAGS:
        return flattened(source.decode()).encode()
    return source


def without_comments(source: bytes) -> bytes:
    """The source without its closed comments; in time linear, however many are never closed."""
    kept = []
    position = 0
    while (start := find(source, b"<!--", position)) >= 0 and (end := find(source, b"-->", start + 4)) >= 0:
        kept.append(source[position:start])
        position = end + 3
    return b"".join([*kept, source[position:]]) if kept else source


def may_hold_unprinted(source: bytes) -> bool:
    """Does it hold a character that prints nothing, or a reference that may be one?"""
    return any(contains(source, sign) for sign in SIGNS_OF_UNPRINTED)


def printed(source: bytes) -> bytes:
    """The source without the characters that print nothing, written out or as references."""
    return UNPRINTED_REFERENCES.sub("", UNPRINTED.sub("", source.decode())).encode()


def flattened(source: str) -> str:
    """The source itself, or, where tags nest too deep to parse in time, without its nesting tags.

    Block tags become line breaks, so no text is lost; table tags are kept, and raise past MAX_TABLE_DEPTH.
    """
    depth = table_depth = deepest = 0
    for closing, name in TAG.findall(source):
        name = name.lower()
        step = -1 if closing else 1
        if name == "table":
            table_depth = max(0, table_depth + step)
            if table_depth > MAX_TABLE_DEPTH:
                raise UnreadableError("resource_limit", f"tables nest over {MAX_TABLE_DEPTH} deep; {LOOK}")
        elif name not in FLAT:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
    if deepest <= MAX_DEPTH:
        return source
    return re.sub(r"</?([A-Za-z][A-Za-z0-9:]*)(?:\s[^<>]*)?/?>", _without_nesting, source)


def _without_nesting(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name in FLAT:
        return tag[0]
    return "" if name in INLINE or ":" in name else "<br>"


def cut_off(lowered: bytes) -> str | None:
    """How a page, in small letters, ends too early, in words; None for one, or a fragment, that does not."""
    if rfind(lowered, b"<") > rfind(lowered, b">"):
        return "the page ends inside a tag"
    last = rfind(lowered, b"<table")
    if last > rfind(lowered, b"</table") and last > rfind(lowered, b"</script"):
        return "the page ends inside a table"
    if contains(lowered, b"<html") and rfind(lowered, b"</html") < 0 and rfind(lowered, b"</body") < 0:
        return "the page has no end"
    return None
