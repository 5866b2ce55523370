"""The identities of the codebook as rules over cells, and which of them a report can be asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from extract.codebook import Identity, identities
from extract.codebook.expression import Expression, Term
from extract.model.reading import Status

Key = tuple[str, str | None, str | None]
Operand = tuple[Decimal, Key | None, bool]
Take = Callable[[Sequence[Any]], Sequence[Any]]
WITHIN_REPORT = frozenset({"column", "row", "block"})
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One instance of an identity; operands are (factor, figure or None for 1, may be absent).

    `is_plain`: its sides are sums of figures and constants alone.
    """

    identity: Identity
    scope: str
    left: tuple[Operand, ...]
    right: tuple[Operand, ...]
    right_is_maximum: bool
    requires: tuple[tuple[Key, bool], ...]
    needed: tuple[Key, ...]
    keys: tuple[Key, ...]
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What can be asked of reports that print the same cells.

    `at`: the place of each cell among the figures; `constants` follow them. `sums`: the rules that apply;
    beside a plain rule whose cells all state a figure, what takes the terms of its left and right side.
    `cells`: the rules of single cells, with what takes the stated figures that must obey them.
    """

    at: Mapping[Key, int]
    constants: tuple[Decimal, ...]
    sums: tuple[tuple[Rule, tuple[Take, Take] | None], ...]
    cells: tuple[tuple[Identity, Take], ...]


@cache
def sum_rules() -> tuple[Rule, ...]:
    """Every identity that one report alone can be tested by, an instance a column, row or block."""
    return tuple(
        _rule(identity, name, left, right, requires)
        for identity in identities().values()
        if identity.scope in WITHIN_REPORT
        for name, left, right, requires in identity.instances()
    )


@cache
def cell_rules() -> dict[str, tuple[Identity, ...]]:
    """Indicator → the rules that each of its cells must obey alone."""
    found: dict[str, tuple[Identity, ...]] = {}
    for identity in identities().values():
        if identity.scope == "cell":
            for name, *_ in identity.instances():
                found[name] = (*found.get(name, ()), identity)
    return found


def _rule(
    identity: Identity, name: str, left: Expression, right: Expression, requires: Sequence[str]
) -> Rule:
    applicant = name if identity.scope == "column" else None
    sides = _bound(left.terms, applicant), _bound(right.terms, applicant)
    operands = (*sides[0], *sides[1])
    keys = tuple(key for _, key, _ in operands if key is not None)
    return Rule(
        identity,
        name or identity.block,
        *sides,
        right.is_maximum,
        tuple((_needed(each.removeprefix("!"), applicant), not each.startswith("!")) for each in requires),
        tuple(key for _, key, may_be_absent in operands if key is not None and not may_be_absent),
        keys,
        all(key is None or factor is ONE for factor, key, _ in operands),
    )


def _needed(reference: str, applicant: str | None) -> Key:
    name, _, column = reference.removesuffix("]").partition("[")
    return name, column or applicant, None


def _bound(terms: Iterable[Term], applicant: str | None) -> tuple[Operand, ...]:
    return tuple(
        (
            ONE if term.factor == ONE else term.factor,
            (term.indicator, term.applicant or applicant, None) if term.indicator else None,
            term.optional,
        )
        for term in terms
    )


@lru_cache(maxsize=256)
def plan_of(cells: tuple[tuple[str, str | None, str | None, Status], ...]) -> Plan:
    """The plan for reports with these cells, each (indicator, applicant, item, status)."""
    at = {(name, applicant, item): place for place, (name, applicant, item, _) in enumerate(cells)}
    statuses = {key: cells[place][3] for key, place in at.items()}
    stated = {key for key, status in statuses.items() if status == "reported"}
    asked = [
        rule
        for rule in sum_rules()
        if not at.keys().isdisjoint(rule.keys) and (not rule.requires or _is_asked(rule, statuses))
    ]
    constants: dict[Decimal, int] = {}

    def side(operands: Sequence[Operand]) -> Take:
        """Constants are taken from behind the figures."""
        after = len(cells)
        return taking(
            [
                after + constants.setdefault(factor, len(constants)) if key is None else at[key]
                for factor, key, _ in operands
            ]
        )

    sums = tuple(
        (
            rule,
            (side(rule.left), side(rule.right)) if rule.is_plain and stated.issuperset(rule.keys) else None,
        )
        for rule in asked
    )
    return Plan(at, tuple(constants), sums, tuple(_of_cells(cells)))


def _of_cells(
    cells: Sequence[tuple[str, str | None, str | None, Status]],
) -> Iterator[tuple[Identity, Take]]:
    """The rules of single cells in the order of the cells, with the stated cells of each."""
    bound: dict[str, list[int]] = {}
    for place, (name, _, _, status) in enumerate(cells):
        for rule in cell_rules().get(name, ()) if status == "reported" else ():
            bound.setdefault(rule.id, []).append(place)
    return ((identities()[rule_id], taking(places)) for rule_id, places in bound.items())


def taking(places: Sequence[int]) -> Take:
    """What takes the items at these places, a sequence even of one."""
    first = places[0]
    return itemgetter(*places) if len(places) > 1 else itemgetter(slice(first, first + 1))


def _is_asked(rule: Rule, statuses: Mapping[Key, Status]) -> bool:
    """Are the rows the rule asks for printed, with a figure where it asks for a cell?"""
    for key, wanted in rule.requires:
        status = statuses.get(key)
        if (status not in (None, "blank", "dash")) != wanted and not (
            wanted and status is not None and rule.identity.scope == "column"
        ):
            return False
    return True
