"""A replica of Wikidata's query service: pages of a result in SPARQL's JSON, and how it fails when busy."""

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

# What stands after half of the JSON where a query took too long; the status is 200.
CUT_OFF = "java.util.concurrent.TimeoutException\n\tat java.util.concurrent.FutureTask.get"


@dataclass
class Service:
    """Rows (code, page) in their order; `faults` come before answers, each once: a status or `cut off`."""

    rows: Sequence[tuple[str, str]]
    faults: list[int | str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, query: str) -> dict[str, object]:
        found = re.search(r"ORDER BY \?code \?page\nLIMIT (\d+) OFFSET (\d+)$", query)
        assert found and "wdt:P442 ?code" in query and "wdt:P856 ?page" in query, query
        limit, offset = int(found[1]), int(found[2])
        bindings = [
            {"code": {"type": "literal", "value": code}, "page": {"type": "uri", "value": page}}
            for code, page in sorted(self.rows)[offset : offset + limit]
        ]
        return {"head": {"vars": ["code", "page"]}, "results": {"bindings": bindings}}


@contextmanager
def serve(service: Service) -> Iterator[Service]:
    """Answer on a free port of 127.0.0.1 until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.agents.append(self.headers.get("User-Agent", ""))
            fault = service.faults.pop(0) if service.faults else 200
            query = parse_qs(urlsplit(self.path).query)["query"][0]
            body = json.dumps(service.answer(query)).encode()
            if fault == "cut off":
                body, fault = body[: len(body) // 2] + CUT_OFF.encode(), 200
            self.send_response(int(fault))
            self.send_header("Content-Type", "application/sparql-results+json;charset=utf-8")
            if fault == 429:
                self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}/sparql"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
