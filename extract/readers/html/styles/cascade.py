"""What the styles of a page do to the parts of its tables: the cascade, where it decides, else a doubt."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode
from stringzilla import contains

from extract.readers.html.styles.css import Rule, declared, page_rules
from extract.readers.html.styles.effects import BY_PROPERTY, Effect, effects, may_matter
from extract.readers.html.styles.elements import style_of

# One of these stands in the source of every page whose elements have a style of their own that may matter:
# each takes 2 µs to look for. What only works with another (clip with position, order with display,
# every function with its bracket) is not looked for by itself.
SIGNS = (
    *rb"displ visib opac posit float direction through ical-al raise overfl scale rotate zoom o-hide".split(),
    *rb"-secur variant-pos blend clamp anima trans all: \ &# ( :- font:0 font:.".split(),
    *rb"size:0 size:. size:1p size:2p size:1e".split(),
    *(b"/*", b" -", b"size: ", b"font: ", b" :", b":  ", b":\n", b":\t"),
)


OF_PSEUDO = frozenset({"before", "after", "first-letter", "first-line"})


class Styled(NamedTuple):
    """An element of a table and what the page's styles do to it."""

    node: LexborNode
    effects: frozenset[Effect]


class Cascade:
    """The rules of a page's sheets that may mean something in a table, and its elements' own styles."""

    def __init__(self, body: LexborNode, tags: set[str], source: bytes, lowered: bytes) -> None:
        self.body = body
        self._lowered = lowered
        self._has_own_styles = _may_matter_inline(lowered)
        rules = page_rules(source) if contains(lowered, b"<style") else ()
        self._rules = [*_in_tables(body, tags, rules)] if rules else []

    def styled(self) -> Iterator[Styled]:
        """The elements of tables to which styles do something, in no order."""
        for node in self._candidates().values():
            found = self._effects(node)
            if found:
                yield Styled(node, frozenset(found))

    def added(self) -> Iterator[LexborNode]:
        """The elements before, behind or in which a style sheet prints a text or changes a letter."""
        for rule in self._rules:
            if rule.pseudo in OF_PSEUDO and _shows_pseudo(rule):
                yield from self.body.css(rule.selector)

    def decides(self, node: LexborNode, name: str) -> bool:
        """Whether the page's own styles surely say a property of an element, whatever they say."""
        sure, doubtful = self._declarations(node)
        return _states(sure, name) and not _states(doubtful, name)

    def mentions(self, node: LexborNode, name: str) -> bool:
        """Whether any style may say a property of an element."""
        return any(_states(world, name) for world in self._declarations(node))

    def changes(self, node: LexborNode, name: str) -> bool:
        """Whether a style may change what an element's tag does by a property."""
        if not self._rules and not self._has_own_styles:
            return False
        sure, doubtful = self._declarations(node)
        found = self._effects(node)
        return _states([*sure, *doubtful], name) and found.isdisjoint(
            (Effect.RAISES, Effect.STRIKES, Effect.LOWERS)
        )

    def _candidates(self) -> dict[int, LexborNode]:
        found: dict[int, LexborNode] = {}
        for rule in self._rules:
            if not rule.pseudo and _rule_may_matter(rule):
                found.update((node.mem_id, node) for node in self.body.css(rule.selector))
        if self._has_own_styles:
            for node in self.body.css("table [style]"):
                if _own_may_matter(node.attributes.get("style") or ""):
                    found[node.mem_id] = node
        if contains(self._lowered, b"hidden"):
            found.update((node.mem_id, node) for node in self.body.css("table [hidden]"))
        return found

    def _effects(self, node: LexborNode) -> set[Effect]:
        """What the winning declarations do; a doubt where a rule that may not hold would change that."""
        sure, doubtful = self._declarations(node)
        certain = effects(_winning(sure))
        worlds = [[*sure, *doubtful], *([*sure, one] for one in doubtful)] if doubtful else []
        for world in worlds:
            other = effects(_winning(world))
            if other != certain:
                return certain & other - {Effect.HIDES, Effect.BLANKS} | {Effect.DOUBTS}
        return certain

    def _declarations(self, node: LexborNode) -> tuple[list["Ranked"], list["Ranked"]]:
        sure: list[Ranked] = []
        doubtful: list[Ranked] = []
        attributes = node.attributes
        if "hidden" in attributes:
            sure.append(Ranked((-1,), {"display": ("none", False)}))
        names = _names(node)
        for rule in self._rules:
            if rule.pseudo or not rule.needs <= names:
                continue
            if rule.declarations.keys().isdisjoint(DECIDING) and not _rule_may_matter(rule):
                continue
            if node.css_matches(rule.selector):
                ranked = Ranked((0, *rule.specificity, rule.order), rule.declarations)
                (sure if rule.is_certain else doubtful).append(ranked)
        if "style" in attributes:
            sure.append(Ranked((1,), declared(style_of(node).decode())))
        return sure, doubtful


def _states(world: Iterable["Ranked"], name: str) -> bool:
    return any(name in ranked.declarations for ranked in world)


class Ranked(NamedTuple):
    """Declarations and their rank: an element's default, rules by specificity and order, its own style."""

    rank: tuple[int, ...]
    declarations: dict[str, tuple[str, bool]]


DECIDING = frozenset(BY_PROPERTY) | {
    "top",
    "bottom",
    "left",
    "right",
    "inset",
    "width",
    "height",
    "max-width",
    "max-height",
    "background-color",
}


def _winning(world: Iterable[Ranked]) -> dict[str, str]:
    """The value of each property: important before others, then by rank."""
    best: dict[str, tuple[tuple[bool, tuple[int, ...]], str]] = {}
    for ranked in world:
        for name, (value, is_important) in ranked.declarations.items():
            rank = is_important, ranked.rank
            if name not in best or best[name][0] <= rank:
                best[name] = rank, value
    return {name: value for name, (_, value) in best.items()}


def _in_tables(body: LexborNode, tags: set[str], rules: Iterable[Rule]) -> Iterator[Rule]:
    """The rules whose last part has names that stand in a table."""
    names = {tag.lower() for tag in tags}
    for node in body.css("table [class], table [id]"):
        names |= _names(node)
    for rule in rules:
        if rule.needs <= names:
            yield rule


def _names(node: LexborNode) -> set[str]:
    attributes = node.attributes
    names = {f".{name}" for name in (attributes.get("class") or "").split()}
    return names | {node.tag or "", f"#{attributes.get('id') or ''}"}


def _rule_may_matter(rule: Rule) -> bool:
    return may_matter(tuple((name, value) for name, (value, _) in rule.declarations.items()))


@lru_cache(maxsize=8192)
def _own_may_matter(style: str) -> bool:
    return may_matter(tuple((name, value) for name, (value, _) in declared(style.lower()).items()))


def _may_matter_inline(lowered: bytes) -> bool:
    if not contains(lowered, b"style"):
        return False
    return any(contains(lowered, sign) for sign in SIGNS)


def _shows_pseudo(rule: Rule) -> bool:
    style = {name: value for name, (value, _) in rule.declarations.items()}
    found = effects({name: value for name, value in style.items() if name != "content"})
    if rule.pseudo in ("first-letter", "first-line"):
        return bool(found)
    text = re.sub(r"[\"'\s]|\\(?:20|200b|a0|feff)\b", "", style.get("content", "none"))
    return text not in ("", "none", "normal", "inherit", "initial") and found.isdisjoint(
        (Effect.HIDES, Effect.BLANKS)
    )
