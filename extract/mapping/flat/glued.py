"""Labels run together with the digits behind them: the borders between cells are lost.

Seen in a text conversion of a county's 2021 report: 规章000, 行政规范性文件623129, which may be 6/23/129 or
62/31/29; of 000 there is one reading only.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from extract.codebook import applicants, indicators
from extract.codebook.vocabulary import meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column
from extract.mapping.flat.lines import LONGEST_CELL
from extract.mapping.flat.unit import Unit
from extract.mapping.table_two import place_row_of_two
from extract.model.grid import Cell

GLUED = re.compile(r"(?P<label>.*[^\d\s.,])\s*(?P<digits>\d[\d.,]*)")
_NUMBERING = re.compile(r"\d{1,2}[.、．](?=\D)|[(（][一二三四五六七八九十]{1,2}[)）]")


def take_glued(collector: Collector, rows: Sequence[Cell], columns: Sequence[Column], unit: Unit) -> bool:
    """Take the figures of labels with digits behind them where one reading is left, else refuse them.

    `columns` are the headers of table two above. Returns whether any label was of this kind.
    """
    found = False
    for row in rows:
        label, digits = _parted(row)
        keys = meaning(label.text).t2_row or meaning(label.text).t3_row if digits else None
        if keys is None:
            continue
        found = True
        is_of_two = meaning(label.text).t2_row is not None
        figures = None if unit.values else _apart(digits, len(columns))
        if is_of_two and columns and figures is not None:
            cells = [row._replace(text=text) for text in figures]
            place_row_of_two(collector, label, None, columns, cells, len(cells))
        else:
            _refuse(collector, row, keys.keys, columns if is_of_two else None)
    return found


def split_row_of_three(row: Cell) -> Unit | None:
    """A row of table three with its seven figures told apart, where its digits have that one reading."""
    label, digits = _parted(row)
    figures = _apart(digits, len(applicants())) if digits and meaning(label.text).t3_row else None
    if figures is None:
        return None
    return Unit([label], [label._replace(text=text) for text in figures])


def _parted(row: Cell) -> tuple[Cell, str]:
    """(label, digits behind it) of a cell; a label of the form behind a group's is the row's own."""
    match = GLUED.fullmatch(row.text.strip()) if len(row.text) <= LONGEST_CELL else None
    if match is None:
        return row, ""
    label = match["label"]
    starts = [found.start() for found in _NUMBERING.finditer(label)]
    if starts and not meaning(label).is_known:
        label = label[starts[-1] :]
    return row._replace(text=label), match["digits"]


def _apart(digits: str, count: int) -> list[str] | None:
    """The digits as `count` figures; None unless that is their only reading as that many figures or fewer.

    Fewer, as cells may be blank: 100 under three headers is 1, 0 and 0, or 100 and two blanks.
    """
    if count == 1:
        return [digits]
    ways = list(islice(_ways(digits, count), 2)) if digits.isdecimal() else []
    return ways[0] if len(ways) == 1 and len(ways[0]) == count else None


def _ways(digits: str, count: int) -> Iterator[list[str]]:
    """Every way to part the digits into at most `count` figures; none but 0 itself begins with a zero."""
    if not digits:
        yield []
    elif count:
        longest = 1 if digits[0] == "0" else len(digits)
        for size in range(1, longest + 1):
            yield from ([digits[:size], *rest] for rest in _ways(digits[size:], count - 1))


def _refuse(collector: Collector, row: Cell, keys: frozenset[str], columns: Sequence[Column] | None) -> None:
    """Refuse the figures that a label can mean; of table two those under the headers printed."""
    if columns is not None:
        keys &= frozenset().union(*(column.keys for column in columns))
    wanted = [indicators()[key] for key in sorted(keys)]
    message = f"{row.text.strip()!r}: label and several cells run together"
    collector.refuse_row(wanted, row, "cell_boundaries_lost", message)
