"""The form's own arithmetic, applied to the figures of one report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extract.codebook import Identity, applicants, identities, indicators
from extract.codebook.expression import Expression, Term
from extract.reading import Check, Figure, Verdict

Key = tuple[str, str | None, str | None]
WITHIN_REPORT = frozenset({"column", "row", "block", "cell"})
# Readers whose cells come from the publisher's own text and cell borders: a failure there is the source's.
EXACT_READERS = frozenset({"html", "docx", "sheet", "text"})
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """One instance of an identity with its operands bound to figures."""

    identity: Identity
    scope: str
    left: tuple[tuple[Decimal, Key | None, bool], ...]
    right: tuple[tuple[Decimal, Key | None, bool], ...]
    right_is_maximum: bool
    requires: tuple[tuple[Key, bool], ...]

    @property
    def keys(self) -> list[Key]:
        return [key for _, key, _ in (*self.left, *self.right) if key is not None]


@cache
def rules() -> tuple[Rule, ...]:
    """Every identity that one report alone can be tested by, an instance a column, row, block or cell."""
    found: list[Rule] = []
    for identity in identities().values():
        if identity.scope not in WITHIN_REPORT or identity.procedure:
            continue
        for name, left, right, requires in identity.instances():
            if identity.scope == "cell":
                columns = applicants() if indicators()[name].block == "T3" else (None,)
                found += [_rule(identity, name, left, right, requires, applicant) for applicant in columns]
            else:
                applicant = name if identity.scope == "column" else None
                found.append(_rule(identity, name, left, right, requires, applicant))
    return tuple(found)


def _rule(
    identity: Identity,
    name: str,
    left: Expression,
    right: Expression,
    requires: Sequence[str],
    applicant: str | None,
) -> Rule:
    needed = tuple(
        (_needed(each.removeprefix("!"), applicant), not each.startswith("!")) for each in requires
    )
    scope = "/".join(filter(None, (name, applicant if identity.scope == "cell" else None)))
    return Rule(
        identity,
        scope or identity.block,
        _bound(left.terms, applicant),
        _bound(right.terms, applicant),
        right.is_maximum,
        needed,
    )


def _needed(reference: str, applicant: str | None) -> Key:
    name, _, column = reference.removesuffix("]").partition("[")
    return name, column or applicant, None


def _bound(terms: Iterable[Term], applicant: str | None) -> tuple[tuple[Decimal, Key | None, bool], ...]:
    return tuple(
        (
            term.factor,
            (term.indicator, term.applicant or applicant, None) if term.indicator else None,
            term.optional,
        )
        for term in terms
    )


def check(figures: Iterable[Figure], reader: str, blocks: frozenset[str] | None = None) -> tuple[Check, ...]:
    """Test every identity that the figures can answer; `blocks` limits them to some tables.

    A blank or a dash counts as 0 beside printed figures. All operands blank, or a row not printed: not_applicable.
    Rules of single cells are told only where they fail or a whole table would be silent about them.
    """
    known = {figure.key: figure for figure in figures}
    results = []
    for rule in rules():
        if blocks is not None and rule.identity.block not in blocks:
            continue
        result = _apply(rule, known, reader)
        if result is not None and not (rule.identity.scope == "cell" and result.outcome != "failed"):
            results.append(result)
    return tuple(results)


def _apply(rule: Rule, known: Mapping[Key, Figure], reader: str) -> Check | None:
    """None where the rule's table is not printed at all."""
    keys = rule.keys
    operands = [known[key] for key in keys if key in known]
    if not operands or not _is_asked(rule, known):
        return None
    missing = [
        key
        for _, key, is_optional in (*rule.left, *rule.right)
        if key and key not in known and not is_optional
    ]
    if missing:
        return _silent(rule, f"not printed: {_names(missing)}")
    unreadable = [figure.key for figure in operands if figure.status == "unreadable"]
    if unreadable:
        return _silent(rule, f"unreadable: {_names(unreadable)}", "inconclusive")
    blanks = [figure.key for figure in operands if figure.value is None]
    if len(blanks) == len(operands):
        return _silent(rule, "every cell is blank")
    if blanks and not rule.identity.blank_is_zero:
        return _silent(rule, f"blank: {_names(blanks)}")
    return _tested(rule, known, reader, operands)


def _is_asked(rule: Rule, known: Mapping[Key, Figure]) -> bool:
    """Are the rows the rule asks for printed, with a figure where it asks for a cell?"""
    for key, wanted in rule.requires:
        figure = known.get(key)
        if (figure is not None and figure.status not in ("blank", "dash")) != wanted and not (
            wanted and figure is not None and rule.identity.scope == "column"
        ):
            return False
    return True


def _tested(rule: Rule, known: Mapping[Key, Figure], reader: str, operands: Sequence[Figure]) -> Check:
    left = sum((factor * _value(key, known) for factor, key, _ in rule.left), ZERO)
    parts = [factor * _value(key, known) for factor, key, _ in rule.right]
    right = max(parts) if rule.right_is_maximum else sum(parts, ZERO)
    identity = rule.identity
    if _holds(left, identity.operator, right, identity.tolerance):
        return Check(identity.id, rule.scope, "passed", identity.severity, left, right)
    return Check(identity.id, rule.scope, "failed", identity.severity, left, right, verdict(operands, reader))


def _value(key: Key | None, known: Mapping[Key, Figure]) -> Decimal:
    if key is None:
        return Decimal(1)
    figure = known.get(key)
    return figure.value if figure is not None and figure.value is not None else ZERO


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
