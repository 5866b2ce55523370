"""Titles in every wording that was seen, with invented bodies."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.attribution import title
from extract.model.document import Document, Hints, Paragraph

BUREAU = "云栖区教育局"
TITLES = [
    ("云栖区教育局2023年政府信息公开工作年度报告", BUREAU, 2023),
    ("2023年云栖区教育局政府信息公开工作年度报告", BUREAU, 2023),
    ("云栖区教育局2022年度政府信息公开工作年度报告", BUREAU, 2022),
    ("云栖区教育局2015年年度政府信息公开工作年度报告", BUREAU, 2015),
    ("云栖区教育局2019年政府信息公开工作报告", BUREAU, 2019),
    ("云栖区教育局 2020年信息公开年报", BUREAU, 2020),
    ("云栖区教育局2014年度信息年度公开报告", BUREAU, 2014),
    ("云栖区教育局2021年政务信息公开工作年度报告", BUREAU, 2021),
    ("云栖区教育局2024年度政务公开工作年度报告", BUREAU, 2024),
    ("云栖区教育局2021年政府信息公开工作告年度报", BUREAU, 2021),
    ("云栖区教育局关于2020年政府信息公开工作情况的报告", BUREAU, 2020),
    ("关于公布云栖区教育局2020年度政府信息公开工作年度报告", BUREAU, 2020),
    ("云栖区教育局政府信息公开工作2020年年度报告", BUREAU, 2020),
    ("云栖区教育局政府信息公开年度报告（2020年度）", BUREAU, 2020),
    ("云栖区教育局\n2023 年政府信息公开\u3000工作年度报告", BUREAU, 2023),
    ("云栖区教育局２０２３年政府信息公开工作年度报告", BUREAU, 2023),
    ("二〇二〇年云栖区教育局政府信息公开工作年度报告", BUREAU, 2020),
    ("【公开年报】云栖区教育局2020年政府信息公开工作年度报告（图片版）", BUREAU, 2020),
    ("云栖区教育局2020年政府信息公开工作年度报告_政府信息公开年报_云栖区人民政府", BUREAU, 2020),
    ("云栖区教育局2020年政府信息公开和政务公开工作年度报告", BUREAU, 2020),
    ("3.云栖区教育局2020年政府信息公开工作年度报告", BUREAU, 2020),
    ("政府信息公开年报-云栖区教育局2020年政府信息公开工作年度报告", None, None),
    ("云栖區教育局2020年政府信息公開工作年度報告", "云栖區教育局", 2020),
    ("2021年青石镇人民政府信息公开工作年度报告", "青石镇人民政府", 2021),
    ("青石镇人民政府2021年信息公开年报", "青石镇人民政府", 2021),
    ("青石镇人民政府政府信息公开工作年度报告", "青石镇人民政府", None),
    ("2020年政府信息公开工作年度报告", None, 2020),
    ("我局2020年政府信息公开工作年度报告", None, 2020),
    ("本机关2020年政府信息公开工作年度报告", None, 2020),
    ("2020年区教育局政府信息公开工作年度报告", "区教育局", 2020),
    ("云栖区委宣传部(区网信办)2022年政府信息公开工作年度报告", "云栖区委宣传部(区网信办)", 2022),
    ("云栖区人民政府（办公室）2020年政府信息公开工作年度报告", "云栖区人民政府（办公室）", 2020),
]


@pytest.mark.parametrize(("text", "agency", "year"), TITLES)
def test_title_names_agency_and_year(text: str, agency: str | None, year: int | None) -> None:
    found = title.parse(text)
    assert found is not None
    assert (found.agency, found.year) == (agency, year)


@pytest.mark.parametrize(
    "text",
    ["", "云栖区人民政府", "政府信息公开指南", "政府信息公开工作要点", "2020年统计公报", "信息公开" * 200],
)
def test_other_words_are_no_title(text: str) -> None:
    assert title.parse(text) is None


def document(*lines: str, **meta: str) -> Document:
    return Document(
        "text", tuple(Paragraph(line, f"text:l{i}", i) for i, line in enumerate(lines, 1)), meta=meta
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("云栖区教育局", "2023 年政府信息公开工作年度报告"),
        ("正文", "2023 年云栖区教育局政府信息公开工作", "年度报告", "根据条例的要求，编制本报告。"),
        ("打印", "云栖区教育局2023年", "政府信息公开工作年度报告"),
    ],
)
def test_title_broken_over_lines_is_joined(lines: tuple[str, ...]) -> None:
    found = title.find(document(*lines), Hints())
    assert found is not None
    assert (found.agency, found.year) == (BUREAU, 2023)


def test_button_above_a_title_without_agency_is_no_agency() -> None:
    found = title.find(document("打印", "2023年政府信息公开工作年度报告"), Hints())
    assert found is not None
    assert (found.agency, found.year) == (None, 2023)


def test_page_title_that_is_only_the_site_is_passed_over() -> None:
    page = document("云栖区教育局2023年政府信息公开工作年度报告", title="云栖区人民政府")
    found = title.find(page, Hints())
    assert found is not None
    assert (found.agency, found.locator) == (BUREAU, "text:l1")


def test_two_partial_titles_complete_each_other() -> None:
    page = document("云栖区教育局政府信息公开工作年度报告", h1="2023年政府信息公开工作年度报告")
    found = title.find(page, Hints())
    assert found is not None
    assert (found.agency, found.year) == (BUREAU, 2023)


def test_link_text_is_the_last_resort() -> None:
    found = title.find(document("附件"), Hints(link_text="云栖区教育局2023年政府信息公开工作年度报告"))
    assert found is not None
    assert (found.agency, found.source) == (BUREAU, "link_text")


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("云栖区教育局政府信息公开工作年度报告关于的2019年（）_- \n《》公開"),
        max_size=80,
    )
)
def test_any_words_are_parsed_without_error(text: str) -> None:
    found = title.parse(text)
    assert found is None or found.agency is None or 2 <= len(found.agency) <= 60
