"""Figures of the demo in their sources, with the bytes that prove them; what is told where these are gone."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.demo import ask, where
from warehouse import cli
from warehouse.evidence.archived import MEDIA_TYPE, body_of
from warehouse.evidence.documents import document
from warehouse.evidence.figures import load_report
from warehouse.evidence.model import EvidenceError
from warehouse.evidence.proof import download_name, is_proved, pages_of, prove
from warehouse.evidence.show import show
from warehouse.query.connect import ReadOnlyConnection, connect_release

BY_READER = """
    SELECT r.reader, r.report_id, c.ord, c.raw, c.value, r.digest
    FROM cells c JOIN reports r USING (report_id)
    WHERE c.value > 0 QUALIFY row_number() OVER (PARTITION BY r.reader ORDER BY r.report_id, c.ord) = 1
    ORDER BY r.reader"""
BROKEN = """
    SELECT k.report_id, k.rule_id, k.scope FROM checks k JOIN reports r USING (report_id)
    WHERE k.outcome = 'failed' AND k.rule_id = 'T3.FLOW' ORDER BY ALL LIMIT 1"""


@pytest.fixture(scope="module")
def archive(demo: Path) -> Path:
    return demo / "demo" / "archive"


@pytest.fixture(scope="module")
def release(demo: Path) -> Iterator[ReadOnlyConnection]:
    with connect_release(demo / "demo" / "warehouse" / "current") as connection:
        yield connection


def test_a_figure_of_each_format_is_proved(demo: Path, release: ReadOnlyConnection, archive: Path) -> None:
    found = ask(demo, BY_READER)
    assert {reader for reader, *_ in found} >= {"html", "pdf", "docx", "xlsx", "ofd"}
    for reader, number, ord_, raw, value, digest in found:
        proof = prove(release, archive, number, ord_)
        assert (proof.cell.raw, proof.cell.value, proof.capture.digest) == (raw, value, digest)
        assert f"sha256:{hashlib.sha256(proof.data).hexdigest()}" == digest
        assert is_proved(proof.data, digest) and not is_proved(proof.data[:-1] + b"~", digest)
        assert proof.agrees is (None if reader == "pdf" else True)
        assert proof.shown == show(proof.data, [proof.report.target(proof.cell)])
        facts = json.loads(json.dumps(proof.facts()))
        assert Decimal(facts["cell"]["value"]) == value
        assert (facts["report_id"], facts["digest"], facts["is_invented"]) == (str(number), digest, True)
        assert (
            facts["url"].startswith("http") and facts["fetched_at"] and facts["byte_count"] == len(proof.data)
        )


def test_all_cells_of_a_report_are_marked_in_one_document(
    demo: Path, release: ReadOnlyConnection, archive: Path
) -> None:
    for reader, number, *_ in ask(demo, BY_READER):
        report = load_report(release, number)
        (page,) = pages_of(report, archive, show)
        assert page.shown.anchors == {cell.id: cell.id for cell in report.cells} and report.cells
        assert reader == "pdf" or page.shown.agreeing == page.shown.anchors.keys()
        text = document(page.shown)
        assert all(f'id="{cell.id}"' in text for cell in report.cells)


def test_the_checks_of_a_figure_are_those_it_takes_part_in(demo: Path, release: ReadOnlyConnection) -> None:
    ((number, rule, column),) = ask(demo, BROKEN)
    report = load_report(release, number)
    by_key = {cell.key: cell for cell in report.cells}
    failed = {(check.rule_id, check.scope) for check in report.checks if check.outcome == "failed"}
    for name in ("req_new", "req_carried_in", "req_result_total", "req_carried_out"):
        of_cell = report.checks_of(by_key[name, column, None])
        assert [check.outcome for check in of_cell if (check.rule_id, check.scope) == (rule, column)] == [
            "failed"
        ]
        assert all(check.why for check in of_cell)
    other = next(cell for cell in report.cells if cell.indicator == "normdoc_made")
    assert (rule, column) in failed
    assert not {(check.rule_id, check.scope) for check in report.checks_of(other)} & failed


def test_unknown_reports_and_cells_are_told(demo: Path, release: ReadOnlyConnection, archive: Path) -> None:
    ((number,),) = ask(demo, "SELECT min(report_id) FROM reports WHERE cell_count > 0")
    for report, ord_, reason in (
        (1, 1, "unknown_report"),
        (-(1 << 62), 1, "unknown_report"),
        (number, 0, "unknown_cell"),
    ):
        with pytest.raises(EvidenceError) as caught:
            prove(release, archive, report, ord_)
        assert caught.value.reason == reason


def test_a_figure_without_a_record_of_its_page_says_so(demo: Path, release: ReadOnlyConnection) -> None:
    ((number,),) = ask(demo, "SELECT min(report_id) FROM reports WHERE reader = 'html' AND cell_count > 0")
    report = load_report(release, number)
    further = replace(report.cells[0], locator="part:http://gone.example/2.html!html:t1/r1/c1")
    for lost, cell in ((report, further), (replace(report, capture=None), report.cells[0])):
        with pytest.raises(EvidenceError) as caught:
            lost.capture_of(cell)
        assert caught.value.reason == "bytes_lost"


def test_a_release_without_its_archive_says_so(
    demo: Path, release: ReadOnlyConnection, tmp_path: Path
) -> None:
    ((number,),) = ask(demo, "SELECT min(report_id) FROM reports WHERE reader = 'html' AND cell_count > 0")
    with pytest.raises(EvidenceError, match="the archive is not here") as caught:
        prove(release, tmp_path / "nowhere", number, 1)
    assert caught.value.reason == "archive_absent"
    assert str(tmp_path) not in str(caught.value)


def test_one_flipped_byte_is_no_proof(
    demo: Path, release: ReadOnlyConnection, archive: Path, tmp_path: Path
) -> None:
    ((number,),) = ask(demo, "SELECT min(report_id) FROM reports WHERE reader = 'html' AND cell_count > 0")
    report = load_report(release, number)
    capture = report.capture
    assert capture is not None and report.digest == capture.digest
    assert is_proved(body_of(archive, capture), report.digest)
    name = f"{capture.batch}.warc.gz"
    shutil.copy(archive / name, tmp_path / name)
    with (tmp_path / name).open("r+b") as file:
        file.seek(capture.warc_offset + capture.byte_count // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(EvidenceError) as caught:
        prove(release, tmp_path, number, 1)
    assert caught.value.reason == "bytes_lost"
    assert str(tmp_path) not in str(caught.value)


def test_bytes_are_handed_out_so_that_no_browser_opens_them(demo: Path, release: ReadOnlyConnection) -> None:
    ((number,),) = ask(demo, "SELECT min(report_id) FROM reports WHERE reader = 'html'")
    capture = load_report(release, number).capture
    assert capture is not None
    assert MEDIA_TYPE == "application/octet-stream"
    assert download_name(capture) == f"{capture.digest.removeprefix('sha256:')[:16]}.bin"


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """What the command prints, both streams."""
    assert cli.main(["evidence", *words]) == code
    return "".join(capsys.readouterr())


def test_the_command_shows_a_figure_and_writes_its_source(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ((number, raw, digest),) = ask(
        demo,
        "SELECT report_id, raw, digest FROM cells JOIN reports USING (report_id) WHERE reader = 'pdf' "
        "AND indicator = 'req_new' AND applicant = 'total' ORDER BY report_id LIMIT 1",
    )
    words = (*where(demo), str(number), "req_new")
    page, drawn, body = (tmp_path / name for name in ("cell.html", "cell.png", "cell.bin"))
    text = said(capsys, *words, "--out", str(page), "--bytes", str(body))
    assert repr(raw) in text and digest in text and f"{page.as_uri()}#cell-" in text
    assert f"sha256:{hashlib.sha256(body.read_bytes()).hexdigest()}" == digest
    assert "data:image/png;base64," in page.read_text(encoding="utf-8")
    said(capsys, *words, "--applicant", "natural_person", "--out", str(drawn))
    assert drawn.read_bytes().startswith(b"\x89PNG")


def test_the_command_tells_what_there_is_instead(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "SELECT min(report_id) FROM cells JOIN reports USING (report_id) WHERE reader = 'html'"
    ((number,),) = ask(demo, query)
    words = (*where(demo), str(number))
    out = str(tmp_path / "cell")
    assert "it prints" in said(capsys, *words, "req_nex", code=1)
    assert "natural_person" in said(capsys, *words, "req_new", "--applicant", "nobody", code=1)
    assert f"--out {out}.html" in said(capsys, *words, "req_new", "--out", f"{out}.png", code=1)
    assert "neither in .html nor" in said(capsys, *words, "req_new", "--out", f"{out}.pdf", code=1)
    assert "cannot be written" in said(capsys, *words, "req_new", "--bytes", str(tmp_path), code=1)
    assert "no report 1" in said(capsys, *where(demo), "1", "req_new", code=1)
