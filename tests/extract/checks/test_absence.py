"""Tables and rows that are not there, and pages that are no report: true words only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model.document import Hints
from extract.model.reading import ReportHead
from extract.report import read

TITLE = "松涧县水务局2023年政府信息公开工作年度报告"
GENERIC = ["其他", "总计", "合计", "规章", "自然人", "重复申请", "行政许可", "主题", "回复"]


def page(title: str, rows: list[list[str]]) -> bytes:
    table = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    return f"<html><head><title>{title}</title></head><body><table>{table}</table></body></html>".encode()


def messages(data: bytes, kind: str) -> list[str]:
    return [found.message for found in read(data).problems if found.kind == kind]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["其他", "总计", "公告", "攻略", "交易"]), min_size=1, max_size=8),
    st.integers(2, 9),
)
def test_a_list_of_another_site_yields_no_form_and_no_cell(labels: list[str], width: int) -> None:
    head = ["版块", *[f"第{place}区" for place in range(width - 1)]]
    rows = [[label, *map(str, range(1, width))] for label in labels]
    reading = read(page("玩家论坛 - 讨论区列表", [head, *rows]))
    assert (reading.cells, reading.head.form, reading.head.form_t3) == ((), None, None)
    assert {found.kind for found in reading.problems} == {"not_a_report"}


MENU = "首页 | 政府信息公开 | 政府信息公开年报 | 政务公开"


@pytest.mark.parametrize(
    "text", [MENU, f"{MENU}\n本站提供政府信息公开服务。", "政府信息公开年报", "404 页面不存在"]
)
def test_a_page_whose_menu_alone_speaks_of_open_government_is_no_report(text: str) -> None:
    hints = Hints(url="http://a.example/x.html", link_text=TITLE, listed_date="2024-01-20")
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    reading = read(f"<html><title>松涧县水务局</title><body>{body}</body></html>".encode(), hints)
    assert {found.kind for found in reading.problems} == {"not_a_report"}
    assert (reading.head, reading.cells, reading.sections) == (ReportHead(), (), ())


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        "现发布《松涧县水务局2023年政府信息公开工作年度报告》。",
        "所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
        "一、总体情况\n全年公开信息120条。\n二、主动公开政府信息情况\n无。",
    ],
)
def test_a_title_an_opening_a_period_or_headings_make_a_report(text: str) -> None:
    assert not messages(text.encode(), "not_a_report")


@pytest.mark.parametrize("title", [TITLE, "玩家论坛"])
def test_rows_that_any_table_has_are_no_form(title: str) -> None:
    reading = read(page(title, [[label, *"1234567"] for label in GENERIC]))
    assert reading.cells == ()
    assert not any(found.kind == "missing_row" for found in reading.problems)


def test_a_report_in_words_alone_is_narrative() -> None:
    text = f"{TITLE}\n一、总体情况\n全年公开信息120条。"
    assert messages(text.encode(), "narrative_only") == ["none of the form's tables is printed"]


def test_headers_in_the_text_are_no_absence() -> None:
    text = f"{TITLE}\n一、总体情况\n信息内容本年制发件数见附件\n未经复议直接起诉 结果维持"
    assert messages(text.encode(), "narrative_only") == []
    assert messages(text.encode(), "table_missing") == [
        "table two is in no part that could be read",
        "table three was not found",
        "table four is in no part that could be read",
    ]


def test_a_row_beside_an_unknown_label_is_not_called_unprinted() -> None:
    head = ["信息内容", "本年处理决定数量"]
    rows = [["行政许可", "3"], ["行政XX", "5"], ["行政强制", "1"]]
    whole = messages(page(TITLE, [head, rows[0], rows[2]]), "missing_row")
    partial = messages(page(TITLE, [head, *rows]), "missing_row")
    assert "T2: 行政处罚 is not printed" in whole
    assert "T2: 行政处罚 is in no part that could be read" in partial
    assert not any("not printed" in message for message in partial)
