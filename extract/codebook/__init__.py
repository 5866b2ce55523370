"""The forms as data: what each row and column means, how it is printed, and the arithmetic it obeys.

Sources: the national forms of 2014 (国办发〔2014〕32号), 2019 (国办公开办函〔2019〕60号) and 2021
(国办公开办函〔2021〕30号). `evidence_grade`: E1 the rule or printed form was read; E2 read in a real report;
H block heading evidenced, row wording from general knowledge; G general knowledge; derived arithmetic.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from extract.codebook.expression import Expression, parse

TABLES = ("T2", "T3", "T4", "S14")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure of the forms. Labels are as printed, without numbering; patterns match the folded label.

    `context` names the group that makes a shared label unambiguous: 其他 under 其他处理, 总计 under 行政复议.
    """

    id: str
    block: str
    forms: tuple[str, ...]
    first_year: int
    last_year: int | None
    parent_id: str | None
    role: str
    context: str
    number: str
    row_labels: tuple[str, ...]
    row_pattern: str
    column_labels: tuple[str, ...]
    column_pattern: str
    unit_printed: str
    unit: str
    value_type: str
    name_zh: str
    name_en: str
    title_en: str
    label_2014: str
    label_2019: str
    label_2021: str
    legal_basis: str
    definition: str
    evidence_grade: str
    evidence: str
    note: str

    @property
    def is_money(self) -> bool:
        return self.value_type.startswith("money")


@dataclass(frozen=True, slots=True)
class Applicant:
    """A column of table three."""

    id: str
    labels: tuple[str, ...]
    pattern: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A rule of arithmetic. `procedure` names a rule that no expression can say; it then has no sides.

    `each` holds the values a template takes ({"row": (…)}); `requires` the indicators that must be printed
    (`!id`: must not be printed) for the rule to apply.
    """

    id: str
    block: str
    forms: tuple[str, ...]
    scope: str
    each: tuple[tuple[str, tuple[str, ...]], ...]
    requires: tuple[str, ...]
    left: str
    operator: str
    right: str
    tolerance: Decimal
    procedure: str
    severity: str
    blank_is_zero: bool
    applies_when: str
    statement_zh: str
    statement_en: str
    exceptions: str
    evidence_grade: str
    evidence: str

    def instances(self) -> list[tuple[str, Expression, Expression, tuple[str, ...]]]:
        """(template value, left, right, requires) a value of the template; one instance without any."""
        if not self.left:
            return []
        names = [name for name, _ in self.each]
        found = []
        for values in product(*(options for _, options in self.each)):
            filled = dict(zip(names, values, strict=True))
            left, right = (parse(fill(side, filled)) for side in (self.left, self.right or "0"))
            found.append(("/".join(values), left, right, tuple(fill(each, filled) for each in self.requires)))
        return found


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """How figures of one form answer to those of another; `comparability` 1 equal … 4 not comparable."""

    from_form: str
    from_ids: tuple[str, ...]
    from_label: str
    to_form: str
    to_ids: tuple[str, ...]
    to_label: str
    relation: str
    formula: str
    comparability: int
    note: str
    evidence_grade: str
    evidence: str


@dataclass(frozen=True, slots=True)
class NarrativePattern:
    """A figure said in words: the pattern that finds it (group `n`, else `n2`) and what to mind."""

    id: str
    concept: str
    name_zh: str
    name_en: str
    pattern: str
    unit: str
    normalise: str
    guards: str
    evidence: str
    note: str


def fill(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("extract.codebook") / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _with(row: dict[str, str], **typed: object) -> dict[str, Any]:
    """The row with some columns in their own type."""
    return {**row, **typed}


def _split(value: str, separator: str = ";") -> tuple[str, ...]:
    return tuple(part for part in value.split(separator) if part)


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator of the three forms, read once from indicators.csv.

    Returns:
        Indicator by id, in the order of the forms: 2014, then tables two, three and four.

    Example:
        >>> indicators()["req_new"].name_zh
        '本年新收'
    """
    return {row["id"]: _indicator(row) for row in _rows("indicators")}


def _indicator(row: dict[str, str]) -> Indicator:
    return Indicator(
        **_with(
            row,
            forms=_split(row["forms"]),
            first_year=int(row["first_year"]),
            last_year=int(row["last_year"]) if row["last_year"] else None,
            parent_id=row["parent_id"] or None,
            row_labels=_split(row["row_labels"], "|"),
            column_labels=_split(row["column_labels"], "|"),
        )
    )


@cache
def applicants() -> dict[str, Applicant]:
    """The seven columns of table three by id, in printed order."""
    typed = [_with(row, labels=_split(row["labels"], "|")) for row in _rows("applicants")]
    return {row["id"]: Applicant(**row) for row in typed}


@cache
def identities() -> dict[str, Identity]:
    """Every rule of arithmetic by id, read once from identities.csv; `Identity.instances` expands it."""
    return {row["id"]: _identity(row) for row in _rows("identities")}


def _identity(row: dict[str, str]) -> Identity:
    return Identity(
        **_with(
            row,
            forms=_split(row["forms"]),
            each=_templates(row["each"]),
            requires=_split(row["requires"]),
            tolerance=Decimal(row["tolerance"]),
            blank_is_zero=row["blank_is_zero"] == "true",
        )
    )


def _templates(each: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not each:
        return ()
    name, _, values = each.partition("=")
    if name == "applicant":
        return ((name, tuple(applicants())),)
    return ((name, _split(values)),)


@cache
def crosswalk() -> tuple[Crosswalk, ...]:
    """How the figures of one form answer to those of another, read once from crosswalk.csv."""
    return tuple(
        Crosswalk(
            **_with(
                row,
                from_ids=_split(row["from_ids"]),
                to_ids=_split(row["to_ids"]),
                comparability=int(row["comparability"]),
            )
        )
        for row in _rows("crosswalk")
    )


@cache
def frame_words() -> dict[str, str]:
    """Words of a table's frame that name no figure → the table: they open it or stand over its headers."""
    return {row["word"]: row["table"] for row in _rows("frame_words")}


@cache
def narrative_patterns() -> tuple[NarrativePattern, ...]:
    """The patterns of figures said in words, read once from narrative.csv."""
    return tuple(NarrativePattern(**row) for row in _rows("narrative"))
