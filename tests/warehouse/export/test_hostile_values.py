"""Whatever text, number or date a cell may hold comes out of every format as it went in."""

import gc
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pandas.io.stata import StataParser

from tests.warehouse.export.readers import PLACES, differences, in_csv
from warehouse.errors import WarehouseError
from warehouse.export import excel_workbook, sqlite_database, stata_file
from warehouse.export.export import _write
from warehouse.export.formats import FORMATS
from warehouse.export.source import Selection, Source
from warehouse.export.stata_file import stata_name
from warehouse.query.connect import ReadOnlyConnection
from warehouse.query.limits import OWN
from warehouse.release.manifest import Manifest
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import Column, Table, tables

TABLE = Table(
    "values_of_all_kinds",
    ("ord",),
    ("ord",),
    "one",
    "各种值",
    "A row of values",
    tuple(
        Column(
            name, kind, "值", f"A value, {kind} “{name}”; a comment -- {'of many words, ' * 4}with ' and \""
        )
        for name, kind in (
            ("ord", "INTEGER"),
            ("text", "VARCHAR"),
            ("region_code", "VARCHAR"),
            ("report_id", "BIGINT"),
            ("count", "BIGINT"),
            ("size", "INTEGER"),
            ("year", "SMALLINT"),
            ("is_new", "BOOLEAN"),
            ("value", "DECIMAL(24,6)"),
            ("rate", "DOUBLE"),
            ("day", "DATE"),
            ("names", "VARCHAR[]"),
            ("function", "VARCHAR"),
        )
    ),
)
DICTIONARY = Table(
    "dictionary", ("text",), ("text",), "one", "字典", "Words", (Column("text", "VARCHAR", "值", "A text"),)
)
# As clean_text leaves it: no half characters and no NUL, but white space of every kind.
FORMULAS = ("=1+1", "=cmd|' /C calc'!A0", "+1+HYPERLINK(1)", "-x", "-12.5", "@SUM(1)", "\t=1", "\r=1", "'=1")
ODD = ("#N/A", "110105", "007", "1e5", "TRUE", "NULL", "_x000D_", "“引”", '"', ",", "\n", "\x0b", "😀")
PIECES = st.sampled_from((*FORMULAS, *ODD))
TEXT = PIECES | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
# No -0, which a DECIMAL does not know.
AMOUNT = (st.decimals(-(10**18) + 1, 10**18 - 1, places=6) | st.integers(-999, 10**15)).map(
    lambda one: Decimal(one) + 0
)
ROW = st.tuples(
    st.none() | TEXT,
    st.none() | st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.none() | st.integers(0, 2**52 - 1),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.none() | st.integers(-(2**15), 2**15 - 1),
    st.none() | st.booleans(),
    st.none() | AMOUNT,
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.dates(),
    st.none() | st.lists(TEXT, max_size=3),
    st.none() | TEXT,
)
LONG = "长" * 700 + "😀" * 5000 + "x" * 2045
HIGH = (LONG, "000000", 2**52 - 1, 2**63 - 1, 2**31 - 1, 2**15 - 1, True)
LOW = ("", "999999", 0, -(2**63), -(2**31), -(2**15), False)
EXTREMES = [
    (*HIGH, Decimal("999999999999999999.999999"), 5e-324, date(1, 1, 1), [LONG], "x" * 2045),
    (*LOW, Decimal("-0.000001"), 1.7e308, date(9999, 12, 31), [], "年" * 682),
    (None,) * 12,
]
numbers = count()


def selected(rows: Iterable[tuple[object, ...]], table: Table = TABLE) -> Selection:
    """Rows as a selection of a release: what a writer is given."""
    names = [column.name for column in table.columns]
    data = [dict(zip(names, (number, *row), strict=True)) for number, row in enumerate(rows)]
    connection = duckdb.connect()
    connection.register(table.name, pa.Table.from_pylist(data, schema=arrow_schema(table)))
    source = Source(Path(), Manifest("demo", ("x",), is_invented=True), ReadOnlyConnection(connection), OWN)
    return Selection(source, table)


def written(form: str, selection: Selection, folder: Path) -> list[str]:
    """Write a selection alone; returns the remarks."""
    if not FORMATS[form].is_one_file:
        return _write(selection, form, folder / f"{selection.table.name}.{form}", is_raw=False)
    dictionary = Selection(selection.source, DICTIONARY)
    selection.source.connection.register(
        "dictionary", pa.Table.from_pylist([], schema=arrow_schema(DICTIONARY))
    )
    write = {"xlsx": excel_workbook.write, "sqlite": sqlite_database.write}[form]
    return write([selection], dictionary, folder / PLACES[form])


