"""What the console shows: the question, its answer as rows, and a chart of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa

from warehouse.query.first_rows import FirstRows
from warehouse.query.terminal import plain
from warehouse.schema.tables import tables
from warehouse.web.content import Both, Chart, Content
from warehouse.web.parts.console import drawing
from warehouse.web.parts.console.desk import LIMITS
from warehouse.web.parts.console.examples import examples
from warehouse.web.questions import Answer, Questions

KIND = "sql"
ANSWER = "answer"  # the name of its files
SHOWN, MOST_ROWS = 500, 100_000  # rows of the page, and of a file
# Columns whose values have a page of their own.
LEADS_TO = {
    "report_id": "report",
    "agency_id": "body",
    "region_code": "place",
    "province_code": "place",
    "concept": "concept",
    "indicator": "concept",
}
TITLE = Both("Ask in SQL", "用 SQL 提问")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands in an address; `across` and `number` choose the columns of the chart."""

    sql: str = ""
    across: str = ""
    number: str = ""

    @property
    def query(self) -> str:
        """The query string of this question."""
        known = {"q": self.sql, "x": self.across, "y": self.number}
        return "?" + urlencode({name: value for name, value in known.items() if value})


def build(_: Questions, __: str, ___: Mapping[str, str]) -> Content:
    """The page before anything is asked; on a folder of files the only one."""
    return content(Asked())


def content(asked: Asked, **more: Any) -> Content:
    """The page of a question; `more` says what became of it: `error`, `is_foreign`, what `answered` adds."""
    values = {
        "asked": asked,
        "examples": [(example, Asked(example.sql).query) for example in examples()],
        "tables": list(tables().values()),
        "error": None,
        "is_foreign": False,
        "answer": None,
        "seconds": LIMITS.seconds,
        "most_rows": MOST_ROWS,
        **more,
    }
    return Content(TITLE, values, query=asked.query if asked.sql else "")


def answered(asked: Asked, found: FirstRows) -> Content:
    """The page of a question and its answer."""
    table = distinct(found.table)
    answer, known = as_answer(asked.sql, table), drawing.columns(table.schema)
    chosen = _chosen(asked, known) if len(answer.rows) > 1 else None
    page = content(
        asked,
        answer=answer,
        is_cut=found.is_cut,
        is_number={*known.numbers, *known.times},
        leads_to={name: LEADS_TO[name] for name in answer.names if name in LEADS_TO},
        columns=known,
        chosen=chosen,
    )
    return replace(page, answers=(answer,), charts=(_chart(answer, known, *chosen),) if chosen else ())


def distinct(table: pa.Table) -> pa.Table:
    """The same with every column of another name: a second `n` is n_2."""
    seen: Counter[str] = Counter()
    names = []
    for name in table.column_names:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return table.rename_columns(names)


def as_answer(sql: str, table: pa.Table) -> Answer:
    """Rows as every page has them."""
    rows = [{name: plain(value) for name, value in row.items()} for row in table.to_pylist()]
    return Answer(ANSWER, sql, tuple(table.column_names), rows)


def _chosen(asked: Asked, known: drawing.Columns) -> tuple[str, str] | None:
    """The columns to draw: those asked for where the answer has them, else the likeliest."""
    if not known.across or not known.numbers:
        return None
    across = asked.across if asked.across in known.across else known.across[0]
    return across, asked.number if asked.number in known.numbers else known.numbers[0]


def _chart(answer: Answer, known: drawing.Columns, across: str, number: str) -> Chart:
    spec = drawing.drawn(answer.rows, known, across, number)
    title = Both(f"{number} by {across}", f"{number}，按 {across}")
    told = Both("The rows of the table above, as they are.", "按上表各行绘制，未作汇总。")
    parts = drawing.parts(answer.rows, known, across)
    legend = tuple((f"key-{place}", Both(name, name)) for place, name in enumerate(parts, 1))
    return Chart(ANSWER, title, told, ANSWER, spec, legend)
