"""The page and the plot that a bench leaves in docs/."""

import platform
import sys
from collections.abc import Sequence

import altair as alt

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
    rows = [
        {"what": f"{each.kind}: {each.tool}", "ratio": each.ratio, "label": f"{each.ratio:.1f}×"}
        for each in peers
    ]
    most, least = max(each.ratio for each in peers), min(each.ratio for each in peers)
    ends = alt.Scale(type="log", domain=[min(1.0, least), 2 * most])  # with room for the last label
    ratio = alt.X("ratio:Q", title="CPU time, times nianbao's", scale=ends)
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("what:N", title=None, sort=None))
    bars = base.mark_bar(color="#4a6fa5").encode(x=ratio, x2=alt.datum(min(1.0, least)))
    labels = base.mark_text(align="left", dx=4).encode(x=ratio, text="label:N")
    drawn = alt.layer(bars, labels).properties(width=520, height=alt.Step(22)).configure_axis(labelLimit=400)
    drawn.save(DOCS / "bench.svg")
