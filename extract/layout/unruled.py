"""Tables without rules: rows of numbers are the anchors, the labels are shared out among them.

A label of several lines stands around its numbers, or begins beside them, and rows differ in height; so the
lines are shared out for all rows at once, at the least total distance. The result keeps no columns
(`has_columns` is False): a row is a label and a cell for each column of its block, blank where none stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from operator import itemgetter

from extract.layout.geometry import Box, Word
from extract.layout.label_sharing import MOST_LINES, share_out_labels
from extract.layout.pieces import (
    LEVEL,
    Row,
    are_level,
    around,
    levels,
    middle_x,
    middle_y,
    pieces_of,
    type_size,
)

NUMERIC = re.compile(r"\s*([-+－]?[\d０-９][\d０-９.,，]*[⁰¹²³⁴-⁹]*|[-－—–/])\s*")
PRINTED = re.compile(r"[-+－]?[\d０-９][\d０-９.,，]*")
HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]")
FULL_ROW = 3  # numbers that make a row without looking for its label
LEAST_NUMBERS = 3  # in all rows of a page; fewer are a date or a list
MOST_PIECES = 600  # on a page; the largest form has 300
HEADER = 12.0  # type sizes that a header may rise above its first row

Made = tuple[Row, Sequence[Word]]  # a row, and the pieces of text it was made of


@dataclass(frozen=True, slots=True)
class FlatTable:
    """Rows from top to bottom, each of cells from left to right with their text and box."""

    page: int
    rows: tuple[Row, ...]

    @property
    def box(self) -> Box:
        _, x0s, y0s, x1s, y1s = zip(*(cell for row in self.rows for cell in row), strict=True)
        return min(x0s), min(y0s), max(x1s), max(y1s)


def find_flat_tables(words: Sequence[Word], page: int = 1) -> tuple[list[FlatTable], list[Word]]:
    """The tables among words outside every ruled one, and the pieces of text that are not of them."""
    pieces = pieces_of(words)
    size = type_size(pieces)
    rows = _number_rows(pieces, size)
    if sum(map(len, rows)) < LEAST_NUMBERS or len(pieces) > MOST_PIECES:
        return [], pieces
    texts, headings = _texts_and_headings(pieces, rows, size)
    made = [found for block in _blocks(rows, texts, size) for found in _flat_rows(*block, texts, size)]
    below = [text for text in texts if middle_y(text) > middle_y(rows[-1][0])]
    made += _parted_header(below, made, size)
    used = {piece for row in rows for piece in row}.union(*(parts for _, parts in made))
    return _cut(made, headings, page), [piece for piece in pieces if piece not in used]


def _texts_and_headings(
    pieces: Sequence[Word], rows: Sequence[Row], size: float
) -> tuple[list[Word], list[Word]]:
    """The words about the rows of numbers, and the headings among them, which stand alone on their line."""
    numbers = {piece for row in rows for piece in row}
    top, bottom = _top(pieces, rows[0], size), max(piece.y1 for piece in rows[-1]) + 1.5 * MOST_LINES * size
    texts: list[Word] = []
    headings: list[Word] = []
    for piece in pieces:
        if piece in numbers or piece.y0 <= top or piece.y1 >= bottom:
            continue
        is_heading = HEADING.match(piece.text) and not _has_neighbour(piece, pieces)
        (headings if is_heading else texts).append(piece)
    return texts, headings


def _has_neighbour(text: Word, pieces: Sequence[Word]) -> bool:
    return any(piece != text and are_level(piece, text) for piece in pieces)


def _parted_header(below: Sequence[Word], made: Sequence[Made], size: float) -> list[Made]:
    """What stands below the last row down to words side by side: a header whose rows are on the next page."""
    used = {piece for _, parts in made for piece in parts}
    lines = levels([text for text in below if text not in used], size)
    count = max((number for number, line in enumerate(lines, 1) if len(line) > 1), default=0)
    return [(line, line) for line in lines[:count]]


def _cut(made: Sequence[tuple[Row, object]], headings: Sequence[Word], page: int) -> list[FlatTable]:
    """The rows as tables, parted where a heading stands between them."""
    parts: dict[int, list[Row]] = {}
    for row, _ in made:
        parts.setdefault(sum(middle_y(heading) < middle_y(row[0]) for heading in headings), []).append(row)
    return [FlatTable(page, tuple(rows)) for _, rows in sorted(parts.items())]


def looks_tabular(lines: Iterable[str]) -> bool:
    """Whether lines of text end in enough numbers to look for a table: cheap, as most pages have none."""
    found = 0
    for line in lines:
        tokens = line.split()
        run = next(
            (k for k, token in enumerate(reversed(tokens)) if not PRINTED.fullmatch(token)), len(tokens)
        )
        found += run if run >= FULL_ROW or len(tokens) <= 2 else 0
    return found >= LEAST_NUMBERS


def _number_rows(pieces: Sequence[Word], size: float) -> list[Row]:
    """Numbers side by side; one or two count where a text stands left of them on the same line."""
    ordered = levels([piece for piece in pieces if NUMERIC.fullmatch(piece.text)], size)
    texts = [piece for piece in pieces if not NUMERIC.fullmatch(piece.text)]
    return [row for row in ordered if len(row) >= FULL_ROW or _has_label(row[0], texts, size)]


def _has_label(number: Word, texts: Sequence[Word], size: float) -> bool:
    return any(
        text.x1 < number.x0 - size and abs(middle_y(text) - middle_y(number)) < size * LEVEL for text in texts
    )


def _top(pieces: Sequence[Word], first_row: Row, size: float) -> float:
    """Where the header may begin: below the last heading or line of running text above it."""
    width = max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces)
    level = middle_y(first_row[0])
    ends = [
        piece.y1 - size / 2
        for piece in pieces
        if middle_y(piece) < level - 2.2 * size
        and (piece.x1 - piece.x0 > 0.6 * width or HEADING.match(piece.text))
    ]
    return max([*ends, level - HEADER * size])


def _blocks(
    rows: Sequence[Row], texts: Sequence[Word], size: float
) -> Iterator[tuple[list[Row], list[Word], list[Word]]]:
    """Rows under the same header, the pieces left of their numbers, and the pieces of the header above."""
    groups = _under_one_header(rows, texts, size)
    ends = [max(piece.y1 for piece in group[-1]) for group in groups]
    starts = [min(piece.y0 for piece in group[0]) for group in groups]
    for group, floor, ceiling in zip(groups, [-inf, *ends], [*starts[1:], inf], strict=False):
        yield group, *_around_rows(group, floor, ceiling, texts, size)


def _around_rows(
    rows: Sequence[Row], floor: float, ceiling: float, texts: Sequence[Word], size: float
) -> tuple[list[Word], list[Word]]:
    """The pieces left of the numbers, down to the next header, and those of the header above them."""
    first, last = middle_y(rows[0][0]), middle_y(rows[-1][0])
    left = min(row[0].x0 for row in rows) - size
    over = [text for text in texts if middle_x(text) > left]
    header = [text for text in over if floor < middle_y(text) < first]
    end = min([level for level in map(middle_y, over) if level > last] + [ceiling])
    labels = [text for text in texts if middle_x(text) <= left and floor < middle_y(text) < end]
    return labels, header


def _under_one_header(rows: Sequence[Row], texts: Sequence[Word], size: float) -> list[list[Row]]:
    """The rows, parted where words stand over numbers."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and not _has_header(texts, groups[-1][-1], row, size):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _has_header(texts: Sequence[Word], above: Row, below: Row, size: float) -> bool:
    """Whether words stand over the numbers between two rows."""
    left = min(above[0].x0, below[0].x0) - size
    return any(
        middle_x(text) > left and middle_y(above[0]) < middle_y(text) < middle_y(below[0]) for text in texts
    )


