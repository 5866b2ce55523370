"""Report and Value: what is printed, and what a right reading of it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Key = tuple[str, str | None, str | None]  # indicator, applicant, item

APPLICANTS = (
    "natural_person",
    "legal_business",
    "legal_research",
    "legal_welfare",
    "legal_lawfirm",
    "legal_other",
    "total",
)


@dataclass(frozen=True, slots=True)
class Value:
    """One printed cell: the text, and the value (money in 万元) and status that a right reading gives it."""

    raw: str
    value: Decimal | None
    status: str = "reported"

    @classmethod
    def of(cls, number: int | Decimal, raw: str | None = None) -> "Value":
        return cls(str(number) if raw is None else raw, Decimal(number))

    @classmethod
    def empty(cls, raw: str = "") -> "Value":
        """A blank cell, or a dash where `raw` is one."""
        return cls(raw, None, "dash" if raw.strip() else "blank")


@dataclass(frozen=True)
class Report:
    """One annual report as published.

    `agency` is the name in the title (None: the title names nobody). `form` is the edition of the tables.
    `published` is an ISO date. `misprints` maps a label of the form to what this report prints instead;
    `traits` name other departures (see forms.tables). `mentions` are figures said in words, by concept.
    """

    body: str
    agency: str | None
    year: int
    form: str
    cells: Mapping[Key, Value]
    published: str
    region_name: str
    region_code: str
    index_number: str
    mentions: Mapping[str, int] = field(default_factory=dict)
    misprints: Mapping[str, str] = field(default_factory=dict)
    traits: frozenset[str] = frozenset()
    edition_note: str = ""

    @property
    def title(self) -> str:
        return f"{self.agency or ''}{self.year}年政府信息公开工作年度报告"

    def number(self, indicator: str, applicant: str | None = None, item: str | None = None) -> int:
        """A count for the prose: 0 where the cell is blank or absent."""
        value = self.cells.get((indicator, applicant, item))
        return int(value.value) if value and value.value is not None else 0
