"""Cells that print no single figure, in every format: never a figure, never a blank, never silence."""

from dataclasses import replace

import pytest

from extract.model.document import Hints
from extract.model.reading import Reading
from extract.report import read
from spiders.replica.model import Key, Report, Value
from spiders.replica.world import made
from tests.replica.formats import STYLES, render

KEYS: tuple[Key, ...] = (
    ("req_new", "natural_person", None),
    ("req_granted", "total", None),
    ("req_carried_out", "legal_business", None),
    ("license_decisions", None, None),
    ("disp_review_upheld", None, None),
)
ODD = ("12.", "12。5", "1 2", "1,23", "约12", "见附件", "12/3", "12²3", "~~12~~", "12件3")
# Not told by a style: a workbook of numbers has no 12.
UNPRINTED = {("xlsx", "numbers"): {"12."}}
WRITTEN = [(name, style) for name, styles in STYLES.items() for style in styles]
DERIVED = {"req_refused", "req_unable", "req_notproc", "disp_lit_total"}


def named(reading: Reading) -> bool:
    """Whether a problem names the place of each unreadable cell."""
    places = {each.locator for each in reading.problems}
    return {each.locator for each in reading.cells if each.status == "unreadable"} <= places


def assert_nothing_is_wrong(report: Report, reading: Reading) -> None:
    found = {each.key: (each.value, each.status) for each in reading.cells if each.status != "unreadable"}
    wanted = {key: (value.value, value.status) for key, value in report.cells.items()}
    assert {key: got for key, got in found.items() if key[0] not in DERIVED and wanted.get(key) != got} == {}
    assert named(reading)
    assert found.keys() >= wanted.keys() or any(each.severity != "info" for each in reading.problems)


@pytest.mark.parametrize(("file_format", "style"), WRITTEN, ids=map("-".join, WRITTEN))
def test_a_cell_of_no_single_figure_is_neither_a_figure_nor_blank(file_format: str, style: str) -> None:
    unprinted = UNPRINTED.get((file_format, style), ())
    odd = [Value(raw, None, "unreadable") for raw in ODD if raw not in unprinted]
    report = made("yunxi-cgj", 2023)
    for first in range(0, len(odd), len(KEYS)):  # several at a time, or it takes long
        cells = {**report.cells, **dict(zip(KEYS, odd[first:], strict=False))}
        printed = replace(report, cells=cells)
        assert_nothing_is_wrong(printed, read(render(printed, file_format, style), Hints()))


@pytest.mark.parametrize(("file_format", "style"), WRITTEN, ids=map("-".join, WRITTEN))
@pytest.mark.parametrize("table", ["disp", "req", ""])
def test_a_table_without_a_figure_is_blank_or_missed(file_format: str, style: str, table: str) -> None:
    report = made("yunxi-cgj", 2023)
    blank = {key: Value.empty() for key in report.cells if key[0].startswith(table)}
    report = replace(report, cells={**report.cells, **blank})
    assert_nothing_is_wrong(report, read(render(report, file_format, style), Hints()))


@pytest.mark.parametrize(("file_format", "style"), WRITTEN, ids=map("-".join, WRITTEN))
def test_thousands_separators_change_no_figure(file_format: str, style: str) -> None:
    report = made("yunxi-cgj", 2023, "thousands")
    reading = read(render(report, file_format, style), Hints())
    assert_nothing_is_wrong(report, reading)
    assert {each.key for each in reading.cells if each.status != "unreadable"} >= report.cells.keys()
