"""Charts as Vega-Lite specs, and their pictures: one spec draws in the browser, as SVG and as PNG."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from warehouse.web.questions import Row

ASSETS = Path(__file__).parent / "assets"
WIDTH, HEIGHT = 640, 260
# 0.5 and 500 below 1.5k: as the format of an axis SI letters would make 500m and 0.5k of them.
SHORT = "format(datum.value, abs(datum.value) < 1000 ? '~g' : '~s')"
PLAIN_FONT = "sans-serif"
FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans CJK JP', sans-serif"
# What the page's script draws with: no eval, no style of its own, so that the strict policy holds.
PLAYER = "vega.js"
BUNDLE = "window.nianbaoEmbed = vegaEmbed;"
Spec = dict[str, Any]


@cache
def colours() -> dict[str, str]:
    """The light colours of site.css: they are said there alone."""
    css = (ASSETS / "site.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6})", css.partition("}")[0]))


def config(colour: Mapping[str, str]) -> Spec:
    """The look of every chart; the page's script makes the same of the colours that hold there."""
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colour["muted"],
            "titleColor": colour["muted"],
            "gridColor": colour["line"],
            "domainColor": colour["line"],
            "tickColor": colour["line"],
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": 400,
        },
        "title": {"color": colour["ink"], "subtitleColor": colour["muted"], "anchor": "start", "offset": 14},
        "legend": {"labelColor": colour["ink"], "titleColor": colour["muted"], "labelLimit": 400},
        "mark": {"color": colour["accent"]},
        "range": {"category": [colour[f"series-{number}"] for number in range(1, 9)]},
    }


def years_axis() -> alt.X:
    """Report years as they are, without thousands."""
    return alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False))


def finished(chart: alt.LayerChart | alt.Chart, height: int = HEIGHT) -> Spec:
    """The spec of a chart as wide as its place, without what the page's script adds."""
    spec: Spec = chart.properties(width="container", height=height).to_dict(validate=False)
    spec.pop("$schema", None)
    spec.pop("config", None)
    return spec


def rows_named(name: str) -> alt.Data:
    """The place of rows in a chart that is made once for all data: Altair takes 5 to 30 ms for one."""
    return alt.Data(values=[name])


def with_rows(part: Any, rows: Mapping[str, Sequence[Row]]) -> Any:
    """A spec with rows in the places that `rows_named` left for them; it shares nothing that is changed."""
    if isinstance(part, dict):
        return {
            name: {"values": rows[value["values"][0]]} if name == "data" else with_rows(value, rows)
            for name, value in part.items()
        }
    return [with_rows(each, rows) for each in part] if isinstance(part, list) else part


def whole(rows: Sequence[Row], *names: str) -> list[Row]:
    """Every year from the first to the last of the rows, so that a year without figures leaves a gap."""
    years = [int(row["year"]) for row in rows]
    if not years:
        return []
    known = {(int(row["year"]), *(row[name] for name in names)): row for row in rows}
    missing = [year for year in range(min(years), max(years) + 1) if year not in set(years)]
    return [*known.values(), *({"year": year} for year in missing)]


def line_over_years(rows: Sequence[Row], breaks: Iterable[Row], unit: str) -> Spec | None:
    """A figure over the years, how many reports it rests on, and a rule where its meaning breaks."""
    if not rows:
        return None
    years = {row["year"] for row in rows}
    marked = [{"year": each["year"], "why": each["kind"]} for each in breaks if each["year"] in years]
    is_sum = any(row["report_count"] > 1 for row in rows)
    spec: Spec = with_rows(_line(unit, is_sum, bool(marked)), {"years": whole(rows), "breaks": marked})
    return spec


@cache
def _line(unit: str, is_sum: bool, is_marked: bool) -> Spec:
    base = alt.Chart(rows_named("years"))
    tips = [
        alt.Tooltip("year:O", title="year 年"),
        alt.Tooltip("value:Q", title=f"value 数值（{unit}）", format=",.10~g"),
        alt.Tooltip("report_count:Q", title="reports 年报数", format=","),
    ]
    reports = base.mark_bar(color="muted-bar", width={"band": 0.62}).encode(
        x=years_axis(),
        y=alt.Y(
            "report_count:Q",
            title="reports 年报数",
            axis=alt.Axis(orient="right", grid=False, tickCount=4, tickMinStep=1, labelExpr=SHORT),
        ),
        tooltip=tips,
    )
    line = base.mark_line(strokeWidth=2.5, point={"size": 55, "filled": True}).encode(
        x=years_axis(),
        y=alt.Y(
            "value:Q",
            title=unit,
            axis=alt.Axis(tickCount=5, labelExpr=SHORT),
            scale=alt.Scale(zero=True),
        ),
        tooltip=tips,
    )
    layers = [reports, line] if is_sum else [line]
    if is_marked:
        rule = alt.Chart(rows_named("breaks")).mark_rule(
            strokeDash=[4, 4], strokeWidth=1.5, color="break-rule"
        )
        layers.append(rule.encode(x=years_axis(), tooltip=[alt.Tooltip("year:O", title="break 断点")]))
    return finished(alt.layer(*layers).resolve_scale(y="independent"))


