"""The form's own arithmetic, applied to the figures of one report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat
from operator import eq, ge, gt, le, mod

from extract.checks.rules import ONE, Key, Operand, Plan, Rule, cell_rules, plan_of
from extract.codebook import Identity, identities
from extract.model.reading import Check, Figure, Verdict

# Readers whose cells come from the publisher's own text and cell borders: a failure there is the source's.
EXACT_READERS = frozenset({"html", "docx", "sheet", "text"})
ZERO = Decimal(0)
# Whether an operator holds between a value and every right side; where nothing is tolerated, C decides.
EXACT: dict[str, Callable[[Decimal, Decimal], bool]] = {"=": eq, ">=": ge, "<=": le, ">": gt}
WITHIN: dict[str, Callable[[Decimal, Decimal, Decimal], bool]] = {
    "=": lambda left, right, tolerance: abs(left - right) <= tolerance,
    ">=": lambda left, right, tolerance: left >= right - tolerance,
    "<=": lambda left, right, tolerance: left <= right + tolerance,
}
# Whether all values of a rule of single cells obey it; a bound holds for all where it holds for one of them.
ALL_HOLD: dict[str, Callable[[Sequence[Decimal], Decimal, Decimal], bool]] = {
    ">=": lambda values, right, tolerance: min(values) >= right - tolerance,
    ">": lambda values, right, _: min(values) > right,
    "<=": lambda values, right, tolerance: max(values) <= right + tolerance,
    "integer": lambda values, _, __: not any(map(mod, values, repeat(ONE))),
    "decimals": lambda values, places, _: all(value == round(value, int(places)) for value in values),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """The figures of one report, and what can be asked of them."""

    figures: Sequence[Figure]
    reader: str
    plan: Plan

    @classmethod
    def of(cls, figures: Sequence[Figure], reader: str) -> "Printed":
        cells = tuple(
            [(figure.indicator, figure.applicant, figure.item, figure.status) for figure in figures]
        )
        return cls(figures, reader, plan_of(cells))

    def get(self, key: Key) -> Figure | None:
        place = self.plan.at.get(key)
        return None if place is None else self.figures[place]


def check(figures: Sequence[Figure], reader: str) -> tuple[Check, ...]:
    """Test every identity of the form that the figures can answer. The source's figures are never changed.

    Args:
        figures: the cells of one report, money in 万元.
        reader: the reader that they come from; it tells whether a failure is the source's own.

    Returns:
        A check an identity and column, row or block. A blank or a dash counts as 0 beside printed figures
        where the codebook says so; all operands blank, a row not printed or a cell unreadable is
        not_applicable. Rules of single cells give one check a table, or one a bad cell.

    Example:
        >>> figure = Figure("rules_made", Decimal(3), "3", "reported", "html:t1/r2/c2")
        >>> {result.outcome for result in check([figure], "html")} <= {"passed", "not_applicable"}
        True
    """
    printed = Printed.of(figures, reader)
    return (*(result for _, result in _applied(printed)), *_check_cells(printed))


def corroborated(figures: Sequence[Figure], reader: str) -> frozenset[Key]:
    """The figures bound by a sum or bound that holds, in tables where nothing fails."""
    printed = Printed.of(figures, reader)
    applied = _applied(printed)
    failed = [result.rule_id for _, result in applied if result.outcome == "failed"]
    failed += [result.rule_id for result in _check_cells(printed) if result.outcome == "failed"]
    bad = {identities()[rule_id].block for rule_id in failed}
    return frozenset(
        key
        for rule, result in applied
        if result.outcome == "passed" and rule.identity.block not in bad
        for key in rule.keys
    )


def _check_cells(printed: Printed) -> list[Check]:
    values = [figure.value for figure in printed.figures]
    broken = {rule.id for rule, take in printed.plan.cells if not _all_hold(rule, take(values))}
    passed = [
        Check(rule.id, rule.block, "passed", rule.severity)
        for rule, _ in printed.plan.cells
        if rule.id not in broken
    ]
    return [*passed, *(_failed_cells(printed) if broken else ())]


def _all_hold(rule: Identity, values: Sequence[Decimal]) -> bool:
    return ALL_HOLD[rule.operator](values, Decimal(rule.right or 0), rule.tolerance)


def _failed_cells(printed: Printed) -> Iterable[Check]:
    """A check for each stated figure and each rule that it breaks."""
    return [
        Check(
            rule.id,
            "/".join(filter(None, figure.key)),
            "failed",
            rule.severity,
            figure.value,
            Decimal(rule.right or 0),
            verdict((figure,), printed.reader),
        )
        for figure in printed.figures
        if figure.value is not None
        for rule in cell_rules().get(figure.indicator, ())
        if not _all_hold(rule, (figure.value,))
    ]


def _applied(printed: Printed) -> list[tuple[Rule, Check]]:
    """Every rule that the report prints a row of and that applies to its edition, with what it gives."""
    values = [*(figure.value for figure in printed.figures), *printed.plan.constants]
    return [
        (rule, _tested(rule, sides[0](values), sides[1](values), printed) if sides else _apply(rule, printed))
        for rule, sides in printed.plan.sums
    ]


def _apply(rule: Rule, printed: Printed) -> Check:
    """Test a rule with blanks, unreadable cells, rows not printed or factors among its operands."""
    missing = [key for key in rule.needed if key not in printed.plan.at]
    if missing:
        return _silent(rule, f"not printed: {_names(missing)}")
    operands = [figure for key in rule.keys if (figure := printed.get(key)) is not None]
    unanswered = _without_value(rule, operands)
    if unanswered is not None:
        return unanswered
    return _tested(rule, _parts(rule.left, printed), _parts(rule.right, printed), printed)


def _without_value(rule: Rule, operands: Sequence[Figure]) -> Check | None:
    """The check of a rule that cells without a value leave unanswered; None where they count as 0."""
    empty = [figure for figure in operands if figure.value is None]
    unreadable = [figure.key for figure in empty if figure.status == "unreadable"]
    if unreadable:
        return _silent(rule, f"unreadable: {_names(unreadable)}", "inconclusive")
    if len(empty) == len(operands):
        return _silent(rule, "every cell is blank")
    if empty and not rule.identity.blank_is_zero:
        return _silent(rule, f"blank: {_names([figure.key for figure in empty])}")
    return None


def _tested(
    rule: Rule, left_parts: Sequence[Decimal], right_parts: Sequence[Decimal], printed: Printed
) -> Check:
    left = sum(left_parts, ZERO)
    right = max(right_parts) if rule.right_is_maximum else sum(right_parts, ZERO)
    identity = rule.identity
    if _holds(identity, left, right):
        return Check(identity.id, rule.scope, "passed", identity.severity, left, right)
    operands = [figure for key in rule.keys if (figure := printed.get(key)) is not None]
    fault = verdict(operands, printed.reader)
    return Check(identity.id, rule.scope, "failed", identity.severity, left, right, fault)


def _holds(rule: Identity, left: Decimal, right: Decimal) -> bool:
    if rule.tolerance:
        return WITHIN[rule.operator](left, right, rule.tolerance)
    return EXACT[rule.operator](left, right)


def _parts(operands: Iterable[Operand], printed: Printed) -> list[Decimal]:
    """The terms of a side; blanks and absent rows add nothing."""
    parts = []
    for factor, key, _ in operands:
        figure = printed.get(key) if key is not None else None
        if key is None:
            parts.append(factor)
        elif figure is not None and figure.value is not None:
            parts.append(figure.value if factor is ONE else factor * figure.value)
    return parts or [ZERO]


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
