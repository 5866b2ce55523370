"""A reading as a person wants to see it: who, when, the tables laid out like the form, checks, problems."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.codebook import Indicator, applicants, indicators
from extract.model.reading import Check, Figure, Reading

PAGE_WIDTH = 112
MARKS = {"blank": "·", "dash": "-", "unreadable": "?", "not_in_form": ""}
COLOURS = {"error": "red", "warn": "yellow", "info": "dim"}
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
MOST_LINES = 30


def show(readings: Iterable[tuple[Path, Reading]], stream: IO[str]) -> None:
    """Print each reading to a terminal or a file."""
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else PAGE_WIDTH)
    for path, reading in readings:
        console.rule(Text(str(path), style="bold"), align="left")
        _head(console, reading)
        _two(
            console, [f for f in reading.cells if indicators()[f.indicator].block == "T2"], reading.head.form
        )
        _three(console, [f for f in reading.cells if indicators()[f.indicator].block == "T3"])
        _four(console, {f.indicator: f for f in reading.cells})
        _fourteen(console, [f for f in reading.cells if indicators()[f.indicator].block == "S14"])
        _checks(console, reading.checks)
        _problems(console, reading)


def _head(console: Console, reading: Reading) -> None:
    head = reading.head
    lines = {
        "机关 agency": head.agency or "unknown",
        "年度 year": head.year or "unknown",
        "表样 form": " / ".join(dict.fromkeys(filter(None, (head.form, head.form_t2, head.form_t3))))
        or "none",
        "口径 scope": head.scope,
        "标题 title": head.title,
        "发布 published": " ".join(filter(None, (head.publisher, head.published_date, head.index_number))),
        "区划 region": " ".join(filter(None, (head.region_name, head.region_code))),
        "读者 reader": f"{reading.reader}  {reading.digest[:19]}",
    }
    grid = Table.grid(padding=(0, 2))
    for name, value in lines.items():
        if value:
            grid.add_row(Text(name, style="dim"), Text(str(value)))
    console.print(grid)


def value_text(figure: Figure | None) -> Text:
    """The value, `·` for blank, `-` for a dash, `?` for unreadable; `*` marks what no label alone tells."""
    if figure is None:
        return Text("")
    if figure.value is None:
        return Text(MARKS[figure.status], style="red" if figure.status == "unreadable" else "dim")
    mark = "" if figure.method == "label" else "*"
    return Text(f"{figure.value:f}{mark}")


def _frame(title: str, headings: Sequence[str]) -> Table:
    table = Table(
        *headings, title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1)
    )
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _two(console: Console, figures: list[Figure], form: str | None) -> None:
    """Rows that share their column headings stand in one table, as in the form."""
    rows: dict[tuple[str, str | None], list[Figure]] = {}
    for figure in figures:
        rows.setdefault((_row_name(indicators()[figure.indicator]), figure.item), []).append(figure)
    named = [(key, [_column_name(f, form) for f in found], found) for key, found in rows.items()]
    for number, (headings, group) in enumerate(groupby(named, key=lambda row: row[1])):
        table = _frame("主动公开政府信息情况" if number == 0 else "", ["信息内容", *headings])
        for (name, item), _, found in group:
            table.add_row(f"{name} · {item}" if item else name, *map(value_text, found))
        console.print(table)


def _row_name(indicator: Indicator) -> str:
    return indicator.row_labels[0]


def _column_name(figure: Figure, form: str | None) -> str:
    indicator = indicators()[figure.indicator]
    editions = (indicator.label_2019, indicator.label_2021)
    label = next(filter(None, editions if form == "2019" else reversed(editions)))
    name = label.rpartition(" × ")[2].partition("（")[0]
    return f"{name}（{figure.unit or '单位不明'}）" if indicator.is_money and figure.value else name


def _three(console: Console, figures: list[Figure]) -> None:
    if not figures:
        return
    table = _frame("收到和处理政府信息公开申请情况", ["", *(each.name_zh for each in applicants().values())])
    group = ""
    for name, found in groupby(figures, key=lambda figure: figure.indicator):
        indicator = indicators()[name]
        if indicator.context and indicator.context != group:
            table.add_row(Text(indicator.context, style="dim"))
        group = indicator.context
        cells = {figure.applicant: figure for figure in found}
        indent = "  " if indicator.context else ""
        table.add_row(indent + indicator.name_zh, *(value_text(cells.get(key)) for key in applicants()))
    console.print(table)


def _four(console: Console, figures: dict[str, Figure]) -> None:
    groups: dict[str, list[Indicator]] = {}
    for indicator in indicators().values():
        if indicator.block == "T4" and indicator.context:
            groups.setdefault(indicator.context, []).append(indicator)
    if not any(each.id in figures for group in groups.values() for each in group):
        return
    table = _frame("政府信息公开行政复议、行政诉讼情况", ["", *OUTCOMES])
    for name, group in groups.items():
        table.add_row(name, *(value_text(figures.get(each.id)) for each in group))
    console.print(table)


def _fourteen(console: Console, figures: list[Figure]) -> None:
    if not figures:
        return
    table = _frame("政府信息公开情况统计表", ["统计指标", "统计数", "单位"])
    for figure in figures:
        indicator = indicators()[figure.indicator]
        table.add_row(indicator.label_2014.rpartition(" / ")[2], value_text(figure), indicator.unit_printed)
    console.print(table)


def _checks(console: Console, checks: Sequence[Check]) -> None:
    if not checks:
        return
    counts = {name: sum(c.outcome == name for c in checks) for name in ("passed", "failed", "not_applicable")}
    console.print(
        f"[bold]校验 checks[/]  {counts['passed']} passed, {counts['failed']} failed, "
        f"{counts['not_applicable']} not applicable"
    )
    for check in [check for check in checks if check.outcome == "failed"][:MOST_LINES]:
        colour = COLOURS.get(check.severity, "red")
        text = f"  {check.rule_id} {check.scope}: {check.left} against {check.right} ({check.verdict})"
        console.print(Text(text, style=colour))


def _problems(console: Console, reading: Reading) -> None:
    if reading.problems:
        console.print("[bold]问题 problems[/]")
    for each in reading.problems[:MOST_LINES]:
        colour = COLOURS.get(each.severity, "red")
        console.print(Text(f"  {each.kind} at {each.locator}: {each.message}", style=colour))
        if each.severity != "info":
            console.print(Text(f"    → {each.advice}", style="dim"))
    if len(reading.problems) > MOST_LINES:
        console.print(f"  … and {len(reading.problems) - MOST_LINES} more; --format jsonl shows all")
    console.print()
