"""Tables without rules: rows of numbers are the anchors, the labels are shared out among them.

A label of several lines stands around its numbers, or begins beside them, and rows differ in height; so the
lines are shared out for all rows at once, at the least total distance. The result keeps no columns
(`has_columns` is False): a row is a label and a cell for each column of its block, blank where none stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extract.layout.cell_text import marks_told
from extract.layout.geometry import Box, Word

NUMERIC = re.compile(r"\s*([-+－]?[\d０-９][\d０-９.,，]*[⁰¹²³⁴-⁹]*|[-－—–/])\s*")
PRINTED = re.compile(r"[-+－]?[\d０-９][\d０-９.,，]*")
FRESH = re.compile(r"\s*([（(]?[一二三四五六七八九十]{1,3}[）)、.．，]|\d{1,2}[.．、])")
HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]")
FULL_ROW = 3  # numbers that make a row without looking for its label
LEAST_NUMBERS = 3  # in all rows of a page; fewer are a date or a list
MOST_PIECES = 600  # on a page; the largest form has 300
MOST_LINES = 8  # of one label
APART = 0.9  # type sizes between two pieces of a line
LEVEL = 0.45  # type sizes that the pieces of one row may stand off each other
HEADER = 12.0  # type sizes that a header may rise above its first row
UNLABELLED = 3.0  # type sizes: the price of a row without label
UNUSED = 0.8  # type sizes: the price of a line left out, such as a group's label
STALE = 1.5  # type sizes: the price of a label that begins without its number where others have one

Row = tuple[Word, ...]


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
    pieces = _pieces(words)
    size = _type_size(pieces)
    rows = _number_rows(pieces, size)
    if sum(map(len, rows)) < LEAST_NUMBERS or len(pieces) > MOST_PIECES:
        return [], pieces
    numbers = {piece for row in rows for piece in row}
    top, bottom = _top(pieces, rows[0], size), max(piece.y1 for piece in rows[-1]) + 1.5 * MOST_LINES * size
    texts = [piece for piece in pieces if piece not in numbers and top < piece.y0 and piece.y1 < bottom]
    headings = [text for text in texts if HEADING.match(text.text) and not _has_neighbour(text, pieces)]
    texts = [text for text in texts if text not in headings]
    made: list[tuple[Row, Sequence[Word]]] = []
    for block in _blocks(rows, texts, size):
        made += _flat_rows(*block, texts, size)
    made += _parted_header([text for text in texts if _y(text) > _y(rows[-1][0])], made, size)
    used = numbers.union(*(parts for _, parts in made))
    return _cut(made, headings, page), [piece for piece in pieces if piece not in used]


def _parted_header(
    below: Sequence[Word], made: Sequence[tuple[Row, Sequence[Word]]], size: float
) -> list[tuple[Row, Sequence[Word]]]:
    """What stands below the last row down to words side by side: a header whose rows are on the next page."""
    used = {piece for _, parts in made for piece in parts}
    lines = _level([text for text in below if text not in used], size)
    count = max((number for number, line in enumerate(lines, 1) if len(line) > 1), default=0)
    return [(line, line) for line in lines[:count]]


def _has_neighbour(text: Word, pieces: Sequence[Word]) -> bool:
    return any(piece != text and _are_level(piece, text) for piece in pieces)


def _cut(made: Sequence[tuple[Row, object]], headings: Sequence[Word], page: int) -> list[FlatTable]:
    """The rows as tables, parted where a heading stands between them."""
    parts: dict[int, list[Row]] = {}
    for row, _ in made:
        parts.setdefault(sum(_y(heading) < _y(row[0]) for heading in headings), []).append(row)
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


def _pieces(words: Sequence[Word]) -> list[Word]:
    """Glyphs close together on a line, in the order of the file, as one piece."""
    pieces: list[Word] = []
    for word in marks_told(words):
        last = pieces[-1] if pieces else word
        size = max(last.y1 - last.y0, word.y1 - word.y0, word.x1 - word.x0)  # 一 is wide, not high
        is_beside = pieces and abs(_y(word) - _y(last)) < size * 0.6
        if is_beside and -size < word.x0 - last.x1 < size * APART:
            pieces[-1] = _around([last, word], "")
        else:
            pieces.append(word._replace(text=word.text.strip()))
    return pieces


def _around(pieces: Sequence[Word], glue: str) -> Word:
    """Pieces as one, in the given order."""
    texts, x0s, y0s, x1s, y1s = zip(*pieces, strict=True)
    return Word(glue.join(texts), min(x0s), min(y0s), max(x1s), max(y1s))


def _x(piece: Word) -> float:
    return (piece.x0 + piece.x1) / 2


def _y(piece: Word) -> float:
    return (piece.y0 + piece.y1) / 2


def _type_size(pieces: Sequence[Word]) -> float:
    heights = sorted(piece.y1 - piece.y0 for piece in pieces if len(piece.text) > 1)
    return heights[len(heights) // 2] if heights else 10.0


def _number_rows(pieces: Sequence[Word], size: float) -> list[Row]:
    """Numbers side by side; one or two count where a text stands left of them on the same line."""
    ordered = _level([piece for piece in pieces if NUMERIC.fullmatch(piece.text)], size)
    texts = [piece for piece in pieces if not NUMERIC.fullmatch(piece.text)]
    return [row for row in ordered if len(row) >= FULL_ROW or _has_label(row[0], texts, size)]


def _has_label(number: Word, texts: Sequence[Word], size: float) -> bool:
    return any(text.x1 < number.x0 - size and abs(_y(text) - _y(number)) < size * LEVEL for text in texts)


def _top(pieces: Sequence[Word], first_row: Row, size: float) -> float:
    """Where the header may begin: below the last heading or line of running text above it."""
    width = max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces)
    level = _y(first_row[0])
    ends = [
        piece.y1 - size / 2
        for piece in pieces
        if _y(piece) < level - 2.2 * size and (piece.x1 - piece.x0 > 0.6 * width or HEADING.match(piece.text))
    ]
    return max([*ends, level - HEADER * size])


def _blocks(
    rows: Sequence[Row], texts: Sequence[Word], size: float
) -> Iterator[tuple[list[Row], list[Word], list[Word]]]:
    """Rows under the same header, the pieces left of their numbers, and the pieces of the header above."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and not _header(texts, groups[-1][-1], row, size):
            groups[-1].append(row)
        else:
            groups.append([row])
    for index, group in enumerate(groups):
        floor = max(piece.y1 for piece in groups[index - 1][-1]) if index else float("-inf")
        ceiling = min(piece.y0 for piece in groups[index + 1][0]) if index + 1 < len(groups) else float("inf")
        left = min(row[0].x0 for row in group) - size
        over = [text for text in texts if _x(text) > left]
        heads = [text for text in over if floor < _y(text) < _y(group[0][0])]
        end = min([_y(text) for text in over if _y(text) > _y(group[-1][0])] + [ceiling])
        labels = [text for text in texts if _x(text) <= left and floor < _y(text) < end]
        yield group, labels, heads


