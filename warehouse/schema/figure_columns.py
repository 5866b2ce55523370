"""The wide shape: one row a report, one column a figure of the forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract import codebook
from extract.codebook import Indicator

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class WideColumn:
    """One figure as a column: `req_new` is its total column, `req_new_natural_person` one applicant's."""

    name: str
    indicator: str
    applicant: str | None
    is_money: bool
    zh: str
    en: str
    unit: str


@cache
def wide_columns() -> tuple[WideColumn, ...]:
    """Every column of `figures`, in the order of the forms."""
    return tuple(column for indicator in codebook.indicators().values() for column in _columns_of(indicator))


def _columns_of(indicator: Indicator) -> Iterator[WideColumn]:
    if indicator.block != "T3":
        yield _column(indicator, indicator.id, None)
        return
    yield _column(indicator, indicator.id, TOTAL)
    for applicant in codebook.applicants().values():
        if applicant.id != TOTAL:
            zh, en = f"（{applicant.name_zh}）", f" ({applicant.name_en})"
            yield _column(indicator, f"{indicator.id}_{applicant.id}", applicant.id, zh, en)


def _column(row: Indicator, name: str, applicant: str | None, zh: str = "", en: str = "") -> WideColumn:
    return WideColumn(name, row.id, applicant, row.is_money, row.name_zh + zh, row.name_en + en, row.unit)
