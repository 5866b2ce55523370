"""The real WPS-made report: every printed figure in its order, every locator on its page."""

import json
import os
import re
from pathlib import Path

import pytest

from extract.model.document import Document, Hints
from extract.readers.pdf.reader import read

SHARED = Path(os.environ.get("NIANBAO_SHARED", Path(__file__).parents[5] / "shared"))
REPORT = SHARED / "corpus" / "hongze-2023.pdf"

pytestmark = pytest.mark.skipif(not REPORT.exists(), reason=f"no corpus at {SHARED}")


@pytest.fixture(scope="module")
def report() -> Document:
    return read(REPORT.read_bytes(), Hints())


def test_every_figure_stands_in_the_grids_in_printed_order(report: Document) -> None:
    printed = [cell.text for grid in report.grids for row in grid.rows() for cell in row]
    truth = json.loads(REPORT.with_name(REPORT.name + ".truth.json").read_text())["cells"]
    assert [text for text in printed if re.fullmatch(r"[\d.]+", text)] == [
        value for _, _, _, value, _ in truth
    ]


def test_tables_two_and_three_are_one_grid_each_over_two_pages(report: Document) -> None:
    assert [(grid.row_count, grid.column_count) for grid in report.grids] == [(14, 4), (26, 10), (4, 15)]
    assert [re.findall(r"p(\d)/", grid.locator) for grid in report.grids] == [["2", "3"], ["3", "4"], ["4"]]


def test_labels_of_groups_run_on_over_the_page_break(report: Document) -> None:
    outcomes, cannot = report.grids[1].at(25 - 1, 0), report.grids[1].at(17, 1)
    assert outcomes is not None and (outcomes.text, outcomes.row_span) == ("三、本年度办理结果", 20)
    assert cannot is not None and (cannot.text, cannot.row_span) == ("（四）无法提供", 3)


def test_text_around_the_tables_is_whole_paragraphs_without_page_numbers(report: Document) -> None:
    texts = [paragraph.text for paragraph in report.paragraphs]
    assert texts[0] == "洪泽区人民政府2023 年政府信息公开工作年度报告"
    assert not [text for text in texts if re.fullmatch(r"[-\s]*\d[-\s]*", text)]
    assert [text[0] for text in texts if text[1:2] == "、"] == list("一二三四五六")
    assert report.notes == ()
