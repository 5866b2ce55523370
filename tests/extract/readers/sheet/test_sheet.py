"""The workbook reader: addresses, merges, values as shown, the tables of a sheet, caps."""

import contextlib
import io
import random
import zipfile

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model.document import Document, Hints, UnreadableError
from extract.model.grid import Grid
from extract.readers.sheet import xls_looks, xls_records
from extract.readers.sheet.reader import read
from tests.extract.readers.random_grids import grids, shape
from tests.extract.readers.shown_cells import shown

Rows = list[list[object]]


def xlsx(rows: Rows, merges: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附表"
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    hidden = book.create_sheet("草稿")
    hidden["A1"], hidden["B1"], hidden.sheet_state = "旧", 1, "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(rows: Rows) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("附表")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    sheet.write_merge(9, 10, 0, 1, "合并")
    sheet.write(9, 2, "值")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def texts(document: Document, grid: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.grids[grid].rows()]


ROWS: Rows = [
    ["某局2021年报告"],
    [],
    ["二、主动公开政府信息情况"],
    ["信息内容", "数量", "金额"],
    ["规章", 12, 0.1 + 0.2],
    ["规范性文件", None, 1234567.0],
    ["三、收到和处理申请情况"],
    ["新收", 0, "-"],
]


@pytest.mark.parametrize("data", [xlsx(ROWS), xls(ROWS)], ids=["xlsx", "xls"])
def test_a_sheet_is_cut_into_its_tables(data: bytes) -> None:
    document = read(data, Hints())
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "某局2021年报告",
        "二、主动公开政府信息情况",
        "三、收到和处理申请情况",
    ]
    assert texts(document)[2:] == [["规章", "12", "0.3"], ["规范性文件", "", "1234567"]]
    assert texts(document, 1)[1] == ["新收", "0", "-"]
    assert document.grids[0].at(2, 1).locator.endswith(":附表!B5")
    assert document.paragraphs[1].order < document.grid_orders[0] < document.paragraphs[2].order


def test_merges_of_old_workbooks_are_kept() -> None:
    merged = read(xls(ROWS), Hints()).grids[-1].cells[0]
    assert (merged.text, merged.row_span, merged.column_span, merged.locator) == (
        "合并",
        2,
        2,
        "xls:附表!A10",
    )


@settings(max_examples=25, deadline=None)
@given(grids)
def test_any_grid_comes_back_equal(grid: Grid) -> None:
    named = Grid.of(tuple(cell._replace(text=f"格{n}") for n, cell in enumerate(grid.cells)), "")
    rows: Rows = [[None] * grid.column_count for _ in range(grid.row_count)]
    merges = []
    for cell in named.cells:
        rows[cell.row][cell.column] = cell.text
        if cell.row_span * cell.column_span > 1:
            start = f"{chr(65 + cell.column)}{cell.row + 1}"
            end = f"{chr(64 + cell.column + cell.column_span)}{cell.row + cell.row_span}"
            merges.append(f"{start}:{end}")
    assert shape(read(xlsx(rows, tuple(merges)), Hints()).grids[0]) == shape(named)


def far_cell() -> bytes:
    """A workbook whose second cell stands in the last column and row that a sheet can have."""
    source, target = io.BytesIO(xlsx([["a", 1]])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'r="B1"', b'r="XFD1048576"'))
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (xlsx(ROWS)[:1000], "truncated"),
        (xls(ROWS)[:1000], "damaged"),
        (far_cell(), "resource_limit"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data, Hints())
    assert caught.value.kind == kind


def rich_xls(parts: list[tuple[str, str]], before: int = 0) -> bytes:
    """A sheet whose one cell B1 holds parts of the looks `plain`, `super`, `sub` or `struck`."""
    book, fonts = xlwt.Workbook(), {name: xlwt.Font() for name in ("plain", "super", "sub", "struck")}
    fonts["super"].escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    fonts["sub"].escapement = xlwt.Font.ESCAPEMENT_SUBSCRIPT
    fonts["struck"].struck_out = True
    sheet = book.add_sheet("附表")
    sheet.write(0, 0, "新收申请")
    for row in range(before):
        sheet.write(row + 1, 0, f"{row} 件申请" * 40)  # fills the shared strings beyond one record
    sheet.write_rich_text(0, 1, [(text, fonts[look]) for text, look in parts])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("before", [0, 400])
@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ([("12", "plain"), ("9", "super")], "12⁹"),
        ([("12", "plain"), ("9", "sub")], "12₉ (lowered)"),
        ([("5", "struck"), ("7", "plain")], "5\u03367 (struck)"),
        ([("1", "plain"), ("29", "plain")], "129"),
    ],
)
def test_marked_parts_of_an_xls_text_are_told_from_the_figure(
    parts: list[tuple[str, str]], wanted: str, before: int
) -> None:
    grid = read(rich_xls(parts, before), Hints()).grids[0]
    assert next(shown(cell) for cell in grid.cells if cell.locator == "xls:附表!B1") == wanted


@given(st.integers(0, 2**32))
def test_a_workbook_cut_or_changed_is_followed_or_refused(seed: int) -> None:
    stream = bytearray(xls_records.workbook_stream(rich_xls([("12", "plain"), ("9", "super")])))
    chance = random.Random(seed)
    for _ in range(4):
        stream[chance.randrange(len(stream))] = chance.randrange(256)
    for damaged in (stream, stream[: chance.randrange(len(stream))]):
        with contextlib.suppress(UnreadableError):
            assert all(isinstance(texts, dict) for texts in xls_looks.shown(bytes(damaged)).values())