def stacked(
    rows: Sequence[Row], field: str, order: Sequence[str], names: Mapping[str, str], share: bool
) -> Spec | None:
    """Parts of a whole, a bar a year; `names` says what each part is called, `order` from below upwards."""
    values = [
        {
            "year": row["year"],
            "part": names[row[field]],
            "rank": order.index(row[field]),
            "value": row["value"],
        }
        for row in rows
        if row[field] in order and row["value"] is not None
    ]
    if not any(row["value"] for row in values):
        return None
    spec: Spec = with_rows(_stack(tuple(names[part] for part in order), share), {"parts": values})
    return spec


@cache
def _stack(names: tuple[str, ...], share: bool) -> Spec:
    chart = (
        alt.Chart(rows_named("parts"))
        .mark_bar(width={"band": 0.72})
        .encode(
            x=years_axis(),
            y=alt.Y(
                "value:Q",
                title=None,
                stack="normalize" if share else "zero",
                axis=alt.Axis(format="%", tickCount=5) if share else alt.Axis(labelExpr=SHORT, tickCount=5),
            ),
            color=alt.Color("part:N", sort=names, scale=alt.Scale(domain=names), legend=None),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("year:O", title="year 年"),
                alt.Tooltip("part:N", title="part 类别"),
                alt.Tooltip("value:Q", title="value 数值", format=","),
            ],
        )
    )
    return finished(chart)


def beside_peers(rows: Sequence[Row], measures: Mapping[str, str]) -> Spec | None:
    """Shares of a place (whole lines) beside the median of its peers (dashed), in percent over the years."""
    values = [
        {"year": row["year"], "measure": label, "who": who, "value": row[f"{prefix}{name}"]}
        for row in rows
        for name, label in measures.items()
        for who, prefix in (("this place 本地", ""), ("median of peers 同级中位数", "peers_"))
        if row[f"{prefix}{name}"] is not None
    ]
    if not values:
        return None
    spec: Spec = with_rows(_peers(tuple(measures.values())), {"shares": values})
    return spec


@cache
def _peers(labels: tuple[str, ...]) -> Spec:
    chart = (
        alt.Chart(rows_named("shares"))
        .mark_line(strokeWidth=2.5, point={"size": 45, "filled": True})
        .encode(
            x=years_axis(),
            y=alt.Y("value:Q", title="%", axis=alt.Axis(tickCount=5)),
            color=alt.Color("measure:N", sort=labels, scale=alt.Scale(domain=labels), legend=None),
            strokeDash=alt.StrokeDash("who:N", sort=None, legend=None),
            tooltip=[
                alt.Tooltip("year:O", title="year 年"),
                alt.Tooltip("who:N", title="who 主体"),
                alt.Tooltip("measure:N", title="share 比率"),
                alt.Tooltip("value:Q", title="%", format=".1f"),
            ],
        )
    )
    return finished(chart)


def picture_spec(spec: Mapping[str, Any], title: str, told: str, source: str) -> Spec:
    """A spec that stands alone: with title, legend, source, the light colours and a size of its own."""
    drawn: Spec = _coloured(deepcopy(dict(spec)), colours())
    encoding = drawn.get("encoding", {})
    if "color" in encoding:
        encoding["color"]["legend"] = {
            "title": None,
            "orient": "bottom",
            "columns": 3,
            "symbolType": "square",
        }
    if "strokeDash" in encoding:
        encoding["strokeDash"]["legend"] = {"title": None, "orient": "bottom"}
    subtitle = [line for line in (told, source) if line]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        **drawn,
        "width": WIDTH,
        "padding": 16,
        "background": colours()["ground"],
        "title": {"text": title, "subtitle": subtitle, "subtitlePadding": 6},
        "config": {**config(colours()), "background": colours()["ground"]},
    }


def _coloured(part: Any, colour: Mapping[str, str]) -> Any:
    """The same with the names of colours of site.css replaced where a mark is drawn in one."""
    if isinstance(part, dict):
        return {
            name: colour.get(value, value)
            if name == "color" and isinstance(value, str)
            else _coloured(value, colour)
            for name, value in part.items()
        }
    return [_coloured(each, colour) for each in part] if isinstance(part, list) else part


def svg(spec: Mapping[str, Any]) -> str:
    """The picture of a spec that stands alone.

    It is laid out in whatever sans-serif this machine has, and names the fonts of the page: its text is
    measured in every font that is named, which took half of the time.
    """
    plain = {**spec, "config": {**spec["config"], "font": PLAIN_FONT}}
    picture = str(vl_convert.vegalite_to_svg(plain))
    return picture.replace(f'font-family="{PLAIN_FONT}"', f'font-family="{FONT}"')


def png(spec: Mapping[str, Any]) -> bytes:
    """The same in pixels, twice as fine as a screen of old."""
    return bytes(vl_convert.vegalite_to_png(dict(spec), scale=2))


@cache
def bundle() -> bytes:
    """The player of the charts as one script, made without a network; takes some seconds, once."""
    return vl_convert.javascript_bundle(BUNDLE).encode()


def bundle_version() -> str:
    """What changes when the bundle does, without making it."""
    versions = (
        vl_convert.get_vega_version(),
        vl_convert.get_vega_embed_version(),
        *vl_convert.get_vegalite_versions(),
    )
    return sha256(" ".join((version("vl-convert-python"), BUNDLE, *versions)).encode()).hexdigest()[:8]
