"""Two reports side by side (bodies, years or editions): figures and text with their differences."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from warehouse.web.content import Both, Content, Page
from warehouse.web.pages.chosen_report import Choice, choose
from warehouse.web.printed_tables import anchor
from warehouse.web.questions import Answer, Questions, Row

SIDES = ("a", "b")
LONGEST = 20_000  # characters of a section that are compared letter by letter


def build(questions: Questions, _: str, query: Mapping[str, str]) -> Content:
    """The page for the reports `a` and `b` of the query string; without both it says how to choose them."""
    texts = [query.get(side, "").strip() for side in SIDES]
    choices = [choose(questions, text) if text else Choice() for text in texts]
    pair = [choice.head for choice in choices if choice.head]
    values: dict[str, Any] = {"choices": choices, "pair": pair if len(pair) == len(choices) else None}
    title = Both("Compare two reports", "两份年报对比")
    if not values["pair"]:
        return Content(title, values)
    ids = [head["report_id"] for head in pair]
    cells = questions.ask("compare_cells", "-".join(ids))
    sections = _sections([questions.ask("report_sections", each) for each in ids])
    rows = [_compared(row) for row in cells.rows]
    query_string = "?" + urlencode(dict(zip("ab", ids, strict=True)))
    return Content(title, {**values, "rows": rows, "sections": sections}, (cells,), query=query_string)


def _compared(row: Row) -> dict[str, Any]:
    """A figure with both cells; None for a cell that its report does not print."""
    cells = [
        {"raw": row[f"raw_{side}"], "status": row[f"status_{side}"]} if row[f"status_{side}"] else None
        for side in "ab"
    ]
    return {**row, "anchor": anchor(row), "label": Both(row["label_en"], row["label_zh"]), "cells": cells}


def _sections(texts: list[Answer]) -> list[dict[str, Any]]:
    """The sections of which either has a text, with what only one of the two says marked on its side."""
    sides = [{row["section"]: row for row in reversed(answer.rows)} for answer in texts]
    found = []
    for number in sorted({*sides[0], *sides[1]}):
        both = [side.get(number, {}) for side in sides]
        said = [row.get("text") or "" for row in both]
        if any(said):
            heading = next((row["heading"] for row in both if row.get("heading")), "")
            found.append({"number": number, "heading": heading, "sides": marked(*said)})
    return found


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


PAGE = Page("compare", "compare.html", build, label=Both("Compare", "对比"), order=25, takes=SIDES)
