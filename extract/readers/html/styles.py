"""What styles say of the parts of a page: styles of their own, and simple rules of the page's own sheets."""

import re
from itertools import islice

from selectolax.lexbor import LexborNode

SHEET = re.compile(rb"<style\b", re.I)
MEDIUM = re.compile(rb"@[^{};@]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")  # rules for paper, small screens, …
SIMPLE = re.compile(rb"[a-z]*[.#]-?[a-z_][\w-]*", re.I)  # a selector of one class or name
MOST_SELECTORS = 500


def styled(body: LexborNode, style: re.Pattern[bytes]) -> list[LexborNode]:
    """The elements whose own style matches; the pattern is of small letters, ten times as fast as re.I."""
    return [
        node
        for node in body.css("[style]")
        if style.search((node.attributes.get("style") or "").encode(errors="replace").lower())
    ]


def selectors(source: bytes, style: re.Pattern[bytes]) -> list[str]:
    """The simple selectors of what the page's own style sheets give such a style."""
    sheets = [part.partition(b">")[2].partition(b"</")[0] for part in SHEET.split(source)[1:]]
    rules = [rule for sheet in sheets if style.search(sheet.lower()) for rule in _rules(sheet)]
    found = [names for names, said in rules if style.search(said.lower())]
    each = (part.strip() for names in found for part in names.split(b","))
    simple = (part.decode("ascii") for part in each if part.isascii() and SIMPLE.fullmatch(part))
    return [*islice(dict.fromkeys(simple), MOST_SELECTORS)]


def _rules(sheet: bytes) -> list[tuple[bytes, bytes]]:
    """Selectors and style of each whole rule that holds for the screen."""
    first, *rest = sheet.split(b"/*")
    bare = MEDIUM.sub(b"", first + b" ".join(part.partition(b"*/")[2] for part in rest))
    pieces = (rule.rpartition(b"{") for rule in bare.split(b"}")[:-1])
    return [(names.rpartition(b";")[2], style) for names, _, style in pieces]


def above(node: LexborNode, tags: tuple[str, ...]) -> LexborNode | None:
    """The nearest element around a node that has one of the tags."""
    around = node.parent
    while around is not None and around.tag not in tags:
        around = around.parent
    return around
