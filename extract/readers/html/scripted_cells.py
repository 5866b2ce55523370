"""Cells that a script fills or changes: what stands in the source is not what a browser shows."""

import re
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError
from stringzilla import contains

from extract.model.looks import LeftOut, Look, Trait
from extract.readers.html.styles.cells import refuse
from extract.readers.html.styles.elements import ancestor, cells_of_form

UNREAD = frozenset({"script", "style", "noscript", "template"})  # elements whose content is not printed
SCRIPTED = Look(Trait.SCRIPTED)
IN_CELLS = "td {0}, th {0}"
# Attributes by which a library puts a text into an element, or takes it away: Vue, Alpine, Angular, Knockout,
# Thymeleaf. One of the signs stands in the source of every page that has any.
BINDING = re.compile(
    r"v-(?:text|html|if|else|else-if|show|for|model|bind)|x-(?:text|html|if|show|for|model)"
    r"|(?:data-)?ng-(?:bind|if|show|hide|repeat|model|switch|include)[a-z-]*|data-bind|th:u?text"
    r"|:(?:value|text|inner-?(?:text|html))"
)
BINDING_SIGNS = b" v-", b" x-", b" ng-", b"data-ng-", b"data-bind", b"th:", b" :value", b" :text", b" :inner"
MOST_SELECTORS = 200  # of a page's scripts: one that writes by more may write anywhere
SHADOW_ROOTS = "template[shadowrootmode]", "template[shadowroot]"  # they show in place of what stands beside
# How a script asks for an element by its id or name, and for those of a selector to write into them at once.
ASKING_SIGNS = b"getelement", b"queryselector", b"$(", b"jquery(", b"inner", b"textcontent", b".value"
BY_NAME = re.compile(
    r"""(?:getElementById|getElementsByName)\(\s*["']([^"'<>]{1,80})["']"""
    r"""|(?:\$|jQuery|querySelector)\(\s*["']#([\w-]{1,80})["']"""
    r"""|\b([\w$]{1,80})\.(?:innerHTML|innerText|textContent|value)\s*\+?=(?!=)"""
)
WRITTEN = re.compile(
    r"""(?:\$|jQuery|querySelector(?:All)?)\(\s*["']([^"'<>]{1,80})["']\s*\)"""
    r"""(?:\[\d+\]|\.(?:eq|first|last)\(\d*\))?\s*\.\s*"""
    r"""(?:(?:innerHTML|innerText|textContent|value)\s*\+?=(?!=)|(?:text|html|val|append|prepend)\(\s*[^\s)])"""
)


def scripted_cells(tree: LexborHTMLParser, tags: Set[str], lowered: bytes) -> list[LexborNode]:
    """The cells of the form that scripts fill or change; to be asked for while the scripts stand in them.

    `tags` are those in the body; `lowered` is what the tree was parsed from, in small letters.
    """
    found = {cell.mem_id: cell for _, cell in cells_of_form(_scripted(tree, tags, lowered))}
    return [cell for cell in found.values() if ancestor(cell, lambda around: around.tag in UNREAD) is None]


def refuse_scripted(cells: Iterable[LexborNode]) -> None:
    """Mark such cells as unreadable."""
    for cell in cells:
        refuse(cell, SCRIPTED, LeftOut())


def _scripted(tree: LexborHTMLParser, tags: Set[str], lowered: bytes) -> Iterator[LexborNode]:
    body = tree.body
    assert body is not None
    if "script" in tags:
        yield from filter(_writes, body.css(IN_CELLS.format("script")))
    if "template" in tags:
        yield from body.css(", ".join(map(IN_CELLS.format, SHADOW_ROOTS)))
    for tag in sorted(tag for tag in tags if "-" in tag):  # an element of the page's own making
        if re.fullmatch(r"[a-z][a-z0-9-]*", tag):
            yield from body.css(IN_CELLS.format(tag))
    if any(contains(lowered, sign) for sign in BINDING_SIGNS):
        yield from filter(_is_bound, body.css("td, th, td *, th *"))
    if "td" in tags and any(contains(lowered, sign) for sign in ASKING_SIGNS):
        yield from _asked_for(body, "\n".join(script.text() for script in tree.css("script")))


def _writes(script: LexborNode) -> bool:
    """Whether a script in a cell writes there, as it may where nothing else stands."""
    around = script.parent
    return "write" in script.text() or around is None or around.text(strip=True) == script.text(strip=True)


def _is_bound(node: LexborNode) -> bool:
    return any(map(BINDING.fullmatch, node.attributes))


def _asked_for(body: LexborNode, scripts: str) -> Iterator[LexborNode]:
    """The elements in cells that the scripts of a page ask for by their id or name, or write into."""
    names = {name for groups in BY_NAME.findall(scripts) for name in groups if name}
    for attribute in ("id", "name") if names else ():
        for node in body.css(f"td[{attribute}], th[{attribute}], td [{attribute}], th [{attribute}]"):
            if node.attributes.get(attribute) in names:
                yield node
    selectors = sorted({*WRITTEN.findall(scripts)})
    for selector in selectors if len(selectors) <= MOST_SELECTORS else ("td", "th"):
        with suppress(SelectolaxError):  # jQuery has words of its own
            yield from body.css(selector)
