"""Text and tables that are last year's or another body's once more, on the pages of bodies and reports."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import Any

from markupsafe import Markup, escape

from warehouse.copying.counted import CountedText
from warehouse.copying.passages import passages
from warehouse.web.content import Addition, Content
from warehouse.web.questions import Questions, Row

_EDGES = re.compile(r"(\W*)(.*?)(\W*)", re.S)  # marks around words
LONGEST = 20_000  # characters of a section that are shown beside another one


def _adding(name: str, made: Callable[[Sequence[Row]], Any]) -> Addition:
    """What adds the answer to a keyed question to a page, and `copies` made of its rows."""

    def add(questions: Questions, key: str, content: Content) -> Content:
        answer = questions.ask(name, key)
        values = {**content.values, "copies": made(answer.rows)}
        return replace(content, values=values, answers=(*content.answers, answer))

    return Addition((name,), add)


def told(rows: Sequence[Row]) -> dict[str, Any]:
    """What the page of a report tells: whose tables it prints again, and each section that shares its text.

    Last year's text and the likest of other bodies are shown beside it; of the others there are names.
    """
    texts = (row for row in rows if row["what"] == "text")
    return {
        "tables": next((row for row in rows if row["what"] == "tables"), None),
        "sections": [
            {"section": number, "heading": heading, "pairs": [_pair(row) for row in shared]}
            for (number, heading), shared in groupby(texts, lambda row: (row["section"], row["heading"]))
        ],
    }


def _pair(row: Row) -> dict[str, Any]:
    sides = [(row[name] or "")[:LONGEST] for name in ("text", "other_text")]
    return {**row, "sides": side_by_side(*sides) if row["rank"] == 1 else None}


def side_by_side(text: str, other: str) -> tuple[Markup, Markup]:
    """Two texts, each with what the other has not word for word marked; figures and marks do not count.

    >>> side_by_side("全年开展业务培训三次，覆盖全部科室。新设窗口", "全年开展业务培训三次，覆盖全部科室")[0]
    Markup('全年开展业务培训三次，覆盖全部科室。<ins>新设窗口</ins>')
    """
    found = passages(text, other)
    here = _marked(text, [(each.start, each.end) for each in found], "ins")
    there = _marked(other, sorted((each.other_start, each.other_end) for each in found), "del")
    return here, there


def _marked(text: str, same: Iterable[tuple[int, int]], tag: str) -> Markup:
    """A text in which all but the spans that are the same, in their order, stands in an element."""
    parts: list[Markup] = []
    done = 0
    for start, end in chain(same, [(len(text), len(text))]):
        if start > done:
            parts.append(_own(text[done:start], tag))
        parts.append(escape(text[max(start, done) : end]))
        done = max(done, end)
    return Markup("").join(parts)


def _own(piece: str, tag: str) -> Markup:
    """A piece that stands in no passage: marked, where it has words and not figures and marks alone."""
    if not CountedText(piece).text.strip("0"):
        return escape(piece)
    before, words, after = _EDGES.fullmatch(piece).groups()  # type: ignore[union-attr]  # of any text
    return Markup(f"{{}}<{tag}>{{}}</{tag}>{{}}").format(before, words, after)


ADDITIONS = {"report": _adding("report_copies", told), "body": _adding("body_copies", list)}
SLOTS = {"report_after_text": "copies_report.html", "body_end": "copies_body.html"}