def _header(texts: Sequence[Word], above: Row, below: Row, size: float) -> bool:
    """Whether words stand over the numbers between two rows."""
    left = min(above[0].x0, below[0].x0) - size
    return any(_x(text) > left and _y(above[0]) < _y(text) < _y(below[0]) for text in texts)


def _flat_rows(
    rows: Sequence[Row],
    labels: Sequence[Word],
    heads: Sequence[Word],
    texts: Sequence[Word],
    size: float,
) -> Iterator[tuple[Row, Sequence[Word]]]:
    """Each row to be, from top to bottom, with the pieces it was made of; `texts`: all that is no number."""
    columns = _columns(rows)
    made: list[tuple[float, Row, Sequence[Word]]] = []
    stacks = _stacks(heads, columns, size)
    if stacks:
        words = [_around(stack, "") for stack in stacks]
        level = [label for label in labels if any(word.y0 < _y(label) < word.y1 for word in words)]
        parts = [*level, *(piece for stack in stacks for piece in stack)]
        made.append((max(map(_y, parts)), (*level, *words), parts))
    cells = [_cells(row, columns, texts, size) for row in rows]
    taken = {cell for row in cells for cell in row}
    own = [label for label in _row_labels(labels, heads) if label not in taken]
    for row, lines in zip(cells, _share_out(own, [_y(row[0]) for row in rows], size), strict=True):
        parts = [*lines, *taken.intersection(row)]
        made.append((_y(row[0]), (_around(lines, ""), *row) if lines else row, parts))
    used = {piece for _, _, parts in made for piece in parts}
    left = _level([text for text in [*labels, *heads] if text not in used], size)
    made += [(_y(line[0]), line, line) for line in left if _y(line[0]) < _y(rows[-1][0])]
    yield from ((row, parts) for _, row, parts in sorted(made, key=lambda each: each[0]))


def _are_level(one: Word, other: Word) -> bool:
    return one.y0 < other.y1 and other.y0 < one.y1


def _row_labels(labels: Sequence[Word], heads: Sequence[Word]) -> list[Word]:
    """Labels from top to bottom without those of groups and headers: these have other words right of them."""
    right = [*labels, *heads]
    own = [
        label
        for label in labels
        if not any(word.x0 >= label.x1 and _are_level(word, label) for word in right)
    ]
    return sorted(own, key=lambda label: (_y(label), label.x0))


