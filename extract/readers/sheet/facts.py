"""What the XLS and XLSX readers must know of a sheet that calamine does not tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.model.looks import Look, Trait
from extract.readers.html.spans import MAX_SLOTS
from extract.readers.sheet.hidden import SHOWN, Hidden
from extract.readers.sheet.xlsx_parts import column_number

CONDITIONAL = Look(Trait.UNKNOWN_FORMAT)  # of a cell that a condition may show otherwise
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
Place = tuple[int, int]  # row and column, from 0


@dataclass
class SheetFacts:
    """Facts by place: `texts` stand for values that calamine gives without their looks, or as blank.

    `formats` are the number formats other than General; `hides_zeros` is the sheet's option. `framed` are the
    rows with empty cells that have borders: a table may end in blank ones. On `pictures` drawings begin.
    """

    texts: dict[Place, str] = field(default_factory=dict)
    looks: dict[Place, Look] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    hidden: Hidden = SHOWN
    hides_zeros: bool = False
    framed: set[int] = field(default_factory=set)
    pictures: set[Place] = field(default_factory=set)


def places(ranges: str) -> Iterator[Place]:
    """The cells of ranges with blanks between (B3 C4:D9), as many as a sheet of ours may have."""
    for written in ranges.split():
        found = RANGE.fullmatch(written)
        if found is None:
            continue
        left, top = column_number(found[1].encode()), int(found[2])
        right = column_number((found[3] or found[1]).encode())
        bottom = min(int(found[4] or found[2]), top + MAX_SLOTS // max(right - left + 1, 1))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield row - 1, column - 1
