"""Answers that pages and routes of parts have in common: kept by browsers, or a sentence on why not."""

import hashlib
import logging
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from warehouse.web.content import Both, NotFoundError
from warehouse.web.render import Renderer
from warehouse.web.server.rendering import Rendered

HTML = "text/html; charset=utf-8"
log = logging.getLogger("uvicorn.error")


def tagged(request: Request, rendered: Rendered, headers: Mapping[str, str] | None = None) -> Response:
    """An answer under its ETag; 304 where the browser has just these bytes."""
    tag = f'"{hashlib.sha256(rendered.body).hexdigest()[:20]}"'
    own = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if tag in [each.strip() for each in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=own)
    return Response(rendered.body, media_type=rendered.media_type, headers=own)


def message(renderer: Renderer, language: str, status: int, title: Both, text: Both) -> Response:
    """A page that says what is the matter."""
    return Response(renderer.message(language, title, text), status, media_type=HTML)


def not_found(renderer: Renderer, language: str, error: NotFoundError) -> Response:
    """There is no such page; the error says what there is instead."""
    return message(renderer, language, 404, Both("Not found", "没有找到"), error.text)


def not_now(renderer: Renderer, language: str, path: str, error: Exception) -> Response:
    """A limit of this server was met; what it was is for the log."""
    log.warning("%s: %s", path[:200], error)
    text = Both(
        "The question behind this page needed more time or memory than this server allows. Try again.",
        "此页的查询超出了服务器允许的时间或内存，请重试。",
    )
    return message(renderer, language, 503, Both("Not now", "暂时无法回答"), text)
