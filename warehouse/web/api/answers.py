"""Answers of the API: which release they are of, as JSON or as plain rows, and kept by the reader (ETag)."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model
from starlette.requests import Request
from starlette.responses import Response

from spiders import __version__
from warehouse.query.terminal import plain
from warehouse.web.api.columns import rows, said
from warehouse.web.questions import Answer, Questions, Row

JSON, CSV = "application/json", "text/csv; charset=utf-8"
WEIGHT = re.compile(r"[01](\.[0-9]{1,3})?")
RELEASE = "Nianbao-Release"  # header of every answer, for those that cannot say it in their rows


class Envelope(BaseModel):
    """What every answer says of itself."""

    model_config = ConfigDict(extra="forbid")
    release: str = said(
        "The release that answers; its figures never change", "作答的数据版本；其中的数字不再变化"
    )
    registry: str = said("The registry that was collected", "所采集的登记表")
    notice: str | None = said(
        "That the registry is invented; null where it is real", "声明登记表是虚构的；真实的为 null"
    )


def page_of(row: type[BaseModel]) -> type[BaseModel]:
    """A page of a list of such rows."""
    fields: dict[str, Any] = {
        "items": (rows(row), said("Rows, in the order of their key", "各行，按键排序")),
        "next": (
            str | None,
            said("Address of the page behind this one; null on the last", "下一页的地址；最后一页为 null"),
        ),
    }
    return create_model(f"{row.__name__}Page", __base__=Envelope, **fields)


def one_of(row: type[BaseModel]) -> type[BaseModel]:
    """One row by its id."""
    fields: dict[str, Any] = {"item": (row, said("The row of that id", "该编号的一行"))}
    return create_model(f"{row.__name__}Item", __base__=Envelope, **fields)


def headed(questions: Questions, body: Mapping[str, Any]) -> Row:
    """An answer with what the Envelope says before it."""
    head = {"release": questions.release_id, "registry": questions.manifest.registry}
    return {**head, "notice": questions.notice or None, **body}


def rows_of(answer: Answer, count: int | None = None) -> list[Row]:
    """The first rows as JSON takes them: ids as text, dates as printed."""
    return [{name: _value(name, row[name]) for name in answer.names} for row in answer.rows[:count]]


def _value(name: str, value: object) -> object:
    if name.endswith("_id") and isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, Decimal) else value


def wants_csv(request: Request) -> bool:
    """Whether rows are asked for as CSV: by the ending of the address, or by Accept."""
    ranks = _accepted(request.headers.get("accept", ""))
    return request.url.path.endswith(".csv") or ranks.get("text/csv", 0) > ranks.get(JSON, 0)


def _accepted(header: str) -> dict[str, float]:
    """The media types of an Accept header with their weights; what is no weight counts as 1."""
    found: dict[str, float] = {}
    for part in header.split(","):
        kind, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        found[kind] = float(weight) if WEIGHT.fullmatch(weight) else 1.0
    return found


def tag(questions: Questions, request: Request) -> str:
    """Of an address, a release and a version of this code there is one answer in each form."""
    return f'"{questions.release_id}-{__version__}-{"csv" if wants_csv(request) else "json"}"'


def is_known(request: Request, found: str) -> bool:
    """Whether the reader has the answer of that tag (If-None-Match)."""
    asked = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return found in asked


def respond(
    request: Request, questions: Questions, make: Callable[[], tuple[Mapping[str, Any], Answer | None]]
) -> Response:
    """The answer that `make` gives, (what JSON holds, its rows), or that the reader has it already.

    CSV is answered where there are rows, and JSON else.
    """
    found = tag(questions, request)
    headers = {
        "ETag": found,
        "Cache-Control": "no-cache",
        "Vary": "Accept, Origin",
        RELEASE: questions.release_id,
    }
    if is_known(request, found):
        return Response(status_code=304, headers=headers)
    body, rows = make()
    if next_page := body.get("next"):
        headers["Link"] = f'<{next_page}>; rel="next"'
    if rows is not None and wants_csv(request):
        return Response(rows.csv(questions.notice).encode(), media_type=CSV, headers=headers)
    return Response(written(headed(questions, body)), media_type=JSON, headers=headers)


def written(body: Mapping[str, Any]) -> bytes:
    """An answer as bytes of JSON."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def as_rows(name: str, rows: Sequence[Row]) -> Answer:
    """Rows of JSON as an Answer, for CSV."""
    return Answer(name, "", tuple(rows[0]) if rows else (), list(rows))
