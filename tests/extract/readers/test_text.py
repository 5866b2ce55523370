"""Plain text and Markdown conversions."""

from decimal import Decimal

import pytest

from extract.mapping.align import align
from extract.mapping.flat.words import segments
from extract.model.document import Document, Hints, UnreadableError
from extract.readers import read_document, reader_of
from extract.readers.text import read


def document(text: str) -> Document:
    return read(text.encode(), Hints())


def test_tab_lines_are_cells_and_a_blank_line_ends_the_row() -> None:
    found = document("二、主动公开\n\t规章\n\t0\n\t\n\t3\n\n\t规范性文件\n\t1\n\n三、申请\n")
    assert [paragraph.text for paragraph in found.paragraphs] == ["二、主动公开", "三、申请"]
    (grid,) = found.grids
    assert [[cell.text for cell in row] for row in grid.rows()] == [
        ["规章", "0", "", "3"],
        ["规范性文件", "1"],
    ]
    assert not grid.has_columns
    assert grid.cells[0].locator == "text:l2"
    assert found.paragraphs[0].order < found.grid_orders[0] < found.paragraphs[1].order


def test_bars_part_cells_and_markdown_rules_are_no_rows() -> None:
    (grid,) = document("| 信息内容 | 本年制发件数 |\n|---|:---:|\n| 规章 |  |\n").grids
    assert [[cell.text for cell in row] for row in grid.rows()] == [
        ["信息内容", "本年制发件数"],
        ["规章", ""],
    ]


def test_bars_at_the_ends_of_lines_leave_one_cell_a_line() -> None:
    (grid,) = document("规章 |\n0 |\n||\n3 |\n").grids
    assert [cell.text for cell in grid.cells if cell.text] == ["规章", "0", "3"]


def test_conversion_debris_is_dropped() -> None:
    (paragraph,) = document("[bookmark: _GoBack]本单位公开信息").paragraphs
    assert paragraph.text == "本单位公开信息"


@pytest.mark.parametrize(
    ("data", "kind"), [(b"", "empty_file"), (b" \n\t", "empty_file"), (b"ab\x00cd", "binary_content")]
)
def test_no_text_is_refused_by_name(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data, Hints())
    assert caught.value.kind == kind


def test_gb18030_text_is_read_without_any_label() -> None:
    assert document("年度报告").paragraphs == read("年度报告".encode("gb18030"), Hints()).paragraphs


def test_the_bytes_choose_the_reader_not_the_name() -> None:
    assert reader_of(b"<!DOCTYPE html><html></html>") == "html"
    assert reader_of(b"%PDF-1.4\n") == "pdf"
    assert reader_of("规章 0".encode()) == "text"
    with pytest.raises(UnreadableError):
        read_document(b"\x7fELF\x00\x00\x01" * 99, Hints(file_name="a.html"))


def test_headers_run_together_are_cut_only_into_whole_labels() -> None:
    assert segments("信息内容本年处理决定数量") == ("信息内容", "本年处理决定数量")
    assert segments("本年制发件数本年废止件数现行有效件数") == (
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
    )
    assert segments("信息内容本年收费金额（单位：万元）") == ("信息内容", "本年收费金额(单位万元)")
    assert segments("结果结果其他尚未") == ("结果结果其他尚未",)
    assert segments("行政许可") == ("行政许可",)


def test_lines_of_a_label_and_its_figures_are_rows() -> None:
    text = "信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 0 6\n行政规范性文件 1 2 33\n"
    found = {figure.indicator: figure.value for figure in align(document(text)).figures}
    assert found["rules_in_force"] == 6
    assert found["normdoc_repealed"] == Decimal(2)
    assert len(found) == 6


def test_words_and_numbers_of_prose_are_not_taken_for_rows() -> None:
    text = "信息内容\n本年收费金额（单位：万元）\n行政事业性收费\n0\n五、存在的问题\n行政许可 27\n"
    alignment = align(document(text))
    assert [figure.indicator for figure in alignment.figures] == ["fee_amount_wan"]
