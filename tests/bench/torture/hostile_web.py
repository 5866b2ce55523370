"""Servers and pages that mean no good: they cost their own links, never those of another site."""

import random
import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.crawl import Options, make_plans
from spiders.replica.server import Replica
from tests.bench.torture.outcomes import EXPLAINED, Tally, require
from tests.bench.torture.world import Key, Scene, rows, same

Answer = Callable[[bytes], bytes]  # of the answer as it should be
MOST = 3  # links of a site that are answered so


def _http(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), b"Connection: close", *headers]
    return b"\r\n".join([*lines, b"", b""]) + body


def _page(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> Answer:
    return lambda whole: _http(body, *headers, status=status)


def _head_and_body(whole: bytes) -> tuple[bytes, bytes]:
    head, _, body = whole.partition(b"\r\n\r\n")
    return head, body


def _with_header(*headers: bytes) -> Answer:
    def answer(whole: bytes) -> bytes:
        head, body = _head_and_body(whole)
        return b"\r\n".join([head, *headers]) + b"\r\n\r\n" + body

    return answer


ANSWERS: dict[str, Answer] = {
    "silence": lambda whole: b"",
    "noise": lambda whole: random.Random(1).randbytes(5000),
    "no HTTP": lambda whole: b"SSH-2.0-OpenSSH_9.6\r\n",
    "status of nothing": lambda whole: b"HTTP/1.1 \r\n\r\n",
    "status 99999": lambda whole: b"HTTP/1.1 99999 X\r\n\r\n",
    "status -1": lambda whole: b"HTTP/1.1 -1 X\r\nContent-Length: 0\r\n\r\n",
    "cut answer": lambda whole: whole[: len(whole) // 2],
    "cut head": lambda whole: whole[:30],
    "long length": lambda whole: b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + whole[:500],
    "length in words": lambda whole: b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + whole[:500],
    "negative length": lambda whole: b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + whole[:500],
    "two lengths": lambda whole: (
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n123456789"
    ),
    "broken chunks": lambda whole: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n",
    "endless chunk": lambda whole: (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\nabc"
    ),
    "a header a line long": lambda whole: b"HTTP/1.1 200 OK\r\nA: " + b"1" * 300_000 + b"\r\n\r\n",
    "a thousand headers": lambda whole: b"HTTP/1.1 200 OK\r\n" + b"A: 1\r\n" * 2000 + b"\r\n",
    "no colon": lambda whole: b"HTTP/1.1 200 OK\r\nheader without colon\r\n\r\nabc",
    "302 to a file": _page(b"", b"Location: file:///etc/passwd", status=b"302 Found"),
    "302 to this machine": _page(b"", b"Location: http://127.0.0.1:22/", status=b"302 Found"),
    "302 to nowhere": _page(b"", b"Location: http://[::1", status=b"302 Found"),
    "302 to bytes": _page(b"", b"Location: \xff\xfe\x00", status=b"302 Found"),
    "304 unasked": _page(b"", status=b"304 Not Modified"),
    "retry after ²": _page(b"", "Retry-After: ²".encode(), status=b"503 Busy"),
    "retry after a century": _page(b"", b"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", status=b"503 Busy"),
    "gzip that is none": _with_header(b"Content-Encoding: gzip"),
    "unknown coding": _with_header(b"Content-Encoding: br"),
    "a coding a hundred times": _with_header(b"Content-Encoding: " + b", ".join([b"gzip"] * 100)),
    "charset undefined": _with_header(b"Content-Type: text/html; charset=undefined"),
    "charset with zero": _with_header(b"Content-Type: text/html; charset=\x00\xff"),
    "validators with zero": _with_header(b'ETag: "\x00\x1b[2J"', b"Last-Modified: \xff\xfe"),
    "cookie for all": _with_header(b"Set-Cookie: a=b; Domain=.example; Path=/"),
    "only <": _page(b"<" * 300_000),
    "only <a": _page(b"<a href=x>" * 30_000),
    "deep divs": _page(b"<html><body>" + b"<div>" * 50_000),
    "deep tables": _page(b"<table><tr><td>" * 2000),
    "many cells": _page(b"<table>" + b"<tr>" + b"<td colspan=1000 rowspan=65534>1" * 300),
    "zero bytes": _page(bytes(100_000)),
    "a PDF of noise": lambda whole: _http(b"%PDF-1.7\n" + random.Random(2).randbytes(30_000)),
    "a zip of noise": lambda whole: _http(b"PK\x03\x04" + random.Random(3).randbytes(30_000)),
    "an OLE of noise": lambda whole: _http(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(4).randbytes(30_000)
    ),
    "the page cut": lambda whole: _http(_head_and_body(whole)[1][:2000]),
}
TEXTS = (
    "&#xD800;",
    "&#0;",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202e\u2066年度报告\u2069",
    "=cmd|'/c calc'!A1",
    "'; DROP TABLE reports; --",
    "99999999999年12月31日",
    "２０２４年度",
    "\ufffe\uffff",
    "長" * 20_000,
    "]]><!--<script>",
    "1" * 5000,
    "-" * 3000 + "9" * 400,
    "NaN",
    "1e999999",
    "\t\r\n\x0b\x0c\x85\u2028",
)


def spoiled(chance: random.Random) -> Answer:
    """The page with hostile texts at some places of its own."""

    def answer(whole: bytes) -> bytes:
        _, body = _head_and_body(whole)
        for _ in range(3):
            places = [number for number, byte in enumerate(body) if byte == ord(">")] or [0]
            place = chance.choice(places) + 1
            body = body[:place] + chance.choice(TEXTS).encode("utf-8", "surrogatepass") + body[place:]
        return _http(body, b"Content-Type: text/html; charset=utf-8")

    return answer


class HostileProxy:
    """A proxy before the replica that answers some addresses in its own way."""

    def __init__(self, replica: Replica, answers: Mapping[str, Answer]) -> None:
        self.replica, self.answers = replica, answers
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._answer(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "HostileProxy":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, client: socket.socket) -> None:
        client.settimeout(60)
        try:
            data = b""
            while b"\r\n\r\n" not in data:
                if not (piece := client.recv(1 << 16)):
                    return
                data += piece
            url = data.split(b" ", 2)[1].decode("latin-1")
            whole = self._relay(data, client)
            client.sendall(self.answers[url](whole) if url in self.answers else whole)
        except OSError:
            return  # the crawl hung up, as it may

    def _relay(self, data: bytes, client: socket.socket) -> bytes:
        head, _, sent = data.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        while len(sent) < length:
            sent += client.recv(1 << 16)
        with socket.create_connection(("127.0.0.1", self.replica.port)) as server:
            server.sendall(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + sent)
            parts = []
            while piece := server.recv(1 << 16):
                parts.append(piece)
        return b"".join(parts)


def servers(scene: Scene, tally: Tally, replica: Replica) -> None:
    """Links of one site are answered by noise, lies and floods."""
    chosen = _chosen(scene, lambda each: True)
    names = {url: scene.chance.choice(list(ANSWERS)) for url in chosen}
    _crawl_among(scene, replica, {url: ANSWERS[name] for url, name in names.items()}, f"{names}")
    for _ in names:
        tally.add("hostile server or page", EXPLAINED)


def texts(scene: Scene, tally: Tally, replica: Replica) -> None:
    """Pages of one site hold hostile text, which goes through the whole chain to the exports."""
    chosen = _chosen(scene, lambda each: each.role != "robots")
    _crawl_among(scene, replica, dict.fromkeys(chosen, spoiled(scene.chance)), f"texts at {chosen}")
    scene.build().expect(0)
    scene.ask("check").expect(0)
    scene.ask("export", "--out", scene.folder / "csv").expect(0)
    asked = scene.ask("sql", "--format", "table", "from reports select agency_name, title, url").expect(0)
    require(not {"\x1b", "\u202e", "\x07"} & {*asked.text}, "hostile text reaches the terminal")
    for _ in chosen:
        tally.add("hostile text", EXPLAINED)


def _chosen(scene: Scene, is_wanted: Callable[[Attempt], bool]) -> list[str]:
    """Addresses of one site."""
    site_id = scene.chance.choice(scene.world.cut.sites)
    urls = sorted(
        {
            each.url
            for each in scene.world.known
            if each.site_id == site_id and each.status and is_wanted(each)
        }
    )
    return scene.chance.sample(urls, scene.chance.randint(1, MOST))


def _crawl_among(scene: Scene, replica: Replica, answers: Mapping[str, Answer], told: str) -> None:
    """Crawl through the hostile proxy and read; all that was not touched is as undisturbed."""
    scene.lay("empty")
    scene.archive.mkdir(parents=True)
    options = Options("demo", "*", scene.world.cut.years, scene.data, 1, "torture", False)
    (planned,) = make_plans(scene.archive, scene.world.cut.rows(), options)
    with HostileProxy(replica, answers) as proxy:
        done = scene.run("batch", scene.archive, planned.batch, "--proxy", proxy.address)
    require(done.code == 0, f"{told}: the batch ended with {done.code}: {done.text[-1500:]}")
    wanted = {each.key: each for each in scene.world.known}
    found = {each.key: each for each in attempts(scene.archive) if each.is_final}
    for key, each in wanted.items():
        require(_is_explained(each, found, answers), f"{told}: {key} differs and nothing tells why")
    scene.ask("verify-archive").expect(0)
    scene.extract().expect(0)
    read = rows(scene.data)
    for key, each in found.items():
        if key in wanted and wanted[key].digest == each.digest and each.url in scene.world.rows:
            same(f"{told}: readings of {each.url}", read.get(each.url), scene.world.rows[each.url])


def _is_explained(each: Attempt, found: Mapping[Key, Attempt], answers: Mapping[str, Answer]) -> bool:
    now = found.get(each.key)
    if now is not None and (now.digest, now.outcome) == (each.digest, each.outcome):
        return True
    hosts = Counter(urlsplit(url).netloc for url in answers)
    if urlsplit(each.url).netloc not in hosts:
        return False
    if now is not None:
        return now.reason is not None or now.url in answers
    above = [each.parent_url, *(url for url in answers)]
    lists = {other.url for other in found.values() if other.role in ("list", "robots")}
    return any(url in answers and (url in lists or url == each.parent_url) for url in above)
