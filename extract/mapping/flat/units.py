"""Flat sources → units: labels and the cells after them, as far as rows can still be seen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.codebook import figure_text, frame_words
from extract.codebook.labels import fold
from extract.codebook.vocabulary import is_label, meaning, vocabularies
from extract.model.document import Document
from extract.model.grid import Cell, Grid

JOINED_LINES = 6  # lines that one label may be cut over
LONGEST_CELL = 120  # characters: a longer line is running text
LONGEST_HEADERS = 60  # characters of headers run together: the outcomes of table four have 54


@dataclass
class Unit:
    """A row as far as a flat source shows it: labels, then cells. `is_row`: the source kept its end."""

    labels: list[Cell] = field(default_factory=list)
    values: list[Cell] = field(default_factory=list)
    is_row: bool = False
    is_continued: bool = False


def document_units(document: Document) -> Iterator[Unit]:
    """The units of a flat document in printed order, its paragraphs and grids as one run."""
    placed: list[tuple[int, Iterable[Unit | Cell]]] = []
    for paragraph in document.paragraphs:
        placed.append((paragraph.order, _of_lines(paragraph.text, paragraph.locator)))
    for grid, order in zip(document.grids, document.grid_orders, strict=True):
        placed.append((order, _of_grid(grid)))
    waiting: list[Cell] = []
    for _, found in sorted(placed, key=lambda pair: pair[0]):
        for each in found:
            if isinstance(each, Cell):
                waiting.append(each)
                continue
            each.labels = _with_tail(waiting, each.labels)
            yield from stream_units(waiting)
            waiting = []
            yield each
    yield from stream_units(waiting)


def _of_grid(grid: Grid) -> Iterator[Unit | Cell]:
    """The rows of a grid that kept them, else its cells."""
    rows = list(grid.rows())
    if any(sum(bool(cell.text.strip()) for cell in row) > 1 for row in rows):
        yield from (row_unit(row) for row in rows)
    else:
        yield from (cell for row in rows for cell in row)


def _of_lines(text: str, locator: str) -> Iterator[Unit | Cell]:
    """A line with a label and figures, or with several figures, is a row; any other line is a cell."""
    for line in text.splitlines():
        if len(line) > LONGEST_CELL:
            continue
        words = line.split()
        start = len(words)
        while start and figure_text.is_value(words[start - 1]):
            start -= 1
        labels = [Cell(part, 0, 0, locator) for part in segments("".join(words[:start]))]
        values = [Cell(word, 0, 0, locator) for word in words[start:]]
        if values and (labels or len(values) > 1):
            yield Unit(labels, values, is_row=True)
        else:
            yield from (*labels, *values)


@lru_cache(maxsize=4096)
def segments(text: str) -> tuple[str, ...]:
    """A line of headers run together, cut into them where it consists of whole labels alone."""
    whole = fold(text)
    if not text:
        return ()
    if not whole.full or whole.full in _words() or whole.number or len(whole.full) > LONGEST_HEADERS:
        return (text,)
    return _whole_words(whole.full) or (text,)


def _whole_words(rest: str) -> tuple[str, ...]:
    """The header words that a folded line consists of, the longest first; none if anything is left over.

    What stands in brackets after a word is a note and goes with it.
    """
    parts: list[str] = []
    while rest:
        word = next((rest[:size] for size in range(len(rest), 1, -1) if rest[:size] in _words()), None)
        if word is None:
            is_note = bool(parts) and rest[0] == "("
            return (*parts[:-1], parts[-1] + rest) if is_note else ()
        parts.append(word)
        rest = rest[len(word) :]
    return tuple(parts)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    axes = vocabularies()
    headers = [word for name in ("t2_column", "applicant", "outcome", "group") for word in axes[name].exact]
    return frozenset((*frame_words(), *headers))


def _with_tail(waiting: list[Cell], labels: list[Cell]) -> list[Cell]:
    """A row's label whose beginning stands on the lines before it, put together; the lines are used up."""
    if len(labels) != 1 or meaning(labels[0].text).is_known:
        return labels
    for count in range(1, min(JOINED_LINES, len(waiting) + 1)):
        text = "".join(cell.text for cell in waiting[-count:]) + labels[0].text
        if is_label(text):
            first = waiting[-count]
            del waiting[-count:]
            return [first._replace(text=text)]
    return labels


def row_unit(row: Sequence[Cell]) -> Unit:
    """A kept row: leading blanks are cells merged downwards, the words are labels, the rest are cells."""
    texts = [index for index, cell in enumerate(row) if cell.text.strip()]
    if not texts or figure_text.is_value(row[texts[0]].text):
        return Unit([], list(row), is_row=True)
    start = end = texts[0]
    while end < len(row) and not figure_text.is_value(row[end].text):
        end += 1
    return Unit(list(row[start:end]), list(row[end:]), is_row=True, is_continued=start > 0)


def stream_units(cells: Iterable[Cell]) -> Iterator[Unit]:
    """A stream of cells without rows, cut before each label that follows cells."""
    unit = Unit()
    for cell in joined([cell for cell in cells if cell.text.strip()]):
        if figure_text.is_value(cell.text):
            unit.values.append(cell)
            continue
        if unit.values or (unit.labels and is_left_alone(unit.labels[-1], cell)):
            yield unit
            unit = Unit()
        unit.labels.append(cell)
    if unit.labels or unit.values:
        yield unit


def is_left_alone(label: Cell, following: Cell) -> bool:
    """Does a header word follow a row label, so that the row has no cells at all?"""
    return is_header(following) and not is_header(label) and meaning(label.text).t3_row is None


def is_header(label: Cell) -> bool:
    what = meaning(label.text)
    return what.frame is not None or what.t2_column is not None


def joined(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Labels cut over several lines put together again where the parts are, letter for letter, one label."""
    index = 0
    while index < len(cells):
        for count in range(min(JOINED_LINES, len(cells) - index), 1, -1):
            parts = cells[index : index + count]
            text = "".join(part.text.strip() for part in parts)
            if not any(figure_text.is_value(part.text) for part in parts) and is_label(text):
                yield parts[0]._replace(text=text)
                index += count
                break
        else:
            yield cells[index]
            index += 1


def counted(unit: Unit, count: int) -> list[Cell] | None:
    """The cells of a unit if they are exactly `count`; a kept row may be padded with blanks on the right."""
    values = list(unit.values)
    while unit.is_row and len(values) > count and not values[-1].text.strip():
        values.pop()
    return values if len(values) == count else None
