"""Where the boxes of a table stand: HTML's order turned into rows and columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from spiders.replica.forms import Box, Table


@dataclass(frozen=True, slots=True)
class Place:
    """A box and the slot of its upper left corner, counted from 0."""

    box: Box
    row: int
    column: int


def places(table: Table) -> list[Place]:
    """The boxes of a table in reading order, each at the first slot that no box from above covers."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, boxes in enumerate(table.rows):
        column = 0
        for box in boxes:
            while (row, column) in taken:
                column += 1
            found.append(Place(box, row, column))
            taken.update(
                (row + down, column + across) for down in range(box.rowspan) for across in range(box.colspan)
            )
            column += box.colspan
    return found


def width(table: Table) -> int:
    return max(place.column + place.box.colspan for place in places(table))


def filled_rows(table: Table) -> Iterator[list[tuple[Place, bool]]]:
    """Each row's places from left to right with whether they begin in it (else they hang down from above)."""
    found = places(table)
    for row in range(len(table.rows)):
        covering = [place for place in found if place.row <= row < place.row + place.box.rowspan]
        yield [(place, place.row == row) for place in sorted(covering, key=lambda each: each.column)]
