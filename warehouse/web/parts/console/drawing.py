"""A chart of an answer, chosen by the kinds of its columns: over years or dates a line, else bars."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pyarrow as pa

from warehouse.web import charts
from warehouse.web.questions import Row

MOST_BARS = 40
BAR = 22  # pixels of height
MOST_LINES = 8  # as many colours there are
YEAR = "year"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an answer by what a chart may do with them, each in the order of the answer."""

    times: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def across(self) -> tuple[str, ...]:
        """What may stand on the axis of a chart, the likeliest first."""
        return (*self.times, *self.names)


def columns(schema: pa.Schema) -> Columns:
    """Times, names and numbers among the columns; ids are none of these."""
    kinds: dict[str, list[str]] = {"times": [], "names": [], "numbers": []}
    for field in schema:
        kind = _kind(field)
        if kind:
            kinds[kind].append(field.name)
    return Columns(**{kind: tuple(found) for kind, found in kinds.items()})


def _kind(field: pa.Field) -> str:
    is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
    if field.name == YEAR or pa.types.is_date(field.type) or pa.types.is_timestamp(field.type):
        return "times"
    if field.name.endswith("_id"):
        return ""
    if is_number or pa.types.is_decimal(field.type):
        return "numbers"
    is_text = pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    return "names" if is_text or pa.types.is_dictionary(field.type) else ""


def drawn(rows: Sequence[Row], known: Columns, across: str, number: str) -> charts.Spec | None:
    """The chart of a number over `across`, both columns of the answer; None where nothing can be drawn."""
    shown = [row for row in rows if _is_finite(row[number]) and row[across] is not None]
    if not shown:
        return None
    draw = _line if across in known.times else _bars
    return draw(shown, known, across, number)


def _is_finite(value: Any) -> bool:
    return value is not None and math.isfinite(value)


def parts(rows: Sequence[Row], known: Columns, across: str) -> tuple[str, ...]:
    """What the lines over a time are called, in the order of their colours; none of a chart of one line."""
    name = _parting(rows, known, across) if across in known.times else None
    return tuple(dict.fromkeys(str(row[name]) for row in rows)) if name else ()


def _parting(rows: Sequence[Row], known: Columns, across: str) -> str | None:
    """The first column of few names with which each row is the only one of its name and time."""
    for name in known.names:
        count = len({row[name] for row in rows})
        if 1 < count <= MOST_LINES and len({(row[across], row[name]) for row in rows}) == len(rows):
            return name
    return None


def _line(rows: Sequence[Row], known: Columns, across: str, number: str) -> charts.Spec:
    """A line, several where a name parts the rows; points where nothing parts rows of the same time."""
    name, order = _parting(rows, known, across), parts(rows, known, across)
    values = [
        {"year": row[across], "value": row[number], "part": str(row[name]) if name else ""} for row in rows
    ]
    encoding: dict[str, Any] = {
        "x": charts.years_axis()
        if across == YEAR
        else alt.X("year:T", title=None, axis=alt.Axis(grid=False)),
        "y": alt.Y("value:Q", title=number, axis=alt.Axis(tickCount=5)),
        "tooltip": [alt.Tooltip("year:N", title=across), _told(number)],
    }
    if name:
        encoding["color"] = alt.Color("part:N", sort=order, scale=alt.Scale(domain=order), legend=None)
        encoding["tooltip"].append(alt.Tooltip("part:N", title=name))
    chart = alt.Chart(alt.Data(values=_with_gaps(values) if across == YEAR else values))
    is_line = name or len({row[across] for row in rows}) == len(rows)
    line = chart.mark_line(strokeWidth=2.5, point={"size": 55, "filled": True})
    return charts.finished((line if is_line else chart.mark_circle(size=55)).encode(**encoding))


def _with_gaps(values: Sequence[Row]) -> list[Row]:
    """The same with a row without a value for each year that a line lacks, so that it breaks off there."""
    known = {(value["part"], value["year"]) for value in values}
    years = range(min(year for _, year in known), max(year for _, year in known) + 1)
    lines = dict.fromkeys(value["part"] for value in values)
    gaps = [(part, year) for part in lines for year in years if (part, year) not in known]
    return [*values, *({"part": part, "year": year, "value": None} for part, year in gaps)]


def _told(number: str) -> alt.Tooltip:
    return alt.Tooltip("value:Q", title=number, format=",.10~g")


def _bars(rows: Sequence[Row], known: Columns, across: str, number: str) -> charts.Spec:
    """A bar a row, in the order of the answer: rows of one name would be added up, so each gets its own."""
    labels = [str(row[across]) for row in rows[:MOST_BARS]]
    if len(set(labels)) < len(labels):
        labels = [" · ".join(str(row[name]) for name in known.names) for row in rows[:MOST_BARS]]
    if len(set(labels)) < len(labels):
        labels = [f"{place}. {label}" for place, label in enumerate(labels, 1)]
    values = [{"name": label, "value": row[number]} for label, row in zip(labels, rows, strict=False)]
    chart = alt.Chart(alt.Data(values=values)).mark_bar()
    return charts.finished(
        chart.encode(
            x=alt.X("value:Q", title=number, axis=alt.Axis(tickCount=5)),
            y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(grid=False, labelLimit=260)),
            tooltip=[alt.Tooltip("name:N", title=across), _told(number)],
        ),
        height=BAR * len(values),  # a step in its place has the player warn of a width that fits its place
    )
