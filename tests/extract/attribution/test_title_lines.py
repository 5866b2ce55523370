"""Titles behind marks and keys, in crumbs and run on with the text: the body named, or none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.attribution.agency import identify
from extract.attribution.title_lines import bare
from extract.model.document import Document, Hints, Paragraph
from extract.model.reading import ReportHead

BODIES = ["云栖区教育局", "青石镇人民政府", "松涧街道办事处", "白鹭市公安局", "云栖区人民政府办公室"]
WORDINGS = [
    "{body}{year}年政府信息公开工作年度报告",
    "{year}年{body}政府信息公开工作年度报告",
    "{body}{year}年度信息公开年报",
    "{body}关于{year}年政府信息公开工作情况的报告",
    "{body} {year}年政府信息公开工作年度报告",
]
SETTINGS = [
    "{}",
    "# {}",
    "## **{}**",
    "★{}",
    "● {}",
    "标题: {}",
    "标 题：{}",
    "名称：{}",
    "【标题】：{}",
    "信息名称：{}",
    'title: "{}"',
    "title: {}",
    "> {}",
    "- {}",
    "Page 8 - {}",
    "第3页 - {}",
    "《{}》",
    "当前位置： 首页政务公开政府信息公开年报 {} 来源：松风市人民政府 时间：2031-01-20 00:00 微信 微博",
    "首页 > 政务公开 > 信息公开年报 > {}",
    "{} 根据《中华人民共和国政府信息公开条例》要求，编制本报告。",
    "{}根据《中华人民共和国政府信息公开条例》要求，编制本报告。",
    "{} 一、总体情况 全年公开信息12条。",
]


def head_of(*lines: str) -> ReportHead:
    paragraphs = tuple(Paragraph(line, f"text:l{order}", order) for order, line in enumerate(lines))
    return identify(Document("text", paragraphs), Hints())[0]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("wording", WORDINGS)
def test_title_in_its_setting_names_agency_and_year(setting: str, wording: str) -> None:
    title = wording.format(body="云栖区教育局", year=2023)
    head = head_of(setting.format(title), "一、总体情况")
    assert (head.agency, head.year) == ("云栖区教育局", 2023)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(SETTINGS), min_size=1, max_size=2),
    st.sampled_from(WORDINGS),
    st.sampled_from(BODIES),
    st.integers(2008, 2030),
    st.lists(
        st.sampled_from(
            ["索引号：X-1", "打印 关闭", "正文", "栏目: 政府信息公开年报", "发布时间: 2031-01-20"]
        ),
        max_size=3,
    ),
)
def test_no_setting_gives_another_agency_or_year(
    nested: list[str], wording: str, body: str, year: int, before: list[str]
) -> None:
    title = wording.format(body=body, year=year)
    for setting in nested:
        title = setting.format(title)
    head = head_of(*before, title, "一、总体情况", "全年公开信息12条。")
    assert head.agency in (body, None, "松风市人民政府"), title
    assert head.agency != "松风市人民政府" or title.count("来源"), title
    assert head.year in (year, None) or (head.year, head.year_source) == (2030, "publication"), title


@pytest.mark.parametrize(
    "line",
    [
        "上一篇：青石镇人民政府2022年政府信息公开工作年度报告",
        "相关链接：青石镇人民政府2022年政府信息公开工作年度报告",
        "首页政务公开政府信息公开年报",
    ],
)
def test_links_and_columns_are_no_title(line: str) -> None:
    head = head_of(line, "一、总体情况")
    assert (head.agency, head.year) == (None, None)


def test_two_reports_side_by_side_are_not_mixed() -> None:
    head = head_of("云栖区教育局2023年政府信息公开年报云栖区教育局2022年政府信息公开年报")
    assert (head.agency, head.year) == ("云栖区教育局", None)


def test_marks_and_keys_are_taken_off() -> None:
    assert bare("## 标题：甲市年报 ##") == "甲市年报"
    assert bare("甲市年报*") == "甲市年报*"
