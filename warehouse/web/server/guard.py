"""What a request must be before any page looks at it: from this machine's own pages, plain and short."""

import contextlib
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.web.policy import HEADERS

LONGEST_ADDRESS = 8000  # characters of path and query: a question of the console stands there
OPEN = "/api/"  # what pages of other origins may be let read: figures, no pages
ANY = "*"
SHARED = {
    "Access-Control-Expose-Headers": "ETag, Link, Nianbao-Release, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "600",
}
LOCAL = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """Refuses foreign hosts and origins (DNS rebinding) and addresses too long, and sets the headers of all.

    Args:
        app: What answers the requests that are let through.
        hosts: Names that a browser may know this server by, with the port where it is not the usual one.
        origins: Origins whose pages may read the API, as https://example.org, or ANY; the pages of this
            server stay closed to them.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], origins: Collection[str] = ()) -> None:
        self._app, self._hosts = app, {host.lower() for host in hosts}
        self._origins = {origin.lower().rstrip("/") for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        shared = self._shared(scope)
        refusal = self._refusal(scope, bool(shared))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                headers = {**HEADERS, **shared}
                more = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
                message["headers"] = [*message["headers"], *(each for each in more if each[0] not in names)]
            await send(message)

        answer: ASGIApp = self._app
        if refusal:
            answer = PlainTextResponse(refusal[1], refusal[0])
        elif shared and scope["method"] == "OPTIONS":
            answer = Response(status_code=204, headers=PREFLIGHT)
        # What fails was answered in a sentence and logged by then; Starlette raises it once more.
        with contextlib.suppress(Exception):
            await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, is_shared: bool) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return 421, "This server answers to its own names alone; --name adds one.\n"
        if not is_shared and (refusal := self._of_others(headers)):
            return 403, refusal
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return 414, "The address is too long.\n"
        return None

    def _of_others(self, headers: Headers) -> str:
        """Why a request is refused that a page of others sent; empty where none did."""
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() not in self._hosts:
            return "A page of another origin asked; --allow-origin lets it read the API.\n"
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return "A page of another site asked.\n"
        return ""

    def _shared(self, scope: Scope) -> dict[str, str]:
        """The headers that let the page of an allowed origin read this answer; none where it may not."""
        origin = Headers(scope=scope).get("origin", "")
        is_allowed = ANY in self._origins or origin.lower() in self._origins
        if not (origin and is_allowed and scope["path"].startswith(OPEN)):
            return {}
        allowed = ANY if ANY in self._origins else origin
        return {"Access-Control-Allow-Origin": allowed, **SHARED}


def own_names(host: str, port: int, more: Collection[str] = ()) -> list[str]:
    """The Host headers of a server at an address: its own, those of this machine, and `more`.

    >>> own_names("127.0.0.1", 8000)[:2]
    ['127.0.0.1:8000', 'localhost:8000']
    """
    names = dict.fromkeys([*LOCAL[:1], *LOCAL[1:], host])
    own = [f"{name}:{port}" for name in names if name not in ("0.0.0.0", "::")]
    return [*own, *(names if port == 80 else ()), *more]
