"""Tables of a page → grids, placed as a browser does; layout tables stay in the tree as text."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.model.grid import Grid, Places
from extract.model.looks import running_text, settled_grid
from extract.readers.html.spans import MAX_COLUMN_SPAN, MAX_ROW_SPAN, MAX_SLOTS, prose

BREAK, GRID = "\ufdd0", "\ufdd1"  # noncharacters: no page text holds them
Note = tuple[str, str, str]
ROW, CELL, GROUP = 0, 1, 2
Mark = int | tuple[int, int]  # GROUP and ROW open one; a CELL, or its row span and column span if it has any


class Table(NamedTuple):
    """A table that is a grid, and the running text that stands in its cells."""

    grid: Grid
    prose: list[str]


class TooManySlotsError(ValueError):
    """The spans of a table claim more than MAX_SLOTS slots."""


def lift_tables(
    body: LexborNode, notes: list[Note], on_grid: Callable[[Grid, LexborNode], None] | None = None
) -> dict[int, Table]:
    """Take the grids out of the tree, a mark in place of each; keys are the tables' ordinals in the page.

    A table that contains a grid is layout, and so is one with a single cell a row: their text stays.
    `on_grid` is shown each grid with its table, whose td and th are the grid's cells in the same order.
    """
    tables: dict[int, Table] = {}
    layout: set[int] = set()
    for ordinal, node in reversed(list(enumerate(body.css("table"), start=1))):
        if node.mem_id in layout:
            _mark_outer(node, layout)
            continue
        try:
            grid = to_grid(node, f"html:t{ordinal}")
        except TooManySlotsError as error:
            notes.append(("resource_limit", f"html:t{ordinal}", f"{error}; look at the page"))
            _mark_outer(node, layout)
            continue
        if grid is not None:
            if on_grid is not None:
                on_grid(grid, node)
            _mark_outer(node, layout)
            tables[ordinal] = Table(settled_grid(grid), [*map(running_text, prose(grid))])
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
    """Leave the text alone, so that no part counts as one of a table around it."""
    for part in table.css("colgroup"):
        part.decompose()
    for part in table.css("caption, tbody, thead, tfoot, tr, td, th"):
        part.unwrap()
    table.unwrap()


def to_grid(table: LexborNode, locator: str) -> Grid | None:
    """The cells of an innermost table as a browser places them; None where no row has two.

    `r` and `c` of a locator count the tr and their cells, from 1. Raises TooManySlotsError.
    """
    marks, texts = _marks_and_texts(table)
    placed = places_of(marks, locator)
    if placed is None:
        return None
    places, locators = placed
    return Grid(tuple(map(_tidy, texts)), locators, places, locator)


def _marks_and_texts(table: LexborNode) -> tuple[tuple[Mark, ...], list[str]]:
    """What stands in a table in document order, and the text under each cell, a BREAK between blocks."""
    text, row, header, cell, caption, columns, *row_groups = _tag_ids()
    cells, groups = {cell, header}, {*row_groups}
    of_table = {row, cell, header, caption, columns, *groups}
    spans: dict[int, Mark] = {}
    for node in table.css("[rowspan], [colspan]"):
        stated = node.attributes
        spans[node.mem_id] = _spans(stated.get("rowspan"), stated.get("colspan"))
    marks: list[Mark] = []
    texts: list[str] = []
    under = [""]
    for node in table.traverse(include_text=True):
        kind = node.tag_id
        if kind == text:
            block = node.text_content or ""
            if not block.isspace():
                under[-1] = f"{under[-1]}{BREAK}{block}" if under[-1] else block
        elif kind not in of_table:  # a block in a cell
            continue
        elif kind in cells:
            marks.append(spans.get(node.mem_id, CELL))
            texts.append("")
            under = texts
        elif kind == row:
            marks.append(ROW)
        elif kind in groups:
            marks.append(GROUP)
        else:
            under = [""]
    return tuple(marks), texts


@cache
def _tag_ids() -> tuple[int, ...]:
    """The parser's numbers of a table's parts: names take twice as long to get."""
    page = LexborHTMLParser(
        "<table><caption></caption><colgroup></colgroup>"
        "<thead></thead><tr><th></th><td>0</td></tr><tfoot></tfoot></table>"
    )
    ids = {node.tag: node.tag_id for node in page.css("table")[0].traverse(include_text=True)}
    parts = "-text", "tr", "th", "td", "caption", "colgroup", "thead", "tbody", "tfoot"
    return tuple(ids[name] for name in parts)


@lru_cache(maxsize=256)
def places_of(marks: tuple[Mark, ...], locator: str) -> tuple[Places, tuple[str, ...]] | None:
    """Places and locators of the cells, each in the first free slot of its row; None where no row has two.

    Ragged rows stay ragged. Row spans end with their row group (HTML standard 4.9.11); a column span that
    runs into a cell from above is cut there, so that no two cells overlap. Remembered, as pages of one site
    differ in their texts alone.
    """
    ends = _ends_of_groups(marks)
    places: list[tuple[int, int, int, int]] = []
    locators: list[str] = []
    taken: dict[int, int] = {}  # column → first row in which it is free again
    row, column, at, widest, slots = -1, 0, 0, 0, 0
    for mark in marks:
        if mark == ROW:
            row, column, at = row + 1, 0, 0
            continue
        if mark == GROUP:
            continue
        row_span, column_span = (1, 1) if isinstance(mark, int) else mark
        at += 1
        widest = max(at, widest)
        while taken.get(column, 0) > row:
            column += 1
        height = min(row_span, ends[row] - row)
        width = next((n for n in range(1, column_span) if taken.get(column + n, 0) > row), column_span)
        places.append((row, column, height, width))
        locators.append(f"{locator}/r{row + 1}/c{at}")
        if height > 1:
            taken.update(dict.fromkeys(range(column, column + width), row + height))
        column += width
        slots += height * width
        if slots > MAX_SLOTS:
            raise TooManySlotsError(f"the spans of the table claim more than {MAX_SLOTS:,} slots")
    return (Places(*zip(*places, strict=True)), tuple(locators)) if widest > 1 else None


def _ends_of_groups(marks: tuple[Mark, ...]) -> list[int]:
    """For each row the first one behind its row group."""
    ends: list[int] = []
    sizes = [0]
    for mark in marks:
        if mark == GROUP:
            sizes.append(0)
        elif mark == ROW:
            sizes[-1] += 1
    for size in sizes:
        ends += [len(ends) + size] * size
    return ends


@lru_cache(maxsize=16384)
def _tidy(text: str) -> str:
    """The text of a cell: spaces tidied, a line a block, none empty. Remembered: most are labels or 0."""
    lines = [" ".join(line.split()) for line in text.split(BREAK)]
    return lines[0] if len(lines) == 1 else "\n".join(filter(None, lines))


@lru_cache(maxsize=256)
def _spans(rows: str | None, columns: str | None) -> tuple[int, int]:
    """Row span and column span within the limits; a row span of 0 reaches to the end of its row group."""
    height = min(_span(rows) or MAX_ROW_SPAN, MAX_ROW_SPAN)
    return height, min(_span(columns) or 1, MAX_COLUMN_SPAN)


def _span(stated: str | None) -> int:
    """A span as browsers read it: the digits it starts with, else 1."""
    digits = re.match(r"\s*\+?(\d{1,9})", stated or "")
    return int(digits[1]) if digits else 1
