"""The replica's server: one loopback port that is the origin of every demo host and a forward proxy to them.

    with Replica(edition=1) as replica:
        ... fetch http://www.yunxi.gov.example/ through replica.proxy_url

`python -m spiders replica [--port N] [--edition N]` serves until it is stopped and prints its port.
"""

import hashlib
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from spiders.replica.families.base import ReplicaSite, Reply, Request
from spiders.replica.sites import by_host, demo

Hosts = Callable[[int], Mapping[str, ReplicaSite]]


@cache
def demo_hosts(edition: int) -> Mapping[str, ReplicaSite]:
    """Host → site of the demo."""
    return by_host(demo(edition))


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that was answered: when it came, on the monotonic clock, and the bytes of the body sent."""

    time: float
    method: str
    url: str
    status: int
    size: int


class Replica:
    """Serves an edition of the world on a free port (or `port`) of 127.0.0.1 until the context ends.

    hosts: the sites of an edition by their hosts. `requests`: what was answered so far.
    """

    def __init__(self, edition: int = 1, port: int = 0, hosts: Hosts = demo_hosts) -> None:
        self.edition, self._hosts = edition, hosts
        self.requests: list[Seen] = []
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.replica = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def proxy_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._hosts(
            self.edition
        )  # made once: 45 hosts asked at the same moment each made the world for themselves
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def respond(self, request: Request) -> Reply:
        """The answer of the host that was asked; 502 for a host that the replica does not play."""
        site = self._hosts(self.edition).get(request.host)
        if site is None:
            message = f"the replica does not play the host {request.host}"
            return Reply(message.encode(), 502, "text/plain; charset=utf-8")
        return site.respond(request)

    def join(self) -> None:
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    replica: Replica

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up (a killed crawl does) is no fault of the server; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "replica"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_HEAD = do_GET  # noqa: N815

    def do_CONNECT(self) -> None:
        """No host of the replica speaks https: the connection is reset, as some real hosts do."""
        self._send(Reply(status=0), f"https://{self.path}", time.monotonic())

    def _answer(self) -> None:
        came = time.monotonic()
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = parts.hostname or headers.get("host", "").partition(":")[0]
        request = Request(
            self.command, host, parts.path or "/", parts.query, headers, self.rfile.read(length)
        )
        reply = _conditional(request, self.server.replica.respond(request))
        query = f"?{parts.query}" if parts.query else ""
        self._send(reply, f"http://{host}{parts.path or '/'}{query}", came)

    def _send(self, reply: Reply, url: str, came: float) -> None:
        body = b"" if self.command == "HEAD" else reply.body
        seen = Seen(came, self.command, url, reply.status, len(body))
        self.server.replica.requests.append(seen)
        if reply.status == 0:
            self._reset()
            return
        self._send_head(reply)
        self.wfile.write(body)
        for piece in reply.stream() if reply.stream and self.command != "HEAD" else ():
            self.wfile.write(piece)

    def _send_head(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        if reply.content_type and reply.status != 304:
            self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.length is not None or reply.stream is None:
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
        if reply.stream or reply.length is not None:
            self.close_connection = True
        self.end_headers()

    def _reset(self) -> None:
        """End the connection with RST instead of an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr: `Replica.requests` is the log."""


def _conditional(request: Request, reply: Reply) -> Reply:
    """Add ETag and Last-Modified to a 200, or answer 304 where the client has these bytes."""
    if reply.status != 200 or request.method == "POST" or reply.stream or reply.length is not None:
        return reply
    etag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
    headers = (*reply.headers, ("ETag", etag))
    if reply.modified:
        headers += (("Last-Modified", http_date(reply.modified)),)
    if request.headers.get("if-none-match") == etag:
        return Reply(b"", 304, None, None, headers)
    return replace(reply, headers=headers)


def http_date(day: str) -> str:
    return format_datetime(datetime.fromisoformat(day).replace(hour=1, tzinfo=UTC), usegmt=True)


def serve(port: int = 0, edition: int = 1, hosts: Hosts = demo_hosts) -> None:
    """Serve until interrupted; the first line printed is the port."""
    with Replica(edition, port, hosts) as replica:
        print(replica.port, flush=True)
        try:
            replica.join()
        except KeyboardInterrupt:
            return
