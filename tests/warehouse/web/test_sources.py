"""The files beside a source page: made once for many readers, of the bytes of the release, or told."""

import asyncio
import hashlib
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from tests.demo import ask
from tests.warehouse.evidence.contained import harm
from tests.warehouse.web.test_server import PATHS_TOLD, get
from warehouse.evidence.figures import Cell, Report, load_report
from warehouse.evidence.model import EvidenceError
from warehouse.query.connect import connect_release
from warehouse.web.content import NotFoundError, PageFile
from warehouse.web.doors import Folder, Server
from warehouse.web.parts.source import files as files_module
from warehouse.web.parts.source.files import document_of, files
from warehouse.web.parts.source.reports import sourced
from warehouse.web.parts.source.serving import Kept
from warehouse.web.questions import Questions
from warehouse.web.render import Renderer
from warehouse.web.server.rendering import Rendered

READERS = 50


@pytest.fixture(scope="module")
def archive(demo: Path) -> Path:
    return demo / "demo" / "archive"


@pytest.fixture(scope="module")
def archived(release: Path, archive: Path) -> Questions:
    return Questions(release, archive=archive)


@pytest.fixture(scope="module")
def reports(demo: Path) -> dict[str, str]:
    """A report of each reader with figures."""
    rows = ask(demo, "SELECT reader, max(report_id) FROM reports WHERE cell_count > 0 GROUP BY ALL")
    return {reader: str(report) for reader, report in rows}


def test_sources_are_those_that_the_evidence_command_finds(every_format: Path) -> None:
    rows = ask(every_format, "SELECT report_id FROM reports WHERE url NOT LIKE '%hostile%'")
    store = every_format / "demo"
    pages = Questions(store / "warehouse" / "current", archive=store / "archive")
    assert len(rows) > 8
    with connect_release(pages.path) as connection:
        for (number,) in rows:
            known, found = load_report(connection, number), sourced(pages, str(number))
            assert len(found.sources) == 1 + (len(known.parts) if "article" in known.url else 0)
            assert found.report.capture == known.capture
            for cell in known.cells:
                source = found.by_cell[cell.ord]
                assert source.capture == known.capture_of(cell)
                assert known.target(cell) in source.targets
                assert asked_of(found.report, cell) == asked_of(known, cell)


def asked_of(report: Report, cell: Cell) -> set[tuple[str, str, str]]:
    """The checks of a cell that apply."""
    return {
        (check.rule_id, check.scope, check.outcome)
        for check in report.checks_of(cell)
        if check.outcome != "not_applicable"
    }


def test_every_cell_has_an_element_in_the_document(archived: Questions, reports: dict[str, str]) -> None:
    for report in reports.values():
        for source in sourced(archived, report).sources:
            text = document_of(source).decode()
            ids = html.document_fromstring(text).xpath("//@id")
            assert sorted(ids) == sorted(cell.id for cell in source.cells)
            assert hashlib.sha256(source.data()).hexdigest() == source.digest


def test_a_cell_that_is_not_found_again_is_told_where_it_is_asked_for(
    archived: Questions, reports: dict[str, str]
) -> None:
    (source,) = sourced(archived, reports["html"]).sources
    lost, doubtful = source.cells[:2]
    cells = (replace(lost, locator="html:t99/r1/c1"), replace(doubtful, raw="<9>"), *source.cells[2:])
    page = html.document_fromstring(document_of(replace(source, cells=cells)).decode())
    (told,) = page.xpath(f"//p[@id='{lost.id}']")
    assert "not found again" in told.text_content() and "html:t99" in told.text_content()
    (link,) = page.xpath("//p[@class='note']/a")
    assert link.get("href") == f"#{doubtful.id}" and "<9>" in link.getparent().text_content()


def test_a_release_without_its_archive_says_so(
    release: Path, reports: dict[str, str], tmp_path: Path
) -> None:
    for archive in (None, tmp_path / "nowhere"):
        questions = Questions(release, archive=archive)
        for door in (Server(), Folder()):
            renderer = Renderer(questions, door)
            content = renderer.content("source", reports["html"])
            text = renderer.html("source", reports["html"], "en", content)
            page = html.document_fromstring(text)
            assert not page.xpath("//iframe") and not page.xpath("//*[@data-file]")
            assert "The archive is not here" in text and str(tmp_path) not in text
            assert all(href.startswith("#") for href in page.xpath("//table[@id='figures']//th/a/@href"))
            assert renderer.questions.ask("report_head", reports["html"]).first["batch"] in text
            zh = renderer.html("source", reports["html"], "zh", content)
            assert "此处没有存档" in zh
        assert list(files(questions, [reports["html"]])) == []
        (source,) = sourced(questions, reports["html"]).sources
        with pytest.raises(EvidenceError):
            source.data()
        said = document_of(source).decode()
        assert "此处没有存档" in said and not harm(said)


