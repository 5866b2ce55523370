"""The page and the plot that a bench leaves in docs/."""

import platform
import sys
from collections.abc import Sequence

import matplotlib

from tests.bench.reading import Timing
from tests.demo import ROOT

DOCS = ROOT / "docs"
HEAD = """# Bench

Made by `{command}`
on {machine}.

Times are CPU time of one process; of each document the best of several rounds. nianbao's time is the whole
reading, from bytes to figures with checks; the other tools' is their tables alone, and their cells are
counted after our alignment by label. Reports of one form and one style differ in their figures alone, and
nianbao remembers the shapes it has read; "shapes unknown" is its time where it may not. LibreOffice's files
are set in a TrueType typeface, as reports are; `pdf/opentype` shows the same in an OpenType one.

![How many times slower than nianbao](bench.svg)

```
{tables}
```
"""


def save(tables: str, timings: Sequence[Timing]) -> None:
    """Write docs/bench.md, and docs/bench.svg where speeds were measured."""
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    command = " ".join(["python -m tests.bench", *sys.argv[1:]])
    lines = "\n".join(line.rstrip() for line in tables.strip().splitlines())
    (DOCS / "bench.md").write_text(
        HEAD.format(command=command, machine=machine, tables=lines), encoding="utf-8"
    )
    if timings:
        _plot([timing for timing in timings if not timing.tool.startswith("nianbao")])


def _plot(peers: Sequence[Timing]) -> None:
    matplotlib.use("agg")
    matplotlib.rcParams["svg.hashsalt"] = "nianbao"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 0.4 * len(peers) + 1))
    names = [f"{timing.kind}: {timing.tool}" for timing in peers]
    ratios = [timing.ratio for timing in peers]
    bars = axes.barh(names, ratios, color="#4a6fa5")
    axes.bar_label(bars, fmt="%.1f×", padding=3)
    axes.set_xscale("log")
    axes.set_xlim(min(1.0, *ratios), 2 * max(ratios))  # with room for the last label
    axes.set_xlabel("CPU time, times nianbao's")
    axes.invert_yaxis()
    figure.tight_layout()
    figure.savefig(DOCS / "bench.svg", metadata={"Date": None})
