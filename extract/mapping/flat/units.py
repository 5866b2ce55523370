"""Flat sources → units: labels and the cells after them, as far as rows can still be seen."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from extract.codebook.vocabulary import is_label, meaning
from extract.mapping.flat.lines import is_group_piece, line_units
from extract.mapping.flat.unit import Unit, row_unit
from extract.mapping.flat.words import is_value
from extract.model.document import Document
from extract.model.grid import Cell, Grid

JOINED_LINES = 6  # lines that one label may be cut over


def document_units(document: Document) -> Iterator[Unit]:
    """The units of a flat document in printed order, its paragraphs and grids as one run."""
    placed: list[tuple[int, Iterable[Unit | Cell]]] = []
    for paragraph in document.paragraphs:
        placed.append((paragraph.order, line_units(paragraph.text, paragraph.locator)))
    for grid, order in zip(document.grids, document.grid_orders, strict=True):
        placed.append((order, _of_grid(grid)))
    found = [item for _, items in sorted(placed, key=lambda pair: pair[0]) for item in items]
    waiting: list[Cell] = []
    for item, following in zip_longest(found, found[1:]):
        if isinstance(item, Cell):
            waiting.append(item)
            continue
        if not item.labels and isinstance(following, Cell):
            item.labels = _halves_around(waiting, following)
        item.labels = _with_tail(waiting, item.labels)
        yield from stream_units(waiting)
        waiting = []
        yield item
    yield from stream_units(waiting)


def _of_grid(grid: Grid) -> Iterator[Unit | Cell]:
    """The rows of a grid that kept them, else its cells."""
    rows = list(grid.rows())
    if any(sum(bool(cell.text.strip()) for cell in row) > 1 for row in rows):
        yield from (row_unit(row) for row in rows)
    else:
        # A blank beside its own label pads a merged cell; one on a line of its own is a cell.
        yield from (cell for row in rows for cell in row if cell.text.strip() or len(row) == 1)


def _halves_around(waiting: list[Cell], following: Cell) -> list[Cell]:
    """The label whose halves stand on the lines before and after its figures (`pdftotext` centres these)."""
    if not waiting or is_group_piece(waiting[-1].text) or not is_label(waiting[-1].text + following.text):
        return []
    first = waiting.pop()
    return [first._replace(text=first.text + following.text)]


def _with_tail(waiting: list[Cell], labels: list[Cell]) -> list[Cell]:
    """A row's label whose beginning stands on the lines before it, put together; the lines are used up.

    Pieces of group labels may stand between its lines.
    """
    if len(labels) != 1 or meaning(labels[0].text).is_known:
        return labels
    for count in range(1, min(JOINED_LINES, len(waiting) + 1)):
        before = waiting[-count:]
        own = [cell for cell in before if not is_group_piece(cell.text)]
        for parts in (before, own):
            text = "".join(cell.text for cell in parts) + labels[0].text
            if parts and is_label(text):
                del waiting[-count:]
                return [parts[0]._replace(text=text)]
    return labels


def stream_units(cells: Iterable[Cell]) -> Iterator[Unit]:
    """A stream of cells without rows, cut before each label that follows cells."""
    unit = Unit()
    for cell in joined(list(cells)):
        if is_value(cell.text):
            _add_value(unit, cell)
            continue
        if unit.values or (unit.labels and is_left_alone(unit.labels[-1], cell)):
            yield unit
            unit = Unit()
        unit.labels.append(cell)
        unit.is_torn = False
    if unit.labels or unit.values:
        yield unit


def _add_value(unit: Unit, cell: Cell) -> None:
    """One more cell; a blank is one after a row's label or its first cell, elsewhere it may be padding."""
    if cell.text.strip() or unit.values or (unit.labels and _is_row_label(unit.labels[-1])):
        unit.values.append(cell)
    else:
        unit.is_torn = True


def _is_row_label(label: Cell) -> bool:
    what = meaning(label.text)
    is_row = any(match is not None for match in (what.t2_row, what.t3_row, what.s14_row))
    return is_row and not is_header(label)


def is_left_alone(label: Cell, following: Cell) -> bool:
    """Does a header word follow a row label, so that the row has no cells at all?"""
    return is_header(following) and not is_header(label) and meaning(label.text).t3_row is None


def is_header(label: Cell) -> bool:
    what = meaning(label.text)
    return what.frame is not None or what.t2_column is not None


def joined(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Labels cut over several lines put together again where the parts are, letter for letter, one label."""
    index = 0
    while index < len(cells):
        for count in range(min(JOINED_LINES, len(cells) - index), 1, -1):
            parts = cells[index : index + count]
            text = "".join(part.text.strip() for part in parts)
            if not any(is_value(part.text) for part in parts) and is_label(text):
                yield parts[0]._replace(text=text)
                index += count
                break
        else:
            yield cells[index]
            index += 1
