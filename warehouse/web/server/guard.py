"""What a request must be before any page looks at it: from this machine's own pages, plain and short."""

import contextlib
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.web.policy import HEADERS

LONGEST_ADDRESS = 2000  # characters of path and query
LOCAL = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """Refuses foreign hosts and origins (DNS rebinding) and addresses too long, and sets the headers of all.

    Args:
        app: What answers the requests that are let through.
        hosts: Names that a browser may know this server by, with the port where it is not the usual one.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                more = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *(each for each in more if each[0] not in names)]
            await send(message)

        answer = PlainTextResponse(refusal[1], refusal[0]) if refusal else self._app
        # What fails was answered in a sentence and logged by then; Starlette raises it once more.
        with contextlib.suppress(Exception):
            await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return 421, "This server answers to its own names alone; --name adds one.\n"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() not in self._hosts:
            return 403, "A page of another origin asked.\n"
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return 403, "A page of another site asked.\n"
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return 414, "The address is too long.\n"
        return None


def own_names(host: str, port: int, more: Collection[str] = ()) -> list[str]:
    """The Host headers of a server at an address: its own, those of this machine, and `more`.

    >>> own_names("127.0.0.1", 8000)[:2]
    ['127.0.0.1:8000', 'localhost:8000']
    """
    names = dict.fromkeys([*LOCAL[:1], *LOCAL[1:], host])
    own = [f"{name}:{port}" for name in names if name not in ("0.0.0.0", "::")]
    return [*own, *(names if port == 80 else ()), *more]
