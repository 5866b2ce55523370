"""docs/scale.md and docs/scale.svg: the figures of the national bench over its sizes."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib

from tests.bench.page import DOCS

TEXT = """# The warehouse at national size

Made by `make bench-warehouse SIZE=25M,100M ARGS=--save` on {machine}. An invented nation of 176,000 bodies
(`tests/bench/national`) is sampled to so many cells, built from readings to a published release, asked, and
built again after one province-year changed. Times are of the clock; the processors had other work where the
load was above 1. The bars in brackets are meant for 25 million cells; larger nations are held against them
too.

![Seconds and memory of a build](scale.svg)

```text
{tables}
```
"""


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


def save(tables: str, outcomes: Sequence[Outcome]) -> None:
    """Write the page, and the curve where more than one size was built."""
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    page = TEXT.format(machine=machine, tables=tables.rstrip())
    (DOCS / "scale.md").write_text(page, encoding="utf-8")
    _plot(outcomes)


def _plot(outcomes: Sequence[Outcome]) -> None:
    matplotlib.use("agg")
    matplotlib.rcParams["svg.hashsalt"] = "nianbao"
    from matplotlib import pyplot

    figure, (time, memory) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    cells = [outcome.cells / 1e6 for outcome in outcomes]
    for axes, what, values in (
        (time, "seconds of a build", [outcome.built.wall for outcome in outcomes]),
        (memory, "MB at the highest", [outcome.built.memory for outcome in outcomes]),
    ):
        axes.plot(cells, values, "o-")
        axes.set(xlabel="million cells", title=what, ylim=(0, None), xlim=(0, None))
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(DOCS / "scale.svg", metadata={"Date": None})
    pyplot.close(figure)
