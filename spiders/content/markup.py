"""Markup looked at without a tree, in time linear in its length, whatever a page is made of.

Lexbor takes 1 s for 20,000 nested <div> and nine minutes for 200,000 (1 MB): how deep a page goes has to be
known before it is parsed.
"""

import re
from collections import Counter
from functools import lru_cache

MOST_BYTES = 16 << 20  # of a page that is parsed; the largest list page seen has 2 MB
MOST_DEPTH = 2000  # open elements; browsers keep 512
MOST_COPIES = 5_000_000  # open formatting elements times tags: a parser opens the former anew in each block
MOST_ANCHORS = 50_000
_WHOLE_TEXT = r"script|style|textarea|title|xmp|iframe|noembed|noframes"
# The states of the HTML standard (13.2.5): a quote counts only where a value begins. Possessive, and each
# alternative may end with the text, so that no character is looked at twice.
_VALUE = r"\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>]*+"
_ATTRIBUTE = rf"[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:{_VALUE}))?+"
_TOKEN = re.compile(
    rf"<!--(?P<comment>)|<[!?][^>]*+|</[^a-zA-Z][^>]*+"
    rf"|<(?P<end>/?)(?P<name>[a-zA-Z][^ \t\n\r\f/>]*+)(?:[ \t\n\r\f/]++|{_ATTRIBUTE})*+(?:>|\Z)"
)
_COMMENT_END = re.compile(r"--!?>")
_TEXT_ENDS = {name: re.compile(rf"</{name}(?=[ \t\n\r\f/>])", re.I) for name in _WHOLE_TEXT.split("|")}
# Elements without content, or closed by the next of their kind.
_FLAT = frozenset(
    re.findall(
        r"\w+",
        "area base br col embed hr img input link meta param source track wbr "
        "p li dt dd tr td th tbody thead tfoot option optgroup colgroup rp rt html head body",
    )
)
_FORMATTING = frozenset(re.findall(r"\w+", "a b big code em font i nobr s small strike strong tt u"))
_NESTING_TAG = re.compile(rf"<(?!(?:{'|'.join(_FLAT)})[ \t\n\r\f/>])[a-z]", re.I)
_FORMATTING_TAG = re.compile(rf"<(?:{'|'.join(_FORMATTING)})(?=[ \t\n\r\f/>]|\Z)", re.I)
_TAG = re.compile("<[^>]*+>")
_HIDDEN = re.compile(r"<(?:(script|style)\b|!--)", re.I)
_HIDDEN_ENDS = {
    "script": re.compile("</script>", re.I),
    "style": re.compile("</style>", re.I),
    "": re.compile("-->"),
}


class PageOverCapError(ValueError):
    """A page is larger, deeper or fuller than is parsed; the text says by what."""


def check_caps(source: str) -> None:
    """Raises PageOverCapError for a page that would take a parser more than a few seconds, or its memory."""
    if len(source) > MOST_BYTES:
        raise PageOverCapError(f"a page of {len(source)} characters")
    if _has_few_tags(source):
        return
    depth, formatting, tags = _measure(source)
    if depth > MOST_DEPTH:
        raise PageOverCapError(f"more than {MOST_DEPTH} elements in one another")
    if formatting * tags > MOST_COPIES:
        raise PageOverCapError(f"{formatting} formatting elements left open over {tags} tags")


def _has_few_tags(source: str) -> bool:
    """Whether tags could not be too many, were none of them ever closed: so it is with nearly all pages."""
    tags = source.count("<")
    opening = tags - source.count("</")
    if opening <= MOST_DEPTH and opening * tags <= MOST_COPIES:
        return True
    most_formatting = len(_FORMATTING_TAG.findall(source))
    return len(_NESTING_TAG.findall(source)) <= MOST_DEPTH and most_formatting * tags <= MOST_COPIES


def _measure(source: str) -> tuple[int, int, int]:
    """(most elements open at once, most formatting elements among them, tags); stops over MOST_DEPTH."""
    opened, depth, deepest, formatting, most_formatting, tags = Counter[str](), 0, 0, 0, 0, 0
    place = 0
    while (found := _TOKEN.search(source, place)) and deepest <= MOST_DEPTH:
        place = found.end()
        if found["comment"] is not None:
            ended = _COMMENT_END.search(source, place - 2)
            place = ended.end() if ended else len(source)
        if not (name := (found["name"] or "").lower()):
            continue
        tags += 1
        if not found["end"] and name in _TEXT_ENDS:
            ended = _TEXT_ENDS[name].search(source, place)
            place = ended.start() if ended else len(source)
        if name in _FLAT:
            continue
        change = 1 if not found["end"] else -1 if opened[name] else 0
        opened[name] += change
        depth += change
        formatting += change if name in _FORMATTING else 0
        deepest, most_formatting = max(deepest, depth), max(most_formatting, formatting)
    return deepest, most_formatting, tags


@lru_cache(maxsize=1)  # headings are counted in an article, and its sections looked for
def without_tags(source: str) -> str:
    """The source without comments, scripts, styles and tags: what `<[^>]*>` and the like would leave.

    As patterns those take the square of the length of a page of `<`: 2 MB took minutes.
    """
    return _outside_tags("".join(_outside_hidden(source)))


def _outside_hidden(source: str) -> list[str]:
    """Stretches outside comments, scripts and styles; one that never ends is no such thing."""
    pieces, start, place, endless = [], 0, 0, set[str]()
    while found := _HIDDEN.search(source, place):
        place = found.end()
        kind = (found[1] or "").lower()
        ended = None if kind in endless else _HIDDEN_ENDS[kind].search(source, place)
        if ended is None:
            endless.add(kind)
            continue
        pieces.append(source[start : found.start()])
        start = place = ended.end()
    return [*pieces, source[start:]]


def _outside_tags(source: str) -> str:
    end = source.rfind(">") + 1  # up to here every tag ends, so that none is looked for in vain
    return _TAG.sub("", source[:end]) + source[end:]
