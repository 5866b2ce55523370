"""Which division a name proves, and the table behind it."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.attribution import regions
from extract.attribution.agency import identify
from extract.model.document import Document, Hints, Paragraph
from spiders.content.regions import Region, by_code, table


def test_table_is_sound() -> None:
    rows = table()
    codes = {each.code for each in rows}
    assert Counter(each.level for each in rows)["province"] == 34
    assert all(each.parent is None or each.parent in codes for each in rows)
    assert all(each.valid_to is None or each.valid_from <= each.valid_to for each in rows)
    spans = Counter((each.code, each.valid_from) for each in rows)
    assert max(spans.values()) == 1


def test_no_code_bears_two_names_at_once() -> None:
    spans_of: dict[str, list[Region]] = {}
    for each in table():
        spans_of.setdefault(each.code, []).append(each)
    for spans in spans_of.values():
        ordered = sorted(spans, key=lambda each: each.valid_from)
        for earlier, later in pairwise(ordered):
            assert earlier.valid_to is not None
            assert earlier.valid_to < later.valid_from


@pytest.mark.parametrize(
    ("name", "hint", "year", "code"),
    [
        ("洪泽区人民政府", None, None, "320813"),
        ("洪泽县人民政府", None, None, "320829"),
        ("朝阳区园林绿化局", None, None, None),
        ("朝阳区园林绿化局", "110105", None, "110105"),
        ("朝阳区园林绿化局", "110000", None, "110105"),
        ("朝阳区园林绿化局", "320000", None, None),
        ("北京市朝阳区园林绿化局", "220104", None, "110105"),
        ("吉林省长春市朝阳区园林绿化局", None, None, "220104"),
        ("崇文区园林绿化局", None, 2009, "110103"),
        ("通州区教育局", None, 2006, "110112"),
        ("通州区教育局", None, 2020, None),
        ("新疆尼勒克县某镇", None, None, "654028"),
        ("秀山县人民政府", None, None, "500241"),
        ("朝阳镇人民政府", None, None, None),
        ("东区街道办事处", None, None, None),
        ("东区教育局", None, None, None),
        ("哈尔滨市香坊区教育局", None, None, "230110"),
        ("哈尔滨市香坊区教育局", None, 2004, "230106"),
        ("嘉峪关市教育局", None, None, "620200"),
        ("镇江市教育局", None, None, "321100"),
        ("江苏省镇江市教育局", None, None, "321100"),
        ("仙桃市教育局", None, None, "429004"),
        ("东莞市教育局", None, None, "441900"),
        ("教育局", "110105", None, None),
        ("", None, None, None),
    ],
)
def test_prefix(name: str, hint: str | None, year: int | None, code: str | None) -> None:
    found = regions.find_prefix(name, hint, year)
    assert (found.region.code if found else None) == code


def test_every_full_name_proves_its_division() -> None:
    for each in table():
        if each.valid_to is None:
            found = regions.find_prefix(f"{each.full_name}教育局")
            assert found is not None, each
            assert (found.region.code, found.length) == (each.code, len(each.full_name)), each


@settings(deadline=None)
@given(
    st.text(alphabet="北京市朝阳区江苏省南通州镇乡街道县0a", max_size=30),
    st.sampled_from([None, "110105", "xx", ""]),
)
def test_any_name_is_looked_up_without_error(name: str, hint: str | None) -> None:
    found = regions.find_prefix(name, hint, 2010)
    assert found is None or 2 <= found.length <= len(name)


def test_full_name_and_vintage() -> None:
    region = by_code("320813")
    assert region is not None
    assert (region.full_name, region.level, region.valid_from) == ("江苏省淮安市洪泽区", "county", "2016-07")
    assert by_code("990101") is None


@pytest.mark.parametrize(
    ("agency", "site", "code", "region_name"),
    [
        ("云溪区教育局", ("云溪区人民政府", "990101"), "990101", "云溪区"),
        ("云溪区教育局", ("示例省云溪区政府门户网站", "990101"), "990101", "示例省云溪区"),
        ("清水县教育局", ("云溪区人民政府", "990101"), None, None),
        ("清水县教育局", ("各地报告", "990000"), "620521", "甘肃省天水市清水县"),
        ("清水县教育局", ("北京市人民政府", "110000"), None, None),
        ("天水市清水县教育局", ("云溪区人民政府", "990101"), "620521", "甘肃省天水市清水县"),
        ("清水县教育局", ("天水市人民政府", "620500"), "620521", "甘肃省天水市清水县"),
        ("天水市清水县教育局", ("天水市人民政府", "620500"), "620521", "甘肃省天水市清水县"),
        ("示例市云溪区教育局", ("云溪区", "990101"), "990101", "云溪区"),
        ("云溪区教育局", ("示例市各区县汇集", "990100"), None, None),
        ("望月区教育局", ("云溪区人民政府", "990101"), None, None),
        ("区教育局", ("云溪区人民政府", "990101"), "990101", "云溪区"),
        ("青石镇人民政府", ("云溪区人民政府", "990101"), "990101", "云溪区"),
        ("市教育局", ("北京市人民政府", "110000"), "110000", "北京市"),
        ("区教育局", ("北京市人民政府", "110000"), None, None),
        ("教育局", ("北京市人民政府", "110000"), None, None),
        ("教育局", ("某站", ""), None, None),
        ("国家示例总局", ("国家示例总局", "000000"), None, None),
        ("温州市公安局鹿城区分局", (None, None), "330302", "浙江省温州市鹿城区"),
        ("北京市规划和自然资源委员会朝阳分局", (None, None), "110105", "北京市朝阳区"),
        ("国家税务总局芜湖市镜湖区税务局", (None, None), "340202", "安徽省芜湖市镜湖区"),
    ],
)
def test_place_of_an_agency(
    agency: str, site: tuple[str | None, str | None], code: str | None, region_name: str | None
) -> None:
    page = Document("text", (Paragraph(f"{agency}2020年政府信息公开工作年度报告", "text:l1", 1),))
    head, _ = identify(page, Hints(site_name=site[0], region_code=site[1]))
    assert head.agency == agency
    assert (head.region_code, head.region_name) == (code, region_name)
