"""What real reports do to the form and the figures, each a small change to a Report."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from spiders.replica.layouts import DISPUTES, T3
from spiders.replica.model import Key, Report, Value

MISPRINTS: dict[str, dict[str, str]] = {
    "label_dropped": {"2.其他法律行政法规禁止公开": "2.其他法律行政止公开"},
    "normdoc_plain": {"行政规范性文件": "规范性文件"},
    "count_dropped": {"现行有效件数": "现行有效件"},
    "change_cut": {"本年增/减": "本年增/"},
    "change_level": {"本年增/减": "本年数量"},
    "heads_halved": {"本年新制作数量": "本年新", "本年新公开数量": "本年新"},
    "head_noted": {"本年增/减": "本年增/减（增加填正数，减少填负数，例如-8）"},
    "law_named": {
        article: f"中华人民共和国政府信息公开条例  {article.replace('（', '(').replace('）', ')')}"
        for article in (f"第二十条第（{number}）项" for number in "一五六八九")
    },
    "ascii_brackets": {
        "（一）予以公开": "(一)予以公开",
        "（三）不予公开": "(三)不予公开",
        "（四）无法提供": "(四)无法提供",
        "（五）不予处理": "(五)不予处理",
        "（六）其他处理": "(六)其他",
        "（七）总计": "(七)总计",
    },
}
# Layout (forms.tables) and text (prose).
TRAITS = frozenset(
    {
        "hybrid_t2",
        "other_one_row",
        "extra_row",
        "extra_line",
        "footnote",
        "no_tables",
        "cites_2019",
        "seven_sections",
        "sub_numbered",
        "template_left",
        "intro_last_year",
        "intro_other_body",
        "annex",
        "copied_text",
        "neighbour_text",
    }
)
SUB_ITEMS = ("行政检查", "行政确认")


def load() -> Iterator[tuple[str, int, str]]:
    """(body id, year, quirk) of every departure in quirks.csv."""
    with Path(__file__).with_name("quirks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["body"], int(row["year"]), row["quirk"]


def apply(report: Report, quirk: str) -> Report:
    """The report with one quirk; quirks of layout set misprints or traits, the rest change cells."""
    if quirk in MISPRINTS:
        return replace(report, misprints={**report.misprints, **MISPRINTS[quirk]})
    if quirk in TRAITS:
        report = replace(report, traits=report.traits | {quirk})
    if quirk in CHANGES:
        report = replace(report, cells=CHANGES[quirk](dict(report.cells)))
    return report


Cells = dict[Key, Value]


def _no_tables(cells: Cells) -> Cells:
    return {}


def _noted(cells: Cells) -> Cells:
    """A note in the cell, over two lines."""
    key = ("normdoc_in_force", None, None)
    value = cells[key].value or Decimal(0)
    return cells | {key: Value.of(value, f"{value}（其中修订\n1 件）")}


def _all_blank(cells: Cells) -> Cells:
    return dict.fromkeys(cells, Value.empty())


def _t4_total_zero(cells: Cells) -> Cells:
    return cells | {(f"{way}_total", None, None): Value.of(0) for way in DISPUTES}


def _totals_blank(cells: Cells) -> Cells:
    """The 总计 column of the result rows, all but （七）."""
    results = {indicator for form in T3.values() for path, indicator in form if len(path) > 1}
    return {
        key: Value.empty() if key[1] == "total" and key[0] in results - {"req_result_total"} else value
        for key, value in cells.items()
    }


def _shift(cells: Cells, changes: dict[str, int], applicants: tuple[str, ...]) -> Cells:
    moved = dict(cells)
    for indicator, step in changes.items():
        for applicant in applicants:
            before = cells[indicator, applicant, None].value or Decimal(0)
            moved[indicator, applicant, None] = Value.of(before + step)
    return moved


def _carry_mismatch(cells: Cells) -> Cells:
    changes = {"req_carried_in": 2, "req_granted": 2, "req_result_total": 2}
    return _shift(cells, changes, ("natural_person", "total"))


def _sum_wrong(cells: Cells) -> Cells:
    return _shift(cells, {"req_result_total": 1}, ("natural_person",))


def _yuan_for_wan(cells: Cells) -> Cells:
    key = ("fee_amount_wan", None, None)
    return cells | {key: Value.of(((cells[key].value or Decimal(0)) * 10000).to_integral_value())}


def _yuan_in_cell(cells: Cells) -> Cells:
    key = ("procurement_amount_wan", None, None)
    amount = cells[key].value or Decimal(0)
    return cells | {key: Value.of(amount, f"{(amount * 10000).to_integral_value()}元")}


def _zeros_as(raw: str) -> Callable[[Cells], Cells]:
    def change(cells: Cells) -> Cells:
        return {key: Value.empty(raw) if value.value == 0 else value for key, value in cells.items()}

    return change


def _written_as(raw: str) -> Callable[[Cells], Cells]:
    def change(cells: Cells) -> Cells:
        return {key: Value.of(0, raw) if value.value == 0 else value for key, value in cells.items()}

    return change


def _legal_blank(cells: Cells) -> Cells:
    """Zeros blank in the five columns of 法人或其他组织 only."""
    blank = {
        key: Value.empty()
        for key, value in cells.items()
        if value.value == 0 and (key[1] or "").startswith("legal_")
    }
    return cells | blank


def _thousands(cells: Cells) -> Cells:
    """A thousand and one times every count, which keeps the sums, with separators."""
    larger = dict(cells)
    for key, value in cells.items():
        if value.value is not None and value.value == value.value.to_integral_value():
            number = int(value.value) * 1001
            larger[key] = Value.of(number, f"{number:,}")
    return larger


def _signed(cells: Cells) -> Cells:
    signed = dict(cells)
    for key, value in cells.items():
        if "_change" in key[0] and value.value is not None and value.value > 0:
            signed[key] = Value.of(value.value, f"+{value.raw}")
    return signed


def _sub_items(cells: Cells) -> Cells:
    """Split 其他对外管理服务事项: the first sub-row takes all but one of each figure."""
    split: Cells = {}
    for key, value in cells.items():
        if key[0].startswith("other_mgmt"):
            rest = Decimal(1 if (value.value or 0) > 1 and "_change" not in key[0] else 0)
            split[key[0], None, SUB_ITEMS[0]] = Value.of((value.value or Decimal(0)) - rest)
            split[key[0], None, SUB_ITEMS[1]] = Value.of(rest)
        else:
            split[key] = value
    return split


CHANGES: dict[str, Callable[[Cells], Cells]] = {
    "all_blank": _all_blank,
    "t4_total_zero": _t4_total_zero,
    "totals_blank": _totals_blank,
    "carry_mismatch": _carry_mismatch,
    "sum_wrong": _sum_wrong,
    "yuan_for_wan": _yuan_for_wan,
    "yuan_in_cell": _yuan_in_cell,
    "zero_blank": _zeros_as(""),
    "zero_dash": _zeros_as("—"),
    "zero_double": _written_as("00"),
    "zero_slash": _zeros_as("/"),
    "zero_blank_legal": _legal_blank,
    "noted_cell": _noted,
    "no_tables": _no_tables,
    "thousands": _thousands,
    "signed": _signed,
    "sub_items": _sub_items,
}
