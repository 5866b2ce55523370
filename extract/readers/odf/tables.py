"""The rows and cells of an OpenDocument table, repetitions unrolled (ODF 1.3-3 §9)."""

from collections.abc import Iterator
from dataclasses import dataclass

from extract.model.document import UnreadableError
from extract.readers.html.spans import MAX_SLOTS
from extract.readers.odf.styles import STYLE, TABLE, Element, Styles

OF_ROWS = "table-header-rows", "table-rows", "table-row-group"
OF_COLUMNS = "table-header-columns", "table-columns", "table-column-group"
GROUPS = frozenset(TABLE + name for name in (*OF_ROWS, *OF_COLUMNS))
ROW, COLUMN, CELL, COVERED = (
    TABLE + name for name in ("table-row", "table-column", "table-cell", "covered-table-cell")
)
FILLING = ("spanned", "value", "formula")  # in the names of attributes
HIDDEN = ("collapse", "filter")
USUAL_STYLE = TABLE + "default-cell-style-name"  # of the cells of a row or column that name none


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell with its place from 0, the slots that it covers, and its style."""

    element: Element
    row: int
    column: int
    row_span: int
    column_span: int
    style: str
    is_hidden: bool

    def is_covered(self) -> bool:
        return self.element.tag == COVERED


def slots(table: Element) -> Iterator[Slot]:
    """The cells that hold anything or stand before one that does; those repeated to the edge are left.

    Raises UnreadableError(resource_limit) past MAX_SLOTS.
    """
    columns = list(_columns(table))
    count = row = 0
    for element in _parts(table, ROW):
        repeated = _number(element, "number-rows-repeated")
        cells = list(_cells(element, columns))
        is_filled = any(_is_filled(cell) for cell, *_ in cells)
        is_hidden = element.get(TABLE + "visibility") in HIDDEN
        for _ in range(repeated if is_filled else 0):
            for cell, column, style, hides in cells:
                count += 1
                if count > MAX_SLOTS:
                    raise UnreadableError(
                        "resource_limit", f"a table of over {MAX_SLOTS:,} cells; look at the file"
                    )
                spans = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
                named = cell.get(TABLE + "style-name") or element.get(USUAL_STYLE) or style
                yield Slot(cell, row, column, *spans, named, is_hidden or hides)
            row += 1
        row += 0 if is_filled else repeated


def hidden_rows(table: Element) -> frozenset[int]:
    """The numbers of the rows that are hidden, as far as a sheet of ours reaches."""
    found: list[int] = []
    row = 0
    for element in _parts(table, ROW):
        repeated = _number(element, "number-rows-repeated")
        if element.get(TABLE + "visibility") in HIDDEN:
            found += range(row, min(row + repeated, row + MAX_SLOTS - len(found)))
        row += repeated
    return frozenset(found)


def framed_rows(table: Element, styles: Styles) -> set[int]:
    """The numbers of the rows with an empty cell that has borders; of rows repeated, of the first."""
    found: set[int] = set()
    row = 0
    for element in _parts(table, ROW):
        cells = (cell for cell in _parts(element, CELL) if not _is_filled(cell))
        if any(styles.has_border(cell.get(TABLE + "style-name", "")) for cell in cells):
            found.add(row)
        row += _number(element, "number-rows-repeated")
    return found


def _cells(row: Element, columns: list[tuple[int, str, bool]]) -> Iterator[tuple[Element, int, str, bool]]:
    """The cells of a row up to the last filled: column, the column's usual style, whether it is hidden."""
    elements = list(_parts(row, CELL, COVERED))
    while elements and not _is_filled(elements[-1]):
        elements.pop()
    column = 0
    for element in elements:
        for _ in range(min(_number(element, "number-columns-repeated"), MAX_SLOTS)):
            style, is_hidden = _column(columns, column)
            yield element, column, style, is_hidden
            column += 1


def _is_filled(cell: Element) -> bool:
    """Whether a cell holds anything or covers others; a column's style alone is nothing."""
    return len(cell) > 0 or any(mark in str(name) for name in cell.attrib for mark in FILLING)


def _columns(table: Element) -> Iterator[tuple[int, str, bool]]:
    """The end, the usual cell style and whether it is hidden of each run of columns."""
    end = 0
    for element in _parts(table, COLUMN):
        end += _number(element, "number-columns-repeated")
        yield (
            end,
            element.get(TABLE + "default-cell-style-name", ""),
            element.get(TABLE + "visibility") in HIDDEN,
        )


def _column(columns: list[tuple[int, str, bool]], at: int) -> tuple[str, bool]:
    return next(((style, is_hidden) for end, style, is_hidden in columns if at < end), ("", False))


def _parts(parent: Element, *tags: str) -> Iterator[Element]:
    for child in parent.iterchildren():
        if child.tag in tags:
            yield child
        elif child.tag in GROUPS:
            yield from _parts(child, *tags)


def _number(element: Element, name: str) -> int:
    value = element.get(TABLE + name, "1")
    return max(int(value), 1) if value.isdecimal() and len(value) < 8 else 1


def is_shown(table: Element, styles: Styles) -> bool:
    """Whether a sheet is shown, by its table style."""
    style = styles.element("table", table.get(TABLE + "style-name", ""))
    properties = style.find(STYLE + "table-properties") if style is not None else None
    return properties is None or properties.get(TABLE + "display", "true") != "false"
