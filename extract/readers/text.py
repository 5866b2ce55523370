"""Plain text and Markdown conversions → Document.

Three ways of keeping a table were seen in them: one cell a line behind a tab, a blank line after each row
(Word to text); cells between `|`, with or without a row a line (web to text, Markdown); and bare lines, one
cell each, which stay paragraphs: only the words of the form can tell them from prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.model.document import Document, Hints, Paragraph, UnreadableError
from extract.model.grid import Cell, Grid
from spiders.content.charset import decode

MAX_CHARACTERS = 20_000_000
MARKDOWN_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
LONE_BAR = "|"  # two and more in one line pad a row with merged cells
DEBRIS = re.compile(r"\[bookmark: [^\]]*\]")
Rows = list[list[tuple[int, str]]]


@dataclass
class Parts:
    """What has been read so far; `rows` is the table that is still open."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    rows: Rows = field(default_factory=list)
    order: int = 0

    def add_text(self, number: int, text: str) -> None:
        self.close()
        self.paragraphs.append(Paragraph(text, f"text:l{number}", self.order))
        self.order += 1

    def close(self) -> None:
        """End the open table, if any. A lone bar is an empty cell where each line is a cell, else a rule."""
        rows = [row for row in self.rows if row]
        is_kept = any(sum(bool(text.strip()) for _, text in row) > 1 for row in rows)
        bars = [len(row) == 1 and row[0][1] == LONE_BAR for row in rows]
        if is_kept or all(bars):
            rows = [row for row, is_bar in zip(rows, bars, strict=True) if not is_bar]
        if rows:
            self.grids.append(grid(rows))
            self.orders.append(self.order)
            self.order += 1
        self.rows = []


def read(data: bytes, hints: Hints) -> Document:
    """Read text; UnreadableError where it is empty, too long or no text at all."""
    text = decode(data)
    if not text.strip():
        raise UnreadableError("empty_file", "the file holds no text")
    if len(text) > MAX_CHARACTERS:
        raise UnreadableError("too_large", f"{len(text)} characters of text, more than {MAX_CHARACTERS}")
    if "\x00" in text[:4096]:
        raise UnreadableError("binary_content", "the bytes are no text")
    parts = Parts()
    for number, line in enumerate(DEBRIS.sub("", text).splitlines(), 1):
        _line(parts, number, line)
    parts.close()
    return Document("text", tuple(parts.paragraphs), tuple(parts.grids), tuple(parts.orders))


def _line(parts: Parts, number: int, line: str) -> None:
    if line.startswith("\t"):
        if not parts.rows:
            parts.rows.append([])
        parts.rows[-1].append((number, line[1:]))
    elif "|" in line:
        bars = line.strip()
        if bars == LONE_BAR:
            parts.rows.append([(number, LONE_BAR)])
        elif not MARKDOWN_RULE.fullmatch(bars) and bars.strip(" |\t"):
            parts.rows.append([(number, cell) for cell in piped(line)])
    elif line.strip():
        parts.add_text(number, line.strip())
    elif parts.rows and parts.rows[-1]:
        parts.rows.append([])


def piped(line: str) -> Iterator[str]:
    """The cells of a line with `|`; the outer bars are no cells."""
    yield from (cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


def grid(rows: Rows) -> Grid:
    cells = tuple(
        Cell("" if text == LONE_BAR else text.strip(), row, column, f"text:l{number}")
        for row, entries in enumerate(rows)
        for column, (number, text) in enumerate(entries)
    )
    return Grid.of(cells, cells[0].locator, has_columns=False)
