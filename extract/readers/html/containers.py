"""The elements of content systems that hold the body of a page, best first."""

from selectolax.lexbor import LexborHTMLParser, LexborNode
from stringzilla import contains

# As seen on report pages of each system.
CONTAINERS = (
    "ucapcontent",
    "#UCAP-CONTENT",
    "#zoom",
    "#Zoom",
    "#zoomcon",
    "#ivs_content",
    ".TRS_Editor",
    ".trs_editor_view",
    ".TRS_UEDITOR",
    ".Article_content",
    ".v_news_content",
    ".artile_zw",
    ".main-txt",
    ".content",
)
KNOWN_CONTAINERS = frozenset(CONTAINERS)
# What a source holds wherever such an element may stand, and how to select those that may be one.
NAMED = (b"id", "[id]"), (b"class", "div[class], td[class]")
MIN_CONTAINER_CHARS = 100


def containers(tree: LexborHTMLParser, tags: set[str], lowered: bytes) -> list[LexborNode]:
    """The elements that hold the report: all of the best kind of container that has text enough, or none."""
    own_tags = [name for name in CONTAINERS if name in tags]
    selected = [selector for word, selector in NAMED if contains(lowered, word)] + own_tags
    if not selected:
        return []
    found: dict[str, list[LexborNode]] = {}
    for node in tree.css(", ".join(selected)):
        for name in _names(node) & KNOWN_CONTAINERS:
            found.setdefault(name, []).append(node)
    of_kinds = (_long(found[name]) for name in CONTAINERS if name in found)
    return next(filter(None, of_kinds), [])


def _long(nodes: list[LexborNode]) -> list[LexborNode]:
    return [node for node in nodes if len(node.text()) >= MIN_CONTAINER_CHARS]


def is_container(node: LexborNode) -> bool:
    """Whether an element has the name of a container."""
    return not _names(node).isdisjoint(KNOWN_CONTAINERS)


def _names(node: LexborNode) -> set[str]:
    """An element's tag, id and classes as selectors."""
    attributes = node.attributes
    names = {f".{name}" for name in (attributes.get("class") or "").split()}
    return names | {node.tag or "", f"#{attributes.get('id')}"}
