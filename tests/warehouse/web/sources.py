"""A release of golden cases in every format, and of honest reports with something hostile around them.

Written as a crawl writes, read and built by the commands: the page is then shown what such documents become.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from spiders.archive.articles import PART
from spiders.archive.attempt import Attempt
from spiders.archive.data_dir import archive_dir
from spiders.archive.writer import BatchWriter, Exchange
from tests.demo import run, where
from tests.warehouse.evidence.hostile_pages import SNIPPETS

CASES = Path(__file__).parents[2] / "cases"
BATCH, FETCHED = "20260101T000000Z-sources", "2026-01-01T00:00:00Z"
SITE, ADDRESS = "demo-yunxi", "http://www.yunxi.gov.example/zwgk/zfxxgk/zfxxgknb"
# By the reader that each is for; what it is shown as is what people must recognise.
FORMATS = {
    "html": "html-clean/document.html",
    "mhtml": "mhtml-quoted/document.mhtml",
    "pdf": "pdf-rects/document.pdf",
    "docx": "docx-clean/document.docx",
    "xlsx": "xlsx-numbers/document.xlsx",
    "xls": "xls-office/document.xls",
    "ofd": "ofd-lines/document.ofd",
    "scan": "picture-png/document.png",
}
ARTICLE, FURTHER = "article.html", "article_2.html"  # a report on two pages, cut before this heading
SECOND_PAGE = "<p><strong>三、收到和处理"
HOST = "云栖区自然资源和规划局"  # of the page that is made hostile; each gets a body of its own
HOSTILE = dict(list(SNIPPETS.items())[::2][:32])  # each is a report to build; show is tested with all


def address(name: str) -> str:
    """Where a document of this world was captured."""
    return f"{ADDRESS}/{name}"


def documents() -> Iterator[tuple[str, bytes]]:
    """Each document by its name: `html`, `hostile/NAME` of a snippet, the two pages of an article."""
    for name, path in FORMATS.items():
        yield name, (CASES / path).read_bytes()
    honest = (CASES / FORMATS["html"]).read_text(encoding="utf-8")
    first, second = honest.replace(HOST, "云栖区水务局").split(SECOND_PAGE)
    yield ARTICLE, f"{first}</body></html>".encode()
    yield FURTHER, f"<!DOCTYPE html><html><body>{SECOND_PAGE}{second}".encode()
    for number, (name, snippet) in enumerate(HOSTILE.items(), 1):
        page = honest.replace(HOST, f"云栖区第{number}中心小学").replace("</body>", f"{snippet}</body>")
        yield f"hostile/{name}", page.encode()


def collect(data: Path) -> None:
    """Archive all documents as captured, read and build them."""
    with BatchWriter(archive_dir(data, "demo"), BATCH) as writer:
        for name, body in documents():
            headers = ((b"Content-Type", b"text/html" if "html" in name else b"application/octet-stream"),)
            url = address(name)
            exchange = Exchange(url, "GET / HTTP/1.1", (), b"", "HTTP/1.1 200 OK", headers, body)
            digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
            made = Attempt("", SITE, "report", url, url, fetched_at=FETCHED, digest=digest, status=200)
            if name == ARTICLE:
                made = replace(made, next_url=address(FURTHER))
            elif name == FURTHER:
                made = replace(made, role=PART, parent_url=address(ARTICLE))
            writer.write(made, exchange)
    run("extract", *where(data))
    run("build", *where(data))
