"""The served door: the pages on demand, on this machine, for a release of any size."""

import socket
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from warehouse.errors import WarehouseError
from warehouse.search.words import LONGEST_QUESTION
from warehouse.web import discovery
from warehouse.web.charts import ASSETS, PLAYER
from warehouse.web.content import Both, NotFoundError
from warehouse.web.doors import LANGUAGES
from warehouse.web.policy import FRAMED_POLICY
from warehouse.web.render import Renderer
from warehouse.web.server.answers import log, message, not_found, not_now, tagged
from warehouse.web.server.guard import Guard, own_names
from warehouse.web.server.processes import player
from warehouse.web.server.rendering import TYPES, Wanted
from warehouse.web.server.serving import Serving

OTHER_TYPE = "application/octet-stream"
READ = ["GET", "HEAD"]
LONGEST_VALUE = LONGEST_QUESTION + 1  # of a query string; a search sees that it got too much


def application(serving: Serving) -> FastAPI:
    """The pages and files of a release as an ASGI application, with the routes of the parts."""
    app = FastAPI(title="nianbao", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.serving = serving
    app.add_api_route("/assets/{name}", _asset, methods=READ, include_in_schema=False)
    for module in discovery.modules():
        if hasattr(module, "route"):
            module.route(app, serving)
    app.add_api_route("/{path:path}", _page, methods=READ, include_in_schema=False)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)
    return app


def _asset(name: str, request: Request) -> Response:
    known = {path.name: path for path in ASSETS.iterdir()}
    if name == PLAYER:
        body = player()
    elif name in known:
        body = known[name].read_bytes()
    else:
        raise HTTPException(404)
    kind = TYPES.get(name.rpartition(".")[2], OTHER_TYPE)
    age = "max-age=31536000, immutable" if request.url.query else "no-cache"
    return Response(body, media_type=kind, headers={"Cache-Control": age})


def _page(path: str, request: Request) -> Response:
    """A page, or a file that belongs to one, by its promised address."""
    serving: Serving = request.app.state.serving
    renderer = serving.renderer()
    parts = path.split("/")
    if path.endswith("/") and path.strip("/"):
        return RedirectResponse(f"/{path.strip('/')}", 308)
    language = parts.pop(0) if parts[0] in LANGUAGES[1:] else LANGUAGES[0]
    try:
        return _answer(serving, renderer, _wanted(language, parts, request.query_params), request)
    except NotFoundError as error:
        return not_found(renderer, language, error)
    except WarehouseError as error:
        return not_now(renderer, language, path, error)


def _wanted(language: str, parts: Sequence[str], asked: Mapping[str, str]) -> Wanted:
    """What an address names; what its kind of page does not take of a query string asks for nothing."""
    kind, key, name = _address(parts)
    page = discovery.pages().get(kind)
    taken = page.takes if page else ()
    query = {each: asked[each][:LONGEST_VALUE] for each in taken if each in asked}
    return Wanted(language, kind, key, name, query)


def _answer(serving: Serving, renderer: Renderer, wanted: Wanted, request: Request) -> Response:
    if wanted.name and (page := discovery.pages().get(wanted.kind)) and page.has_downloads:
        found = renderer.content(wanted.kind, wanted.key, wanted.query).downloads.get(wanted.name)
        if found:
            return FileResponse(found, media_type=TYPES.get(wanted.ending, OTHER_TYPE))
    policy = {"Content-Security-Policy": FRAMED_POLICY} if wanted.is_framed else {}
    return tagged(request, serving.page(renderer, wanted), policy)


def _address(parts: Sequence[str]) -> tuple[str, str, str]:
    """(kind, key, file) of an address: /place/110105, /place/110105/lines.csv, /data/lines.csv."""
    rest = list(parts)
    name = rest.pop() if rest and "." in rest[-1] else ""
    kind, key, *more = [*rest, "", ""]
    if any(more) or len(rest) > 2:
        raise NotFoundError(Both("There is no such page.", "没有这个页面。"))
    page = discovery.pages().get(kind)
    if page and bool(key) != bool(page.asks):
        raise NotFoundError(Both("There is no such page.", "没有这个页面。"))
    return kind, key, name


async def _refused(request: Request, error: Any) -> Response:
    """What the router refuses, in words: an unknown address, a method that is none of reading."""
    words = {
        404: Both("There is no such page.", "没有这个页面。"),
        405: Both("Pages are read here, nothing else.", "此处仅供阅读。"),
    }
    text = words.get(error.status_code, Both("This cannot be answered.", "无法回答。"))
    renderer = request.app.state.serving.renderer()
    return message(renderer, LANGUAGES[0], error.status_code, text, text)


async def _failed(_: Request, error: Exception) -> Response:
    """A fault of ours: the reader gets a sentence, the log what happened."""
    log.error("%s: %s", type(error).__name__, error)
    return Response(
        "Something failed here, and was written to the server's log. The other pages stand.\n", 500
    )


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        raise WarehouseError(
            f"cannot listen on {host}, port {port} ({error}); name another by --port (0: a free one)"
        ) from error


def serve(
    serving: Serving, host: str, port: int, names: Sequence[str] = (), origins: Sequence[str] = ()
) -> None:
    """Answer on an address (port 0: a free one) until stopped; WarehouseError where it is taken.

    Args:
        serving: What answers from the current release.
        host: Address to listen on.
        port: Port to listen on.
        names: Names beside the address that browsers reach this server by.
        origins: Origins of other sites whose pages may read the API; `*` for all.
    """
    with _listening(host, port) as listening:
        port = listening.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        app = Guard(application(serving), own_names(shown, port, names), origins)
        threading.Thread(target=player, daemon=True).start()  # some seconds that no reader shall wait
        print(f"http://{shown}:{port}/", file=sys.stderr, flush=True)
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, date_header=False, lifespan="off"
        )
        uvicorn.Server(config).run(sockets=[listening])
