"""Which report is meant by what somebody typed: its id, or part of a body's name with a year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.errors import WarehouseError
from warehouse.search.hit import Hit
from warehouse.search.hits import search
from warehouse.web.content import Both, NotFoundError
from warehouse.web.questions import Questions, Row

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)年?")
ITSELF = 95.0  # score of a name that is the question, and not only holds it
OFFERED = 12  # bodies to choose from
OWN = ("own_agency", "own_government")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a text means: one report (`head`; `others` are those of its body), or several to choose from.

    `offered` are the latest reports, or those of the year, of bodies whose names hold the words.
    """

    text: str = ""
    head: Row | None = None
    others: Sequence[Row] = ()
    offered: Sequence[Row] = ()


def choose(questions: Questions, text: str) -> Choice:
    """The report that a text means, as an id, `云栖区教育局 2023` or `yunqi jiaoyu`.

    NotFoundError where it means none.
    """
    if text.isascii() and text.isdigit():
        return _of_report(questions, text, text)
    found = YEAR.search(text)
    words = text.replace(found[0], " ") if found else text
    bodies = _bodies(questions, words)
    year = int(found[1]) if found else None
    reports = [(hit, report) for hit in bodies if (report := _report(questions, hit, year))]
    if not reports:
        raise _unknown(text)
    meant = [report for hit, report in reports if hit.score >= ITSELF] or [report for _, report in reports]
    if len(meant) == 1:
        return _of_report(questions, text, str(meant[0]["report_id"]))
    offered = [{**report, "agency_name": hit.name, "above": hit.above} for hit, report in reports]
    return Choice(text, offered=offered)


def _of_report(questions: Questions, text: str, report: str) -> Choice:
    head = questions.ask("report_head", report).first
    if not head:
        raise _unknown(text)
    others = questions.ask("body_reports", head["agency_id"]).rows if head["agency_id"] else []
    return Choice(text, head, [row for row in others if row["is_current"] and row["year"]])


def _bodies(questions: Questions, words: str) -> list[Hit]:
    try:
        return search(questions.path, words, OFFERED, ("body",))
    except WarehouseError:  # a release of old has no index of names: ids do
        return []


def _report(questions: Questions, hit: Hit, year: int | None) -> Row | None:
    """A body's current report of that year, or its latest; of several that in which it speaks for itself."""
    rows = [
        row
        for row in questions.ask("body_reports", str(hit.agency_id)).rows
        if row["is_current"] and row["year"] and year in (None, row["year"])
    ]
    return max(rows, key=lambda row: (row["year"], row["scope"] in OWN), default=None)


def _unknown(text: str) -> NotFoundError:
    shown = text[:40]
    return NotFoundError(
        Both(
            f"There is no report “{shown}” to compare in this release. Name a body and year, as 教育局 2023.",
            f"本版数据没有可对比的年报“{shown}”。请写机关名称和年度，如“教育局 2023”。",
        )
    )
