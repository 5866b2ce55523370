"""A loopback proxy that plays hosts by (host, path) → behaviour, for tests of bad manners on either side."""

import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came: seconds on the monotonic clock, method, URL, headers in small letters."""

    time: float
    method: str
    url: str
    headers: dict[str, str]


Behaviour = Callable[[socket.socket, Asked, int], None]  # the number counts earlier requests for the URL


@dataclass
class FaultServer:
    """Behaviours by URL; unknown paths answer 404, robots.txt 404 unless given."""

    behaviours: dict[str, Behaviour]
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> "FaultServer":
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._answer(self.request)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def urls(self) -> list[str]:
        return [asked.url for asked in self.asked]

    def _answer(self, connection: socket.socket) -> None:
        """One request a connection."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := connection.recv(65536)):
                return
            data += piece
        lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        method, url, _ = lines[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        asked = Asked(time.monotonic(), method, url, headers)
        before = self.urls().count(url)
        self.asked.append(asked)
        behaviour = self.behaviours.get(url) or self.behaviours.get(urlsplit(url).netloc) or reply(404)
        try:
            behaviour(connection, asked, before)
        except OSError:
            return  # the crawler hung up, as it should on bodies over its cap


def http(status: int, body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, "Connection: close", *headers, "", ""]).encode() + body


def reply(status: int = 200, body: bytes | str = b"", *headers: str, length: int | None = None) -> Behaviour:
    content = body.encode() if isinstance(body, str) else body
    return lambda connection, asked, before: connection.sendall(
        http(status, content, *headers, length=length)
    )


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first at the first request, and so on; the last for all that follow."""
    return lambda connection, asked, before: behaviours[min(before, len(behaviours) - 1)](
        connection, asked, before
    )


def reset(connection: socket.socket, asked: Asked, before: int) -> None:
    """Close without a word."""
    connection.shutdown(socket.SHUT_RDWR)


def drip(connection: socket.socket, asked: Asked, before: int) -> None:
    """A header, then a byte now and then, for ever."""
    connection.sendall(http(200, b"", length=10_000))
    while True:
        connection.sendall(b".")
        time.sleep(0.1)


def flood(connection: socket.socket, asked: Asked, before: int) -> None:
    """A body that never ends, without a length."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        connection.sendall(bytes(1 << 20))


def challenge(connection: socket.socket, asked: Asked, before: int) -> None:
    """302 to itself with a cookie, then the page for who brings the cookie back."""
    if "cookie" in asked.headers:
        connection.sendall(http(200, REPORT.encode()))
    else:
        connection.sendall(http(302, b"", f"Location: {asked.url}", "Set-Cookie: CT6T=1; path=/"))


def redirect_to_itself(connection: socket.socket, asked: Asked, before: int) -> None:
    """A loop."""
    connection.sendall(http(302, b"", f"Location: {asked.url}"))


def tls(context: ssl.SSLContext, body: str) -> Behaviour:
    """A tunnel to a TLS server that answers every path with `body`."""

    def answer(connection: socket.socket, asked: Asked, before: int) -> None:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            secure.sendall(http(200, body.encode()))

    return answer


HOME = "http://www.a.gov.example/nb/"
HEADINGS = "一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况"
REPORT = f"<html><body><h1>年度报告</h1><p>{HEADINGS}</p><table><tr><td>1</td></tr></table></body></html>"


def column(*rows: tuple[str, str], more: str = "") -> str:
    """A TRS list page with rows of (link, title)."""
    items = "".join(f'<li><a href="{link}">{title}</a><span>2025-01-20</span></li>' for link, title in rows)
    return f"<html><body><ul>{items}</ul>{more}{' ' * 600}</body></html>"
