"""Lines of text → rows and cells: a row a line, a cell a line, or a whole table on one line."""

import re
from collections.abc import Iterator, Sequence

from extract.codebook.labels import fold
from extract.codebook.vocabulary import is_label, meaning
from extract.mapping.flat.unit import Unit
from extract.mapping.flat.words import is_value, segments, with_signs_joined
from extract.model.grid import Cell

LONGEST_CELL = 120  # characters: a longer line is running text
# Letters of the labels beside groups of rows, which `pdftotext` leaves as pieces before the rows' own.
_GROUP_LETTERS = frozenset("三、本年度办理结果（）()一二四五六不予公开无法提供处其他")
_LONGEST_PIECE = 4
_NUMBERED = re.compile(r"\d{1,2}[.、．]\s*\D|[(（][一二三四五六七八九十]{1,2}[)）]\S")

_NOTE = re.compile(r"[(（][^()（）]*[)）]")
_SENTENCE = re.compile(r"[，。；！？]")


def line_units(text: str, locator: str) -> Iterator[Unit | Cell]:
    """A line with a label and figures, or with several figures, is a row; any other line is a cell.

    A line of several rows yields its words as cells.
    """
    for line in text.splitlines():
        words = with_signs_joined(line).split()
        start = _first_value(words)
        if len(line) > LONGEST_CELL or _holds_rows(words, start):
            yield from _running(words, locator)
            continue
        labels = [Cell(part, 0, 0, locator) for part in segments("".join(_own_label(words[:start])))]
        values = [Cell(word, 0, 0, locator) for word in words[start:]]
        if values and (labels or len(values) > 1):
            yield Unit(labels, values, is_row=True)
        else:
            yield from (*labels, *values)


def is_group_piece(text: str) -> bool:
    """Can this be a piece of an upright or broken group label (三、本年度办理结果, （三）不予公开)?"""
    return 0 < len(text) <= _LONGEST_PIECE and _GROUP_LETTERS.issuperset(text)


def _first_value(words: Sequence[str]) -> int:
    """Where the figures at the end of a line begin."""
    start = len(words)
    while start and is_value(words[start - 1]):
        start -= 1
    return start


def _own_label(words: Sequence[str]) -> Sequence[str]:
    """The words of a row's own label, the pieces of group labels before it left out."""
    for index in range(1, len(words)):
        if not is_group_piece(words[index - 1]):
            break
        if _NUMBERED.match(words[index]):
            return words[index:]
    if len(words) > 1 and is_group_piece(words[0]):
        whole = "".join(words)
        if segments(whole) == (whole,) and not meaning(whole).is_known:
            return words[1:]
    return words


def _holds_rows(words: Sequence[str], start: int) -> bool:
    """Do figures stand among the labels of a line, as where several rows share it?"""
    inner = words[:start]
    if not any(map(is_value, inner)) or meaning("".join(inner)).is_known:
        return False
    return any(map(_begins_table, inner)) or (is_label(words[0]) and not is_value(words[0]))


def _running(words: Sequence[str], locator: str) -> Iterator[Cell]:
    """The words of a line that holds tables, from each one's first header to the next sentence."""
    is_table = len(words) > 1 and not _begins_table(words[0]) and is_label(words[0])
    for word in words:
        is_table = _begins_table(word) or (is_table and not _is_sentence(word))
        if is_table:
            parts = (word,) if is_value(word) else segments(word)
            yield from (Cell(part, 0, 0, locator) for part in parts)


def _begins_table(word: str) -> bool:
    """Is this a word over the columns of a table, which running text does not use by itself?"""
    if len(word) > LONGEST_CELL or _is_sentence(word):
        return False
    return meaning(word).frame in ("T2", "T3") or fold(word).short == "未经复议直接起诉"


def _is_sentence(word: str) -> bool:
    return _SENTENCE.search(_NOTE.sub("", word)) is not None