def _flat_rows(
    rows: Sequence[Row],
    labels: Sequence[Word],
    header: Sequence[Word],
    texts: Sequence[Word],
    size: float,
) -> Iterator[Made]:
    """Each row to be, from top to bottom, with the pieces it was made of; `texts`: all that is no number."""
    columns = _columns(rows)
    made = [
        *_header_rows(labels, header, columns, size),
        *_labelled_rows([_cells(row, columns, texts, size) for row in rows], rows, labels, header, size),
    ]
    used = {piece for _, _, parts in made for piece in parts}
    unused = levels([text for text in [*labels, *header] if text not in used], size)
    last = middle_y(rows[-1][0])
    made += [(middle_y(line[0]), line, line) for line in unused if middle_y(line[0]) < last]
    made.sort(key=itemgetter(0))
    yield from ((row, parts) for _, row, parts in made)


def _header_rows(
    labels: Sequence[Word], header: Sequence[Word], columns: Sequence[float], size: float
) -> Iterator[tuple[float, Row, Sequence[Word]]]:
    """The header as one row, where every column has a word: its height, its cells, and their pieces."""
    stacks = _stacks(header, columns, size)
    if stacks:
        words = [around(stack, "") for stack in stacks]
        level = [label for label in labels if any(word.y0 < middle_y(label) < word.y1 for word in words)]
        parts = [*level, *(piece for stack in stacks for piece in stack)]
        yield max(map(middle_y, parts)), (*level, *words), parts


