"""Blocks that several kinds of pages show: lines, who asks, what is answered, tiles of places."""

from collections.abc import Mapping, Sequence
from typing import Any

from extract import codebook
from warehouse.web import charts
from warehouse.web.content import Both, Chart
from warehouse.web.labels import word
from warehouse.web.questions import Answer, Row

RESULTS = {
    "req_granted": Both("granted", "予以公开"),
    "req_partial": Both("granted in part", "部分公开"),
    "req_refused": Both("refused", "不予公开"),
    "req_unable": Both("unable to provide", "无法提供"),
    "req_notproc": Both("not processed", "不予处理"),
    "req_other": Both("other", "其他处理"),
}
REFUSALS = {
    "req_refused_state_secret": Both("state secret", "国家秘密"),
    "req_refused_other_law": Both("another law forbids it", "法律法规禁止"),
    "req_refused_three_security": Both("security and stability", "三安全一稳定"),
    "req_refused_third_party": Both("rights of a third party", "第三方权益"),
    "req_refused_internal": Both("internal affairs", "内部事务"),
    "req_refused_process": Both("deliberative process", "过程性信息"),
    "req_refused_case_file": Both("enforcement case file", "执法案卷"),
    "req_refused_admin_query": Both("registry query", "行政查询"),
}
TILE_FIGURES = {
    "req_new": Both("new requests", "本年新收申请"),
    "disclosure_pct": Both("granted in full or part, % of decided", "公开率（含部分公开）%"),
    "refusal_pct": Both("refused, % of decided", "不予公开率 %"),
    "not_held_pct": Both("not held, % of decided", "不掌握率 %"),
    "disputes_per_100_requests": Both("disputes per 100 requests", "每百件申请的复议诉讼数"),
    "report_count": Both("reports collected", "已采集年报数"),
}
STEPS = 6  # shades of a tile
TILES_TAKE = ("figure", "year")  # of a query string


def of_concept(lines: Answer, concept: str) -> list[Row]:
    """The rows of one line."""
    return [row for row in lines.rows if row["concept"] == concept]


def request_chart(lines: Answer, breaks: Answer) -> Chart:
    """New requests over the years with their breaks, and the reports that they rest on."""
    marked = [row for row in breaks.rows if row["concept"] == "req_new"]
    return line_chart(
        "requests",
        Both("New requests a year", "历年新收申请"),
        lines,
        of_concept(lines, "req_new"),
        marked,
        "件",
    )


def line_chart(
    name: str, title: Both, answer: Answer, rows: Sequence[Row], breaks: Sequence[Row], unit: str
) -> Chart:
    """A figure over the years with its breaks, and how many reports it adds up, where it adds up any."""
    is_sum = any(row["report_count"] > 1 for row in rows)
    years = {row["year"] for row in rows}
    legend = [
        ("key-1", Both("value (left)", "数值（左轴）")),
        ("key-muted", Both("reports (right)", "年报数（右轴）")),
    ]
    if any(each["year"] in years for each in breaks):
        legend.append(("key-break", Both("its meaning breaks", "断点")))
    told = (
        Both(
            "The line adds up bodies that speak for themselves, the pale bars count their reports: where "
            "the bars grow, so does the line.",
            "折线为各机关自身数字之和，浅色柱为年报数：年报增多，折线也随之上升。",
        )
        if is_sum
        else Both(
            "As harmonised over the forms; the table has each figure with its cell.",
            "按各版表样归一；逐项数字见表。",
        )
    )
    return Chart(
        name,
        title,
        told,
        answer.name,
        charts.line_over_years(rows, breaks, unit),
        tuple(legend) if is_sum else tuple(legend[2:]),
        Both("No report of this release prints it, or none that compares.", "本版年报没有可比的此项数字。"),
    )


