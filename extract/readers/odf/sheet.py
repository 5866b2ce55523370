"""ODS → Document: each sheet cut into its tables; what counts is the text that a cell shows."""

import re
from collections.abc import Iterator

from extract.model.document import Document, Hints
from extract.model.looks import LeftOut, Look, Trait, run, settled
from extract.model.pictures import with_pictures
from extract.readers.odf.content import H, P, Texts
from extract.readers.odf.packaging import opened
from extract.readers.odf.styles import CONFIG, OFFICE, TABLE, Element, Styles
from extract.readers.odf.tables import Slot, framed_rows, hidden_rows, is_shown, slots
from extract.readers.packages import Package
from extract.readers.sheet.facts import CONDITIONAL, Place, places
from extract.readers.sheet.tables import Merges, SheetTables

HIDDEN, UNFORMATTED, UNCOMPUTED = map(Look, (Trait.HIDDEN, Trait.UNFORMATTED, Trait.FORMULA))
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
SHEET_NAME = re.compile(r"(?:'(?:[^']|'')*'|[^\s.':]+)\.")
SETTINGS, SHOWS_ZEROS = "settings.xml", "ShowZeroValues"


def read(data: bytes, hints: Hints) -> Document:
    """Read an OpenDocument spreadsheet's visible sheets.

    Returns a Document of reader `ods`: each sheet cut into its tables, cells at their addresses
    (`ods:Sheet1!B4`), texts as shown. Notes: `hidden_text`.
    Raises UnreadableError: truncated, damaged, encrypted, hostile_content, resource_limit.
    """
    package = opened(data, "ODS")
    styles, left_out, tables = Styles(package), LeftOut(), SheetTables()
    reader = _SheetReader(Texts(styles, left_out), left_out, _hides_zeros(package))
    for sheet in styles.content.iterfind(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"):
        if is_shown(sheet, styles):
            place = f"ods:{sheet.get(TABLE + 'name', '')}!"
            rows, merges = reader.rows(sheet, place, set(_bars_alone(sheet)))
            tables.add(rows, merges, hidden_rows(sheet), place, framed_rows(sheet, styles))
    return settled(tables.document("ods", ()), left_out)


def _hides_zeros(package: Package) -> bool:
    if SETTINGS not in package:
        return False
    items = package.xml(SETTINGS).iter(CONFIG + "config-item")
    return any(item.get(CONFIG + "name") == SHOWS_ZEROS and item.text == "false" for item in items)


def _bars_alone(sheet: Element) -> Iterator[Place]:
    """The cells, row and column from 0, whose figure is shown as a bar or an icon alone."""
    for conditional in sheet.iter(CALC + "conditional-format"):
        bars = conditional.iterchildren(CALC + "data-bar", CALC + "icon-set")
        if any(bar.get(CALC + "show-value", "true") == "false" for bar in bars):
            ranges = conditional.get(CALC + "target-range-address", "")
            yield from places(SHEET_NAME.sub("", ranges))


class _SheetReader:
    """Makes rows of texts of sheets."""

    def __init__(self, texts: Texts, left_out: LeftOut, hides_zeros: bool) -> None:
        self.texts, self.left_out, self.hides_zeros = texts, left_out, hides_zeros

    def rows(self, sheet: Element, place: str, without_figures: set[Place]) -> tuple[list[list[str]], Merges]:
        """The texts of the rows from the first on, and the merged cells."""
        rows: list[list[str]] = []
        merges: Merges = {}
        for slot in slots(sheet):
            rows += [[] for _ in range(slot.row + 1 - len(rows))]
            row = rows[slot.row]
            row += [""] * (slot.column + 1 - len(row))
            if slot.is_covered():
                continue
            if slot.row_span * slot.column_span > 1:
                last = slot.row + slot.row_span - 1, slot.column + slot.column_span - 1
                merges[slot.row, slot.column] = last
            text = self._text(slot, place)
            is_shown = (slot.row, slot.column) not in without_figures
            row[slot.column] = text if is_shown else run(text, CONDITIONAL, self.left_out, place)
        return rows, merges

    def _text(self, slot: Slot, place: str) -> str:
        cell = slot.element
        around = (("table-cell", slot.style),)
        lines = [line for block in cell.iterchildren(P, H) for line in self.texts.lines(block, around)]
        text = with_pictures("\n".join(lines))
        value = cell.get(OFFICE + "value", "")
        if slot.is_hidden:
            self.left_out.add(HIDDEN, text, place)
            return ""
        if self.hides_zeros and value and _is_zero(value):
            self.left_out.add(UNFORMATTED, "0", place)
            return ""
        if not text and value:
            self.left_out.add(UNFORMATTED, value, place)
        formula = cell.get(TABLE + "formula", "")
        if formula and not text and not value and cell.get(OFFICE + "value-type", "") != "string":
            return run(formula, UNCOMPUTED, self.left_out, place)
        return text


def _is_zero(value: str) -> bool:
    return not value.strip("-0.")
