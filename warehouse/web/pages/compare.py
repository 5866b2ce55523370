"""Two reports side by side (bodies, years or editions): figures and text with their differences."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup, escape

from warehouse.web.content import Both, Content, NotFoundError, Page
from warehouse.web.printed_tables import anchor
from warehouse.web.questions import Answer, Questions, Row

LONGEST = 20_000  # characters of a section that are compared letter by letter


def build(questions: Questions, _: str, query: Mapping[str, str]) -> Content:
    """The page for the reports `a` and `b` of the query string; without them it says how to choose two."""
    ids = (query.get("a", ""), query.get("b", ""))
    title = Both("Compare two reports", "两份年报对比")
    if not all(ids):
        return Content(title, {"pair": None, "chosen": ids})
    heads = [_head(questions, each) for each in ids]
    cells = [questions.ask("report_cells", each) for each in ids]
    texts = [questions.ask("report_sections", each) for each in ids]
    return Content(
        title,
        {
            "pair": heads,
            "chosen": ids,
            "rows": differences(cells[0].rows, cells[1].rows),
            "sections": _sections(texts),
        },
    )


def _head(questions: Questions, report: str) -> Row:
    known = report.isascii() and report.isdigit()
    head = questions.ask("report_head", report).first if known else {}
    if not head:
        shown = report[:40]
        raise NotFoundError(
            Both(
                f"There is no report {shown} to compare in this release.",
                f"本版数据没有可对比的年报 {shown}。",
            )
        )
    return head


def differences(left: list[Row], right: list[Row]) -> list[dict[str, Any]]:
    """A row a figure that either report prints, in the order of the first: both cells, the difference."""
    sides = [{anchor(cell): cell for cell in cells} for cells in (left, right)]
    names = list(dict.fromkeys([*sides[0], *sides[1]]))
    return [_difference(name, sides[0].get(name), sides[1].get(name)) for name in names]


def _difference(name: str, one: Row | None, other: Row | None) -> dict[str, Any]:
    known = one or other or {}
    left, right = (cell["value"] if cell else None for cell in (one, other))
    return {
        "anchor": name,
        "label": Both(known["label_en"], known["label_zh"]),
        "indicator": known["indicator"],
        "applicant": known["applicant"],
        "item": known["item"],
        "cells": (one, other),
        "change": None if left is None or right is None else right - left,
    }


def _sections(texts: list[Answer]) -> list[dict[str, Any]]:
    """The sections by their number, with what only one of the two says marked on its side."""
    sides = [{row["section"]: row for row in reversed(answer.rows)} for answer in texts]
    numbers = sorted({*sides[0], *sides[1]})
    return [
        {"heading": _either(sides, number), "sides": marked(*(_text(side.get(number)) for side in sides))}
        for number in numbers
    ]


def _either(sides: list[dict[int, Row]], number: int) -> str:
    row = sides[0].get(number) or sides[1][number]
    return str(row["heading"] or number)


def _text(row: Row | None) -> str:
    return (row["text"] or "") if row else ""


def marked(left: str, right: str) -> tuple[Markup, Markup]:
    """Two texts, each with what the other lacks marked; whole where they are too long to compare.

    >>> marked("共12件", "共15件")[1]
    Markup('共1<ins>5</ins>件')
    """
    if max(len(left), len(right)) > LONGEST:
        return escape(left), escape(right)
    sides: tuple[list[Markup], list[Markup]] = ([], [])
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for parts, text, tag in ((sides[0], left[a:b], "del"), (sides[1], right[c:d], "ins")):
            if text:
                parts.append(escape(text) if kind == "equal" else Markup(f"<{tag}>{{}}</{tag}>").format(text))
    return Markup("").join(sides[0]), Markup("").join(sides[1])


PAGE = Page("compare", "compare.html", build, label=Both("Compare", "对比"), order=25)
