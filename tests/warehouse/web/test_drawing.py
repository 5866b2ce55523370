"""Which chart an answer of the console gets: nothing added up in silence, no line over a gap."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from warehouse.web import charts
from warehouse.web.parts.console.drawing import MOST_BARS, Columns, columns, drawn, parts

Rows = list[dict[str, Any]]


def spec(rows: Rows, across: str, number: str) -> tuple[dict[str, Any], Columns]:
    known = columns(pa.Table.from_pylist(rows).schema)
    made = drawn(rows, known, across, number)
    assert made is not None
    assert charts.svg(charts.picture_spec(made, "title", "", "source")).startswith("<svg")
    return made, known


def test_columns_are_times_names_or_numbers_and_ids_are_none() -> None:
    row = {
        "year": 2020,
        "day": date(2020, 1, 1),
        "report_id": 5,
        "name": "a",
        "n": Decimal("1.5"),
        "some": [1],
    }
    assert columns(pa.Table.from_pylist([row]).schema) == Columns(("year", "day"), ("name",), ("n",))


def test_a_year_that_a_line_lacks_breaks_it() -> None:
    made, _ = spec([{"year": 2019, "n": 1}, {"year": 2021, "n": 2}], "year", "n")
    assert made["mark"]["type"] == "line"
    assert {row["year"]: row["value"] for row in made["data"]["values"]} == {2019: 1, 2020: None, 2021: 2}


def test_a_name_parts_lines() -> None:
    rows = [{"year": year, "who": who, "n": year} for who in "ab" for year in (2020, 2021)]
    made, known = spec(rows, "year", "n")
    assert made["encoding"]["color"]["scale"]["domain"] == ["a", "b"]
    assert parts(rows, known, "year") == ("a", "b") and parts(rows, known, "who") == ()


def test_rows_of_one_time_that_nothing_parts_are_points() -> None:
    made, _ = spec([{"year": 2020, "n": 1}, {"year": 2020, "n": 2}], "year", "n")
    assert made["mark"]["type"] == "circle"


@pytest.mark.parametrize("names", [["a", "a", "b"], ["a"] * (MOST_BARS + 9)])
def test_rows_of_one_name_are_bars_of_their_own(names: list[str]) -> None:
    made, _ = spec([{"who": name, "n": number} for number, name in enumerate(names)], "who", "n")
    drawn_as = [row["name"] for row in made["data"]["values"]]
    assert len(drawn_as) == len(set(drawn_as)) == min(len(names), MOST_BARS)


def test_days_are_drawn_by_their_date_and_what_is_no_number_is_left_out() -> None:
    made, _ = spec([{"day": date(2020, 1, day), "n": float(day)} for day in (1, 2)], "day", "n")
    assert made["encoding"]["x"]["type"] == "temporal"
    rows = [{"who": "a", "n": float("nan")}, {"who": "b", "n": None}, {"who": "c", "n": float("inf")}]
    known = columns(pa.Table.from_pylist(rows).schema)
    assert drawn(rows, known, "who", "n") is None
