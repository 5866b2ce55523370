"""Papers as workbooks, written cell by cell with openpyxl."""

import io
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.bench.accidents.accident import copied
from tests.bench.accidents.paper import Box, Paper, Paragraph, Table
from tests.bench.accidents.write_html import extent

THIN = Side(style="thin")
LINES = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
FONTS: dict[str, dict[str, Any]] = {
    "struck": {"strike": True},
    "raised": {"vertAlign": "superscript"},
    "plain": {"b": True},
}


def write_xlsx(paper: Paper) -> bytes:
    """The workbook's bytes. Numbers are stored as numbers unless the paper's looks say `stored` text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "年报"
    row = 1
    for each in paper.blocks:
        if isinstance(each, Table):
            if paper.looks.get("sheets") and row > 1:
                sheet, row = book.create_sheet(f"表{len(book.sheetnames)}"), 1
            row = _put_table(paper, sheet, each, row) + 1
        else:
            row = _put_text(sheet, each, row)
    if paper.looks.get("hidden twin"):
        _put_hidden_twin(paper, book)
    if paper.looks.get("zeros hidden"):
        for each_sheet in book.worksheets:
            each_sheet.sheet_view.showZeros = False
    for each_sheet in book.worksheets:  # labels have room, and a page is as wide as the sheet when printed
        for column in range(1, 20):
            each_sheet.column_dimensions[get_column_letter(column)].width = 34 if column < 4 else 12
        each_sheet.page_setup.orientation = "landscape"
        each_sheet.page_setup.fitToHeight = 0
        each_sheet.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _put_hidden_twin(paper: Paper, book: Workbook) -> None:
    """Another report on a sheet that is not shown."""
    sheet, row = book.create_sheet("上年"), 1
    sheet.sheet_state = "hidden"
    for table in paper.tables():
        twin = Table(table.name, copied(table.grid), table.header, table.labels)
        for mine, theirs in zip(table.boxes(), twin.boxes(), strict=True):
            if mine.key:
                theirs.say(str(paper.dice.randint(1, 99)))
        row = _put_table(paper, sheet, twin, row) + 1


def _put_text(sheet: Worksheet, each: Paragraph, row: int) -> int:
    sheet.cell(row, 1, each.text)
    if each.kind == "title":
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=10)
    return row + 1


def _put_table(paper: Paper, sheet: Worksheet, table: Table, top: int) -> int:
    """Write a table from row `top` on; the first row below it."""
    done: set[int] = set()
    for number, row in enumerate(table.grid):
        for column, each in enumerate(row):
            if each is None or id(each) in done:
                continue
            done.add(id(each))
            _put_box(paper, sheet.cell(top + number, column + 1), each)
            _give_room(sheet, sheet.cell(top + number, column + 1), each)
            down, across = extent(table, each, number, column)
            if down > 1 or across > 1:
                sheet.merge_cells(
                    start_row=top + number,
                    start_column=column + 1,
                    end_row=top + number + down - 1,
                    end_column=column + across,
                )
    return top + len(table.grid)


def _give_room(sheet: Worksheet, cell: Cell, each: Box) -> None:
    """Rows as high as their longest label asks: programs do not see to it where cells are merged."""
    width = 14 if cell.column < 4 else 5
    lines = sum(1 + len(line) // width for line in each.text.split("\n"))
    row = sheet.row_dimensions[cell.row]
    row.height = max(row.height or 14, 13 * lines)


def _put_box(paper: Paper, cell: Cell, each: Box) -> None:
    cell.border = LINES
    if each.role == "hidden":
        cell.parent.row_dimensions[cell.row].hidden = True
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    cell.font = Font(size=float(paper.looks.get("points", "9")))
    if each.number_format and each.amount is not None:
        cell.value, cell.number_format = float(each.amount), each.number_format
        return
    if any(run.look for run in each.runs):
        size = cell.font.size  # a run without a size is as large as the program likes
        cell.value = CellRichText(
            *(
                TextBlock(InlineFont(sz=size, **FONTS[run.look]), run.text) if run.look else run.text
                for run in each.runs
            )
        )
        return
    if each.role == "value" and "stored" not in paper.looks and (number := _number(each.text)) is not None:
        cell.value = number
        return
    cell.value = each.text or None


def _number(text: str) -> int | float | None:
    """The number that a plain text is; None of text that a sheet would have to format."""
    if (
        not text.isascii()
        or text.startswith("+")
        or (text.startswith("0") and text != "0" and "." not in text)
    ):
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return (int(value) if value == int(value) else float(value)) if f"{value:f}" == text else None
