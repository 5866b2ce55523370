"""What every notebook needs: an open release, and charts that can write Chinese."""

import os
import sys
from pathlib import Path

import duckdb
import marimo as mo
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font_names
from matplotlib.ticker import MaxNLocator

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from warehouse import connect  # noqa: E402  (found through ROOT)

# Fonts with Chinese on Linux, macOS and Windows; the last has none, and is everywhere.
FONTS = ("Noto Sans CJK SC", "Noto Sans CJK JP", "PingFang SC", "Microsoft YaHei", "SimHei", "DejaVu Sans")


def release() -> tuple[duckdb.DuckDBPyConnection, str]:
    """The current release of NIANBAO_REGISTRY (demo) below NIANBAO_DATA (data), and a sentence about it."""
    registry = os.environ.get("NIANBAO_REGISTRY", "demo")
    db = connect(registry, data=os.environ.get("NIANBAO_DATA", ROOT / "data"))
    counts = "select count(*), count(distinct agency_id), min(year), max(year) from reports where is_current"
    reports, bodies, first, last = db.sql(counts).fetchall()[0]
    ((is_invented,),) = db.sql("select bool_or(is_invented) from regions").fetchall()
    invented = " **Its figures are invented 虚构**, but where `is_invented` is false." if is_invented else ""
    return db, f"Registry `{registry}`: {reports:,} reports of {bodies:,} bodies, {first}–{last}.{invented}"


def chart(title: str, unit: str) -> tuple[Figure, Axes]:
    """An empty chart over the years, in fonts that this machine has."""
    known = set(get_font_names())
    plt.rcParams["font.family"] = [font for font in FONTS if font in known]
    figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    axes.set_title(title, loc="left")
    axes.set_xlabel("report year")
    axes.set_ylabel(unit)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def bars(axes: Axes, table: pd.DataFrame) -> None:
    """A stacked bar for each year of the index; each column is a part, named in the legend."""
    base = pd.Series(0.0, index=table.index)
    for name in table.columns:
        axes.bar(table.index, table[name], bottom=base, width=0.7, label=name)
        base = base + table[name]
    if len(table.columns) > 1:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def shown(table: pd.DataFrame) -> mo.ui.table:
    """A table with every row, with years as years, and with nothing where nothing is known."""
    text = table.select_dtypes(include=["object", "string"]).columns
    words = table[text].fillna("").astype(str)
    return mo.ui.table(
        table.assign(**words),
        selection=None,
        page_size=200,
        show_column_summaries=False,
        show_data_types=False,
        wrapped_columns=[name for name in text if words[name].str.len().max() > 50],
        format_mapping={name: "{:.0f}" for name in table.columns if "year" in name and name not in text},
    )