def test_a_folder_holds_both_files_and_tells_of_what_no_host_takes(
    archived: Questions, reports: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [reports["html"], reports["pdf"]]
    found = list(files(archived, keys))
    assert [file.key for file in found] == [key for key in keys for _ in range(2)]
    for page, body in zip(found[::2], found[1::2], strict=True):
        assert page.name == "document-1.html"
        assert body.name == f"{hashlib.sha256(body.body).hexdigest()[:16]}.bin"
    assert not harm(found[0].body.decode())
    monkeypatch.setattr(files_module, "LARGEST_FILE", max(len(file.body) for file in found) - 1)
    cut = list(files(archived, keys))
    assert len(cut) >= 3 and any("too large" in file.body.decode("utf-8", "ignore") for file in cut[::2])
    largest: PageFile = max(found, key=lambda file: len(file.body))
    assert largest not in cut


def test_files_are_sent_shut_in_and_with_a_tag(served: str, reports: dict[str, str]) -> None:
    path = f"/source/{reports['html']}"
    page = get(served, f"{path}/document-1.html")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = page.headers["content-security-policy"]
    assert (
        policy.startswith("default-src 'none'") and "sandbox" in policy and "frame-ancestors 'self'" in policy
    )
    assert "script" not in policy and page.headers["x-content-type-options"] == "nosniff"
    again = get(served, f"{path}/document-1.html", If_None_Match=page.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    (name,) = re.findall(r'data-file="([^"]+)"', get(served, path).text)
    body = get(served, name)
    assert body.headers["content-type"] == "application/octet-stream"
    assert hashlib.sha256(body.body).hexdigest()[:16] == name.rpartition("/")[2].removesuffix(".bin")
    assert get(served, name, "HEAD").headers["content-length"] == str(len(body.body))


HOSTILE = (
    "/source/1",
    "/source/x",
    "/source/-1",
    "/source/%D9%A3",
    "/source/99999999999999999999999999999999",
    "/source/1/document-1.html",
    "/source/x/document-1.html",
    "/source/{}/document-0.html",
    "/source/{}/document-2.html",
    "/source/{}/document--1.html",
    "/source/{}/document-99999999999999999999999.html",
    "/source/{}/document-1.html/x",
    "/source/{}/0123456789abcdef.bin",
    "/source/{}/..%2f..%2fmanifest.json.bin",
    "/source/{}/%00.bin",
    "/source/{}/document-1.bin",
    "/source/{}/report_cells.csv",
    "/source",
)


@pytest.mark.parametrize("path", HOSTILE)
def test_what_is_not_there_is_told_in_words(served: str, reports: dict[str, str], path: str) -> None:
    answer = get(served, path.format(reports["html"]))
    assert answer.status == 404 and re.search("There is no|has no such", answer.text)
    assert not PATHS_TOLD.search(answer.text.replace("/nianbao", ""))


def test_unknown_reports_are_told_in_both_languages(archived: Questions) -> None:
    for key in ("0", "x", "٣", "-1", "1" * 400, "'; DROP"):
        with pytest.raises(NotFoundError) as found:
            sourced(archived, key)
        assert len(found.value.text.en) < 200 and found.value.text.zh


def test_fifty_readers_of_other_documents_are_all_answered_and_pages_go_on(served: str, demo: Path) -> None:
    rows = ask(
        demo, f"SELECT report_id FROM reports WHERE reader = 'html' ORDER BY hash(url) LIMIT {READERS}"
    )
    with ThreadPoolExecutor(READERS + 1) as executor:
        asked = [executor.submit(get, served, f"/source/{report}/document-1.html") for (report,) in rows]
        began = time.monotonic()
        assert executor.submit(get, served, "/dictionary").result().status == 200
        page_seconds = time.monotonic() - began
        answers = [each.result() for each in asked]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == len(rows)
    assert page_seconds < 10, "a page waits for no document"


@pytest.fixture
def made() -> Iterator[list[str]]:
    yield []


def test_a_file_is_made_once_for_all_who_ask_and_the_last_asked_stay(made: list[str]) -> None:
    gate = threading.Event()

    def make(name: str) -> Rendered:
        gate.wait(10)
        made.append(name)
        if name == "broken":
            raise NotFoundError(files_module.TOO_LARGE)
        return Rendered(name.encode() * 10, "text/html")

    async def ask_all() -> None:
        kept = Kept(room=50, at_once=2)
        many = [asyncio.create_task(kept.get(("a",), lambda: make("a"))) for _ in range(READERS)]
        left = many.pop()
        await asyncio.sleep(0.05)
        left.cancel()  # a reader who leaves takes it from no other
        gate.set()
        assert {found.body for found in await asyncio.gather(*many)} == {b"a" * 10}
        for name in ("b", "c", "d", "e", "f"):
            await kept.get((name,), lambda name=name: make(name))  # type: ignore[misc]
        await kept.get(("f",), lambda: make("f"))
        await kept.get(("a",), lambda: make("a"))
        for _ in range(2):
            with pytest.raises(NotFoundError):
                await kept.get(("broken",), lambda: make("broken"))

    asyncio.run(ask_all())
    assert made == ["a", "b", "c", "d", "e", "f", "a", "broken", "broken"]
