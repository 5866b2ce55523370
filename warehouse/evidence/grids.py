"""A document as its reader has it, as HTML: text and tables in reading order, not the original's layout."""

from collections.abc import Iterator, Sequence
from html import escape
from operator import itemgetter
from typing import NamedTuple

from extract.model.document import Document
from extract.model.grid import Cell, Grid
from warehouse.evidence.archived_page import squeezed
from warehouse.evidence.model import Shown, Target

MOST_BLOCKS = 2_000  # lines and tables; a long report has a few hundred
MOST_SLOTS = 20_000  # of all tables together; a report has about 400
AROUND = 40  # rows, columns and lines beside a target that stay of what is cut
MOST_AROUND = 400


class _Window(NamedTuple):
    """The rows and columns of a grid that are shown."""

    rows: range
    columns: range


class _Line(NamedTuple):
    """A paragraph as a block."""

    text: str
    locator: str


_Block = _Line | Grid
_Place = tuple[int, int, int]  # number of the block, row and column; a line has neither
_Ids = dict[_Place, list[str]]  # of the targets at a place; the first is the anchor of all


class _Element(NamedTuple):
    """A line or cell: where it is, what its place is called, and its text without spaces."""

    at: _Place
    locator: str
    text: str


def as_read(document: Document, targets: Sequence[Target]) -> Shown:
    """Paragraphs and grids with the element of each target under the target's id.

    Several cells may share a place, as those of one line of a text do: the first that says just what was read
    is a target's, else the first that holds it, else the first. Where a document is too long for a browser,
    what stands near the targets is shown.
    """
    blocks = _blocks(document)
    chosen = _chosen(blocks, targets)
    ids: _Ids = {}
    for name, element in chosen.items():
        ids.setdefault(element.at, []).append(name)
    slots = sum(grid.row_count * grid.column_count for grid in document.grids)
    is_cut = len(blocks) > MOST_BLOCKS or slots > MOST_SLOTS
    numbers = _near(blocks, {number for number, *_ in ids}) if is_cut else range(len(blocks))
    html = "\n".join(_html(number, blocks[number], ids, is_cut) for number in numbers)
    anchors = {name: ids[element.at][0] for name, element in chosen.items()}
    raws = {target.id: squeezed(target.raw) for target in targets}
    agreeing = frozenset(name for name, element in chosen.items() if raws[name] in element.text)
    return Shown("as_read", html, (), anchors, agreeing, is_cut)


def _blocks(document: Document) -> list[_Block]:
    placed: list[tuple[int, _Block]] = []
    placed += [(each.order, _Line(each.text, each.locator)) for each in document.paragraphs]
    placed += zip(document.grid_orders, document.grids, strict=True)
    return [block for _, block in sorted(placed, key=itemgetter(0))]


def _chosen(blocks: Sequence[_Block], targets: Sequence[Target]) -> dict[str, _Element]:
    """The element of each target that has one, by the target's id."""
    wanted = {target.locator for target in targets}
    there: dict[str, list[_Element]] = {}
    for element in _elements(blocks, wanted):
        there.setdefault(element.locator, []).append(element)
    chosen: dict[str, _Element] = {}
    taken: set[_Place] = set()
    for target in targets:
        raw, elements = squeezed(target.raw), there.get(target.locator, [])
        just = [each for each in elements if each.text == raw]
        free = [each for each in just if each.at not in taken]
        holding = [each for each in elements if raw in each.text]
        found = next(iter((*free, *just, *holding, *elements)), None)
        if found is not None:
            chosen[target.id] = found
            taken.add(found.at)
    return chosen


def _elements(blocks: Sequence[_Block], wanted: set[str]) -> Iterator[_Element]:
    for number, block in enumerate(blocks):
        if isinstance(block, _Line):
            if block.locator in wanted:
                yield _Element((number, 0, 0), block.locator, squeezed(block.text))
        elif not wanted.isdisjoint(block.locators):
            for cell in block.cells:
                if cell.locator in wanted:
                    yield _Element((number, cell.row, cell.column), cell.locator, squeezed(cell.text))


def _near(blocks: Sequence[_Block], holding: set[int]) -> list[int]:
    """The numbers of the blocks that hold targets, and of the lines beside them."""
    near = {other for number in holding for other in range(number - AROUND, number + AROUND + 1)}
    return [
        number
        for number, block in enumerate(blocks)
        if number in holding or (number in near and isinstance(block, _Line))
    ]


def _html(number: int, block: _Block, ids: _Ids, is_cut: bool) -> str:
    if isinstance(block, _Line):
        place = number, 0, 0
        return f"<p{_id(ids, place)}>{_also(ids, place)}{_text(block.text)}</p>"
    window = _Window(range(block.row_count), range(block.column_count))
    if is_cut:
        at = [place[1:] for place in ids if place[0] == number]
        window = _Window(
            _around([row for row, _ in at], block.row_count),
            _around([column for _, column in at], block.column_count),
        )
    rows = "\n".join(f"<tr>{''.join(_row(number, block, row, window, ids))}</tr>" for row in window.rows)
    return f"<table>\n{rows}\n</table>"


def _around(places: Sequence[int], count: int) -> range:
    first = max(min(places, default=0) - AROUND, 0)
    return range(first, min(max(places, default=0) + AROUND + 1, first + MOST_AROUND, count))


def _row(number: int, grid: Grid, row: int, window: _Window, ids: _Ids) -> Iterator[str]:
    """The cells of a row, with nothing where a ragged row has none; spans end with the window."""
    column = window.columns.start
    while column < window.columns.stop:
        cell = grid.at(row, column)
        if cell is None:
            yield '<td class="none"></td>'
            column += 1
            continue
        if row == max(cell.row, window.rows.start):
            place = number, cell.row, cell.column
            attributes = f"{_id(ids, place)}{_spans(cell, row, column, window)}"
            yield f"<td{attributes}>{_also(ids, place)}{_text(cell.text)}</td>"
        column = cell.column + cell.column_span


def _spans(cell: Cell, row: int, column: int, window: _Window) -> str:
    height = min(cell.row + cell.row_span, window.rows.stop) - row
    width = min(cell.column + cell.column_span, window.columns.stop) - column
    return (f' rowspan="{height}"' if height > 1 else "") + (f' colspan="{width}"' if width > 1 else "")


def _id(ids: _Ids, place: _Place) -> str:
    return f' id="{escape(ids[place][0])}"' if place in ids else ""


def _also(ids: _Ids, place: _Place) -> str:
    """An empty element for each other target at a place."""
    return "".join(f'<span id="{escape(name)}"></span>' for name in ids.get(place, ())[1:])


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
