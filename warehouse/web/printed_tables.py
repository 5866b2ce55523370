"""The tables of a report laid out as its form prints them: rows, columns, and what is known of each cell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from extract import codebook
from extract.codebook import Identity, Indicator
from warehouse.web.content import Both
from warehouse.web.questions import Row

TOTAL = "total"
Place = tuple[str, str | None]  # indicator, applicant
TITLES = {
    "T2": Both("Table two: what was disclosed proactively", "二、主动公开政府信息情况"),
    "T3": Both("Table three: requests received and answered", "三、收到和处理政府信息公开申请情况"),
    "T4": Both("Table four: reconsideration and litigation", "四、政府信息公开行政复议、行政诉讼情况"),
    "S14": Both("Statistics on the form of 2014", "政府信息公开情况统计表（2014 表样）"),
}
# What table two prints over its columns and beside its rows.
PRINTED_WORDS = {
    "规章": "rules",
    "规范性文件": "normative documents",
    "行政规范性文件": "normative documents",
    "行政许可": "administrative licences",
    "其他对外管理服务事项": "other services to the public",
    "行政处罚": "administrative penalties",
    "行政强制": "administrative coercion",
    "行政事业性收费": "administrative fees",
    "政府集中采购": "government procurement",
    "本年新制作数量": "made this year",
    "本年新公开数量": "newly disclosed",
    "对外公开总数量": "disclosed in all",
    "本年制发件数": "issued this year",
    "本年废止件数": "repealed this year",
    "现行有效件数": "in force",
    "上一年项目数量": "items the year before",
    "本年增/减": "more or fewer",
    "处理决定数量": "decisions",
    "本年处理决定数量": "decisions this year",
    "本年收费金额（单位：万元）": "collected, 10,000 yuan",
    "采购项目数量": "projects",
    "采购总金额": "amount, 10,000 yuan",
}
NUMBERINGS = (re.compile(r"[一二三四五六七八九]、"), re.compile(r"（"), re.compile(r"\d|其中"))
FORM_OF = {"T2": "form_t2", "T3": "form_t3", "T4": "form_t4", "S14": "form"}


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row: its label as the form prints it, in English, and its cells; a heading has no cells."""

    label: str
    label_en: str = ""
    concept: str = ""
    cells: tuple[Row | None, ...] = ()

    @property
    def depth(self) -> int:
        """How far the form indents it, which its numbering tells: 一、 then （一） then 1."""
        return next((depth for depth, start in enumerate(NUMBERINGS) if start.match(self.label)), 0)


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table, or a block of one with headers of its own."""

    block: str
    title: Both
    columns: tuple[Both, ...]
    rows: tuple[PrintedRow, ...] = field(default=())


def tables(head: Row, cells: Iterable[Row], checks: Iterable[Row]) -> list[PrintedTable]:
    """Every table that the report prints, in the order of the form, with cells marked by their checks."""
    marks = _marks(checks)
    known: dict[str, list[Row]] = {}
    for cell in cells:
        places = ((cell["indicator"], cell["applicant"]), (cell["indicator"], None))
        mark = next((marks[place] for place in places if place in marks), None)
        known.setdefault(cell["block"], []).append({**cell, "check": mark})
    layouts = {"T2": _disclosed, "T3": _requests, "T4": _disputes, "S14": _statistics}
    return [
        table
        for block, lay_out in layouts.items()
        if block in known
        for table in lay_out(known[block], str(head[FORM_OF[block]] or head["form"] or "2021"))
    ]


def _marks(checks: Iterable[Row]) -> dict[Place, str]:
    """What the checks say of cells: `failed` where one fails, else `passed` where a sum of it holds."""
    marks: dict[Place, str] = {}
    for check in checks:
        if check["severity"] != "error":
            continue
        for place in asked_of(check["rule_id"], check["scope"]):
            if check["outcome"] == "failed" or place not in marks:
                marks[place] = check["outcome"]
    return marks


@cache
def asked_of(rule: str, scope: str) -> frozenset[Place]:
    """The cells that a rule compares in a column, row or block; none of a rule that is no sum.

    >>> sorted(asked_of("T4.SUM.review", "T4"))[-1]
    ('disp_review_upheld', None)
    """
    identity = codebook.identities().get(rule)
    if identity is None:
        return frozenset()
    applicant = scope if scope in codebook.applicants() else None
    return frozenset(
        (term.indicator, term.applicant or applicant)
        for value, left, right, _ in identity.instances()
        if value in ("", scope) or _is_applicant(identity)
        for side in (left, right)
        for term in side.terms
        if term.indicator and not term.years
    )


def _is_applicant(identity: Identity) -> bool:
    return any(name == "applicant" for name, _ in identity.each)


def _label(indicator: Indicator, form: str) -> str:
    """What the form of that year prints beside a figure."""
    printed = {"2014": indicator.label_2014, "2019": indicator.label_2019, "2021": indicator.label_2021}
    return (
        printed.get(form)
        or indicator.label_2021
        or indicator.label_2019
        or indicator.label_2014
        or indicator.name_zh
    )


def _disclosed(cells: list[Row], form: str) -> list[PrintedTable]:
    """Table two: a block for each clause of article 20, with the columns that it prints."""
    known = codebook.indicators()
    blocks = []
    by_clause = groupby(cells, lambda cell: known[cell["indicator"]].legal_basis.partition(";")[0])
    for clause, found in by_clause:
        grid: dict[str, dict[str, Row]] = {}
        for cell in found:
            row, _, column = _label(known[cell["indicator"]], form).partition(" × ")
            grid.setdefault(f"其中：{cell['item']}" if cell["item"] else row, {})[column] = cell
        columns = list(dict.fromkeys(column for row in grid.values() for column in row))
        rows = (
            PrintedRow(label, PRINTED_WORDS.get(label, ""), "", tuple(row.get(column) for column in columns))
            for label, row in grid.items()
        )
        title = Both(clause, clause.replace("条例(2019) ", ""))
        blocks.append(
            PrintedTable(
                "T2", title, tuple(Both(PRINTED_WORDS.get(name, name), name) for name in columns), tuple(rows)
            )
        )
    return blocks


def _requests(cells: list[Row], form: str) -> list[PrintedTable]:
    """Table three: a row an indicator, a column a kind of applicant."""
    applicants = codebook.applicants().values()
    grid: dict[str, dict[str, Row]] = {}
    for cell in cells:
        grid.setdefault(cell["indicator"], {})[cell["applicant"] or TOTAL] = cell
    rows, before = [], ""
    for concept, found in grid.items():
        indicator = codebook.indicators()[concept]
        group, _, label = _label(indicator, form).rpartition(" / ")
        if group and group != before:
            rows.append(PrintedRow(group))
        before = group or before
        row_cells = tuple(found.get(each.id) for each in applicants)
        rows.append(PrintedRow(label, indicator.title_en, concept, row_cells))
    columns = tuple(Both(each.name_en, each.name_zh) for each in applicants)
    return [PrintedTable("T3", TITLES["T3"], columns, tuple(rows))]


def _disputes(cells: list[Row], form: str) -> list[PrintedTable]:
    """Table four, printed as one row of fifteen: here a row a way of dispute, a column an outcome."""
    grid: dict[str, dict[str, Row]] = {}
    for cell in cells:
        way, _, outcome = _label(codebook.indicators()[cell["indicator"]], form).rpartition(" / ")
        grid.setdefault(way, {})[outcome] = cell
    outcomes = list(dict.fromkeys(outcome for row in grid.values() for outcome in row))
    english = {
        "结果维持": "upheld",
        "结果纠正": "corrected",
        "其他结果": "other",
        "尚未审结": "pending",
        "总计": "total",
    }
    ways = {
        "行政复议": "reconsideration",
        "未经复议直接起诉": "direct lawsuit",
        "复议后起诉": "lawsuit after reconsideration",
    }
    rows = (
        PrintedRow(way, ways.get(way.rpartition(" / ")[2], ""), "", tuple(row.get(name) for name in outcomes))
        for way, row in grid.items()
    )
    columns = tuple(Both(english.get(name, name), name) for name in outcomes)
    return [PrintedTable("T4", TITLES["T4"], columns, tuple(rows))]


def _statistics(cells: list[Row], form: str) -> list[PrintedTable]:
    """The one table of the form of 2014: a row a figure."""
    rows, before = [], ""
    for cell in cells:
        indicator = codebook.indicators()[cell["indicator"]]
        group, _, label = _label(indicator, form).rpartition(" / ")
        if group and group != before:
            rows.append(PrintedRow(group))
        before = group or before
        rows.append(PrintedRow(label, indicator.title_en, indicator.id, (cell,)))
    return [PrintedTable("S14", TITLES["S14"], (Both("figure", "统计数"),), tuple(rows))]


def anchor(cell: Mapping[str, Any]) -> str:
    """The fragment of a cell on its page, as /report/ID#req_new-total."""
    parts = (cell["indicator"], cell["applicant"], cell["item"])
    return "-".join(part for part in parts if part)


