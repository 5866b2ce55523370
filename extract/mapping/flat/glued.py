"""Labels run together with the digits behind them: the borders between cells are lost.

Seen in a text conversion of a county's 2021 report: 规章000, 行政规范性文件623129, which may be 6/23/129 or
62/31/29.
"""

import re
from collections.abc import Sequence

from extract.codebook import indicators
from extract.codebook.vocabulary import meaning
from extract.mapping.collector import Collector
from extract.mapping.columns import Column
from extract.mapping.flat.unit import Unit
from extract.mapping.table_two import place_row_of_two
from extract.model.grid import Cell

GLUED = re.compile(r"(?P<label>\D*[^\d\s])\s*(?P<digits>\d[\d.,]*)")


def refuse_glued(collector: Collector, rows: Sequence[Cell], columns: Sequence[Column], unit: Unit) -> bool:
    """Refuse the figures of labels with digits behind them; one figure under one header is sure.

    `columns` are the headers of table two above. Returns whether any label was of this kind.
    """
    found = False
    for row in rows:
        match = GLUED.fullmatch(row.text.strip())
        if match is None:
            continue
        what = meaning(match["label"])
        keys = what.t2_row or what.t3_row
        if keys is None:
            continue
        found = True
        if what.t2_row and len(columns) == 1 and not unit.values:
            label, figure = row._replace(text=match["label"]), row._replace(text=match["digits"])
            place_row_of_two(collector, label, None, columns, [figure], 1)
        else:
            _refuse(collector, row, keys.keys, columns if what.t2_row else None)
    return found


def _refuse(collector: Collector, row: Cell, keys: frozenset[str], columns: Sequence[Column] | None) -> None:
    """Refuse the figures that a label can mean; of table two those under the headers printed."""
    if columns is not None:
        keys &= frozenset().union(*(column.keys for column in columns))
    wanted = [indicators()[key] for key in sorted(keys)]
    message = f"{row.text.strip()!r}: label and several cells run together"
    collector.refuse_row(wanted, row, "cell_boundaries_lost", message)
