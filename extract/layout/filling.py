"""Words into the cells of ruled tables: each into the innermost cell around its middle."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import inf, nextafter

from extract.layout.cell_text import assemble
from extract.layout.geometry import Box, Word
from extract.layout.overrun import marked, runs_on
from extract.layout.ruled import Fragment, RuledCell
from extract.layout.tiling import Tile, slots_of

Owner = tuple[int, int]  # a table's number, the innermost being 0, and the index of a cell; -1 for none


def fill(
    tables: Sequence[Fragment],
    words: Sequence[Word],
    point: float = 1.0,
    owners: Sequence[Owner] | None = None,
) -> list[Word]:
    """Put each word into the innermost cell around its middle.

    Args:
        tables: the ruled tables of a page; their cells get text, and edge rows without any are taken away.
        words: what the page prints, in the order of the file, which tells the direction of writing.
        point: the length of one point in the unit of the boxes.
        owners: what `owners_of` gives for the words, where that is known already.

    Returns:
        The words outside every table. A number printed over the border of its cell is marked with an
        ellipsis on both sides of it, so that neither part passes for a figure.
    """
    if owners is None:
        owners = owners_of(tables, [word[1:] for word in words])
    for number, table in enumerate(innermost_first(tables)):
        inside, overrun = _sorted_into(number, words, owners)
        last = len(table.ys) - 2 - table.is_open_bottom  # an open last row may still go
        for index, inner in inside.items():
            cell = table.cells[index]
            is_last = cell.row + cell.row_span > last
            if len(inner) == 1 and not is_last:  # most cells
                cell.text = inner[0].text.strip()
                continue
            _, x0, y0, x1, y1 = cell.places[0]
            cell.text, cell.is_full = assemble(inner, x1 - x0, y1 - y0, point, is_last)
        for index, sides in overrun.items():
            table.cells[index].text = marked(table.cells[index].text, sides)
        _trim(table)
    return [word for word, (number, _) in zip(words, owners, strict=True) if number < 0]


def innermost_first(tables: Iterable[Fragment]) -> list[Fragment]:
    return sorted(tables, key=lambda table: (table.xs[-1] - table.xs[0]) * (table.ys[-1] - table.ys[0]))


def owners_of(tables: Sequence[Fragment], boxes: Sequence[Box]) -> list[Owner]:
    """For each box the innermost table around its middle, by its number among these, and the cell there."""
    owners: list[Owner] = [(-1, -1)] * len(boxes)
    for number, table in reversed([*enumerate(innermost_first(tables))]):
        found = cells_around(table, boxes)
        owners = [own if index < 0 else (number, index) for own, index in zip(owners, found, strict=True)]
    return owners


def _sorted_into(
    number: int, words: Sequence[Word], owners: Sequence[Owner]
) -> tuple[dict[int, list[Word]], dict[int, set[str]]]:
    """A table's words by the index of their cell, and the sides of cells that a number overruns."""
    inside: dict[int, list[Word]] = {}
    overrun: dict[int, set[str]] = {}
    last_word, last_index = None, -1
    for word, (owner, index) in zip(words, owners, strict=True):
        if owner != number:
            if 0 <= owner < number:  # of a table inside this one
                continue
            index = -1
        elif index in inside:
            inside[index].append(word)
        else:
            inside[index] = [word]
        if index != last_index and last_word is not None and runs_on(last_word, word):
            overrun.setdefault(last_index, set()).add("right")
            overrun.setdefault(index, set()).add("left")
        last_word, last_index = word, index
    overrun.pop(-1, None)
    return inside, overrun


def cells_around(table: Fragment, boxes: Iterable[Box]) -> list[int]:
    """For each box the index of the cell around its middle, -1 where there is none.

    Looked up by twice the middle; bisection gives 0 before the first rule, the margin of the slots.
    """
    xs, ys = (
        [2 * nextafter(first, inf), *(2 * place for place in rest)] for first, *rest in (table.xs, table.ys)
    )
    slots = table.slots or slots_of(map(_tile, table.cells), len(ys) - 1, len(xs) - 1)
    return [slots[bisect_right(ys, y0 + y1)][bisect_right(xs, x0 + x1)] for x0, y0, x1, y1 in boxes]


def _tile(cell: RuledCell) -> Tile:
    return cell.row, cell.column, cell.row + cell.row_span, cell.column + cell.column_span


def _trim(table: Fragment) -> None:
    """Take away a virtually closed edge row that holds no text: the rules only overran."""
    table.slots = ()
    if table.is_open_bottom and len(table.ys) > 2:
        _trim_bottom(table)
    if table.is_open_top and len(table.ys) > 2:
        _trim_top(table)


def _trim_bottom(table: Fragment) -> None:
    last = len(table.ys) - 2
    edge = [cell for cell in table.cells if cell.row + cell.row_span == last + 1]
    if any(cell.text for cell in edge if cell.row == last):
        return
    table.cells = [cell for cell in table.cells if cell.row < last]
    for cell in edge:
        cell.row_span -= cell.row < last
    table.ys.pop()
    table.is_open_bottom = False


def _trim_top(table: Fragment) -> None:
    if any(cell.text for cell in table.cells if cell.row == 0):
        return
    table.cells = [cell for cell in table.cells if cell.row > 0 or cell.row_span > 1]
    for cell in table.cells:
        cell.row_span -= cell.row == 0
        cell.row -= cell.row > 0
    table.ys.pop(0)
    table.is_open_top = False