def line_anchor(concept: str) -> str:
    """The fragment of a comparable line on the page of any report that has it, as req_refused-total."""
    indicator = codebook.indicators().get(concept)
    return f"{concept}-{TOTAL}" if indicator and indicator.block == "T3" else concept


def with_lines(cells: Iterable[Row], ways: Iterable[Row]) -> list[Row]:
    """Cells with the fragments they are found by: their own, and of the lines they are the first part of.

    A line that the form prints otherwise, as a sum or by another name, is so found by one address.
    """
    known = {anchor(cell): {**cell, "anchor": anchor(cell), "lines": []} for cell in cells}
    placed = set(known)
    for way in ways:
        name = line_anchor(way["concept"])
        terms = re.findall(r"[a-z]\w+", way["expression"])
        if name not in placed and (found := _first_printed(terms, known)):
            known[found]["lines"].append(name)
            placed.add(name)
    return list(known.values())


def _first_printed(terms: Iterable[str], known: Mapping[str, Row]) -> str | None:
    """The first cell of those of some indicators, their totals before the parts by applicant."""
    for term in terms:
        parts = (name for name, cell in known.items() if cell["indicator"] == term)
        found = next((name for name in (term, f"{term}-{TOTAL}") if name in known), None) or next(parts, None)
        if found:
            return found
    return None
