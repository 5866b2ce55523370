"""Table three, 收到和处理政府信息公开申请情况: seven applicants across, what became of requests down."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from extract.codebook import Indicator, applicants, indicators
from extract.codebook.labels import fold
from extract.codebook.vocabulary import meaning, resolve
from extract.mapping.collector import Collector
from extract.mapping.columns import Column, Header, cells_under, split_row
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken
from extract.model.grid import Cell

# Headers that no other table prints; 总计 and 其他 stand in several.
DISTINCTIVE_APPLICANTS = frozenset(
    {"natural_person", "legal_business", "legal_research", "legal_welfare", "legal_lawfirm"}
)


class TableThree(TableWalker):
    """Its header runs over two or three rows: `is_open` until the first row of figures.

    `order`: where each applicant's column stands among the headers; None unless all seven are told apart.
    """

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.columns: dict[str, Column] = {}
        self.header = Header((), 0)
        self.order: list[int] | None = None
        self.is_open = self.is_torn = False

    def take_header(self, row: HeaderRow, is_current: bool) -> Taken | None:
        bodies = [(key, cell) for cell, what in row.words if what.applicant for key in what.applicant.keys]
        found = dict(bodies)
        if not self._is_header(row, set(found)):
            return None
        taken = Taken.NOTED if self.is_open else Taken.BEGINS
        if not self.is_open:
            self.columns, self.is_open, self.is_torn = {}, True, False
        # An applicant named twice: two tables side by side, or a header printed again.
        self.is_torn |= len(bodies) > len(found) or bool(self.columns.keys() & found.keys())
        self.columns |= {key: Column.over(cell, frozenset({key})) for key, cell in found.items()}
        self.header = Header.of(self.columns.values(), row.grid_width)
        self.order = None if self.is_torn else _order_of_applicants(self.header.columns)
        return taken

    def _is_header(self, row: HeaderRow, bodies: set[str]) -> bool:
        is_begun = self.is_open or not DISTINCTIVE_APPLICANTS.isdisjoint(bodies)
        if not is_begun and ("T3" not in row.frames or row.names_row("t3_row")):
            return False
        if any(what.t3_row is not None and what.applicant is None for _, what in row.words):
            return False
        return bool(bodies or row.frames)

    def is_row(self, row: GridRow) -> bool:
        """Whether a row bears a label of this table, and cells, though no header was met."""
        labels, values = split_row(row.cells, None)
        printed = [cell for cell in labels if cell.text.strip()]
        return bool(printed and values) and meaning(printed[-1].text).t3_row is not None

    def read_row(self, row: GridRow) -> None:
        """One row; where no header serves, exactly seven cells after the label."""
        served = self.order is not None and self.header.serves(row.grid_width)
        start = self.header.columns[0].start if served else None
        labels, values = split_row(row.cells, start)
        printed = [cell for cell in labels if cell.text.strip()]
        if not printed or not values:
            return
        self.is_open = False
        label, context = printed[-1], frozenset(filter(None, map(group_of, printed[:-1])))
        found = self._values(values, served)
        indicator = place_row_of_three(self.collector, label, context, found, len(values))
        if indicator is not None and self.order is None:
            self.collector.doubt_row(indicator)

    def _values(self, values: Sequence[Cell], served: bool) -> list[Cell | None] | None:
        """The seven cells of a row in the order of the form, or None where they are not seven."""
        found: list[Cell | None] | None
        if served:
            found = cells_under(self.header.columns, values)
        else:
            found = list(values) if len(values) == len(applicants()) else None
        if found is None or self.order is None:
            return found
        return [found[at] for at in self.order]


def _order_of_applicants(columns: Sequence[Column]) -> list[int] | None:
    """Where each applicant stands among the headers; None unless all seven stand side by side."""
    names = [next(iter(column.keys)) for column in columns]
    is_apart = all(left.end <= right.start for left, right in pairwise(columns))
    if len(names) != len(applicants()) or not is_apart:
        return None
    return [names.index(key) for key in applicants()]


def place_row_of_three(
    collector: Collector,
    label: Cell,
    context: frozenset[str],
    values: Sequence[Cell | None] | None,
    count: int,
) -> Indicator | None:
    """Put the seven cells of one row of table three; returns its indicator, None if it has no place."""
    match = meaning(label.text).t3_row
    indicator = row_of_three(label, context)
    name = f"{label.text.strip()!r}"
    if match is None:
        collector.unknown_rows.append(("T3", label.text.strip(), label.locator))
    elif indicator is None:
        message = f"{name} fits several rows and no group tells which"
        collector.report("ambiguous_label", label.locator, message)
    elif values is None:
        message = f"{name}: {count} cells, not {len(applicants())}"
        collector.refuse_row([indicator], label, "row_incomplete", message)
    else:
        collector.put_row(indicator, values, label)
        collector.report_typo(match, label, indicator.id)
    return indicator


def row_of_three(label: Cell, context: frozenset[str]) -> Indicator | None:
    """The indicator of a row label of table three; None where it is no row, or ambiguous."""
    return _row_of_three(label.text, context)


@lru_cache(maxsize=4096)
def _row_of_three(label: str, context: frozenset[str]) -> Indicator | None:
    match = meaning(label).t3_row
    key = resolve(match, fold(label).number, context) if match else None
    return indicators()[key] if key else None


def group_of(cell: Cell) -> str | None:
    """The group that a label to the left opens: 不予公开, 无法提供, 不予处理 or 其他处理."""
    found = row_of_three(cell, frozenset())
    return found.row_labels[0] if found is not None else None
