"""The form's own arithmetic, applied to the figures of one report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from extract.codebook import Identity, identities
from extract.codebook.expression import Expression, Term
from extract.reading import Check, Figure, Verdict

Key = tuple[str, str | None, str | None]
WITHIN_REPORT = frozenset({"column", "row", "block"})
# Readers whose cells come from the publisher's own text and cell borders: a failure there is the source's.
EXACT_READERS = frozenset({"html", "docx", "sheet", "text"})
ZERO, ONE = Decimal(0), Decimal(1)


Operand = tuple[Decimal, Key | None, bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One instance of an identity; operands are (factor, figure or None for 1, may be absent)."""

    identity: Identity
    scope: str
    left: tuple[Operand, ...]
    right: tuple[Operand, ...]
    right_is_maximum: bool
    requires: tuple[tuple[Key, bool], ...]
    needed: tuple[Key, ...]
    keys: tuple[Key, ...]


class Step(NamedTuple):
    """A rule that a set of figures can be asked; with the places of the figures to add where that is all."""

    rule: Rule
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()


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
    return Rule(
        identity,
        name or identity.block,
        *sides,
        right.is_maximum,
        tuple((_needed(each.removeprefix("!"), applicant), not each.startswith("!")) for each in requires),
        tuple(key for _, key, may_be_absent in operands if key is not None and not may_be_absent),
        tuple(key for _, key, _ in operands if key is not None),
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


def check(figures: Sequence[Figure], reader: str) -> tuple[Check, ...]:
    """Test every identity that the figures can answer.

    A blank or a dash counts as 0 beside printed figures where the codebook says so. All operands blank, a row
    not printed or a cell unreadable: not_applicable. Rules of single cells give one check a table, or one a
    bad cell.
    """
    known = {figure.key: figure for figure in figures}
    values = [figure.value for figure in known.values()]
    blanks = {place for place, value in enumerate(values) if value is None}
    results = []
    for rule, left, right in _steps(tuple(known)):
        result: Check | None
        if left and right and blanks.isdisjoint(left) and blanks.isdisjoint(right):
            result = _tested(rule, _added(values, left), _added(values, right), known, reader)
        else:
            result = _apply(rule, known, reader)
        if result is not None:
            results.append(result)
    return (*results, *_check_cells(figures, reader))


def _added(values: Sequence[Decimal | None], places: Iterable[int]) -> Decimal:
    return sum([value for place in places if (value := values[place]) is not None], ZERO)


@lru_cache(maxsize=256)
def _steps(printed: tuple[Key, ...]) -> tuple[Step, ...]:
    """The rules that a report with these figures can be asked, in the order of the codebook."""
    place = {key: number for number, key in enumerate(printed)}
    return tuple(
        Step(rule, *_sides(rule, place)) if _is_plain(rule, place) else Step(rule)
        for rule in sum_rules()
        if any(key in place for key in rule.keys)
        and all(key in place for key, wanted in rule.requires if wanted)
    )


def _sides(rule: Rule, place: Mapping[Key, int]) -> Iterable[tuple[int, ...]]:
    """The places of the figures on either side; rows that may be absent and are add nothing."""
    for side in (rule.left, rule.right):
        yield tuple(place[key] for _, key, _ in side if key is not None and key in place)


def _is_plain(rule: Rule, place: Mapping[Key, int]) -> bool:
    """Is this rule a comparison of two sums, asked wherever none of its figures is blank?"""
    is_asked = all(
        rule.identity.scope == "column" or key in rule.keys if wanted else key not in place
        for key, wanted in rule.requires
    )
    terms = (*rule.left, *rule.right)
    is_sum = not rule.right_is_maximum and all(key is not None and factor is ONE for factor, key, _ in terms)
    return is_asked and is_sum and all(key in place for key in rule.needed)


def corroborated(figures: Sequence[Figure], reader: str) -> frozenset[Key]:
    """The figures bound by a sum or bound that holds, in tables where nothing fails."""
    known = {figure.key: figure for figure in figures}
    bad = {identities()[each.rule_id].block for each in check(figures, reader) if each.outcome == "failed"}
    return frozenset(
        key
        for rule in sum_rules()
        if rule.identity.block not in bad
        and (result := _apply(rule, known, reader)) is not None
        and result.outcome == "passed"
        for key in rule.keys
    )


def _check_cells(figures: Iterable[Figure], reader: str) -> list[Check]:
    passed, failed = [], []
    for identity, asked in _of_cells(figures):
        right = Decimal(identity.right or 0)
        bad = {
            value
            for value in {figure.value for figure in asked}
            if value is not None and not _holds(value, identity.operator, right, identity.tolerance)
        }
        if not bad:
            passed.append(Check(identity.id, identity.block, "passed", identity.severity))
        for figure in asked if bad else ():
            if figure.value in bad:
                scope = "/".join(filter(None, figure.key))
                fault = verdict((figure,), reader)
                failed.append(
                    Check(identity.id, scope, "failed", identity.severity, figure.value, right, fault)
                )
    return [*passed, *failed]


def _of_cells(figures: Iterable[Figure]) -> Iterable[tuple[Identity, list[Figure]]]:
    """Each rule of single cells with the figures it binds, in the order they first meet it."""
    by_indicator = cell_rules()
    found: dict[str, tuple[Identity, list[Figure]]] = {}
    for indicator, together in groupby(figures, key=attrgetter("indicator")):
        if rules := by_indicator.get(indicator):
            filled = [figure for figure in together if figure.value is not None]
            for identity in rules if filled else ():
                found.setdefault(identity.id, (identity, []))[1].extend(filled)
    return found.values()


def _apply(rule: Rule, known: Mapping[Key, Figure], reader: str) -> Check | None:
    """None where the rule's rows are not printed at all, or it does not apply to this edition."""
    operands = [figure for key in rule.keys if (figure := known.get(key)) is not None]
    if not operands or (rule.requires and not _is_asked(rule, known)):
        return None
    if len(operands) < len(rule.keys) and (missing := [key for key in rule.needed if key not in known]):
        return _silent(rule, f"not printed: {_names(missing)}")
    empty = [figure for figure in operands if figure.value is None]
    if empty and (unreadable := [figure.key for figure in empty if figure.status == "unreadable"]):
        return _silent(rule, f"unreadable: {_names(unreadable)}", "inconclusive")
    if len(empty) == len(operands):
        return _silent(rule, "every cell is blank")
    if empty and not rule.identity.blank_is_zero:
        return _silent(rule, f"blank: {_names([figure.key for figure in empty])}")
    return _summed(rule, known, reader)


def _is_asked(rule: Rule, known: Mapping[Key, Figure]) -> bool:
    """Are the rows the rule asks for printed, with a figure where it asks for a cell?"""
    for key, wanted in rule.requires:
        figure = known.get(key)
        if (figure is not None and figure.status not in ("blank", "dash")) != wanted and not (
            wanted and figure is not None and rule.identity.scope == "column"
        ):
            return False
    return True


def _summed(rule: Rule, known: Mapping[Key, Figure], reader: str) -> Check:
    left, parts = sum(_parts(rule.left, known), ZERO), _parts(rule.right, known)
    return _tested(rule, left, max(parts) if rule.right_is_maximum else sum(parts, ZERO), known, reader)


def _tested(rule: Rule, left: Decimal, right: Decimal, known: Mapping[Key, Figure], reader: str) -> Check:
    identity = rule.identity
    if _holds(left, identity.operator, right, identity.tolerance):
        return Check(identity.id, rule.scope, "passed", identity.severity, left, right)
    operands = [known[key] for key in rule.keys if key in known]
    return Check(identity.id, rule.scope, "failed", identity.severity, left, right, verdict(operands, reader))


def _parts(operands: Iterable[Operand], known: Mapping[Key, Figure]) -> list[Decimal]:
    """The terms of a side; blanks and absent rows add nothing."""
    parts = []
    for factor, key, _ in operands:
        figure = known.get(key) if key is not None else None
        if key is None:
            parts.append(factor)
        elif figure is not None and figure.value is not None:
            parts.append(figure.value if factor is ONE else factor * figure.value)
    return parts or [ZERO]


def _holds(left: Decimal, operator: str, right: Decimal, tolerance: Decimal) -> bool:
    match operator:
        case "=":
            return abs(left - right) <= tolerance
        case ">=":
            return left >= right - tolerance
        case "<=":
            return left <= right + tolerance
        case ">":
            return left > right
        case "integer":
            return left == left.to_integral_value()
        case "decimals":
            return left == left.quantize(Decimal(1).scaleb(-int(right)))
    raise ValueError(f"unknown operator {operator!r}")


def verdict(operands: Iterable[Figure], reader: str) -> Verdict:
    """Whose mistake a failure is: the source's where every cell was read by label from exact text."""
    methods = {figure.method for figure in operands}
    if methods & {"ocr", "order_proved"}:
        return "reading_doubtful"
    return "source_anomaly" if reader in EXACT_READERS or "second_reader" in methods else "inconclusive"


def _silent(rule: Rule, note: str, doubt: Verdict | None = None) -> Check:
    return Check(
        rule.identity.id, rule.scope, "not_applicable", rule.identity.severity, verdict=doubt, note=note
    )


def _names(keys: Sequence[Key]) -> str:
    names = ["/".join(filter(None, key)) for key in keys]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
