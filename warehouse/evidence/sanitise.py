"""Archived markup without anything that runs, reaches out, moves or asks: what is left is text in tables.

nh3 (ammonia) parses as browsers do and lets through what is listed, nothing else. Besides scripts go links,
forms, frames, style sheets and colours: a sheet could hide or move what is proved, a colour make it unseen.
"""

import re

import nh3

_TAGS = """
table caption colgroup col thead tbody tfoot tr td th
p div br hr center pre blockquote address section article main header footer
ul ol li dl dt dd h1 h2 h3 h4 h5 h6
span b strong i em u s strike del ins sub sup big small font ruby rt rp img
"""
TAGS = frozenset(_TAGS.split())
# Gone with what they hold, which is no text of the page; of all other tags that are not listed it stays.
_GONE = "script style template noscript noembed noframes iframe title head xmp plaintext"
GONE = frozenset(_GONE.split())
_CELL = {"colspan", "rowspan", "align", "valign", "style", "id"}
_BLOCK = "p div span font h1 h2 h3 h4 h5 h6 li dd dt section article center pre"
ATTRIBUTES = {
    "td": _CELL,
    "th": _CELL,
    "tr": {"align", "valign", "style"},
    "img": {"src", "alt"},
    **{tag: {"align", "style", "id"} for tag in _BLOCK.split()},
}
# None of these takes an address or moves what it styles.
PROPERTIES = frozenset(
    ("text-align", "vertical-align", "font-weight", "font-style", "text-decoration", "text-decoration-line")
)
_PLAIN_DECLARATION = re.compile(r"[a-z0-9\s:.%-]*", re.I)
_SPAN = re.compile(r"\d{1,3}")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+", re.I)


def sanitised(markup: str, id_prefix: str) -> str:
    """The markup, harmless. Ids stay where they begin with `id_prefix`, which the page must not know."""

    def kept(tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return value if value.startswith(id_prefix) else None
        if name == "style":
            return _plain_declarations(value)
        if name == "src":
            return value if _PICTURE.fullmatch(value) else None
        if name in ("colspan", "rowspan"):
            return value if _SPAN.fullmatch(value) else None
        return value

    return nh3.clean(
        markup,
        tags=set(TAGS),
        clean_content_tags=set(GONE),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=kept,
        filter_style_properties=set(PROPERTIES),
        url_schemes={"data"},
        link_rel=None,
    )


def _plain_declarations(style: str) -> str | None:
    """The declarations whose values are words and numbers."""
    return ";".join(each for each in style.split(";") if _PLAIN_DECLARATION.fullmatch(each)) or None
