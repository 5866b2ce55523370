"""Tables of a page → grids, placed as a browser does; layout tables stay in the tree as text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from extract.grid import Cell, Grid, make_cell
from extract.readers.spans import MAX_COLUMN_SPAN, MAX_ROW_SPAN, MAX_SLOTS, prose

BREAK, GRID = "\ufdd0", "\ufdd1"  # noncharacters: no page text holds them
Note = tuple[str, str, str]


class Table(NamedTuple):
    """A table that is a grid, and the running text that stands in its cells."""

    grid: Grid
    prose: list[str]


class TooManySlotsError(ValueError):
    """The spans of a table claim more than MAX_SLOTS slots."""


def lift_tables(body: LexborNode, notes: list[Note]) -> dict[int, Table]:
    """Take the grids out of the tree, a mark in place of each; keys are the tables' ordinals in the page.

    A table that contains a grid is layout, and so is one with a single cell a row: their text stays.
    """
    tables: dict[int, Table] = {}
    layout: set[int] = set()
    for ordinal, node in reversed(list(enumerate(body.css("table"), start=1))):
        if node.mem_id in layout:
            _mark_outer(node, layout)
            continue
        try:
            cells = placed_cells(node, f"html:t{ordinal}")
        except TooManySlotsError as error:
            notes.append(("resource_limit", f"html:t{ordinal}", f"{error}; look at the page"))
            _mark_outer(node, layout)
            continue
        if cells:
            _mark_outer(node, layout)
            tables[ordinal] = Table(Grid(tuple(cells), f"html:t{ordinal}"), prose(cells))
            node.replace_with(f"{GRID}{ordinal}")
        else:
            _dissolve(node)
    return tables


def _mark_outer(table: LexborNode, layout: set[int]) -> None:
    above = table.parent
    while above is not None and above.tag != "table":
        above = above.parent
    if above is not None:
        layout.add(above.mem_id)


def _dissolve(table: LexborNode) -> None:
    """Leave the text alone, so that the rows do not count as those of a table around it."""
    for part in table.css("tbody, thead, tfoot, tr, td, th"):
        part.unwrap()
    table.unwrap()


def placed_cells(table: LexborNode, locator: str) -> list[Cell]:
    """The cells of an innermost table, each in the first free slot of its row; none where no row has two.

    Ragged rows stay ragged. Row spans end at the last row; a column span that runs into a cell from above is
    cut there, so that no two cells overlap. `r` and `c` of a locator count the tr and their cells, from 1.
    Raises TooManySlotsError.
    """
    nodes = table.css("tr, td, th")
    spanned = {node.mem_id for node in table.css("[rowspan], [colspan]")}
    tags = [node.tag for node in nodes]
    row_count = tags.count("tr")
    cells: list[Cell] = []
    taken: dict[int, int] = {}  # column → first row in which it is free again
    row, column, at, widest, slots = -1, 0, 0, 0, 0
    for node, tag in zip(nodes, tags, strict=True):
        if tag == "tr":
            row, column, at = row + 1, 0, 0
            place = f"{locator}/r{row + 1}/c"
            continue
        at += 1
        if at > widest:
            widest = at
        while taken and taken.get(column, 0) > row:
            column += 1
        if node.mem_id not in spanned:
            cells.append(make_cell((_text(node), row, column, f"{place}{at}", 1, 1)))
            column += 1
            continue
        height, width = _spans(node)
        height = min(height, row_count - row)
        width = next((n for n in range(1, width) if taken.get(column + n, 0) > row), width)
        cells.append(make_cell((_text(node), row, column, f"{place}{at}", height, width)))
        taken.update(dict.fromkeys(range(column, column + width), row + height))
        column += width
        slots += height * width
        if slots > MAX_SLOTS:
            raise TooManySlotsError(f"the spans of the table claim more than {MAX_SLOTS:,} slots")
    return cells if widest > 1 else []


def _text(cell: LexborNode) -> str:
    """The text of a cell, a line a block. A lone text node is taken directly: four times as fast."""
    node = cell.first_child
    while node is not None and node.next is None:
        if node.is_text_node:
            text = node.text_content or ""
            return text if text.isalnum() else " ".join(text.split())
        node = node.first_child
    return "\n".join(filled_lines(cell)) if node is not None else ""


def filled_lines(node: LexborNode) -> Iterator[str]:
    """The lines of text under a node, spaces tidied, none empty."""
    lines = (" ".join(line.split()) for line in node.text(separator=BREAK).split(BREAK))
    return (line for line in lines if line)


def _spans(node: LexborNode) -> tuple[int, int]:
    """Row span and column span within the limits; a row span of 0 reaches to the end of the table."""
    attributes = node.attributes
    height = min(_span(attributes.get("rowspan")) or MAX_ROW_SPAN, MAX_ROW_SPAN)
    return height, min(_span(attributes.get("colspan")) or 1, MAX_COLUMN_SPAN)


def _span(stated: str | None) -> int:
    """A span as browsers read it: the digits it starts with, else 1."""
    if stated and len(stated) < 3 and stated.isdecimal():  # all but a few
        return int(stated)
    digits = re.match(r"\s*\+?(\d{1,9})", stated or "")
    return int(digits[1]) if digits else 1
