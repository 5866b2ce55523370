"""Reports as plain text, as conversions of word-processor files come out.

cells  one cell a line, indented by a tab, a blank line after each row, merged cells as a lone tab below;
flat   one row a line, cells parted by a vertical bar;
glued  one row a line, nothing between the cells: their borders cannot be told any more;
merged one row a line parted by spaces, equal neighbours printed once, as some converters leave them.

Of the last two most figures must be refused, not guessed.
"""

from itertools import groupby

from spiders.replica import prose
from spiders.replica.forms import Table, tables
from spiders.replica.model import Report
from spiders.replica.places import filled_rows

STYLES = ("cells", "flat")
LOSSY = ("glued", "merged")


def render(report: Report, style: str) -> bytes:
    draw = {"cells": _cells, "flat": _flat, "glued": _glued, "merged": _merged}[style]
    drawn = {table.name: draw(table) for table in tables(report)}
    lines = [report.title, "", *prose.intro(report)]
    for part in prose.parts(report):
        lines += [part.heading, *part.paragraphs]
        if part.table:
            lines.append(drawn[part.table])
    lines.append(prose.signature(report))
    return "\n".join([*lines, ""]).encode()


def texts(table: Table) -> list[list[str]]:
    """The table's rows; a box from above leaves an empty text in each row that it reaches down to."""
    return [[place.box.text if begins else "" for place, begins in row] for row in filled_rows(table)]


def _cells(table: Table) -> str:
    return "\n".join("".join(f"\t{text}\n" for text in row) for row in texts(table))


def _flat(table: Table) -> str:
    return "\n".join("|".join(row) for row in texts(table))


def _glued(table: Table) -> str:
    return "\n".join("".join(row) for row in texts(table))


def _merged(table: Table) -> str:
    return "\n".join(" ".join(text for text, _ in groupby(row)) for row in texts(table))
