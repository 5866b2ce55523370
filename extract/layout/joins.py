"""Tables that run over pages: their fragments as one grid.

At a page break a row may be cut in two, a label may be split, a merged cell may go on empty, and a header
may be printed again. What the cells hold tells which; columns must fit first.
"""

import re
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from extract.layout.geometry import Place
from extract.layout.ruled import Fragment, RuledCell, nearest
from extract.model.grid import Grid, Places

Locate = Callable[[Place], str]
Columns = tuple[int, int]

NEAR = 4.0  # points that a rule may move from page to page
MOST_HEADER_ROWS = 6
FRESH_LABEL = re.compile(r"\s*[（(]?[一二三四五六七八九十\d]{1,3}\s*[）)、.．，,]")
NUMBER = re.compile(r"\s*[-+－—–/]?[\d０-９.,，]*\s*(元|万元|件)?\s*")

FIGURE_START = re.compile(r"\s*[-+－—–]?[\d０-９]")


def continues(above: Fragment, below: Fragment, point: float = 1.0) -> bool:
    """Whether two fragments are equally wide and the columns of the one with fewer are among the other's."""
    near = NEAR * point
    shift = above.xs[0] - below.xs[0]
    if abs(above.xs[-1] - below.xs[-1] - shift) > near:
        return False
    few, many = sorted((above.xs, [x + shift for x in below.xs]), key=len)
    return all(abs(many[nearest(many, x)] - x) <= near for x in few)


def to_grid(fragments: Sequence[Fragment], locate: Locate, point: float = 1.0) -> Grid:
    """One table from its fragments in page order; a cell cut by a page break has its places joined by `+`.

    The fragments are used up.
    """
    cells = fragments[0].cells
    if len(fragments) > 1:
        xs = _all_columns(fragments, point)
        cells = []
        for fragment in fragments:
            _count_columns_on(fragment, xs)
            cells = _append(cells, fragment.cells)
    cells = sorted(cells, key=_place)
    locators = [
        locate(cell.places[0]) if len(cell.places) == 1 else "+".join(map(locate, cell.places))
        for cell in cells
    ]
    return Grid(
        tuple([cell.text for cell in cells]),
        tuple(locators),
        Places(
            rows=tuple([cell.row for cell in cells]),
            columns=tuple([cell.column for cell in cells]),
            row_spans=tuple([cell.row_span for cell in cells]),
            column_spans=tuple([cell.column_span for cell in cells]),
        ),
        "+".join(locate((fragment.page, *fragment.box)) for fragment in fragments),
    )


_place = attrgetter("row", "column")


def _all_columns(fragments: Sequence[Fragment], point: float) -> list[float]:
    """The rules of all fragments, measured from the left edge."""
    xs = [0.0]
    for fragment in fragments:
        for x in fragment.xs:
            distance = x - fragment.xs[0]
            if abs(distance - xs[nearest(xs, distance)]) > NEAR * point:
                insort(xs, distance)
    return xs


def _count_columns_on(fragment: Fragment, xs: Sequence[float]) -> None:
    """Count the columns of the fragment's cells on the rules of the whole table."""
    index = [nearest(xs, x - fragment.xs[0]) for x in fragment.xs]
    if index == [*range(len(xs))]:  # most fragments
        return
    for cell in fragment.cells:
        start = index[cell.column]
        cell.column_span = index[cell.column + cell.column_span] - start
        cell.column = start


def _append(upper: list[RuledCell], lower: list[RuledCell]) -> list[RuledCell]:
    """The rows of two fragments as one table."""
    if not upper:
        return lower
    lower = _without_header(upper, lower)
    seam = max([cell.row + cell.row_span for cell in upper])
    ending = {_columns(cell): cell for cell in upper if cell.row + cell.row_span == seam}
    starting = sorted((cell for cell in lower if cell.row == 0), key=lambda cell: cell.column)
    if _stands_under_heads(ending, starting):
        ending = {}
    is_cut = _is_cut_row(ending, starting)
    kept = []
    for cell in lower:
        above = ending.get(_columns(cell)) if cell.row == 0 else None
        if above is not None and (is_cut or _goes_on(above, cell, starting)):
            above.row_span += cell.row_span - is_cut
            above.text, above.is_full = _joined(above, cell), cell.is_full
            above.places += cell.places
        else:
            cell.row += seam - is_cut
            kept.append(cell)
    return upper + kept


def _columns(cell: RuledCell) -> Columns:
    return cell.column, cell.column_span


def _without_header(upper: list[RuledCell], lower: list[RuledCell]) -> list[RuledCell]:
    """The lower fragment without the header rows that a word processor prints again on each page."""
    repeated = _repeated_rows(upper, lower)
    if repeated in (0, max(cell.row + cell.row_span for cell in lower)):
        return lower
    return [replace(cell, row=cell.row - repeated) for cell in lower if cell.row >= repeated]


