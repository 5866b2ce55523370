"""Page source before it is parsed: caps, depth, and bodies that hide in scripts."""

import json
import re
from collections.abc import Iterator

from extract.document import UnreadableError
from extract.readers.charset import decode

MAX_BYTES = 20_000_000  # the longest report page seen is under 1 MB
MAX_CELLS = 200_000
MAX_TABLE_DEPTH = 64
MAX_DEPTH = 400
SHALLOW_TAGS = (
    20_000  # lexbor's time grows with the square of the depth; so few tags cost it a second at worst
)
MAX_LOST_SHARE = 0.05
LOOK = "see what the site really sent"

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<(/?)([a-z][a-z0-9:]*)", re.IGNORECASE)
CELL = re.compile(r"<t[dh][\s>/]", re.IGNORECASE)
# Tags that never nest (void, or closed by the next of their kind) or that the depth cut must keep.
FLAT_TAGS = """
br hr img input link meta base col area wbr embed source track param p li dt dd option a button
h1 h2 h3 h4 h5 h6 html head body title script style textarea
table caption colgroup thead tbody tfoot tr td th
"""
FLAT = frozenset(FLAT_TAGS.split())
INLINE = frozenset({"b", "big", "em", "font", "i", "ins", "s", "small", "span", "strong", "sub", "sup", "u"})
# Noncharacters mark breaks inside the tree (html.py); the others print nothing.
UNPRINTED = re.compile("[\ufdd0-\ufdd3\u200b-\u200d\u2060\ufeff\u00ad]")
UNPRINTED_REFERENCES = re.compile(
    r"&(?:#(?:6497[6-9]|820[345]|8288|65279|173)|#x(?:fdd[0-3]|200[bcd]|2060|feff|ad)|shy|zwn?j);",
    re.IGNORECASE,
)


def checked_source(data: bytes) -> str:
    """Decoded source without comments, within the caps; raises UnreadableError past them."""
    if not data.strip():
        raise UnreadableError("empty_file", "the file holds no text; fetch it again")
    if len(data) > MAX_BYTES:
        raise UnreadableError("too_large", f"{len(data):,} bytes, the cap is {MAX_BYTES:,}; {LOOK}")
    if b"\x00" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableError("binary_content", f"NUL bytes: this is not a page; {LOOK}")
    text = decode(data)
    if text.count("\ufffd") > MAX_LOST_SHARE * len(text):
        raise UnreadableError("binary_content", f"text in no known charset; {LOOK}")
    text = COMMENT.sub("", text)
    if len(text) > MAX_CELLS and len(CELL.findall(text)) > MAX_CELLS:
        raise UnreadableError("resource_limit", f"over {MAX_CELLS:,} table cells; {LOOK}")
    return flattened(text) if text.count("<") > SHALLOW_TAGS else text


def printed(source: str) -> str:
    """The source without the characters that print nothing, written out or as references."""
    return UNPRINTED_REFERENCES.sub("", UNPRINTED.sub("", source))


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


def cut_off(data: bytes) -> str | None:
    """How the page ends too early, in words; None for a page (or fragment) that ends properly."""
    lowered = data.lower()
    if lowered.rfind(b"<") > lowered.rfind(b">"):
        return "the page ends inside a tag"
    if lowered.rfind(b"<table") > max(lowered.rfind(b"</table"), lowered.rfind(b"</script")):
        return "the page ends inside a table"
    if b"<html" in lowered and b"</body" not in lowered and b"</html" not in lowered:
        return "the page has no end"
    return None


def scripted_body(source: str) -> tuple[str, dict[str, str]] | None:
    """A body that a script would put in place, and what the script says of it.

    On Guangdong's gkmlpt pages `window._CONFIG = {… DETAIL: {"content": "<p>…"}}`; elsewhere seen:
    `document.write("…")`.
    """
    detail = re.search(r"""["']?DETAIL["']?\s*:\s*(?=\{)""", source)
    if detail:
        fields = _json_object(source, detail.end())
        content = fields.pop("content", "")
        if content:
            return content, {key.lower(): value for key, value in fields.items() if value}
    written = "".join(_written(source))
    return (written, {}) if "<" in written else None


def _json_object(source: str, start: int) -> dict[str, str]:
    """The plain string fields of the object at `start`; of one that is not JSON, `content` alone."""
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(source, start)
    except json.JSONDecodeError:
        content = re.compile(r"""["']?content["']?\s*:\s*("(?:[^"\\]|\\.)*")""", re.DOTALL).search(
            source, start
        )
        return {"content": unescaped(content[1][1:-1])} if content else {}
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _written(source: str) -> Iterator[str]:
    call = re.compile(
        r"""document\.write(?:ln)?\s*\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\)""", re.DOTALL
    )
    for match in call.finditer(source):
        yield unescaped(match[1] if match[1] is not None else match[2])


def unescaped(literal: str) -> str:
    """The text of a JavaScript string literal (without its quotes)."""
    plain = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": ""}

    def one(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else plain.get(code, code)

    text = re.sub(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", one, literal, flags=re.DOTALL)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
