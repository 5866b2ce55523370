"""What a document made of an archived page may hold, by another parser than the one that cleaned it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Of our own frame around what is shown; whatever else stands there must be text and tables.
FRAME = {"html", "head", "meta", "title", "style", "body", "main"}
NAMES = """
table caption colgroup col thead tbody tfoot tr td th p div br hr center pre blockquote address section
article header footer ul ol li dl dt dd h1 h2 h3 h4 h5 h6 span b strong i em u s strike del ins sub sup
big small font ruby rt rp img main
"""
TEXT = set(NAMES.split())
ATTRIBUTES = {"colspan", "rowspan", "align", "valign", "style", "id", "src", "alt", "lang", "title", "class"}
DECLARATIONS = re.compile(
    r"\s*(?:(?:text-align|vertical-align|font-weight|font-style|text-decoration|text-decoration-line)"
    r"\s*:[a-z0-9\s.%-]*;?\s*)*",
    re.I,
)
DATA_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+", re.I)


def harm(document: str) -> list[str]:
    """What a document should not hold; empty for a harmless one."""
    tree = LexborHTMLParser(document)
    assert tree.body is not None
    found = [*_frame(tree)]
    for node in tree.body.css("main *"):
        found += _of(node)
    for node in tree.body.traverse(include_text=True):
        if node.tag == "-comment":
            found.append("a comment")
    return found


def _frame(tree: LexborHTMLParser) -> Iterator[str]:
    """The head holds our policy before anything else, and one style sheet without an address."""
    heads = tree.css("head > *")
    kinds = [node.tag for node in heads]
    if kinds != ["meta", "meta", "meta", "title", "style"]:
        yield f"a head of {kinds}"
        return
    if "default-src 'none'" not in (heads[1].attributes.get("content") or ""):
        yield "no policy"
    if re.search(r"url\(|@import|expression|\\", heads[4].text()):
        yield "a style sheet that reaches out"
    for name in ("html", "body"):
        if unknown := tree.css_first(name).attributes.keys() - {"lang"}:
            yield f"{name} {unknown}"
    outside = {node.tag for node in tree.css("*")} - FRAME - TEXT
    if outside or len(tree.css("style, script")) != 1 or len(tree.css("main")) < 1:
        yield f"{outside or 'more than one style sheet'}"


def _of(node: LexborNode) -> Iterator[str]:
    if node.tag not in TEXT:
        yield f"<{node.tag}>"
    for name, value in node.attributes.items():
        text = value or ""
        if name not in ATTRIBUTES:
            yield f"{node.tag} {name}={text[:60]!r}"
        elif name == "style" and not DECLARATIONS.fullmatch(text):
            yield f"style {text[:60]!r}"
        elif name == "src" and not DATA_PICTURE.fullmatch(text):
            yield f"src {text[:60]!r}"
        elif name in ("id", "class") and not re.fullmatch(r"cell-\d+|none", text):
            yield f"{name} {text[:60]!r}"
