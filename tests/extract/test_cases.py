"""The golden cases on disk: every one is listed, every listed one is there and reads as printed."""

import csv
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from extract.model.document import Hints, UnreadableError
from extract.model.reading import Reading
from extract.readers import READERS, reader_of
from extract.report import read
from spiders.replica.layouts import T2
from spiders.replica.quirks import CHANGES, MISPRINTS, TRAITS

TESTS = Path(__file__).parents[1]
CASES = TESTS / "cases"
sys.path.insert(0, str(CASES))

from tests.cases.make_cases import Case, cases, expectation  # noqa: E402

LISTED = list(cases())
DERIVED = {"req_refused", "req_unable", "req_notproc", "disp_lit_total"}
OCR = {"scan-pdf", "picture-png"}


def test_folders_and_lines_agree() -> None:
    on_disk = {path.name for path in CASES.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert on_disk == {case.name for case in LISTED}
    assert len({case.name for case in LISTED}) == len(LISTED)


def test_every_reader_form_and_quirk_has_a_case() -> None:
    read_by = {_sniffed(case) for case in LISTED}
    assert read_by >= READERS.keys()
    assert {case.report.form for case in LISTED} >= {*T2, "2014"}
    shown = {quirk for case in LISTED for quirk in case.quirks}
    assert shown >= (CHANGES.keys() | MISPRINTS.keys() | TRAITS) - {
        "carry_mismatch"
    }  # seen only across years


def test_every_deviation_of_real_reports_has_a_case_or_a_reason() -> None:
    """deviations.csv lists what 206 real report pages did to the form: the cases and tests that show each."""
    with (CASES / "deviations.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    shown = {row["deviation"]: row["shown_by"].split() for row in rows}
    names = {case.name for case in LISTED}
    tests = {
        f"{path.name}::{name}"
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {each for by in shown.values() for each in by} <= names | tests
    assert len(shown) == len(rows)
    without_case = {row["deviation"] for row in rows if not names & set(row["shown_by"].split())}
    assert without_case == {row["deviation"] for row in rows if row["why_no_case"]}
    assert {name for name in names if name.startswith("dev-")} <= {
        each for by in shown.values() for each in by
    }


@pytest.mark.parametrize("case", LISTED, ids=lambda case: case.name)
def test_expectation_is_what_was_printed(case: Case) -> None:
    kept = json.loads((case.folder / "expected.json").read_text(encoding="utf-8"))
    assert kept == expectation(case), (
        f"look at the figures, then: python -m tests.cases.make_cases {case.name}"
    )


@pytest.mark.parametrize("case", LISTED, ids=lambda case: case.name)
def test_case_reads_as_printed(case: Case) -> None:
    if case.name in OCR:
        pytest.importorskip("onnxruntime", reason="scans need the extra `ocr`")
    wanted = json.loads((case.folder / "expected.json").read_text(encoding="utf-8"))
    reading = read(case.document.read_bytes(), Hints(file_name=case.document.name))
    head = reading.head
    assert (head.agency, head.year, head.form) == (wanted["agency"], wanted["year"], wanted["form"])
    wrong, unread, extra = compare(reading, wanted["cells"])
    assert (wrong, extra) == ([], [])
    assert len(unread) <= case.unread, unread
    assert reading.cells or reading.problems
    named = {each.locator for each in reading.problems}
    assert {each.locator for each in reading.cells if each.status == "unreadable"} <= named


def compare(reading: Reading, cells: list[list[str | None]]) -> tuple[list, list, list]:
    """Cells with another value or status, cells not read, and cells that were not printed."""
    found = {figure.key: (figure.value, figure.status) for figure in reading.cells}
    wrong, unread = [], []
    for indicator, applicant, item, value, status in cells:
        key = (indicator, applicant, item)
        got = found.pop(key, None)
        if got is None or got[1] == "unreadable":
            unread.append(key)
        elif got != (value and Decimal(value), status):
            wrong.append((key, got, value, status))
    return wrong, unread, [key for key in found if key[0] not in DERIVED]


def _sniffed(case: Case) -> str:
    try:
        return reader_of(case.document.read_bytes())
    except UnreadableError as error:
        return error.kind
