"""The checks: each a query that returns the bad rows of one report year, from the codebook or checks/ID.sql.

A file's first line is its severity, its second says why. It reads: now and before (the figures of
this year's and last year's current reports), figures_of_year and versions (all versions; as the release's
own views call it, reports), cells, checks, failed (the failed checks of current reports), mentions, sections,
copies (of last year's), agencies (that ended the year before, with the successor), benchmarks, coverage_now,
coverage_before. It answers report_id, place, and if it can left_value, right_value, a severity and a verdict
of its own; where no report is to blame, the region_code of the division. `{year}`, `{columns}` (every
figure) and `{controls}` (the query of that view) are filled in.

A third line `-- looks at: province` declares that what is bad in a province is decided there: by the
reports and benchmarks, this year's and the year before's, of it and of provinces that share a body or a
benchmark with it. Such a check, which cannot read the coverage, is run again where something changed; any
other over the whole year.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extract import codebook
from extract.codebook import Identity
from extract.codebook.expression import Expression, Term
from warehouse.schema import FOLDER
from warehouse.schema.figure_columns import TOTAL, wide_columns
from warehouse.schema.models import model

CHECKS = FOLDER / "checks"
PROVINCE, COUNTRY = "province", "country"  # what a check may look at
LOOKS_AT = "-- looks at: "
WITHIN_REPORT = ("column", "row", "block", "cell")  # the scopes that extract tests on every printed cell
OPERATORS = {"=": "abs({left} - {right}) > {tolerance}", ">=": "{left} < {right}", "<=": "{left} > {right}"}


@dataclass(frozen=True, slots=True)
class Check:
    """A named query for bad rows; its severity is one of SEVERITIES, or STOP (severities.py)."""

    id: str
    severity: str
    why: str
    sql: str
    looks_at: str = COUNTRY


@cache
def all_checks() -> dict[str, Check]:
    """Every check by id: the identities of the codebook, then our own."""
    written = {path.stem: _written(path) for path in sorted(CHECKS.glob("*.sql"))}
    made = {rule.id: _made(rule) for rule in codebook.identities().values() if rule.id not in written}
    return {name: (made | written)[name] for name in sorted(made | written)}


def _written(path: Path) -> Check:
    severity, why, sql = path.read_text(encoding="utf-8").split("\n", 2)
    looks_at = COUNTRY
    if sql.startswith(LOOKS_AT):
        declared, sql = sql.split("\n", 1)
        looks_at = declared.removeprefix(LOOKS_AT)
    columns = ", ".join(f"{column.name}::DECIMAL(24, 6)" for column in wide_columns())
    filled = sql.replace("{columns}", columns).replace("{controls}", model("view_controls"))
    return Check(path.stem, severity.removeprefix("-- "), why.removeprefix("-- "), filled, looks_at)


def _made(identity: Identity) -> Check:
    """The check of an identity: extract's own results within a report, an expression across years."""
    sql = _failed(identity) if identity.scope in WITHIN_REPORT else _across(identity)
    return Check(identity.id, identity.severity, identity.statement_en, sql, PROVINCE)


def _failed(identity: Identity) -> str:
    return (
        "SELECT report_id, scope AS place, left_value, right_value, verdict FROM failed "
        f"WHERE rule_id = '{identity.id}'"
    )


def _across(identity: Identity) -> str:
    """SQL for an identity between this year (t) and the year before (t-1); a blank operand tests nothing."""
    queries = []
    for name, left, right, _ in identity.instances():
        sides = {"left": _sum(identity, name, left), "right": _sum(identity, name, right)}
        bad = OPERATORS[identity.operator].format(**sides, tolerance=identity.tolerance)
        tested = ", ".join(f"{sql} AS {side}_value" for side, sql in sides.items())
        joined = _before(identity, left, right)
        queries.append(f"SELECT t.report_id, '{name}' AS place, {tested} FROM now t {joined} WHERE {bad}")
    return "\nUNION ALL ".join(queries)


def _before(identity: Identity, *sides: Expression) -> str:
    """The join with last year's report of the same body and scope, in a form the rule is for."""
    if not any(term.years for side in sides for term in side.terms):
        return ""
    form = {"T2": "form_t2", "T3": "form_t3", "T4": "form_t4"}.get(identity.block)
    forms = ", ".join(f"'{edition}'" for edition in identity.forms)
    same = f" AND t.{form} IN ({forms}) AND p.{form} IN ({forms})" if form else ""
    crosses = "2014" in identity.forms
    return "JOIN before p ON p.agency_id = t.agency_id AND p.scope = t.scope" + ("" if crosses else same)


def _sum(identity: Identity, name: str, expression: Expression) -> str:
    by_applicant = bool(identity.each) and identity.each[0][0] == "applicant"
    terms = [_term(term, name if by_applicant else TOTAL) for term in expression.terms]
    return "(" + " + ".join(terms) + ")"


def _term(term: Term, applicant: str) -> str:
    if term.indicator is None:
        return str(term.factor)
    suffix = term.applicant or applicant
    name = term.indicator if suffix == TOTAL else f"{term.indicator}_{suffix}"
    return f"{term.factor} * {'p' if term.years else 't'}.{name}"
