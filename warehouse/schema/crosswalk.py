"""Concepts: one comparable line over the forms of 2014, 2019 and 2021, made from the codebook's crosswalk."""

from dataclasses import dataclass, replace
from functools import cache

from extract import codebook
from extract.codebook import Crosswalk, Indicator
from extract.codebook.expression import parse

COMPARABLE = 3  # a crosswalk of grade 4 joins nothing
DERIVED_FROM = ("T3.SUB.", "T4.LITTOTAL")  # identities that define a subtotal the form does not print


@dataclass(frozen=True, slots=True)
class Source:
    """One way a form gives a concept: signed indicators, and how it compares (1 equal … 3 overlaps)."""

    form: str
    terms: tuple[tuple[int, str], ...]
    grade: int
    note: str = ""

    @property
    def expression(self) -> str:
        text = "".join(("+" if sign > 0 else "-") + name for sign, name in self.terms)
        return text.removeprefix("+")


@dataclass(frozen=True, slots=True)
class Concept:
    """A line of `series` with its sources, best first."""

    id: str
    block: str
    zh: str
    en: str
    unit: str
    sources: tuple[Source, ...]


@cache
def concepts() -> dict[str, Concept]:
    """Every concept by id: the figures of the present forms first, each with its older sources."""
    made = {row.id: _own(row) for row in codebook.indicators().values() if row.block != "S14"}
    for rule in codebook.identities().values():
        if rule.id.startswith(DERIVED_FROM):
            _add(made, rule.left, Source("2019;2021", _terms(rule.right), 1, rule.statement_en))
    for row in codebook.crosswalk():
        if row.comparability <= COMPARABLE and row.from_ids and row.to_ids:
            _cross(made, row)
    return made


def _own(row: Indicator) -> Concept:
    own = Source(";".join(row.forms), ((1, row.id),), 1)
    return Concept(row.id, row.block, row.name_zh, row.name_en, row.unit, (own,))


def _add(made: dict[str, Concept], name: str, source: Source) -> None:
    concept = made[name]
    if source.terms not in [known.terms for known in concept.sources]:
        made[name] = replace(concept, sources=(*concept.sources, source))


def _terms(expression: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(term.factor), term.indicator or "") for term in parse(expression).terms)


def _cross(made: dict[str, Concept], row: Crosswalk) -> None:
    """Add the older source of a crosswalk row to its concept."""
    if row.from_ids == row.to_ids:
        _regrade(made, row)
        return
    if row.from_form == "2019" and len(row.to_ids) > 1:
        return  # 其他处理: its identity already says that the three parts make the old row
    name = row.to_ids[0] if len(row.to_ids) == 1 else _joint(made, row)
    older = max([source.grade for source in made[name].sources if "2019" in source.form], default=1)
    _add(made, name, Source(row.from_form, _older_terms(row), max(row.comparability, older), row.note))


def _regrade(made: dict[str, Concept], row: Crosswalk) -> None:
    """The same row in both forms, but not quite the same meaning: the older form gets its grade."""
    concept = made[row.to_ids[0]]
    if row.comparability > 1:
        newer = replace(concept.sources[0], form=row.to_form)
        older = replace(concept.sources[0], form=row.from_form, grade=row.comparability, note=row.note)
        made[concept.id] = replace(concept, sources=(older, newer, *concept.sources[1:]))


def _joint(made: dict[str, Concept], row: Crosswalk) -> str:
    """The concept of a row that the newer form splits: it exists as the sum of its parts."""
    prefix = "disp_" if row.to_ids[0].startswith("disp_") else "req_"
    name = prefix + row.from_ids[0].removeprefix("s14_")
    parts = Source("2019;2021", tuple((1, part) for part in row.to_ids), 1)
    if name not in made:
        old, new = codebook.indicators()[row.from_ids[0]], codebook.indicators()[row.to_ids[0]]
        made[name] = Concept(name, new.block, old.name_zh, old.name_en, old.unit, (parts,))
    _add(made, name, parts)
    return name


def _older_terms(row: Crosswalk) -> tuple[tuple[int, str], ...]:
    """The older ids added up; a formula is followed where it takes one away."""
    sides = [side.replace(" ", "") for side in row.formula.split("~")]
    for side in sides:
        if "-" in side and side.startswith(row.from_ids[0]):
            return _terms(side)
    return tuple((1, older) for older in row.from_ids)