@pytest.mark.filterwarnings("error")  # pandas warns where it would rename a variable or lose digits
@pytest.mark.parametrize("form", PLACES)
@given(st.lists(ROW, max_size=4))
@example(EXTREMES)
@example([])
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_value_comes_out_as_it_went_in(
    form: str, tmp_path: Path, rows: list[tuple[object, ...]]
) -> None:
    folder = tmp_path / str(next(numbers))
    folder.mkdir()
    remarks = written(form, selected(rows), folder)
    columns = [list(values) for values in zip(*((n, *row) for n, row in enumerate(rows)), strict=True)]
    has_text = [
        any(is_too_long(form, value, column) for value in values)
        for values, column in zip(columns, TABLE.columns, strict=False)
    ]
    if form == "dta":  # there a column is all numbers or all text
        columns = [
            [as_text(value) for value in values] if is_text else values
            for values, is_text in zip(columns, has_text, strict=True)
        ]
    assert differences(form, folder, TABLE, list(zip(*columns, strict=True))) == []
    assert bool(remarks) == any(has_text)


def as_text(value: object) -> str:
    return "" if value is None else str(in_csv(value, TABLE.columns[0]))


def is_too_long(form: str, value: object, column: Column) -> bool:
    """Whether a number is one that a format can only have as text, which it tells."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or column.name == "report_id":
        return False
    if isinstance(value, float):
        return form == "dta" and abs(value) > 8.9e307
    is_lossy = Decimal(repr(float(value))) != value
    return {
        "xlsx": len(Decimal(value).normalize().as_tuple().digits) > 15,
        "dta": abs(value) > 2**53 if isinstance(value, int) else is_lossy,
        "sqlite": isinstance(value, Decimal) and is_lossy and value != value.to_integral_value(),
    }.get(form, False)


def test_the_labels_of_a_stata_file(tmp_path: Path) -> None:
    written("dta", selected(EXTREMES), tmp_path)
    with pd.read_stata(tmp_path / f"{TABLE.name}.dta", iterator=True) as reader:
        assert reader.data_label.startswith("Invented 虚构: nianbao demo ")
        labels = reader.variable_labels()
        assert labels["is_new"].startswith("值：A value, BOOLEAN “is_new”")
        assert {len(label) for label in labels.values()} == {80}
        assert reader.value_labels() == {"is_new": {0: "no 否", 1: "yes 是"}}
        assert "function_" in labels


def test_every_name_of_a_column_is_one_in_stata_and_no_two_are_the_same() -> None:
    reserved = StataParser().RESERVED_WORDS
    for table in tables().values():
        names = [stata_name(column.name) for column in table.columns]
        assert len({name.lower() for name in names}) == len(names), table.name
        assert all(re.fullmatch("[a-z_][a-z0-9_]{0,31}", name) and name not in reserved for name in names)


@pytest.mark.parametrize(
    ("form", "limits", "message"),
    [
        ("xlsx", {"MOST_ROWS": 3}, "a sheet holds 2 rows, and it has 3"),
        ("xlsx", {"MOST_CHARACTERS": 12_744}, "12,744 characters, and the longest text has 12,745"),
        ("dta", {"MOST_VALUES": 38}, "of 38 values at most, and it has 39"),
    ],
)
def test_what_a_format_does_not_hold_is_refused_and_what_stood_there_stands(
    form: str, limits: dict[str, int], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The long text counts twice each of its 5,000 emoji, as Excel does: 700 + 2 × 5,000 + 2,045."""
    path = tmp_path / (PLACES[form] or f"{TABLE.name}.dta")
    path.write_text("what stood there")
    for name, value in limits.items():
        monkeypatch.setattr({"xlsx": excel_workbook, "dta": stata_file}[form], name, value)
    with pytest.raises(WarehouseError, match=f"^{TABLE.name}: .*{message}") as refused:
        written(form, selected(EXTREMES), tmp_path)
    assert "--where" in str(refused.value) and "csv, parquet and sqlite hold any number" in str(refused.value)
    assert path.read_text() == "what stood there"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("form", PLACES)
def test_a_write_that_fails_leaves_what_stood_there_and_no_draft(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Rows end in the middle, as of a damaged release; nothing of openpyxl's is told on the way."""
    path = tmp_path / (PLACES[form] or f"{TABLE.name}.{form}")
    path.write_text("what stood there")
    selection = selected(EXTREMES)
    whole = list(selection.batches())

    def broken(_: Selection) -> Iterator[pa.RecordBatch]:
        yield whole[0]
        raise OSError("the disk is gone")

    monkeypatch.setattr(Selection, "batches", broken)
    with pytest.raises(OSError, match="the disk is gone"):
        written(form, selection, tmp_path)
    gc.collect()
    assert path.read_text() == "what stood there"
    assert [*tmp_path.iterdir()] == [path]
    assert not capfd.readouterr().err
