"""Charts over report years, in Vega-Lite: a bar or a line a year, with labels in Chinese and English."""

import io

import altair as alt
import pandas as pd

WIDTH, HEIGHT, LEGEND_COLUMNS = 720, 300, 2
# Fonts with Chinese on Linux, macOS and Windows: who looks at a chart draws its text.
FONTS = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Zen Hei', sans-serif"
# Okabe and Ito's colours, told apart by colour-blind readers too, and more for the few charts of many parts.
COLOURS = (
    *("#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7"),
    *("#8c6d31", "#999999", "#003f5c", "#f0e442", "#7b4173", "#637939"),
)

alt.data_transformers.disable_max_rows()
_mark = {"subtitle": ""}


def mark_charts(is_invented: bool) -> None:
    """Let each chart say that its figures are invented: a picture is passed on without its page."""
    _mark["subtitle"] = "invented figures 虚构数据" if is_invented else ""


def bars(
    table: pd.DataFrame,
    title: str,
    y: str,
    unit: str,
    colour: str | None = None,
    is_share: bool = False,
    note: str | None = None,
) -> alt.Chart | alt.LayerChart | None:
    """A bar for each `year`, as high as the sum of column `y`; None where there is nothing to draw.

    Each value of column `colour` is a part of the bar; with `is_share` the parts are percent of the whole.
    `note` is a column of text to print above the bars.
    """
    rows = table.dropna(subset=[y])
    if rows.empty:
        return None
    scale = alt.Y(f"{y}:Q", title=unit, stack="normalize" if is_share else "zero")
    scale = scale.axis(format="%" if is_share else ",d", tickMinStep=0 if is_share else 1)
    drawn = (
        alt.Chart(rows, title=_title(title))
        .mark_bar(color=COLOURS[0])
        .encode(x=_years(rows), y=scale, tooltip=_tooltip(rows))
    )
    if colour:
        drawn = drawn.encode(color=_parts(rows, colour, y), order=alt.Order("rank:Q"))
        drawn = drawn.transform_lookup(
            lookup=colour, from_=alt.LookupData(_ranks(rows, colour, y), key="part", fields=["rank"])
        )
    if note:
        words = (
            alt.Chart(rows)
            .mark_text(dy=-7, color="#555")
            .encode(x=_years(rows), y=f"{y}:Q", text=f"{note}:N")
        )
        return _styled(alt.layer(drawn, words).properties(title=_title(title)))
    return _styled(drawn)


def lines(table: pd.DataFrame, title: str, y: str, unit: str, colour: str) -> alt.Chart | None:
    """A line through the years for each value of column `colour`; None where there is nothing to draw."""
    rows = table.dropna(subset=[y])
    if rows.empty:
        return None
    scale = alt.Y(f"{y}:Q", title=unit).scale(zero=True).axis(format=",d", tickMinStep=1)
    drawn = alt.Chart(rows, title=_title(title)).mark_line(point=True).encode(x=_years(rows), y=scale)
    return _styled(drawn.encode(color=_parts(rows, colour, y), tooltip=_tooltip(rows)))


def wide(table: pd.DataFrame, colour: str, y: str) -> pd.DataFrame:
    """The figures of such a chart as people read them: a row a year, a column a part, largest first."""
    rows = table.dropna(subset=[y])
    cells = rows.pivot_table(index="year", columns=colour, values=y, aggfunc="sum", fill_value=0)
    return cells[_by_size(rows, colour, y)].reset_index().rename_axis(columns=None)


def svg(chart: alt.Chart | alt.LayerChart) -> str:
    """A chart as SVG whose text is text, drawn without a browser or network."""
    drawn = io.StringIO()
    chart.save(drawn, format="svg")
    return drawn.getvalue()


def _title(text: str) -> alt.TitleParams:
    return alt.TitleParams(text, subtitle=_mark["subtitle"])


def _years(rows: pd.DataFrame) -> alt.X:
    every = list(
        range(int(rows["year"].min()), int(rows["year"].max()) + 1)
    )  # a year without a figure stays a gap
    return alt.X("year:O", title="report year 年报年度").axis(labelAngle=0).scale(domain=every)


def _tooltip(rows: pd.DataFrame) -> list[str]:
    return [str(name) for name in rows.columns]


def _by_size(rows: pd.DataFrame, colour: str, y: str) -> list[str]:
    """The values of a column, those with the largest sum of `y` first."""
    return list(rows.groupby(colour)[y].sum().sort_values(ascending=False, kind="stable").index)


def _ranks(rows: pd.DataFrame, colour: str, y: str) -> pd.DataFrame:
    parts = _by_size(rows, colour, y)
    return pd.DataFrame({"part": parts, "rank": range(len(parts))})


def _parts(rows: pd.DataFrame, colour: str, y: str) -> alt.Color:
    parts = _by_size(rows, colour, y)
    scale = alt.Scale(domain=parts, range=[COLOURS[number % len(COLOURS)] for number in range(len(parts))])
    return alt.Color(f"{colour}:N", scale=scale, title=None)


def _styled(chart: alt.Chart | alt.LayerChart) -> alt.Chart | alt.LayerChart:
    legend = {
        "orient": "bottom",
        "columns": LEGEND_COLUMNS,
        "labelLimit": WIDTH // LEGEND_COLUMNS,
        "labelFontSize": 12,
    }
    return (
        chart.properties(width=WIDTH, height=HEIGHT)
        .configure(font=FONTS)
        .configure_legend(**legend)
        .configure_title(anchor="start", fontSize=15, subtitleColor="#b03a2e")
        .configure_axis(labelFontSize=12, titleFontSize=12, gridColor="#e8e8e8", domainColor="#999")
        .configure_view(stroke=None)
    )
