"""The tables of a report as printed: boxes with spans, each value box with its key."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from spiders.replica.layouts import (
    APPLICANT_LABELS,
    DISPUTES,
    OUTCOME_LABELS,
    OUTCOMES,
    T3_NOTE,
    rows_2014,
    t2_blocks,
    t3_rows,
)
from spiders.replica.model import APPLICANTS, Key, Report


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the printed table; `key` only where it holds a figure."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    key: Key | None = None


@dataclass(frozen=True)
class Table:
    """Rows of boxes in HTML's order: a box that spans down is not repeated below."""

    name: str
    rows: tuple[tuple[Box, ...], ...]


def tables(report: Report) -> tuple[Table, ...]:
    """The tables of a report as printed.

    Traits that change the layout: `other_one_row` (（六）其他处理 as one row of the 2021 form), `hybrid_t2`
    (2019 heads over 第（一）项 of a 2021 table two), `unit_in_head` (采购总金额 says 万元), `extra_row` and
    `extra_line` (local rows in table two), `footnote` (a note between head and rows), `no_tables`.
    """
    if "no_tables" in report.traits:
        return ()
    if report.form == "2014":
        return (_table_2014(report),)
    return _table_two(report), _table_three(report), _table_four(report)


def keys(form: str, traits: frozenset[str] = frozenset()) -> list[Key]:
    """The figures a form asks for, in printed order, before sub-rows."""
    if form == "2014":
        return [(indicator, None, None) for _, _, indicator in rows_2014() if indicator]
    two = _table_two_indicators(form, traits)
    four = [f"{way}_{outcome}" for way in DISPUTES for outcome in OUTCOMES]
    return [
        *((indicator, None, None) for indicator in two),
        *((indicator, applicant, None) for _, indicator in t3_rows(form, traits) for applicant in APPLICANTS),
        *((indicator, None, None) for indicator in four),
    ]


def _table_two_indicators(form: str, traits: frozenset[str]) -> list[str]:
    return [indicator for _, _, lines in t2_blocks(form, traits) for _, ids in lines for indicator in ids]


def _printer(report: Report) -> Callable[[Key], Box]:
    def box(key: Key) -> Box:
        return Box(report.cells[key].raw, key=key)

    return box


def _spread(boxes: Sequence[Box], width: int) -> tuple[Box, ...]:
    """Widen the last box so that the row covers `width` columns."""
    last = boxes[-1]
    spare = width - sum(box.colspan for box in boxes)
    return (*boxes[:-1], Box(last.text, last.colspan + spare, last.rowspan, last.key))


def _label(report: Report, text: str) -> str:
    return report.misprints.get(text, text)


def _table_two(report: Report) -> Table:
    blocks = t2_blocks(report.form, report.traits)
    has_items = any(len(_sub_items(report, ids)) > 1 for _, _, lines in blocks for _, ids in lines)
    width = 5 if has_items else 4
    printed: list[tuple[Box, ...]] = []
    for article, heads, lines in blocks:
        printed.append((Box(_label(report, article), width),))
        stub = width - 3
        head = [Box("信息内容", stub), *(Box(_label(report, text)) for text in heads)]
        printed.append(_spread(head, width))
        if "footnote" in report.traits:
            printed.append((Box("注：本栏含上年度转入的数量。", width),))
        for label, ids in lines:
            printed.extend(_lines_two(report, _label(report, label), ids, stub, width))
        if "extra_line" in report.traits and len(heads) == 3:
            printed.append(_spread([Box("其他主动公开文件", stub), Box("3"), Box("3"), Box("11")], width))
        if "extra_row" in report.traits and len(heads) == 3:
            printed.append((Box("2020年本行政区域各类文件发布总数量：2条", width),))
    return Table("t2", tuple(printed))


def _sub_items(report: Report, ids: tuple[str, ...]) -> tuple[str | None, ...]:
    """The printed sub-rows of a line (行政检查 and 行政确认), or one without a name."""
    found = dict.fromkeys(item for indicator, _, item in report.cells if indicator == ids[0])
    return tuple(found) or (None,)


def _lines_two(
    report: Report, label: str, ids: tuple[str, ...], stub: int, width: int
) -> Iterable[tuple[Box, ...]]:
    box, items = _printer(report), _sub_items(report, ids)
    for place, item in enumerate(items):
        values = [box((indicator, None, item)) for indicator in ids]
        if item is None:
            yield _spread([Box(label, stub), *values], width)
        elif place == 0:
            yield _spread([Box(label, rowspan=len(items)), Box(item), *values], width)
        else:
            yield _spread([Box(item), *values], width - 1)


def stub_rows(paths: Sequence[tuple[str, ...]], width: int) -> list[list[Box]]:
    """Row labels as a stub of `width` columns: equal ancestors merge down, the last label widens."""
    printed: list[list[Box]] = [[] for _ in paths]
    for depth in range(width):
        start = 0
        for _, group in groupby(paths, key=lambda path: path[: depth + 1]):
            members = list(group)
            if len(members[0]) > depth:
                last = len(members[0]) == depth + 1
                span = width - depth if last else 1
                printed[start].append(Box(members[0][depth], span, len(members)))
            start += len(members)
    return printed


def _table_three(report: Report) -> Table:
    box, lines = _printer(report), t3_rows(report.form, report.traits)
    stubs = stub_rows([tuple(_label(report, part) for part in path) for path, _ in lines], 3)
    names = [_label(report, text) for text in APPLICANT_LABELS]
    head = (
        (Box(_label(report, T3_NOTE), 3, 3), Box("申请人情况", 7)),
        (Box(names[0], 1, 2), Box("法人或其他组织", 5), Box(names[6], 1, 2)),
        tuple(Box(text) for text in names[1:6]),
    )
    body = tuple(
        (*stub, *(box((indicator, applicant, None)) for applicant in APPLICANTS))
        for stub, (_, indicator) in zip(stubs, lines, strict=True)
    )
    return Table("t3", head + body)


def _table_four(report: Report) -> Table:
    box = _printer(report)
    outcomes = tuple(Box(_label(report, text), rowspan=1) for text in OUTCOME_LABELS)
    tall = tuple(Box(each.text, rowspan=2) for each in outcomes)
    values = tuple(box((f"{group}_{outcome}", None, None)) for group in DISPUTES for outcome in OUTCOMES)
    rows = (
        (Box("行政复议", 5), Box("行政诉讼", 10)),
        (*tall, Box("未经复议直接起诉", 5), Box("复议后起诉", 5)),
        outcomes + outcomes,
        values,
    )
    return Table("t4", rows)


def _table_2014(report: Report) -> Table:
    box = _printer(report)
    rows = [(Box("统计指标"), Box("单位"), Box("统计数"))]
    for label, unit, indicator in rows_2014():
        value = box((indicator, None, None)) if indicator else Box("")
        rows.append((Box(_label(report, label)), Box(unit), value))
    return Table("s14", tuple(rows))
