"""Reports as plain text, as conversions of word-processor files come out.

cells  one cell a line, indented by a tab, a blank line after each row, merged cells as a lone tab below;
flat   one row a line, cells parted by a vertical bar.
"""

from spiders.replica import prose
from spiders.replica.forms import Box, Table, tables
from spiders.replica.model import Report
from spiders.replica.render.html import signature

STYLES = ("cells", "flat")


def render(report: Report, style: str) -> bytes:
    draw = {"cells": _cells, "flat": _flat}[style]
    drawn = {table.name: draw(table) for table in tables(report)}
    lines = [report.title, "", *prose.intro(report)]
    for part in prose.parts(report):
        lines += [part.heading, *part.paragraphs]
        if part.table:
            lines.append(drawn[part.table])
    lines.append(signature(report))
    return "\n".join([*lines, ""]).encode()


def slots(table: Table) -> list[list[Box | None]]:
    """The table's rows with None where a box from above reaches down; boxes that widen count once."""
    rows: list[list[Box | None]] = []
    hanging: dict[int, tuple[int, int]] = {}  # column → (rows still covered, width)
    for row in table.rows:
        line: list[Box | None] = []
        column, boxes = 0, list(row)
        while boxes or column in hanging:
            if column in hanging:
                left, width = hanging[column]
                line.append(None)
                hanging[column] = (left - 1, width)
                if left == 1:
                    del hanging[column]
                column += width
                continue
            box = boxes.pop(0)
            line.append(box)
            if box.rowspan > 1:
                hanging[column] = (box.rowspan - 1, box.colspan)
            column += box.colspan
        rows.append(line)
    return rows


def _cells(table: Table) -> str:
    return "\n".join("".join(f"\t{box.text if box else ''}\n" for box in row) for row in slots(table))


def _flat(table: Table) -> str:
    return "\n".join("|".join(box.text if box else "" for box in row) for row in slots(table))
