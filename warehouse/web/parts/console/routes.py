"""The addresses of the console on a server: /sql?q=…, and the files of an answer."""

import io

import pyarrow.parquet as pq
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from warehouse.errors import WarehouseError
from warehouse.query.first_rows import FirstRows
from warehouse.web.content import Both, Content, NotFoundError
from warehouse.web.doors import LANGUAGES
from warehouse.web.parts.console.desk import BusyError, Desk, LeftError
from warehouse.web.parts.console.page import (
    ANSWER,
    KIND,
    MOST_ROWS,
    SHOWN,
    Asked,
    answered,
    content,
    distinct,
)
from warehouse.web.render import CSV, PNG, SQL, SVG, Renderer
from warehouse.web.server.serving import Serving

PARQUET = "parquet"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    SQL: "text/plain; charset=utf-8",
    SVG: "image/svg+xml",
    PNG: "image/png",
    PARQUET: "application/vnd.apache.parquet",
}
BUSY = Both(
    "As many questions are being asked as this server allows at once. Try again in some seconds.",
    "服务器同时处理的查询已达上限，请稍候几秒再试。",
)
TOO_LONG = (
    f"The answer has more than {MOST_ROWS:,} rows, and a file that ends early would look whole. "
    "Ask for less, or ask by `nianbao sql --rows`; `nianbao export` writes whole tables."
)
FOREIGN = "A page of another site leads here. Open the console, look at the question, and ask it there."
RETRY = {"Retry-After": "5"}
LEFT = 499  # as nginx calls it: nobody is there to read the answer


def route(app: FastAPI, serving: Serving) -> None:
    """Add the console to the server of a release."""
    console = Console(serving, Desk())
    for language in LANGUAGES:
        root = "/".join(["", *([language] if language != LANGUAGES[0] else []), KIND])
        app.add_route(root, console.page, methods=["GET"])
        app.add_route(f"{root}/{ANSWER}.{{ending}}", console.file, methods=["GET"])


class Console:
    """Answers requests to the console, each from the release that is current when it comes."""

    def __init__(self, serving: Serving, desk: Desk) -> None:
        self._serving, self._desk = serving, desk

    async def page(self, request: Request) -> Response:
        """The question with its answer, or with what hinders it."""
        renderer = await run_in_threadpool(self._serving.renderer)
        status, shown = await self._answered(renderer, _asked(request), request)
        language = request.url.path.split("/")[1]
        html = await run_in_threadpool(
            renderer.html, KIND, "", language if language in LANGUAGES else LANGUAGES[0], shown
        )
        headers = {"Cache-Control": "no-store"} | (RETRY if status == 503 else {})
        return Response(html, status, headers, "text/html; charset=utf-8")

    async def _answered(self, renderer: Renderer, asked: Asked, request: Request) -> tuple[int, Content]:
        """The status and the page."""
        if not asked.sql.strip() or request.method == "HEAD":
            return 200, content(asked)
        if _is_foreign(request):
            return 200, content(asked, is_foreign=True)
        try:
            found = await self._desk.ask(renderer.questions.path, asked.sql, SHOWN, request)
            return 200, await run_in_threadpool(answered, asked, found)
        except WarehouseError as error:
            return 400, content(asked, error=Both(str(error), str(error)))
        except BusyError:
            return 503, content(asked, error=BUSY)
        except LeftError:
            return LEFT, content(asked)

    async def file(self, request: Request) -> Response:
        """The answer as a file, its SQL, or its chart."""
        ending, asked = request.path_params["ending"], _asked(request)
        if ending not in TYPES or not asked.sql.strip():
            return _told(404, "There is no such file.")
        if _is_foreign(request):
            return _told(403, FOREIGN)
        if request.method == "HEAD":
            return Response(media_type=TYPES[ending])
        try:
            return await self._file(asked, ending, request)
        except (WarehouseError, NotFoundError) as error:
            return _told(400, str(error))
        except BusyError:
            return _told(503, BUSY.en, RETRY)
        except LeftError:
            return Response(status_code=LEFT)

    async def _file(self, asked: Asked, ending: str, request: Request) -> Response:
        renderer = await run_in_threadpool(self._serving.renderer)
        headers = {"Cache-Control": "no-store"}
        if ending == SQL:
            return Response(renderer.sql(asked.sql), headers=headers, media_type=TYPES[SQL])
        is_whole = ending in (CSV, PARQUET)
        rows = MOST_ROWS if is_whole else SHOWN
        found = await self._desk.ask(renderer.questions.path, asked.sql, rows, request)
        if is_whole:
            headers["Content-Disposition"] = f'attachment; filename="nianbao-{ANSWER}.{ending}"'
            if found.is_cut:
                raise WarehouseError(TOO_LONG)
        body = await run_in_threadpool(_written, renderer, asked, found, ending)
        return Response(body, headers=headers, media_type=TYPES[ending])


def _asked(request: Request) -> Asked:
    given = request.query_params
    return Asked(given.get("q", "").replace("\r\n", "\n"), given.get("x", "")[:200], given.get("y", "")[:200])


def _is_foreign(request: Request) -> bool:
    """Whether a page that is not ours made the browser ask: a question is the reader's own to put."""
    return request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def _told(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{text}\n", status, headers)


def _written(renderer: Renderer, asked: Asked, found: FirstRows, ending: str) -> bytes:
    if ending != PARQUET:
        return renderer.file(answered(asked, found), f"{ANSWER}.{ending}")
    about = {
        "nianbao.release": renderer.questions.release_id,
        "nianbao.notice": renderer.questions.notice,
        "nianbao.question": asked.sql,
    }
    out = io.BytesIO()
    pq.write_table(distinct(found.table).replace_schema_metadata(about), out, compression="zstd")
    return out.getvalue()