def applicant_chart(applicants: Answer) -> Chart:
    """Who asks, as shares of the new requests of a year."""
    parts = [code for code in codebook.applicants() if code != "total"]
    names = {code: f"{word('applicant', code).zh} {word('applicant', code).en}" for code in parts}
    rows = [{**row, "value": row["req_new"]} for row in applicants.rows]
    return Chart(
        "applicants",
        Both("Who asks", "谁在申请"),
        Both(
            "Shares of the new requests by kind of applicant, as table three counts them since 2019.",
            "各类申请人占新收申请的比重；2019 年起表三分列申请人。",
        ),
        applicants.name,
        charts.stacked(rows, "applicant", parts, names, share=True),
        _legend({code: word("applicant", code) for code in parts}),
        Both("No report here splits requests by applicant.", "这里的年报没有按申请人分列。"),
    )


def result_chart(lines: Answer) -> Chart:
    """What became of the requests, as shares of what was decided in a year."""
    rows = [row for row in lines.rows if row["concept"] in RESULTS]
    names = {code: f"{both.zh} {both.en}" for code, both in RESULTS.items()}
    return Chart(
        "results",
        Both("What is answered", "如何答复"),
        Both("Shares of all results of a year.", "占当年全部办理结果的比重。"),
        lines.name,
        charts.stacked(rows, "concept", tuple(RESULTS), names, share=True),
        _legend(RESULTS),
    )


def _legend(names: Mapping[str, Both]) -> tuple[tuple[str, Both], ...]:
    return tuple((f"key-{number}", both) for number, both in enumerate(names.values(), 1))


def refusal_rows(lines: Answer) -> list[dict[str, Any]]:
    """Why was refused: a row a reason with its values by year, for small multiples that share one scale."""
    years = sorted({row["year"] for row in lines.rows if row["concept"] in REFUSALS})
    known = {(row["concept"], row["year"]): row["value"] for row in lines.rows}
    tallest = max((known.get((code, year)) or 0 for code in REFUSALS for year in years), default=0)
    return [
        {
            "concept": code,
            "label": label,
            "bars": [_bar(known.get((code, year)), tallest, year) for year in years],
            "total": sum(known.get((code, year)) or 0 for year in years),
        }
        for code, label in REFUSALS.items()
        if years
    ]


def _bar(value: float | None, tallest: float, year: int) -> dict[str, Any]:
    height = 0 if not value or not tallest else max(1.0, round(28 * value / tallest, 1))
    return {"year": year, "value": value, "height": height}


def tiles(places: Answer, query: Mapping[str, str]) -> dict[str, Any]:
    """Places as squares, by the division above them, shaded by a figure of a year.

    The figure and the year come from the query string, where they are known, else the latest year's requests.
    """
    years = sorted({row["year"] for row in places.rows if row["year"] is not None})
    figure = query.get("figure", "") if query.get("figure", "") in TILE_FIGURES else "req_new"
    asked = query.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else (years or [0])[-1]
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for row in places.rows:
        group = groups.setdefault(row["parent_name"] or "", {})
        tile = group.setdefault(row["region_code"], {"name": row["region_name"], "years": {}})
        if row["year"] is not None:
            tile["years"][row["year"]] = {name: row[name] for name in TILE_FIGURES}
    known = [tile["years"] for group in groups.values() for tile in group.values()]
    edges = {name: _edges(known, name) for name in TILE_FIGURES}
    for group in groups.values():
        for tile in group.values():
            value = tile["years"].get(year, {}).get(figure)
            tile["value"] = value
            tile["shade"] = "none" if value is None else str(shade(value, edges[figure]))
            tile["why"] = (
                None if value is not None else "no_denominator" if year in tile["years"] else "not_collected"
            )
    shown = {"groups": groups, "years": years, "year": year, "figure": figure, "figures": TILE_FIGURES}
    values = {code: tile["years"] for group in groups.values() for code, tile in group.items()}
    return {**shown, "edges": edges, "script": {"edges": edges, "values": values}}


def _edges(series: Sequence[Mapping[int, Mapping[str, float | None]]], figure: str) -> list[float]:
    """The values at which a shade ends, so that each holds about as many tiles, over all years."""
    values = sorted(found for years in series for row in years.values() if (found := row[figure]) is not None)
    return [values[len(values) * step // STEPS] for step in range(1, STEPS)] if values else []


def shade(value: float, edges: Sequence[float]) -> int:
    """Which of the shades a value has, from 0.

    >>> shade(7, [1, 5, 9])
    2
    """
    return sum(value >= edge for edge in edges)
