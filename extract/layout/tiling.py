"""How the walls between slots tile a table: which slots are one cell."""

from collections.abc import Iterable
from functools import lru_cache

Walls = tuple[bytes, ...]  # of each rule, a byte for every slot along it: 1 where it stands
Slots = tuple[tuple[int, ...], ...]
Tile = tuple[int, int, int, int]  # first row and column, and those after the last
MOST_KEPT = 1000  # slots of a table whose tiling is remembered


def tiling(beside: Walls, above: Walls) -> tuple[tuple[Tile, ...], Slots]:
    """The tiles of a table, and which one covers each slot; remembered unless it is larger than any form."""
    is_kept = (len(above) - 1) * (len(beside) - 1) <= MOST_KEPT
    return (_tiled if is_kept else _tiled.__wrapped__)(beside, above)


@lru_cache(maxsize=256)  # reports of one form and one writer have the same tables
def _tiled(beside: Walls, above: Walls) -> tuple[tuple[Tile, ...], Slots]:
    """Slots joined where no rule parts them: always rectangles, an L-shape is cut below its first row."""
    row_count, column_count = len(above) - 1, len(beside) - 1

    def goes_on(row: int, left: int, right: int) -> bool:
        """Whether the slots above run on into this row: nothing parts them, rules close them."""
        return bool(
            not any(above[row][left:right])
            and not any(beside[x][row] for x in range(left + 1, right))
            and (left == 0 or beside[left][row])
            and (right == column_count or beside[right][row])
        )

    is_taken = [[False] * column_count for _ in range(row_count)]
    tiles = []
    for row in range(row_count):
        for column in range(column_count):
            if is_taken[row][column]:
                continue
            right = column + 1
            while right < column_count and not beside[right][row] and not is_taken[row][right]:
                right += 1
            bottom = row + 1
            while bottom < row_count and not above[bottom][column] and goes_on(bottom, column, right):
                bottom += 1
            for taken in is_taken[row:bottom]:
                taken[column:right] = [True] * (right - column)
            tiles.append((row, column, bottom, right))
    return tuple(tiles), slots_of(tiles, row_count, column_count)


def forget() -> None:
    """Every tiling remembered."""
    _tiled.cache_clear()


def slots_of(tiles: Iterable[Tile], row_count: int, column_count: int) -> Slots:
    """Which tile covers each slot, by row and column from 1; -1 for none, as in the margin around them."""
    slots = [[-1] * (column_count + 2) for _ in range(row_count + 2)]
    for index, (row, column, bottom, right) in enumerate(tiles):
        for taken in slots[row + 1 : bottom + 1]:
            taken[column + 1 : right + 1] = [index] * (right - column)
    return tuple(map(tuple, slots))
