"""From a request to its answer: the release, parameters for its questions, limits, and the way on."""

from collections import Counter
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from warehouse.web.api import answers, cursor
from warehouse.web.api.listing import ID_FILTERS, MOST_ROWS, Listing
from warehouse.web.api.listings import PLACES, REPORTS
from warehouse.web.api.problems import bad_parameters, not_found
from warehouse.web.content import Both
from warehouse.web.questions import Answer, Questions, Row
from warehouse.web.server.serving import Serving

EVERYWHERE = "000000"  # the code of the country: in it lies all
Made = tuple[Mapping[str, Any], Answer | None]


def answered(request: Request, make: Callable[[Questions], Made]) -> Response:
    """What `make` answers of the release that is current now, when it is this request's turn."""
    refuse_repeated(request)
    serving: Serving = request.app.state.serving
    questions = serving.renderer().questions

    def in_turn() -> Made:
        with serving.turn():
            return make(questions)

    return answers.respond(request, questions, in_turn)


def refuse_repeated(request: Request) -> None:
    """A ProblemError where a parameter stands twice: one of its values would go unheard."""
    counts = Counter(name for name, _ in request.query_params.multi_items())
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        raise bad_parameters(
            [{"loc": ("query", name), "type": "repeated", "msg": "it stands twice"} for name in repeated]
        )


def listed(request: Request, questions: Questions, listing: Listing, asked: BaseModel) -> Made:
    """A page of a list, and the address of the next."""
    limit, position = paging(asked)
    after = cursor.read(position, questions.release_id, listing.key_types) if position else None
    answer = found(questions, listing, _narrowed(questions, listing, filters_of(asked)), limit + 1, after)
    last = answer.rows[limit - 1] if len(answer.rows) > limit else None
    shown = Answer(answer.name, answer.sql, answer.names, answer.rows[:limit])
    way_on = next_page(request, questions, [last[name] for name in listing.key_names]) if last else None
    return {"items": answers.rows_of(shown), "next": way_on}, shown


def paging(asked: BaseModel) -> tuple[int, str | None]:
    """How many rows an answer may have, and the cursor it begins at."""
    values = asked.model_dump(include={"limit", "cursor"})
    return values["limit"], values["cursor"]


def filters_of(asked: BaseModel) -> Row:
    """The filters of a query string as SQL takes them."""
    values = asked.model_dump(exclude={"limit", "cursor"})
    return {name: _plain(name, value) for name, value in values.items()}


def _narrowed(questions: Questions, listing: Listing, filters: Row) -> Row:
    """Filters with what follows from them: the year and province that the files of cells are cut by.

    Only what all reports or places agree on that the filters leave: no row is lost by it.
    """
    if not listing.narrowing:
        return filters
    known: Row = {}
    for of, name in ((PLACES, "place"), (REPORTS, "agency_id"), (REPORTS, "report_id")):
        if filters[name] is not None:
            every = {"editions": "all"} if "editions" in of.unasked else {}
            rows = found(questions, of, {**every, name: filters[name]}, MOST_ROWS + 1).rows
            known |= {"province": _common(rows, "province_code"), "year": _common(rows, "year")}
    return {**filters, **{name: value for name, value in known.items() if filters.get(name) is None}}


def _common(rows: list[Row], name: str) -> object:
    """What stands in a column of every row; None for several values, or more rows than were looked at."""
    values = {row.get(name) for row in rows}
    return values.pop() if len(values) == 1 and len(rows) <= MOST_ROWS else None


def _plain(name: str, value: Any) -> object:
    if name in ID_FILTERS and value is not None:
        return int(value)
    if name == "place" and value == EVERYWHERE:
        return None
    return value.value if isinstance(value, Enum) else value


def found(
    questions: Questions, listing: Listing, filters: Row, count: int, after: list[Any] | None = None
) -> Answer:
    """The first rows of a list behind the key `after`."""
    position = (
        dict.fromkeys(listing.key_names)
        if after is None
        else dict(zip(listing.key_names, after, strict=True))
    )
    more = {f"after_{name}": value for name, value in position.items()} | {"row_count": count}
    return questions.ask_with(listing.question, {**listing.unasked, **filters, **more})


def next_page(request: Request, questions: Questions, last: list[Any]) -> str:
    """The address behind a key, with the same filters; from the root of this server."""
    kept = {name: value for name, value in request.query_params.items() if name != "cursor"}
    query = urlencode({**kept, "cursor": cursor.written(questions.release_id, last)})
    return f"{request.url.path}?{query}"


def item(questions: Questions, listing: Listing, key: str) -> Row:
    """The row of an id, as JSON takes it; a ProblemError where the release has none."""
    rows = answers.rows_of(found(questions, listing, {listing.item: _plain(listing.item, key)}, 1))
    if not rows:
        raise not_found(
            Both(
                f"There is no {listing.item} {key} in this release; /api/v1/{listing.name} lists all.",
                f"本版数据没有 {listing.item} {key}；/api/v1/{listing.name} 列有全部。",
            )
        )
    return rows[0]
