"""The words of one cell in reading order: wrapped, vertical and rotated text.

Cells hold few words and documents many cells: a plain loop takes half the time of a comprehension here.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from extract.layout.geometry import Box, Word
from extract.model.looks import raised

PADDING = 6.0  # points at each side of a cell: Word and WPS leave 5.4
GLYPH = 1.25  # of a glyph's tight height: what the next glyph needs, and what tight boxes leave off
SMALL = 0.87  # of the next figure's height: digits of one type differ by less
RAISED = 0.4  # of it: how far above its foot a mark stands; old-style digits stand up to 0.3 apart
NEAR = 2.0  # times its height: how far from it a mark's last digit may stand
# From the middle of a digit to that of the next, of a digit's height: 0.74 to 0.88 in usual type, 1.0 where
# it is spaced out by a point, 1.1 to 1.5 over a space, which leaves a gap of 0.4 and more between them.
# Nearer than the third figure they are printed one over the other: a number was covered and typed anew.
DIGIT_STEP, DIGIT_GAP, DIGIT_OVERLAY = 1.05, 0.2, 0.45
LATIN = re.compile(r"[A-Za-z]")
# Tight boxes of these are almost without height: how high their type is, beside their width.
FLAT = {"一": 1.0, "—": 1.0, "―": 1.0, "─": 1.0, "－": 1.0, "–": 1.5, "−": 1.5, "-": 2.5}
OPENING, CLOSING = frozenset("（“《〔"), frozenset("）”》〕，、。；：")


def assemble(
    words: Sequence[Word], width: float, height: float, point: float = 1.0, is_last: bool = True
) -> tuple[str, bool]:
    """The text of a cell in reading order: wrapped, vertical or rotated.

    A line break inside the cell is kept as a newline where the line still had room, and closed where the
    text only wrapped.

    Args:
        words: what the cell holds, at least one word, in the order of the file: it tells in which direction
            they are written.
        width: the inner width of the cell, between its rules, in the unit of the words.
        height: the inner height.
        point: the length of one point in that unit.
        is_last: whether it shall be told that the last line is full (asked of a page's last row only).

    Returns:
        (text, whether its last line is full).
    """
    size = type_size(words)
    room = width - size * GLYPH - 2 * PADDING * point
    if len(words) == 1:
        return words[0].text.strip(), _is_full(words, size, room)
    if _on_one_line(words, size):
        line = sorted(with_marks(words), key=_start)
        return _spaced(line, size), is_last and _is_full(line, size, room)
    direction = _direction(words, size)
    placed = words
    if direction != "right":
        placed = [_turned(word, direction) for word in words]
        size = max([word.y1 - word.y0 for word in placed])
        room = height - size * GLYPH - 2 * PADDING * point
    lines = text_lines(with_marks(placed), size)
    text = _spaced(lines[0], size)
    for above, line in pairwise(lines):
        below = _spaced(line, size)
        text += _joint(text[-1:], below[:1], _is_full(above, size, room)) + below
    return text, is_last and _is_full(lines[-1], size, room)


def type_size(words: Sequence[Word]) -> float:
    """How high the largest glyph is; flat ones count with their width, or `.一` would be two lines."""
    size = 0.0
    for word in words:
        height = word.y1 - word.y0
        if len(word.text) < 4 and word.text.strip() in FLAT:
            height = max(height, (word.x1 - word.x0) * FLAT[word.text.strip()])
        if height > size:
            size = height
    return size


def with_marks(words: Sequence[Word]) -> Sequence[Word]:
    """The words; small digits beside a figure become raised marks, or stand apart if they are not raised."""
    digits = []
    for word in words:
        if word.text.strip().isdecimal():
            digits.append(word)
    if len(digits) < 2:  # most cells
        return words
    heights = [word.y1 - word.y0 for word in digits]
    if min(heights) > max(heights) * SMALL:
        return words
    return [_as_mark(word, digits) if word.text.strip().isdecimal() else word for word in words]


def are_a_number(one: Box, other: Box) -> bool:
    """Whether two digits beside each other are of one type size, and none is printed over the other."""
    x0, y0, x1, y1 = one
    other_x0, other_y0, other_x1, other_y1 = other
    low, high = sorted((y1 - y0, other_y1 - other_y0))
    return low > high * SMALL and (other_x0 + other_x1 - x0 - x1) / 2 >= DIGIT_OVERLAY * high


def _as_mark(word: Word, digits: Sequence[Word]) -> Word:
    for figure in digits:
        height = figure.y1 - figure.y0
        if word.y1 - word.y0 > height * SMALL or word.y0 > figure.y1 or word.y1 < figure.y0 - height * 0.1:
            continue
        if max(word.x0 - figure.x1, figure.x0 - word.x1) > height * NEAR:
            continue
        text = word.text.strip()
        is_raised = figure.y1 - word.y1 >= height * RAISED
        return word._replace(text=raised(text) if is_raised else f" {text} ")
    return word


def text_lines(words: Sequence[Word], size: float) -> list[list[Word]]:
    """Words grouped into lines from top to bottom, each from left to right.

    The tight box of a full stop stands off the middle of its line, so tall words make the lines, with 一 and
    dashes, and small ones join the nearest.
    """
    if _are_lines(words, size):
        return [[word] for word in words]
    middles = [(word.y0 + word.y1) / 2 for word in words]
    by_height = sorted(range(len(words)), key=middles.__getitem__)
    tall = [i for i in by_height if _is_tall(words[i], size)] or by_height
    lines, levels = _lines_of(tall, words, middles, size)
    for i in sorted(set(by_height).difference(tall)):
        distance, nearest = min((abs(middles[i] - level), k) for k, level in enumerate(levels))
        if distance > size * 0.75:
            lines.append([words[i]])
            levels.append(middles[i])
        else:
            lines[nearest].append(words[i])
    order = sorted(range(len(lines)), key=levels.__getitem__)
    return [sorted(lines[i], key=_start) for i in order]


def _is_tall(word: Word, size: float) -> bool:
    return word.y1 - word.y0 >= size * 0.6 or word.text.strip() in FLAT


def _lines_of(
    tall: Sequence[int], words: Sequence[Word], middles: Sequence[float], size: float
) -> tuple[list[list[Word]], list[float]]:
    """The lines that tall words make, given by their indexes from top to bottom, and how high each stands."""
    lines: list[list[Word]] = []
    first = 0.0
    for i in tall:
        if not lines or middles[i] - first > size * 0.55:
            lines.append([])
            first = middles[i]
        lines[-1].append(words[i])
    return lines, [sum([word.y0 + word.y1 for word in line]) / 2 / len(line) for line in lines]


def _on_one_line(words: Sequence[Word], size: float) -> bool:
    """Whether the middles of the words are nearer each other than their type is high."""
    low = high = words[0].y0 + words[0].y1
    for word in words:
        middle = word.y0 + word.y1
        if middle < low:
            low = middle
        elif middle > high:
            high = middle
        if high - low > size:
            return False
    return True


def _are_lines(words: Sequence[Word], size: float) -> bool:
    """Whether each word is a line below the last one, as in most cells."""
    least, last = size * 0.6, None
    for word in words:
        y0, y1 = word.y0, word.y1
        middle = (y0 + y1) / 2
        if y1 - y0 < least or (last is not None and middle - last <= size * 0.55):
            return False
        last = middle
    return True


_start = attrgetter("x0")


def _direction(words: Sequence[Word], size: float) -> str:
    """`right`, `down` for text in several columns, from right to left, `up` for turned text."""
    longer = 0
    for word in words:
        longer += len(word.text.strip()) > 1
    if longer * 2 > len(words):
        return "right"  # words of several glyphs were put together along a line
    right, down, up = _steps(words, size)
    if up > max(right, down):
        return "up"
    across = [(word.x0 + word.x1) / 2 for word in words]
    # In one column each line holds a glyph, or two digits side by side: reading to the right keeps them.
    return "down" if down > right and max(across) - min(across) > size else "right"


def _steps(words: Sequence[Word], size: float) -> tuple[int, int, int]:
    """How many words stand right of, below and above the one before them in the file."""
    right = down = up = 0
    middles = [((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2) for word in words]
    for (x, y), (next_x, next_y) in pairwise(middles):
        if abs(next_x - x) <= size * 0.3 and abs(next_y - y) > size * 0.3:
            down += next_y > y
            up += next_y < y
        elif next_x > x and abs(next_y - y) <= size * 0.5:
            right += 1
    return right, down, up


def _turned(word: Word, direction: str) -> Word:
    """The word moved so that its line runs to the right and the next line follows below."""
    text, x0, y0, x1, y1 = word
    return Word(text, y0, -x1, y1, -x0) if direction == "down" else Word(text, -y1, x0, -y0, x1)


def _is_full(line: Sequence[Word], size: float, room: float) -> bool:
    """Whether a line is longer than that: the empty half of a bracket or comma at its edge counts too."""
    end = line[0].x1 if len(line) == 1 else max([word.x1 for word in line])
    length = end - line[0].x0
    if not room - size < length <= room:  # most lines
        return length > room
    blank = (line[0].text.lstrip()[:1] in OPENING) + (line[-1].text[-1:] in CLOSING)
    return length + blank * size / 2 > room


def _spaced(line: Sequence[Word], size: float) -> str:
    """A line's words, parted where the gap is as wide as the type is high: `12  34` must not become 1234."""
    text = line[0].text
    if len(line) == 1:
        return text.strip()
    for before, word in pairwise(line):
        is_parted = text[-1:].isascii() and word.text[:1].isascii() and _are_parted(before, word, size)
        text += " " + word.text.lstrip() if is_parted else word.text
    return text.strip()


def _are_parted(before: Word, word: Word, size: float) -> bool:
    """Whether a space is left out of the file; digits are of one width, so that less is enough for them.

    Digits printed one over the other are parted too: they are no number.
    """
    gap = word.x0 - before.x1
    if gap > size or not (before.text[-1:].isdecimal() and word.text[:1].isdecimal()):
        return gap > size
    high = max(before.y1 - before.y0, word.y1 - word.y0)
    halves = (before.x1 - before.x0) / len(before.text) + (word.x1 - word.x0) / len(word.text)
    step = gap + halves / 2
    return step < DIGIT_OVERLAY * high or (gap > DIGIT_GAP * high and step > DIGIT_STEP * high)


def _joint(before: str, after: str, is_wrapped: bool) -> str:
    if not is_wrapped:
        return "\n"
    return " " if before.isascii() and LATIN.match(before) and LATIN.match(after) else ""