def _labelled_rows(
    cells: Sequence[Row], rows: Sequence[Row], labels: Sequence[Word], header: Sequence[Word], size: float
) -> Iterator[tuple[float, Row, Sequence[Word]]]:
    """The rows of numbers with the lines of their labels."""
    taken = {cell for row in cells for cell in row}
    own = [label for label in _row_labels(labels, header) if label not in taken]
    shares = share_out_labels(own, [middle_y(row[0]) for row in rows], size)
    for row, lines in zip(cells, shares, strict=True):
        parts = [*lines, *taken.intersection(row)]
        yield middle_y(row[0]), (around(lines, ""), *row) if lines else row, parts


def _row_labels(labels: Sequence[Word], header: Sequence[Word]) -> list[Word]:
    """Labels from top to bottom without those of groups and headers: these have other words right of them."""
    right = [*labels, *header]
    own = [
        label for label in labels if not any(word.x0 >= label.x1 and are_level(word, label) for word in right)
    ]
    return sorted(own, key=lambda label: (middle_y(label), label.x0))


def _columns(rows: Sequence[Row]) -> list[float]:
    """Middles of the columns, from the rows with the most numbers."""
    most = max(map(len, rows))
    full = [row for row in rows if len(row) == most]
    return [sum(middle_x(row[k]) for row in full) / len(full) for k in range(most)]


def _cells(row: Row, columns: Sequence[float], texts: Sequence[Word], size: float) -> Row:
    """The row's numbers, and for the columns without one what else stands there, or a blank.

    The row as it stands where two numbers claim a column.
    """
    if len(row) == len(columns):
        return row
    at = {min(range(len(columns)), key=lambda k: abs(columns[k] - middle_x(piece))): piece for piece in row}
    if len(at) < len(row):
        return row
    y0, y1 = row[0].y0, row[0].y1
    for k, x in enumerate(columns):
        reach = min(_column_width(columns, k) * 0.25, 3 * size)
        level = [text for text in texts if text.y0 < y1 and y0 < text.y1 and abs(middle_x(text) - x) < reach]
        at.setdefault(k, level[0] if level else Word("", x, y0, x, y1))
    return tuple(at[k] for k in range(len(columns)))


def _stacks(header: Sequence[Word], columns: Sequence[float], size: float) -> list[list[Word]]:
    """The header words of each column, its lines from top to bottom; none unless every column has some."""
    stacks: list[list[Word]] = [[] for _ in columns]
    for piece in sorted(header, key=middle_y, reverse=True):
        k = min(range(len(columns)), key=lambda k: abs(columns[k] - middle_x(piece)))
        width = _column_width(columns, k)
        is_over = (
            abs(columns[k] - middle_x(piece)) < min(width * 0.25, 3 * size)
            and piece.x1 - piece.x0 < width * 1.1
        )
        if is_over and (not stacks[k] or stacks[k][0].y0 - piece.y1 < 0.6 * size):
            stacks[k].insert(0, piece)
    return stacks if all(stacks) else []


def _column_width(columns: Sequence[float], k: int) -> float:
    """About how wide a column is, told by its neighbours' middles."""
    gaps = [columns[i + 1] - columns[i] for i in (k - 1, k) if 0 <= i < len(columns) - 1]
    return max(gaps, default=float("inf"))
