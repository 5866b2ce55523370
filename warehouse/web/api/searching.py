"""Search: places and bodies by name, sections by text, from the index beside the release."""

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from warehouse.search.hit import KINDS, Hit, Within
from warehouse.search.hits import LIMIT, pages
from warehouse.search.words import LONGEST_QUESTION
from warehouse.web.api import answers, asking, cursor
from warehouse.web.api.columns import CODE, Id, Year, column
from warehouse.web.api.cursor import TAKEN
from warehouse.web.questions import Questions, Row

MOST_HITS = 50  # of a kind in an answer
ALL = (0,) * len(KINDS)


class SearchHit(BaseModel):
    """A place, a body, or a section of a report that holds all words."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal[KINDS] = Field(description="What was found")  # type: ignore[valid-type]
    name: str = Field(description="Name of the place or body; of a section, of the body whose report it is")
    above: str = Field(description="Where it lies, from the province down; empty of a section")
    former: str = Field(
        description="The former name that holds the words, where its own does not; else empty"
    )
    text: str = Field(description="The passage, or the name, that holds the words")
    marks: list[Annotated[list[int], Field(min_length=2, max_length=2)]] = Field(
        description="Where the words stand in `text`: from and to, in characters from 0"
    )
    score: float = Field(description="How well the words name it, 0 to 100; compares hits of one kind")
    agency_id: Id | None = Field(description=column("agencies.agency_id").en)
    region_code: str | None = Field(description=column("regions.region_code").en)
    report_id: Id | None = Field(description=column("reports.report_id").en)
    ord: int | None = Field(description="The section (sections.ord)")
    year: int | None = Field(description=column("reports.year").en)
    heading: str = Field(description="Heading of the section; else empty")
    page: str = Field(description="Its page on this server")


class SearchFilters(BaseModel):
    """A question in words."""

    model_config = ConfigDict(extra="forbid")
    q: str = Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="Words, all of which must be there: parts of a name, pinyin (chaoyang), initials (cyq)",
    )
    kind: Literal[KINDS] | None = Field(None, description="Only hits of this kind")  # type: ignore[valid-type]
    place: Annotated[str, Field(pattern=CODE)] | None = Field(
        None, description="Only what lies in this division, by its code of GB/T 2260"
    )
    year: Year | None = Field(
        None, description="Only sections of reports for this year; places and bodies have none"
    )
    limit: int = Field(LIMIT, ge=1, le=MOST_HITS, description="Hits of each kind at most")
    cursor: Annotated[str, Field(pattern=TAKEN)] | None = Field(
        None, description="Where to go on: as the link `next` of an answer has it"
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