def _repeated_rows(upper: list[RuledCell], lower: list[RuledCell]) -> int:
    """How many rows at the top of both fragments are the same, without figures."""
    if _first_row(upper) != _first_row(lower):
        return 0
    repeated = 0
    for count in range(1, MOST_HEADER_ROWS + 1):
        first = _header(upper, count)
        if first and first == _header(lower, count) and not _has_number(first):
            repeated = count
    return repeated


def _has_number(header: Sequence[tuple[int, int, int, int, str]]) -> bool:
    return any(text and NUMBER.fullmatch(text) for *_, text in header)


def _first_row(cells: list[RuledCell]) -> set[tuple[int, int, int, str]]:
    return {(cell.row_span, *_columns(cell), cell.text) for cell in cells if cell.row == 0}


def _header(cells: list[RuledCell], count: int) -> list[tuple[int, int, int, int, str]]:
    """The first rows' cells as comparable values; none where one reaches out of them, or all are blank."""
    head = [cell for cell in cells if cell.row < count]
    is_closed = all(cell.row + cell.row_span <= count for cell in head)
    if not is_closed or not any(cell.text for cell in head):
        return []
    return sorted((cell.row, cell.row_span, *_columns(cell), cell.text) for cell in head)


def _is_cut_row(ending: dict[Columns, RuledCell], starting: Sequence[RuledCell]) -> bool:
    """Whether the row below the break is the rest of the row above it.

    It is where no column has two numbers, and a label goes on where its line was full (a figure's note may go
    on beside it), or one part holds what the other lacks.
    """
    if not ending.keys() >= set(map(_columns, starting)):
        return False
    pairs = [(ending[_columns(cell)], cell) for cell in starting]
    row = [pair for pair in pairs if pair[0].row_span == pair[1].row_span == 1]
    both = [pair for pair in row if all(cell.text for cell in pair)]
    if both:
        labels = [pair for pair in both if _is_split_label(*pair)]
        is_certain = any(FRESH_LABEL.fullmatch(above.text) for above, _ in labels)
        return bool(labels) and all(pair in labels or _is_split_figure(*pair, is_certain) for pair in both)
    if not row:
        return False
    above, below = zip(*row, strict=True)
    return _has_text(above) or not _has_text(below)


def _has_text(cells: Iterable[RuledCell]) -> bool:
    return any(cell.text for cell in cells)


def _is_split_label(above: RuledCell, cell: RuledCell) -> bool:
    """Whether a label goes on below: its line was full, a bracket is open, or only its number was printed."""
    is_open = above.text.count("（") > above.text.count("）") or FRESH_LABEL.fullmatch(above.text)
    is_unfinished = above.is_full or is_open
    return bool(is_unfinished) and not FRESH_LABEL.match(cell.text) and not NUMBER.fullmatch(cell.text)


def _is_split_figure(above: RuledCell, cell: RuledCell, is_certain: bool) -> bool:
    """Whether a cell may be a figure that goes on below: 4193 含 over 16件.

    Where the row `is_certain` to be cut also 123 over 1, which is then one figure or none.
    """
    if FRESH_LABEL.match(above.text) or FRESH_LABEL.match(cell.text):
        return False
    both_figures = all(NUMBER.fullmatch(each.text) for each in (above, cell))
    return bool(FIGURE_START.match(above.text)) and (is_certain or not both_figures)


def _stands_under_heads(ending: dict[Columns, RuledCell], starting: Sequence[RuledCell]) -> bool:
    """Whether a figure stands under words: table four's heads end the page above, its figures follow.

    Then nothing goes on over the page, and an empty cell is a figure's blank.
    """
    figures = [cell for cell in starting if cell.text and NUMBER.fullmatch(cell.text)]
    words = [ending[_columns(cell)].text.strip() for cell in figures if _columns(cell) in ending]
    return any(text and not NUMBER.fullmatch(text) and not FIGURE_START.match(text) for text in words)


def _goes_on(above: RuledCell, cell: RuledCell, starting: Sequence[RuledCell]) -> bool:
    """Whether a cell of several rows, such as a group's label, runs on over the page break."""
    is_tall = above.row_span > 1 or cell.row_span > 1
    if above.text and cell.text:
        return is_tall and _is_split_label(above, cell)
    return is_tall or (not cell.text and _stands_before_label(cell, starting))


def _stands_before_label(cell: RuledCell, starting: Sequence[RuledCell]) -> bool:
    """Whether the row's first printed cell is a label right of this blank one: a group's column, then."""
    first = next((other for other in starting if other.text), None)
    return first is not None and first.column > cell.column and not NUMBER.fullmatch(first.text)


def _joined(above: RuledCell, cell: RuledCell) -> str:
    glue = "\n" if above.text and cell.text and not above.is_full else ""
    return above.text + glue + cell.text
