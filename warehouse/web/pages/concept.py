"""A figure: what it counts, by which law, in which form, where it breaks, its line, and who has most."""

import re
from collections.abc import Mapping

from extract import codebook
from warehouse.web.content import Both, Content, Key, NotFoundError, Page, filled
from warehouse.web.panels import line_chart
from warehouse.web.printed_tables import line_anchor
from warehouse.web.questions import Questions

ASKS = ("concept_head", "concept_ways", "concept_line", "concept_top")
NAMED = re.compile(r"[a-z][a-z0-9_]{1,60}")


def build(questions: Questions, key: str, _: Mapping[str, str]) -> Content:
    """The page of a figure."""
    if not NAMED.fullmatch(key):
        raise _unknown(key)
    asked, breaks = filled(questions, ASKS, key), questions.ask("breaks")
    head, line = asked["head"].first, asked["line"]
    if not head:
        raise _unknown(key)
    marked = [row for row in breaks.rows if row["concept"] == key]
    indicator = codebook.indicators().get(key)
    title = Both("Over the years, all bodies", "历年合计")
    chart = line_chart("line", title, line, line.rows, marked, head["unit"] or "")
    return Content(
        Both(head["label_en"], head["label_zh"]),
        {
            "head": head,
            "anchor_of": line_anchor,
            "title_en": indicator.title_en if indicator else "",
            "ways": asked["ways"].rows,
            "top": asked["top"].rows,
            "breaks": marked,
        },
        tuple(asked.values()),
        (chart,),
    )


def _unknown(key: str) -> NotFoundError:
    shown = key[:40]
    return NotFoundError(
        Both(
            f"There is no figure called {shown}. The dictionary lists all of them.",
            f"没有名为 {shown} 的指标。数据字典列有全部指标。",
        )
    )


def keys(questions: Questions) -> list[Key]:
    """Every comparable line, and every figure that one form alone prints."""
    return [Key(str(row["concept"])) for row in questions.ask("figures_known").rows]


PAGE = Page("concept", "concept.html", build, keys, ASKS)
