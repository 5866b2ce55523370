"""HTTP messages as WARC files keep them, and the key under which a request finds its answer."""

import base64
import json
import re
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse, IncompleteRead
from io import BytesIO
from socket import socket
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl, urlencode

from scrapy import Request
from scrapy.utils.request import fingerprint

_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"(HTTP/[\d.]+)\s+(\d{3})\b")
# Of the connection, not of the answer: they describe a body as it was on the wire.
_OF_CONNECTION = frozenset({b"connection", b"content-length", b"keep-alive", b"transfer-encoding"})


class Message(NamedTuple):
    """A request or response: `start` is its first line, `head` all before the body, as it came.

    headers: without those of the connection. body: transfer coding undone, content coding kept; it is not
    `is_whole` where the headers announce more, or the last chunk is missing.
    """

    head: bytes
    start: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    is_whole: bool = True

    @property
    def status(self) -> int:
        """The status of a response, 0 where the first line tells none."""
        found = _STATUS.match(self.start)
        return int(found[2]) if found else 0

    @property
    def protocol(self) -> str:
        """`HTTP/1.1`, `HTTP/2` and the like, empty where the first line tells none."""
        found = _STATUS.match(self.start)
        return found[1] if found else ""

    def header(self, name: str) -> str:
        """The first value under a name in small letters, empty where there is none."""
        wanted = name.encode()
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == wanted), "")


def parse(block: bytes) -> Message:
    """The message in the block of a record, whatever ends its lines."""
    end = _HEAD_ENDS.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, *lines = head.splitlines() or [b""]
    pairs = [
        (name.strip(), value.strip())
        for name, colon, value in (line.partition(b":") for line in lines)
        if colon
    ]
    if any(name.lower() == b"transfer-encoding" and b"chunked" in value.lower() for name, value in pairs):
        body, is_whole = _dechunk(body)
    else:
        lengths = [
            int(value) for name, value in pairs if name.lower() == b"content-length" and value.isdigit()
        ]
        is_whole = len(body) >= max(lengths, default=0)
    headers = tuple(pair for pair in pairs if pair[0].lower() not in _OF_CONNECTION)
    return Message(head, first.decode("latin-1"), headers, body, is_whole)


class _Socket:
    """What http.client reads a message from."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> BytesIO:
        """As socket.makefile."""
        return BytesIO(self._data)


def _dechunk(body: bytes) -> tuple[bytes, bool]:
    """The body without its chunks and whether the last came; as it is where it has none.

    Some recorders undo the chunks and keep the header that names them.
    """
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    response = HTTPResponse(cast(socket, _Socket(head + body)))
    try:
        response.begin()
        return response.read(), True
    except IncompleteRead as error:
        return (error.partial, False) if error.partial else (body, True)
    except (HTTPException, ValueError, OSError):
        return body, True


def request_key(method: str, url: str, body: bytes = b"", media_type: str = "") -> bytes:
    """What two requests for the same answer share.

    That is Scrapy's fingerprint, which sorts the query, of the address with method and fields of the body
    added as pywb adds them (`__wb_method=POST`): some recorders keep such an address in place of the body.
    """
    if method != "GET":
        fields = urlencode([("__wb_method", method), *_fields(body, media_type)])
        url = f"{url}{'&' if '?' in url else '?'}{fields}"
    return fingerprint(Request(url))


def _fields(body: bytes, media_type: str) -> list[tuple[str, str]]:
    """The fields of a form, the leaves of JSON by their names, else the body as one field."""
    text = body.decode("utf-8", "replace")
    try:
        if "json" in media_type or text.lstrip().startswith("{"):
            return list(_leaves(json.loads(text)))
        if "form-urlencoded" in media_type or not media_type:
            return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        pass
    return [("__wb_post_data", base64.b64encode(body).decode())] if body else []


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, str(value)
