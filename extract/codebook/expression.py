"""The small language of identities.csv: sums of terms, constants as factors, {templates} and t±1 references.

req_new+req_carried_in          {row}[total]          0.0001*info_fee_amount_yuan
{row}_in_force(t-1)             max(s14_a,s14_b)      s14_app_otherway?   (a row that may be absent)
"""

import re
from dataclasses import dataclass
from decimal import Decimal

TERM = re.compile(
    r"(?P<sign>[+-]?)(?:(?P<factor>\d+(?:\.\d+)?)\*)?(?:(?P<constant>\d+(?:\.\d+)?)(?![\w.*])|"
    r"(?P<indicator>[a-z]\w*)(?:\[(?P<applicant>\w+)\])?(?:\(t(?P<shift>[+-]\d+)?\))?(?P<optional>\?)?)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """factor × indicator, or a constant where `indicator` is None. `years` is the shift of (t-1), (t+1)."""

    factor: Decimal
    indicator: str | None = None
    applicant: str | None = None
    years: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """A sum of terms, or the largest of them."""

    terms: tuple[Term, ...]
    is_maximum: bool = False

    @property
    def indicators(self) -> set[str]:
        return {term.indicator for term in self.terms if term.indicator}


def parse(source: str) -> Expression:
    """An expression without templates left in it; ValueError names the place that does not parse."""
    if source.startswith("max(") and source.endswith(")"):
        parts = [parse(part).terms[0] for part in source[4:-1].split(",")]
        return Expression(tuple(parts), is_maximum=True)
    terms: list[Term] = []
    position = 0
    while position < len(source):
        match = TERM.match(source, position)
        if match is None or (terms and not match["sign"]):
            raise ValueError(f"cannot parse {source!r} at {source[position:]!r}")
        terms.append(_term(match))
        position = match.end()
    if not terms:
        raise ValueError("an empty expression")
    return Expression(tuple(terms))


def _term(match: re.Match[str]) -> Term:
    sign = -1 if match["sign"] == "-" else 1
    if match["constant"]:
        return Term(sign * Decimal(match["constant"]))
    factor = sign * Decimal(match["factor"] or 1)
    years = int(match["shift"] or 0)
    return Term(factor, match["indicator"], match["applicant"], years, bool(match["optional"]))
