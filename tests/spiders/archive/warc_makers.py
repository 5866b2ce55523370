"""WARC files as several makers write them, of the same exchanges: `MAKERS` has a function a maker."""

import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DATE = "2026-01-01T00:00:00Z"


@dataclass(frozen=True)
class Exchange:
    """A request and its response; `sent` is the body of a POST, None for a GET."""

    url: str
    body: bytes
    status: int = 200
    sent: bytes | None = None
    sent_type: str = "application/x-www-form-urlencoded"

    @property
    def request(self) -> bytes:
        if self.sent is None:
            return b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        kind = self.sent_type.encode()
        return b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + kind + b"\r\n\r\n" + self.sent


Maker = Callable[[Sequence[Exchange]], bytes]


def record(kind: str, url: str, block: bytes, *more: str) -> bytes:
    lines = [f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"WARC-Date: {DATE}", *more]
    head = "\r\n".join(["WARC/1.0", *lines, f"Content-Length: {len(block)}"])
    return head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(each: Exchange, start: str = "HTTP/1.1 {} Fine", line: bytes = b"\r\n", *headers: bytes) -> bytes:
    fields = line.join([start.format(each.status).encode(), b"Content-Type: text/html", *headers])
    return fields + line + line + each.body


def pairs(
    exchanges: Sequence[Exchange], made: Callable[[Exchange], bytes], brackets: bool = False
) -> list[bytes]:
    """The records of a maker that puts the request first and ties the response to it."""
    records = [record("warcinfo", "", b"software: x\r\n")]
    for number, each in enumerate(exchanges):
        url = f"<{each.url}>" if brackets else each.url
        records.append(record("request", url, each.request, f"WARC-Record-ID: <urn:uuid:{number}>"))
        records.append(record("response", url, made(each), f"WARC-Concurrent-To: <urn:uuid:{number}>"))
    return records


def wget(exchanges: Sequence[Exchange]) -> bytes:
    """Addresses between angle brackets, chunks kept, gzip by record."""

    def chunked(each: Exchange) -> bytes:
        middle = len(each.body) // 2
        parts = [part for part in (each.body[:middle], each.body[middle:]) if part]
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        chunks = Exchange(each.url, body, each.status)
        return answer(chunks, "HTTP/1.1 {} OK", b"\r\n", b"Transfer-Encoding: chunked")

    return b"".join(map(gzip.compress, pairs(exchanges, chunked, brackets=True)))


def whole_gzip(exchanges: Sequence[Exchange]) -> bytes:
    """One gzip over the file; chunks undone, but still named."""
    made = pairs(
        exchanges, lambda each: answer(each, "HTTP/1.0 {} OK", b"\r\n", b"Transfer-Encoding: chunked")
    )
    return gzip.compress(b"".join(made))


def plain_http2(exchanges: Sequence[Exchange]) -> bytes:
    """No gzip, HTTP/2, lines ended by LF."""
    return b"".join(pairs(exchanges, lambda each: answer(each, "HTTP/2 {}", b"\n")))


def browser(exchanges: Sequence[Exchange], packed: bool = True) -> bytes:
    """As warcio and recorders of browsers write: the response first, the request tied to it, in a WACZ."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for each in exchanges:
        headers = StatusAndHeaders(f"{each.status} OK", [("content-type", "text/html")], protocol="HTTP/1.1")
        response = writer.create_warc_record(
            each.url, "response", io.BytesIO(each.body), http_headers=headers
        )
        first, *lines = each.request.partition(b"\r\n\r\n")[0].decode().split("\r\n")
        asked = StatusAndHeaders(first, [tuple(line.split(": ")) for line in lines], is_http_request=True)
        request = writer.create_warc_record(
            each.url, "request", io.BytesIO(each.sent or b""), http_headers=asked
        )
        writer.write_request_response_pair(request, response)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as wacz:
        wacz.writestr("archive/rec-0.warc.gz", out.getvalue())
        wacz.writestr("datapackage.json", "{}")
    return archive.getvalue()


def pywb(exchanges: Sequence[Exchange]) -> bytes:
    """Without requests; what a form sent stands in the address."""

    def address(each: Exchange) -> str:
        if each.sent is None:
            return each.url
        return f"{each.url}{'&' if '?' in each.url else '?'}__wb_method=POST&{each.sent.decode()}"

    return b"".join(gzip.compress(record("response", address(each), answer(each))) for each in exchanges)


def revisits(exchanges: Sequence[Exchange]) -> bytes:
    """Every body once under another address, and left out where it was asked for."""
    records = []
    for number, each in enumerate(exchanges):
        digest = f"WARC-Payload-Digest: sha1:{number}"
        records.append(record("response", f"http://first.gov.cn/{number}", answer(each), digest))
        records.append(record("request", each.url, each.request, f"WARC-Record-ID: <urn:uuid:{number}>"))
        bare = answer(Exchange(each.url, b"", each.status))
        tied = f"WARC-Concurrent-To: <urn:uuid:{number}>"
        records.append(record("revisit", each.url, bare, digest, tied))
    return b"".join(map(gzip.compress, records))


MAKERS: dict[str, Maker] = {
    "wget": wget,
    "one gzip": whole_gzip,
    "HTTP/2": plain_http2,
    "browser": browser,
    "pywb": pywb,
    "revisits": revisits,
}
