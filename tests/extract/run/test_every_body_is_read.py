"""From capture to reading: every body of a report or an attachment is read, whatever the log calls it."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.model.reading import READINGS, to_row
from extract.report import read
from extract.run import archive_run
from extract.run.batch_log import EMPTY, articles, is_capture, select
from extract.run.capture import hints_for
from extract.run.version import extractor_version
from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.content.headings import fixed_headings
from spiders.crawling.crawl_state import Link
from tests.cases.make_cases import Case, cases
from tests.spiders.content.captured import capturing

SITES = {"report": "site-of-reports", "attachment": "site-of-attachments"}
CASES = list(cases())
OCR = {"scan-pdf", "picture-png"}
HOME = "<html><body><h1>某市人民政府</h1><p>要闻、政务公开、互动交流。</p></body></html>".encode()
LOADS = b"<html><body><p>a <a href='/x/report.docx'>report</a> to load</p></body></html>"
Rows = dict[tuple[str, str], dict[str, object]]


@dataclass(frozen=True)
class Carried:
    """What came of the cases: attempt and row of the readings by (role, name)."""

    attempts: dict[tuple[str, str], Attempt]
    rows: Rows


def url_of(role: str, name: str) -> str:
    return f"https://www.a.gov.example/{role}/{name}"


def rows_of(data: Path) -> list[dict[str, object]]:
    (path,) = (data / "demo" / "readings").glob("*.parquet")
    rows: list[dict[str, object]] = pq.read_table(path).to_pylist()
    return rows


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Carried:
    """Every golden case captured in both roles, and read."""
    data = tmp_path_factory.mktemp("data")
    logged = {}
    with capturing(data / "demo" / "archive", *SITES.values()) as batch:
        for case in CASES:
            for role, site in SITES.items():
                link = Link(site, role, url_of(role, case.name) + case.document.suffix)
                logged[role, case.name] = batch.take(link, case.document.read_bytes())[0]
    assert archive_run.run("demo", data) == 0
    by_url = {str(row["url"]): row for row in rows_of(data)}
    return Carried(
        logged, {key: by_url[attempt.url] for key, attempt in logged.items() if attempt.url in by_url}
    )


@pytest.mark.parametrize("role", SITES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_captured_in_any_role_is_read_as_directly(role: str, case: Case, carried: Carried) -> None:
    if case.name in OCR:
        pytest.importorskip("onnxruntime", reason="scans need the extra `ocr`")
    attempt = carried.attempts[role, case.name]
    assert (role, case.name) in carried.rows, f"not read: {attempt.outcome}: {attempt.error}"
    wanted = to_row(read(case.document.read_bytes(), hints_for(attempt, None)))
    place = {
        "batch": attempt.batch,
        "offset": attempt.offset,
        "site_id": attempt.site_id,
        "url": attempt.url,
        "extractor_version": extractor_version(),
    }
    assert (
        carried.rows[role, case.name] == pa.RecordBatch.from_pylist([place | wanted], READINGS).to_pylist()[0]
    )


def test_the_collector_takes_every_case_captured_as_a_report_for_one(carried: Carried) -> None:
    outcomes = {carried.attempts["report", case.name].outcome for case in CASES}
    assert outcomes == {"fetched"}


def test_a_page_that_the_collector_takes_for_no_report_is_read(tmp_path: Path) -> None:
    """A page in the place of a file, its headings gone: the tables are read all the same."""
    (case,) = (case for case in CASES if case.name == "html-clean")
    body = case.document.read_text("utf-8")
    for heading in fixed_headings():
        body = heading.anywhere.sub("", body)
    with capturing(tmp_path / "demo" / "archive", "a") as batch:
        attempt, _ = batch.take(Link("a", "attachment", url_of("attachment", "a.pdf")), body.encode())
    assert (attempt.outcome, attempt.reason) == ("not_a_report", "page_for_a_file")
    assert archive_run.run("demo", tmp_path) == 0
    (row,) = rows_of(tmp_path)
    assert len(row["cells"]) > 100  # type: ignore[arg-type]


def test_a_page_that_is_no_report_says_so_and_names_nobody(tmp_path: Path) -> None:
    """A home page for a report, a page that only offers the file: no body, no year of the link's words."""
    words = "某市人民政府2023年政府信息公开工作年度报告"
    archive_dir = tmp_path / "demo" / "archive"
    with capturing(archive_dir, "a") as batch:
        for name, body in {"home": HOME, "loads": LOADS}.items():
            batch.take(Link("a", "report", url_of("report", name), link_text=words), body)
        batch.take(Link("a", "report", url_of("report", "gone"), link_text=words), HOME, status=404)
    assert archive_run.run("demo", tmp_path) == 0
    rows = rows_of(tmp_path)
    assert [str(row["url"]).rpartition("/")[2] for row in rows] == ["home", "loads"]
    for row in rows:
        (found,) = row["problems"]  # type: ignore[misc]
        assert found["kind"] == "not_a_report"
        assert (row["agency"], row["year"], row["cells"], row["sections"]) == (None, None, [], [])
    assert "files to download" in rows[1]["problems"][0]["message"]  # type: ignore[index]


def test_the_same_page_for_many_links_is_read_once(tmp_path: Path) -> None:
    for batch_name in ("20260101T000000Z-a", "20260201T000000Z-a"):
        with capturing(tmp_path, "a", "b", batch=batch_name) as batch:
            for site in ("a", "b"):
                for name in ("1", "2", "3"):
                    batch.take(Link(site, "report", url_of(site, name)), HOME)
    seen: set[tuple[str, str, str | None]] = set()
    logged = list(attempts(tmp_path, "20260101T000000Z-a"))
    selection = select(logged, seen)
    read = [article.first.url for article in articles(logged, selection)]
    assert read == [url_of("a", "1"), url_of("b", "1")]
    assert selection.captures == 2
    assert not select(attempts(tmp_path, "20260201T000000Z-a"), seen).lines


@pytest.mark.parametrize(
    ("change", "is_read"),
    [
        ({}, True),
        ({"role": "attachment"}, True),
        ({"outcome": "not_a_report"}, True),
        ({"outcome": "a word of a later version"}, True),
        ({"outcome": "unchanged"}, False),
        ({"outcome": "duplicate"}, False),
        ({"outcome": "failed", "status": 404}, False),
        ({"outcome": "blocked", "status": 403}, False),
        ({"outcome": "redirected", "status": 301}, False),
        ({"outcome": "failed", "digest": EMPTY}, False),
        ({"outcome": "failed", "digest": None}, False),
        ({"offset": None}, False),
        ({"role": "list"}, False),
        ({"role": "robots"}, False),
    ],
)
def test_what_counts_as_a_capture(change: dict[str, object], is_read: bool) -> None:
    held = {"role": "report", "status": 200, "digest": "sha256:0", "offset": 9, "length": 1}
    assert is_capture(Attempt("b", "s", url="u", **(held | change))) is is_read  # type: ignore[arg-type]
