"""The workbook reader: addresses, merges, values as shown, the tables of a sheet, caps."""

import io
import zipfile

import openpyxl
import pytest
import xlwt
from extract_random_grids import grids, shape
from hypothesis import given, settings

from extract.document import Document, Hints, UnreadableError
from extract.grid import Grid
from extract.readers.sheet import read

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
    named = Grid(tuple(cell._replace(text=f"格{n}") for n, cell in enumerate(grid.cells)), "")
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
