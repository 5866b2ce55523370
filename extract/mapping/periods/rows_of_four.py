"""Which row of figures of table four is the report's own, where several stand under the outcomes.

Reports print last year's row beside this year's, a row for each body and their 合计, or rows without a word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from extract.codebook import figure_text, indicators, periods
from extract.codebook.labels import fold
from extract.mapping.collector import Collector
from extract.mapping.columns import Column
from extract.model.grid import Cell

TOTALS = frozenset(("合计", "总计", "共计"))
FEW_CELLS = 2  # fewer are no row of figures: a note, a page's number, a lone figure among blanks


@dataclass(frozen=True)
class OutcomeRow:
    """A row of figures: what stands left of it, the headers above, and the cells (None: not one a header)."""

    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: tuple[Cell | None, ...] | None
    first: Cell

    @cached_property
    def keys(self) -> frozenset[str]:
        """The indicators whose figures it may hold."""
        return frozenset().union(*(column.keys for column in self.columns))

    @cached_property
    def values(self) -> tuple[Decimal | str, ...] | None:
        """Its figures, what is no figure as printed."""
        if self.cells is None or None in self.cells:
            return None
        texts = [cell.text for cell in self.cells if cell is not None]
        read = [figure_text.parse(text) for text in texts]
        return tuple(
            text.strip() if one.value is None else one.value for one, text in zip(read, texts, strict=True)
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed in it."""
        return not any(cell is not None and cell.text.strip() for cell in self.cells or (self.first,))

    @property
    def is_sparse(self) -> bool:
        """Whether it is blank, or one figure among blanks: it counts only where no other row is filled."""
        printed = sum(cell is not None and bool(cell.text.strip()) for cell in self.cells or (self.first,))
        return printed < FEW_CELLS < len(self.columns) and self.cells is not None

    @property
    def is_own(self) -> bool:
        """Whether it is labelled as the report's year."""
        return any(map(periods.is_own, self.labels)) and not self.is_other

    @property
    def is_other(self) -> bool:
        """Whether it is labelled as another year or period; a bare number is taken for a year."""
        return any(periods.others(label) for label in self.labels)

    @property
    def is_total(self) -> bool:
        """Whether it is labelled as the sum of the rows above."""
        return any(fold(label).short in TOTALS for label in self.labels)


def put_rows_of_four(collector: Collector, rows: Sequence[OutcomeRow]) -> None:
    """Put the report's own rows of figures; refuse them where none is, or where it cannot be told."""
    for group in _rivals(rows):
        full = [row for row in group if not row.is_sparse or row.is_own]
        # An empty row between the headers stands under the first of them alone.
        widest = max(group, key=lambda row: len(row.columns))
        filled = full or [row for row in group if not row.is_blank] or [widest]
        if len(filled) > 1 or any(label.strip().isdecimal() for row in filled for label in row.labels):
            collector.is_one_off = True
        own = _own_rows(filled)
        for row in own:
            place_row_of_four(collector, row.columns, row.cells, row.first)
        if not own:
            _refuse(collector, filled)


def _rivals(rows: Sequence[OutcomeRow]) -> Iterable[list[OutcomeRow]]:
    """The rows grouped by the figures they claim; a table may be printed as two, each with its outcomes."""
    groups: list[list[OutcomeRow]] = []
    for row in rows:
        claimed = [group for group in groups if any(row.keys & other.keys for other in group)]
        groups = [group for group in groups if group not in claimed]
        groups.append([*(other for group in claimed for other in group), row])
    return groups


def _own_rows(rows: Sequence[OutcomeRow]) -> list[OutcomeRow]:
    """The rows that state the report's figures: one, or several that say the same; none if that is open."""
    own = [row for row in rows if row.is_own] or [row for row in rows if not row.is_other]
    total = [row for row in own if row.is_total]
    if len(own) > 1 and len(total) == 1:
        return total if _is_sum(total[0], [row for row in own if row is not total[0]]) else []
    return own if len({row.values for row in own}) == 1 and (len(own) == 1 or own[0].values) else []


def _is_sum(total: OutcomeRow, parts: Sequence[OutcomeRow]) -> bool:
    """Whether a row is the sum of others, none of them the body's own: the report may be of 本级 alone."""
    if any(label.startswith("本") for row in parts for label in map(str.strip, row.labels)):
        return False
    rows = [row.values for row in (total, *parts)]
    if any(values is None or len(values) != len(rows[0] or ()) for values in rows):
        return False
    columns = zip(*(values for values in rows if values is not None), strict=True)
    return all(_number(top) == sum(map(_number, below)) for top, *below in columns)


def _number(value: Decimal | str) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _refuse(collector: Collector, rows: Sequence[OutcomeRow]) -> None:
    known, first = indicators(), rows[0].first
    claimed = sorted(frozenset().union(*(row.keys for row in rows if row.cells)))
    named = "、".join(label for row in rows for label in row.labels) or "without labels"
    message = f"table four: {len(rows)} rows of figures ({named}), none of them said to be the report's own"
    collector.refuse_row([known[key] for key in claimed], first, "other_period", message)


def place_row_of_four(
    collector: Collector, columns: Sequence[Column], values: Sequence[Cell | None] | None, first: Cell
) -> None:
    """Put the figures of table four under their outcome headers; `first` is the row's first cell."""
    known = indicators()
    named = [known[next(iter(column.keys))] if len(column.keys) == 1 else None for column in columns]
    if values is None:
        certain = [indicator for indicator in named if indicator is not None]
        message = f"table four: not {len(columns)} cells"
        collector.refuse_row(certain, first, "row_incomplete", message)
        return
    for column, indicator, value in zip(columns, named, values, strict=True):
        if indicator is None:
            message = f"no group stands over the header {column.text.strip()!r}"
            collector.report("ambiguous_label", first.locator, message)
        else:
            collector.put_or_refuse(indicator, first, value)