def _level(pieces: Sequence[Word], size: float) -> list[Row]:
    """Pieces on one level as a row, from left to right."""
    rows: list[list[Word]] = []
    for piece in sorted(pieces, key=_y):
        if rows and abs(_y(piece) - _y(rows[-1][0])) < size * LEVEL:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [tuple(sorted(row, key=_x)) for row in rows]


def _columns(rows: Sequence[Row]) -> list[float]:
    """Middles of the columns, from the rows with the most numbers."""
    most = max(map(len, rows))
    full = [row for row in rows if len(row) == most]
    return [sum(_x(row[k]) for row in full) / len(full) for k in range(most)]


def _cells(row: Row, columns: Sequence[float], texts: Sequence[Word], size: float) -> Row:
    """The row's numbers, and for the columns without one what else stands there, or a blank.

    The row as it stands where two numbers claim a column.
    """
    if len(row) == len(columns):
        return row
    at = {min(range(len(columns)), key=lambda k: abs(columns[k] - _x(piece))): piece for piece in row}
    if len(at) < len(row):
        return row
    y0, y1 = row[0].y0, row[0].y1
    for k, x in enumerate(columns):
        reach = min(_column_width(columns, k) * 0.25, 3 * size)
        level = [text for text in texts if text.y0 < y1 and y0 < text.y1 and abs(_x(text) - x) < reach]
        at.setdefault(k, level[0] if level else Word("", x, y0, x, y1))
    return tuple(at[k] for k in range(len(columns)))


def _stacks(heads: Sequence[Word], columns: Sequence[float], size: float) -> list[list[Word]]:
    """The header words of each column, its lines from top to bottom; none unless every column has some."""
    stacks: list[list[Word]] = [[] for _ in columns]
    for piece in sorted(heads, key=_y, reverse=True):
        k = min(range(len(columns)), key=lambda k: abs(columns[k] - _x(piece)))
        width = _column_width(columns, k)
        is_over = (
            abs(columns[k] - _x(piece)) < min(width * 0.25, 3 * size) and piece.x1 - piece.x0 < width * 1.1
        )
        if is_over and (not stacks[k] or stacks[k][0].y0 - piece.y1 < 0.6 * size):
            stacks[k].insert(0, piece)
    return stacks if all(stacks) else []


def _column_width(columns: Sequence[float], k: int) -> float:
    """About how wide a column is, told by its neighbours' middles."""
    gaps = [columns[i + 1] - columns[i] for i in (k - 1, k) if 0 <= i < len(columns) - 1]
    return max(gaps, default=float("inf"))


def _share_out(lines: Sequence[Word], levels: Sequence[float], size: float) -> list[Sequence[Word]]:
    """For each row's level its label's lines, so that labels stand nearest to their rows in total.

    Labels stand around their row's level, or begin at it: whichever fits all rows better.
    """
    shares = [_cheapest(lines, levels, size, is_centred) for is_centred in (True, False)]
    return min(shares, key=lambda share: share[0])[1]


def _cheapest(
    lines: Sequence[Word], levels: Sequence[float], size: float, is_centred: bool
) -> tuple[float, list[Sequence[Word]]]:
    has_numbers = sum(FRESH.match(line.text) is not None for line in lines) * 2 > len(levels)

    @cache
    def best(line: int, row: int) -> tuple[float, int]:
        """Least price of the lines and rows from here on, and how many lines the row takes (-1: skip one)."""
        if row == len(levels):
            return (len(lines) - line) * UNUSED * size, -1
        choices = [(best(line, row + 1)[0] + UNLABELLED * size, 0)]
        if line < len(lines):
            choices.append((best(line + 1, row)[0] + UNUSED * size, -1))
        for count in range(1, min(MOST_LINES, len(lines) - line) + 1):
            end = line + count - 1
            if count > 1 and not _goes_on(lines[line], lines[end - 1], lines[end], size):
                break
            ends = (line, line + count - 1) if is_centred else (line, line)
            price = abs((_y(lines[ends[0]]) + _y(lines[ends[1]])) / 2 - levels[row])
            price += STALE * size * (has_numbers and not FRESH.match(lines[line].text))
            choices.append((best(line + count, row + 1)[0] + price, count))
        return min(choices)

    shares: list[Sequence[Word]] = []
    line = 0
    while len(shares) < len(levels):
        count = best(line, len(shares))[1]
        if count < 0:
            line += 1
        else:
            shares.append(lines[line : line + count])
            line += count
    return best(0, 0)[0], shares


def _goes_on(first: Word, above: Word, line: Word, size: float) -> bool:
    """Whether a line can be a further one of the label that `first` begins."""
    is_aligned = abs(line.x0 - first.x0) < 2 * size or abs(_x(line) - _x(first)) < size
    return is_aligned and line.y0 - above.y1 < size and not FRESH.match(line.text)
