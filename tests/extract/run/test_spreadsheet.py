"""A workbook holds what it was given, whatever the text looks like, and says what it cannot hold."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from extract.run import spreadsheet
from extract.run.spreadsheet import FIRST_DATE, FORMULA, MOST_CHARACTERS, MOST_DIGITS, Workbook, digits
from spiders.errors import ToldError

HOSTILE = st.sampled_from(["=1+1", "=HYPERLINK(1)", "+cmd", "-x", "@SUM(1)", "#N/A", "#REF!", "1e5", "TRUE"])
TEXT = HOSTILE | st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\t\r\n\x0b_x004A😀"))
NUMBER = (
    st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-(10**18) + 1, 10**18 - 1, places=6)
)
VALUE = st.none() | TEXT | NUMBER | st.booleans() | st.dates()


def expected(value: object) -> object:
    """What a cell must hold, as openpyxl reads it: a number of more digits than Excel keeps is a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day) if value >= FIRST_DATE else str(value)
        return value or None if isinstance(value, str) else value
    if isinstance(value, float) or len(Decimal(value).normalize().as_tuple().digits) <= MOST_DIGITS:
        return value if isinstance(value, float) else pytest.approx(float(value), rel=1e-15, abs=0)
    return digits(value)


@given(st.lists(VALUE, min_size=1, max_size=8))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_workbook_read_again_holds_what_it_was_given(tmp_path: Path, row: list[object]) -> None:
    path = tmp_path / "x.xlsx"
    with Workbook() as book:
        sheet = book.sheet("x", [f"c{place}" for place in range(len(row))])
        sheet.append(row)
        sheet.append(["the last"])
        book.save(path)
    _, cells, last = load_workbook(BytesIO(path.read_bytes())).active.iter_rows()
    assert last[0].value == "the last"
    found = [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in cells]
    assert found == [expected(value) for value in row]
    assert not {cell.data_type for cell in cells} & {"f", "e"}, "a formula or an error"
    assert [cell.quotePrefix for cell in cells] == [
        isinstance(value, str) and bool(FORMULA.match(value)) for value in row
    ]
    assert sheet.as_text == sum(
        isinstance(expected(value), str) for value in row if not isinstance(value, str | date | None)
    )


def test_another_reader_sees_the_same_text(tmp_path: Path) -> None:
    texts = ["a\rb", "\x0b_x000B_", "_x005F_", "=1+1", " 年报\n😀 ", "001"]
    with Workbook() as book:
        book.sheet("x", ["text"] * len(texts)).append(texts)
        book.save(tmp_path / "x.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()[1] == texts


@given(st.decimals(-(10**18) + 1, 10**18 - 1, places=6) | st.integers())
def test_digits_lose_nothing_and_add_nothing(value: Decimal | int) -> None:
    text = digits(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))


def test_what_a_sheet_does_not_hold_is_told_and_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    with Workbook() as book:
        sheet = book.sheet("texts", ["text"])
        sheet.append(["x" * MOST_CHARACTERS])
        with pytest.raises(ToldError, match="sheet texts, row 3: a cell holds 32,767 characters"):
            sheet.append(["😀" * (MOST_CHARACTERS // 2 + 1)])
        monkeypatch.setattr(spreadsheet, "MOST_ROWS", 4)
        sheet.append(["the last that fits"])
        with pytest.raises(ToldError, match="sheet texts: a sheet holds 4 rows"):
            sheet.append(["one too many"])
