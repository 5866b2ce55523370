"""The league: who has most of a figure in a year, among bodies of a level, kind and function."""

import re
from collections.abc import Mapping, Sequence

from warehouse.web.content import Both, Content, Key, NotFoundError, Page
from warehouse.web.printed_tables import line_anchor
from warehouse.web.questions import Questions, Row

ASKS = ("league",)
FIGURES = {
    "req_new": Both("new requests", "本年新收申请"),
    "req_refused": Both("requests refused", "不予公开件数"),
    "disclosure_pct": Both("granted in full or part, %", "公开率 %"),
    "refusal_pct": Both("refused, %", "不予公开率 %"),
    "not_held_pct": Both("not held, %", "不掌握率 %"),
    "backlog_pct": Both("carried over, %", "结转率 %"),
    "disputes": Both("reconsideration and litigation", "复议诉讼件数"),
}
# The figure in the report that a value leads to.
LEADS_TO = {
    "disclosure_pct": "req_granted",
    "refusal_pct": "req_refused",
    "not_held_pct": "req_unable_not_held",
    "backlog_pct": "req_carried_out",
    "disputes": "disp_review_total",
}
FILTERS = ("level", "kind", "function")
MOST = 1000  # rows shown; the CSV has all
NAMED = re.compile(r"([a-z_]+)-([0-9]{4})")


def build(questions: Questions, key: str, query: Mapping[str, str]) -> Content:
    """The page of a figure and year, cut down to what the query string asks for."""
    known = {row["year"] for row in questions.ask("years").rows}
    found = NAMED.fullmatch(key)
    figure, year = (found[1], int(found[2])) if found else ("", 0)
    if figure not in FIGURES or year not in known:
        raise _unknown(key, max(known, default=0))
    answer = questions.ask("league", key)
    rows = [
        row for row in answer.rows if all(query.get(name, "") in ("", row[name] or "") for name in FILTERS)
    ]
    return Content(
        Both(f"League {year}: {FIGURES[figure].en}", f"{year} 年排名：{FIGURES[figure].zh}"),
        {
            "figure_name": figure,
            "year": year,
            "figures": FIGURES,
            "years": sorted(known),
            "rows": ranked(rows)[:MOST],
            "row_count": len(rows),
            "choices": {name: sorted({row[name] for row in answer.rows if row[name]}) for name in FILTERS},
            "chosen": {name: query.get(name, "") for name in FILTERS},
            "anchor": line_anchor(LEADS_TO.get(figure, figure)),
        },
        (answer,),
    )


def _unknown(key: str, year: int) -> NotFoundError:
    return NotFoundError(
        Both(
            f"There is no league {key[:40]}. One is named by figure and year, as req_new-{year}.",
            f"没有名为 {key[:40]} 的排名。排名以指标和年度命名，如 req_new-{year}。",
        )
    )


def ranked(rows: Sequence[Row]) -> list[Row]:
    """The rows with their place; equal values share one.

    >>> [row["place"] for row in ranked([{"value": 9}, {"value": 9}, {"value": 5}])]
    [1, 1, 3]
    """
    found: list[Row] = []
    for number, row in enumerate(rows, 1):
        same = bool(found) and found[-1]["value"] == row["value"]
        found.append({**row, "place": found[-1]["place"] if same else number})
    return found


def keys(questions: Questions) -> list[Key]:
    """Every figure in every year."""
    return [Key(f"{figure}-{row['year']}") for figure in FIGURES for row in questions.ask("years").rows]


PAGE = Page("league", "league.html", build, keys, ASKS, takes=FILTERS)
