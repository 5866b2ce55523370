"""Hidden rows and columns of a workbook: nobody sees them, so none of their figures is read."""

import io
import struct

import openpyxl
import pytest
import xlwt

from extract.model.document import Document, Hints
from extract.readers.sheet.hidden import Hidden, in_stream
from extract.readers.sheet.reader import read
from extract.report import read as read_report
from spiders.replica.world import made
from tests.replica.formats import render

ROWS: list[list[object]] = [
    ["信息内容", "本年制发件数", "上年制发件数", "本年废止件数"],
    ["规章", 1, 71, 2],
    ["规章（上年）", 8, 78, 9],
    ["行政规范性文件", 3, 73, 4],
]
SEEN = [["信息内容", "本年制发件数", "", "本年废止件数"], ["规章", "1", "", "2"], ["", "", "", ""]]
SEEN += [["行政规范性文件", "3", "", "4"]]


def xlsx(first: int = 0) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, row in enumerate(ROWS, start=first + 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column, value)
    sheet.row_dimensions[first + 3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(first: int = 0) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("附表")
    for at, row in enumerate(ROWS, start=first):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    sheet.row(first + 2).hidden = True
    sheet.col(2).hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def texts(document: Document) -> list[list[str]]:
    (grid,) = document.grids
    return [[cell.text for cell in row] for row in grid.rows()]


@pytest.mark.parametrize("first", [0, 3])
@pytest.mark.parametrize("write", [xlsx, xls])
def test_hidden_rows_and_columns_are_left_out_and_told(write, first: int) -> None:  # type: ignore[no-untyped-def]
    document = read(write(first), Hints())
    assert texts(document) == SEEN
    ((kind, locator, detail),) = document.notes
    assert kind == "hidden_text" and detail.endswith(" hidden")
    assert locator in ("xlsx:Sheet!", "xls:附表!")


def test_a_hidden_row_of_a_report_is_missing_and_moves_no_other() -> None:
    plain = render(made("yunxi-zrj", 2023), "xlsx", "numbers")
    book = openpyxl.load_workbook(io.BytesIO(plain))
    for sheet in book:
        for row in sheet.iter_rows(max_col=1):
            sheet.row_dimensions[row[0].row].hidden = row[0].value == "行政许可"
    file = io.BytesIO()
    book.save(file)
    wanted = {figure.key: figure.value for figure in read_report(plain).cells}
    assert wanted.pop(("license_decisions", None, None))
    found = read_report(file.getvalue())
    assert {figure.key: figure.value for figure in found.cells} == wanted
    assert {each.kind for each in found.problems} == {"hidden_text", "missing_row"}


def test_a_cut_record_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = b"\x85\x00\x02\x00\x01\x00"
    with pytest.raises(struct.error):
        in_stream(cut)
    monkeypatch.setattr("extract.readers.sheet.xls_facts.hidden.in_stream", lambda stream: in_stream(cut))
    document = read(xls(), Hints())
    assert [note[:2] for note in document.notes] == [("damaged", "file")]
    assert len(document.grids) == 1


def test_nothing_hidden_leaves_nothing_out() -> None:
    assert Hidden().take_out([["1"]]) == []
