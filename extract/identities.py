"""The form's own arithmetic, applied to the figures of one report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter

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
    """One instance of an identity; operands are (factor, figure or None for 1, may be absent).

    `amounts` takes the values of all operands at once, left ones first; None where one has a factor.
    """

    identity: Identity
    scope: str
    left: tuple[Operand, ...]
    right: tuple[Operand, ...]
    right_is_maximum: bool
    requires: tuple[tuple[Key, bool], ...]
    needed: tuple[Key, ...]
    keys: tuple[Key, ...]
    amounts: Callable[[Mapping[Key, Decimal]], tuple[Decimal, ...]] | None


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
    is_plain = len(keys) == len(operands) and all(factor is ONE for factor, _, _ in operands)
    return Rule(
        identity,
        name or identity.block,
        *sides,
        right.is_maximum,
        tuple((_needed(each.removeprefix("!"), applicant), not each.startswith("!")) for each in requires),
        tuple(key for _, key, may_be_absent in operands if key is not None and not may_be_absent),
        keys,
        itemgetter(*keys) if is_plain else None,
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
    return (*(result for _, result in _applied(figures, reader)), *_check_cells(figures, reader))


def corroborated(figures: Sequence[Figure], reader: str) -> frozenset[Key]:
    """The figures bound by a sum or bound that holds, in tables where nothing fails."""
    applied = _applied(figures, reader)
    failed = [result.rule_id for _, result in applied if result.outcome == "failed"]
    failed += [each.rule_id for each in _check_cells(figures, reader) if each.outcome == "failed"]
    bad = {identities()[rule_id].block for rule_id in failed}
    return frozenset(
        key
        for rule, result in applied
        if result.outcome == "passed" and rule.identity.block not in bad
        for key in rule.keys
    )


def _check_cells(figures: Iterable[Figure], reader: str) -> list[Check]:
    asked = dict.fromkeys(figure.indicator for figure in figures if figure.value is not None)
    rules = {rule.id: rule for indicator in asked for rule in cell_rules().get(indicator, ())}
    failed = [
        Check(
            rule.id,
            "/".join(filter(None, figure.key)),
            "failed",
            rule.severity,
            figure.value,
            Decimal(rule.right or 0),
            verdict((figure,), reader),
        )
        for figure in figures
        if figure.value is not None
        for rule in _broken(figure.indicator, figure.value)
    ]
    bad = {each.rule_id for each in failed}
    passed = [Check(rule.id, rule.block, "passed", rule.severity) for rule in rules.values()]
    return [*(each for each in passed if each.rule_id not in bad), *failed]


@lru_cache(maxsize=65536)
def _broken(indicator: str, value: Decimal) -> tuple[Identity, ...]:
    """The rules of single cells that a value of the indicator breaks."""
    return tuple(
        rule
        for rule in cell_rules().get(indicator, ())
        if not _holds(value, rule.operator, Decimal(rule.right or 0), rule.tolerance)
    )


def _applied(figures: Iterable[Figure], reader: str) -> list[tuple[Rule, Check]]:
    """Every rule that the report prints a row of and that applies to its edition, with what it gives."""
    known = {figure.key: figure for figure in figures}
    values = {key: figure.value for key, figure in known.items() if figure.value is not None}
    return [
        (rule, _apply(rule, known, values, reader))
        for rule in sum_rules()
        if not known.keys().isdisjoint(rule.keys) and (not rule.requires or _is_asked(rule, known))
    ]


def _apply(rule: Rule, known: Mapping[Key, Figure], values: Mapping[Key, Decimal], reader: str) -> Check:
    if rule.amounts is not None:
        try:
            amounts = rule.amounts(values)
        except KeyError:  # a blank, an unreadable cell, a row not printed
            pass
        else:
            at = len(rule.left)
            return _tested(rule, amounts[:at], amounts[at:], known, reader)
    operands = [figure for key in rule.keys if (figure := known.get(key)) is not None]
    if len(operands) < len(rule.keys) and (missing := [key for key in rule.needed if key not in known]):
        return _silent(rule, f"not printed: {_names(missing)}")
    empty = [figure for figure in operands if figure.value is None]
    if empty and (unreadable := [figure.key for figure in empty if figure.status == "unreadable"]):
        return _silent(rule, f"unreadable: {_names(unreadable)}", "inconclusive")
    if len(empty) == len(operands):
        return _silent(rule, "every cell is blank")
    if empty and not rule.identity.blank_is_zero:
        return _silent(rule, f"blank: {_names([figure.key for figure in empty])}")
    return _tested(rule, _parts(rule.left, values), _parts(rule.right, values), known, reader)


def _is_asked(rule: Rule, known: Mapping[Key, Figure]) -> bool:
    """Are the rows the rule asks for printed, with a figure where it asks for a cell?"""
    for key, wanted in rule.requires:
        figure = known.get(key)
        if (figure is not None and figure.status not in ("blank", "dash")) != wanted and not (
            wanted and figure is not None and rule.identity.scope == "column"
        ):
            return False
    return True


def _tested(
    rule: Rule,
    left_parts: Sequence[Decimal],
    right_parts: Sequence[Decimal],
    known: Mapping[Key, Figure],
    reader: str,
) -> Check:
    left = sum(left_parts, ZERO)
    right = max(right_parts) if rule.right_is_maximum else sum(right_parts, ZERO)
    identity = rule.identity
    if _holds(left, identity.operator, right, identity.tolerance):
        return Check(identity.id, rule.scope, "passed", identity.severity, left, right)
    fault = verdict([known[key] for key in rule.keys if key in known], reader)
    return Check(identity.id, rule.scope, "failed", identity.severity, left, right, fault)


def _parts(operands: Iterable[Operand], values: Mapping[Key, Decimal]) -> list[Decimal]:
    """The terms of a side; blanks and absent rows add nothing."""
    parts = []
    for factor, key, _ in operands:
        value = values.get(key) if key is not None else None
        if key is None:
            parts.append(factor)
        elif value is not None:
            parts.append(value if factor is ONE else factor * value)
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
