"""Table three, 收到和处理政府信息公开申请情况: seven applicants across, what became of requests down."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.codebook import Indicator, applicants, indicators
from extract.codebook.labels import fold
from extract.codebook.vocabulary import meaning, resolve, vocabularies
from extract.mapping.collector import Collector
from extract.mapping.columns import Column, Header, cells_over, labels_and_rest, split_row
from extract.mapping.placing import Placed, ProvedColumns, adds_up, place_alone
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken, rows_of
from extract.model.grid import Cell, Grid
from spiders.content.headings import is_heading

# Headers that no other table prints; 总计 and 其他 stand in several.
DISTINCTIVE_APPLICANTS = frozenset(
    {"natural_person", "legal_business", "legal_research", "legal_welfare", "legal_lawfirm"}
)


class TableThree(TableWalker):
    """Its header runs over two or three rows: `is_open` until the first row of figures.

    `order`: where each applicant's column stands among the headers; None unless all seven are told apart.
    `others`: local headers among them, such as 同比; `local` gathers them. `is_own`: the header stands in the
    grid being read. `own_counts`: how many cells stood behind the labels of the rows in the header's grid.
    """

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector)
        self.columns: dict[str, Column] = {}
        self.others: list[Column] = []
        self.local: list[Column] = []
        self.header = Header((), 0)
        self.order: list[int] | None = None
        self.is_open = self.is_fresh = self.is_torn = self.is_own = self.has_edges = False
        self.own_counts: set[int] = set()
        self.grid: Grid | None = None
        self.proved: ProvedColumns | None = None
        self.group: Cell | None = None
        self.unknown: UnknownRow | None = None

    def begin_grid(self, grid: Grid) -> None:
        self.is_own = False
        self.grid, self.proved = grid, None
        # Pages of these formats were joined where their edges coincide: another grid has other edges.
        self.has_edges = grid.locator.startswith(("pdf:", "ofd:", "scan:"))

    def take_header(self, row: HeaderRow, is_current: bool) -> Taken | None:
        bodies = [(key, cell) for cell, what in row.words if what.applicant for key in what.applicant.keys]
        found = dict(bodies)
        if not self._is_header(row, set(found)):
            return None
        taken = Taken.NOTED if self.is_open else Taken.BEGINS
        self.is_fresh = self.is_fresh or not self.is_open
        self.is_open = True
        local = [
            Column.over(cell, frozenset()) for cell, what in row.words if not (what.applicant or what.frame)
        ]
        self.local = local if taken is Taken.BEGINS else [*self.local, *local]
        if not found:  # 申请人情况 above the headers, or 三、本年度办理结果 as a row of its own
            return taken
        if self.is_fresh:
            self.columns, self.is_fresh, self.is_torn = {}, False, False
        self.is_own, self.own_counts, self.group, self.others = True, set(), None, self.local
        named = {key: Column.over(cell, frozenset({key})) for key, cell in found.items()}
        # An applicant named twice: two tables side by side, or a header printed again. A cell that is not
        # merged downwards repeats its text.
        again = [key for key, column in named.items() if key in self.columns]
        self.is_torn |= len(bodies) > len(found) or any(self.columns[key] != named[key] for key in again)
        self.columns |= named
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
        """One row: under its own grid's header by columns, else by the seven cells behind its label."""
        labels, values = labels_and_rest(row.cells, self._start(row))
        printed = [cell for cell in labels if cell.text.strip()]
        if not printed or not values:
            return
        self.is_open = self.is_fresh = False
        label, is_blank = printed[-1], not any(cell.text.strip() for cell in values)
        if is_blank and (is_heading(label.text) or self._opens_group(label) or self._ends_label(label)):
            return
        context = frozenset(filter(None, map(group_of, printed[:-1] or filter(None, [self.group]))))
        placed = self._placed(row, values)
        found = placed.cells if placed is not None else None
        indicator = place_row_of_three(self.collector, label, context, found, len(values))
        self.collector.is_one_off |= placed is not None and placed.by_sums
        self.unknown = UnknownRow(label, context, found) if meaning(label.text).t3_row is None else None
        if group_of(label):
            self.group = label
        if indicator is not None and self.order is None:
            self.collector.doubt_row(indicator)

    def _start(self, row: GridRow) -> int | None:
        """The first column under a header that may serve the row."""
        serves = self.order is not None and (self.is_own or self.header.serves(row.grid_width))
        return self.header.columns[0].start if serves else None

    def _opens_group(self, label: Cell) -> bool:
        """Whether an empty row is that of a group, whose parts follow in rows of their own."""
        indicator = row_of_three(label, frozenset())
        if indicator is None or indicator.role != "derived_subtotal":
            return False
        self.group = label
        return True

    def _ends_label(self, label: Cell) -> bool:
        """Whether an empty row is the rest of the label above, cut by a page: those figures are the row's."""
        row = self.unknown
        if row is None:
            return False
        rows = vocabularies()["t3_row"]
        locator = f"{row.label.locator}+{label.locator}"
        whole = row.label._replace(text=row.label.text + label.text, locator=locator)
        is_exact = rows.is_exact(label.text)
        if row_of_three(whole, row.context) and (rows.is_exact(whole.text) or not is_exact):
            self.unknown = None
            self.collector.unknown_rows.remove(("T3", row.label.text.strip(), row.label.locator))
            place_row_of_three(self.collector, whole, row.context, row.values, len(row.values or ()))
            return True
        indicator = None if is_exact else row_of_three(label, row.context)
        if indicator is not None:
            message = f"{label.text.strip()!r} may be the rest of the label above"
            self.collector.refuse_row([indicator], label, "ambiguous_label", message)
        return indicator is not None or meaning(label.text).t3_row is None  # 续表, a page's number

    def _placed(self, row: GridRow, values: Sequence[Cell]) -> Placed | None:
        """The seven cells of a row in the order of the form, or None where they are not told apart."""
        placed = self._under_header(row, values)
        if placed is None or None in placed.cells:
            placed = self._alone(values) or placed
        if placed is None or self.order is None:
            return placed
        return Placed([placed.cells[at] for at in self.order], placed.by_sums)

    def _under_header(self, row: GridRow, values: Sequence[Cell]) -> Placed | None:
        """The cells under the headers, where their columns are provably the row's."""
        start, columns = self._start(row), self.header.columns
        if start is None:
            return None
        found = cells_over(columns, values, self.others)
        if not self.is_own:
            return Placed(found, by_sums=False) if found and self._continues(values, found) else None
        if found is None or values[0].column < start:
            return self._beside_header(values, found)
        self.own_counts.add(len(values))
        return Placed(found, by_sums=False)

    def _continues(self, values: Sequence[Cell], found: list[Cell | None]) -> bool:
        """Whether a row of another grid, as wide, has the cells of the rows under the header, and no others.

        Pages with edges were joined where those coincide: another grid of theirs has other ones.
        """
        if self.has_edges:
            return False
        counts = self.own_counts or {len(found)}
        starts = [cell.column for cell in found if cell is not None]
        is_first = values[0].column == self.header.columns[0].start
        return len(values) in counts and is_first and starts == [c.start for c in self.header.columns]

    def _beside_header(self, values: Sequence[Cell], found: list[Cell | None] | None) -> Placed | None:
        """Cells of a row of which some, empty, stand before the headers: blanks of a row that has shifted?"""
        if found is None or any(cell.text.strip() for cell in values if cell not in found):
            return None
        texts = [cell.text.strip() for cell in found if cell is not None]
        if all(texts) and len(texts) == len(found):
            return Placed(found, by_sums=False)
        alone = self._alone(values)
        is_same = alone is not None and [cell.text.strip() for cell in alone.cells if cell] == texts
        return Placed(found, alone.by_sums) if alone is not None and is_same else None

    def _alone(self, values: Sequence[Cell]) -> Placed | None:
        """The cells of a row that stands for itself; where the table has columns of its own, among those."""
        beside = [other for other in self.others if self._is_beside(other)]
        if beside:
            return self._among_others(values, beside)
        if self.order is None:
            return Placed([*values], by_sums=False) if len(values) == len(applicants()) else None
        return place_alone(values, [self.order]) or self._proved_columns(self.order).place(values)

    def _proved_columns(self, order: list[int]) -> ProvedColumns:
        """The columns of the figures in a grid without heads, as its rows prove them."""
        if self.proved is None:
            rows = rows_of(self.grid) if self.grid is not None else ()
            parts = (labels_and_rest(row.cells, None) for row in rows)
            own = [rest for labels, rest in parts if labels and meaning(labels[-1].text).t3_row is not None]
            self.proved = ProvedColumns(own, [order])
        return self.proved

    def _among_others(self, values: Sequence[Cell], beside: Sequence[Column]) -> Placed | None:
        """The cells of a row cut from its header: as many as all headers, and those of applicants add up."""
        heads = sorted((*self.header.columns, *beside), key=lambda head: head.start)
        is_alike = len(values) == len(heads) and self.own_counts <= {len(values)}
        if self.is_own or self.order is None or not is_alike:
            return None
        cells = [cell for head, cell in zip(heads, values, strict=True) if head not in beside]
        return Placed([*cells], by_sums=True) if adds_up(cells, [self.order]) else None

    def _is_beside(self, other: Column) -> bool:
        """Whether a local header has a column of its own among the applicants', or behind them."""
        columns = self.header.columns
        return other.start >= columns[0].start and not any(_overlap(other, column) for column in columns)


class UnknownRow(NamedTuple):
    """A row whose label is none of the form: maybe half of one."""

    label: Cell
    context: frozenset[str]
    values: list[Cell | None] | None


def _overlap(one: Column, other: Column) -> bool:
    return one.start < other.end and other.start < one.end


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
        wanted = len(applicants())
        why = f"not {wanted}" if count != wanted else "some empty, and no sum tells which are whose"
        message = f"{name}: {count} cells, {why}"
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
