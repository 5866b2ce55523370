"""Search: places and bodies by name, sections by text, from the index beside the release."""

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from warehouse.search.hit import KINDS, Hit, Within
from warehouse.search.hits import LIMIT, pages
from warehouse.search.words import LONGEST_QUESTION
from warehouse.web.api import answers, asking, cursor
from warehouse.web.api.columns import CODE, Id, Year, described, said
from warehouse.web.api.cursor import TAKEN
from warehouse.web.questions import Questions, Row

MOST_HITS = 50  # of a kind in an answer
ALL = (0,) * len(KINDS)


class SearchHit(BaseModel):
    """A place, a body, or a section of a report that holds all words."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal[KINDS] = said("What was found", "找到的是什么：place 地区，body 主体，section 正文")  # type: ignore[valid-type]
    name: str = said(
        "Name of the place or body; of a section, of the body whose report it is",
        "地区或主体的名称；正文则为年报所属主体",
    )
    above: str = said(
        "Where it lies, from the province down; empty of a section", "所在地区，自省级起；正文为空"
    )
    former: str = said(
        "The former name that holds the words, where its own does not; else empty",
        "含有这些字的曾用名；现名已含有时为空",
    )
    text: str = said("The passage, or the name, that holds the words", "含有这些字的正文片段或名称")
    marks: list[Annotated[list[int], Field(min_length=2, max_length=2)]] = said(
        "Where the words stand in `text`: from and to, in characters from 0",
        "检索词在 text 中的起止位置，以字符计，从 0 起",
    )
    score: float = said(
        "How well the words name it, 0 to 100; compares hits of one kind",
        "相符程度，0 至 100；只在同类之间可比",
    )
    agency_id: Id | None = described("agencies.agency_id")
    region_code: str | None = described("regions.region_code")
    report_id: Id | None = described("reports.report_id")
    ord: int | None = said("The section (sections.ord)", "章节（sections.ord）")
    year: int | None = described("reports.year")
    heading: str = said("Heading of the section; else empty", "章节标题；否则为空")
    page: str = said("Its page on this server", "它在本服务器上的页面")


class SearchFilters(BaseModel):
    """A question in words."""

    model_config = ConfigDict(extra="forbid")
    q: str = said(
        "Words, all of which must be there: parts of a name, pinyin (chaoyang), initials (cyq)",
        "检索词，须全部出现：名称的一部分、拼音（chaoyang）或首字母（cyq）",
        min_length=1,
        max_length=LONGEST_QUESTION,
    )
    kind: Literal[KINDS] | None = said("Only hits of this kind", "只要这一类", None)  # type: ignore[valid-type]
    place: Annotated[str, Field(pattern=CODE)] | None = said(
        "Only what lies in this division, by its code of GB/T 2260",
        "只要这一行政区划内的（国标六位代码）",
        None,
    )
    year: Year | None = said(
        "Only sections of reports for this year; places and bodies have none",
        "正文只要这一年度的；地区和主体不分年度",
        None,
    )
    limit: int = said("Hits of each kind at most", "每类最多的条数", LIMIT, ge=1, le=MOST_HITS)
    cursor: Annotated[str, Field(pattern=TAKEN)] | None = said(
        "Where to go on: as the link `next` of an answer has it", "从何处继续：取自答复中的 next 链接", None
    )


def searched(request: Request, questions: Questions, asked: SearchFilters) -> asking.Made:
    """Hits of each kind that is asked for, and the address of the next of those that have more."""
    starts: list[int | None] = [0 if asked.kind in (None, kind) else None for kind in KINDS]
    if asked.cursor:
        starts = cursor.read(asked.cursor, questions.release_id, [None] * len(KINDS))  # type: ignore[assignment]
    wanted = {kind: start for kind, start in zip(KINDS, starts, strict=True) if start is not None}
    found = pages(questions.path, asked.q, wanted, asked.limit, Within(asked.place or "", asked.year))
    following = [found[kind].next if kind in found else None for kind in KINDS]
    items = [_item(hit) for kind in KINDS if kind in found for hit in found[kind].hits]
    is_more = any(start is not None for start in following)
    way_on = asking.next_page(request, questions, following) if is_more else None
    return {"items": items, "next": way_on}, None


def _item(hit: Hit) -> Row:
    row = asdict(hit) | {"marks": [list(mark) for mark in hit.marks], "page": page_of(hit)}
    return {
        name: str(value) if name in ("agency_id", "report_id") and value else value
        for name, value in row.items()
    }


def page_of(hit: Hit) -> str:
    """The address of the page that a hit leads to."""
    kind, key = address_of(hit)
    return f"/{kind}/{key}"


def address_of(hit: Hit) -> tuple[str, str]:
    """(kind, key) of that page."""
    if hit.kind == "place":
        return "place", str(hit.region_code)
    return ("body", str(hit.agency_id)) if hit.kind == "body" else ("report", str(hit.report_id))


SearchPage = answers.page_of(SearchHit)
