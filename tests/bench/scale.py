"""docs/scale.md and docs/scale.svg: the figures of the national bench over its sizes."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from tests.bench.page import DOCS

TEXT = """# The warehouse at national size

Made by `make bench-warehouse SIZE={sizes} ARGS=--save` on {machine}. An invented nation of
176,000 bodies (`tests/bench/national`) is sampled to so many cells, built from readings to a published
release, asked, and built again after one province-year changed. Times are of the clock; the processors had
other work where the load was above 1. Bars stand in brackets; questions and changes are held against
them up to 100 million cells, questions in brackets are only told.

![Seconds and memory of a build](scale.svg)

```text
{tables}
```
"""


NATION = 750_000_000  # cells of three million reports


@dataclass(frozen=True)
class Cost:
    """What a piece of work took: seconds of the clock and of all processors, and MB at the highest."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Outcome:
    """What one size came to; `bars` says of each judged figure whether it holds."""

    cells: int
    built: Cost
    bars: dict[str, bool]


def whole_nation(outcomes: Sequence[Outcome]) -> list[str]:
    """What the country would take, on a line through the two largest sizes; nothing where there is one."""
    if len(outcomes) < 2:
        return []
    below, above = sorted(outcomes, key=lambda outcome: outcome.cells)[-2:]
    steps = (NATION - above.cells) / (above.cells - below.cells)
    seconds, memory = (
        getattr(above.built, name) + steps * (getattr(above.built, name) - getattr(below.built, name))
        for name in ("wall", "memory")
    )
    return [f"as a line on to {NATION:,} cells: {seconds / 60:.0f} minutes, {memory:,.0f} MB"]


def save(tables: str, outcomes: Sequence[Outcome]) -> None:
    """Write the page, and the curve where more than one size was built."""
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    sizes = ",".join(f"{outcome.cells / 1e6:.0f}M" for outcome in outcomes)
    page = TEXT.format(sizes=sizes, machine=machine, tables=tables.rstrip())
    (DOCS / "scale.md").write_text(page, encoding="utf-8")
    _plot(outcomes)


def _plot(outcomes: Sequence[Outcome]) -> None:
    figures = (
        ("seconds of a build", [outcome.built.wall for outcome in outcomes]),
        ("MB at the highest", [outcome.built.memory for outcome in outcomes]),
    )
    alt.hconcat(*(_curve(title, outcomes, values) for title, values in figures)).save(DOCS / "scale.svg")


def _curve(title: str, outcomes: Sequence[Outcome], values: Sequence[float]) -> alt.Chart:
    rows = [
        {"cells": outcome.cells / 1e6, "value": value}
        for outcome, value in zip(outcomes, values, strict=True)
    ]
    drawn = alt.Chart(alt.Data(values=rows), title=title, width=320, height=220).mark_line(point=True)
    return drawn.encode(
        x=alt.X("cells:Q", title="million cells").scale(zero=True), y=alt.Y("value:Q", title=None)
    )
