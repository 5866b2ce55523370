"""Formulas that no program has computed, and errors: what is shown there is not in the file, nor blank."""

import io
import struct
import zipfile

import openpyxl
import pytest
import xlwt

from extract.codebook.figure_text import parse
from extract.model.document import Hints
from extract.model.looks import LeftOut, run
from extract.readers.sheet.errors import ERROR, in_stream
from extract.readers.sheet.reader import read
from extract.report import read as read_report
from spiders.replica.world import made
from tests.replica.formats import render


def texts(data: bytes) -> list[list[str]]:
    (grid,) = read(data, Hints()).grids
    return [[cell.text for cell in row] for row in grid.rows()]


def has_value(cell: object) -> bool:
    return getattr(cell, "value", None) is not None


def xlsx(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_formulas_without_a_value_and_errors_are_no_blanks() -> None:
    rows: list[list[object]] = [["项", "新收", "总计"], ["甲", 1, "=B2"], ["乙", "#REF!", "=SUM(B2:B3)"]]
    assert texts(xlsx(rows)) == [["项", "新收", "总计"], ["甲", "1", "=B2"], ["乙", "#REF!", "=SUM(B2:B3)"]]
    assert {parse(text).status for text in ("=B2", "#REF!", "=SUM(B2:B3)", "#N/A", "#", "=")} == {
        "unreadable"
    }


def test_formulas_with_a_value_are_read_as_shown() -> None:
    data = xlsx([["项", "新收", "总计"], ["甲", 1, "=B2"]])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<f>B2</f><v></v>", b"<f>B2</f><v>1</v>"))
    assert texts(file.getvalue()) == [["项", "新收", "总计"], ["甲", "1", "1"]]


@pytest.mark.parametrize("code", [0x07, 0x17, 0x2A])
def test_errors_of_old_workbooks_are_no_blanks(code: int) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("附表")
    for column, value in enumerate(["项", "新收", "总计"]):
        sheet.write(0, column, value)
    sheet.write(1, 0, "甲")
    sheet.write(1, 1, 1)
    sheet.row(1).set_cell_error(2, code)
    file = io.BytesIO()
    book.save(file)
    assert texts(file.getvalue())[1][:2] == ["甲", "1"]
    assert parse(texts(file.getvalue())[1][2]).status == "unreadable"


def test_an_error_that_a_formula_gives_is_told() -> None:
    sheet = struct.pack("<IBBBB", 30, 0, 0, 1, 0) + b"A"
    formula = struct.pack("<HHHBBBBBBH", 4, 5, 0, 2, 0, 0x07, 0, 0, 0, 0xFFFF)
    records = [(0x0085, sheet), (0x000A, b""), (0x0006, formula), (0x000A, b"")]
    stream = b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)
    start = stream.index(struct.pack("<HH", 6, len(formula)))
    assert in_stream(stream.replace(struct.pack("<I", 30), struct.pack("<I", start))) == {
        "A": {(4, 5): run("#DIV/0!", ERROR, LeftOut())}
    }


def test_sums_left_to_the_reader_are_unreadable_in_a_report() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(made("yunxi-zrj", 2023), "xlsx", "numbers")))
    for sheet in book:
        for row in sheet.iter_rows():
            if str(row[0].value).startswith("一、本年新收"):
                [*filter(has_value, row)][-1].value = "=SUM(B1:G1)"
    file = io.BytesIO()
    book.save(file)
    reading = read_report(file.getvalue())
    (unread,) = [figure for figure in reading.cells if figure.status == "unreadable"]
    assert (unread.indicator, unread.raw) == ("req_new", "=SUM(B1:G1)")
    (message,) = [problem.message for problem in reading.problems if problem.kind == "unreadable_cell"]
    assert message.endswith(" is a formula")
