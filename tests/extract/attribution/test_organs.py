"""Kinds and functions of organs by their names, and the tables behind them."""

import pytest

from extract.attribution import imprint, organs
from extract.narrative.headings import fixed_headings

SCOPES = {"own_agency", "own_government", "departments_aggregate", "region_aggregate", "unknown"}


@pytest.mark.parametrize(
    ("name", "kind", "function"),
    [
        ("云栖区人民政府", "government", None),
        ("云栖县政府", "government", None),
        ("示例地区行政公署", "government", None),
        ("云栖区人民政府办公室", "government_office", "general_office"),
        ("示例省人民政府办公厅", "government_office", "general_office"),
        ("云栖区人民政府（办公室）", "government_office", None),
        ("云栖区政府办", "government_office", "general_office"),
        ("青石镇人民政府", "town_government", None),
        ("青石镇", "town_government", None),
        ("青石乡政府", "town_government", None),
        ("白水苏木", "town_government", None),
        ("白水民族乡人民政府", "town_government", None),
        ("云栖区人民政府青石街道办事处", "subdistrict_office", None),
        ("青石街道", "subdistrict_office", None),
        ("青石里街", "subdistrict_office", None),
        ("青石地区办事处", "subdistrict_office", None),
        ("云栖经济技术开发区管理委员会", "development_zone", None),
        ("云栖高新区管委会", "development_zone", None),
        ("云栖工业园区管委会办公室", "development_zone", None),
        ("云栖经开区(滨江)管委会", "development_zone", None),
        ("市临空经济区", "development_zone", None),
        ("国家税务总局云栖区税务局", "vertical", "tax"),
        ("云栖海关", "vertical", "customs"),
        ("云栖县气象局", "vertical", "meteorology"),
        ("国家统计局云栖调查队", "vertical", "statistics"),
        ("云栖区消防救援大队", "vertical", "fire"),
        ("示例市公安局云栖区分局", "dispatched", "public_security"),
        ("示例市公安局云栖分局", "dispatched", "public_security"),
        ("示例市生态环境局云栖分局", "dispatched", "ecology"),
        ("云栖县委宣传部(县委网信办、县政府新闻办)", "party_joint", "publicity"),
        ("中共云栖区委机构编制委员会办公室", "party_joint", "personnel_establishment"),
        ("云栖区残疾人联合会", "mass_organisation", "disabled"),
        ("云栖区残联", "mass_organisation", "disabled"),
        ("云栖区总工会", "mass_organisation", None),
        ("云栖区供销合作社联合社", "mass_organisation", "supply_marketing"),
        ("云栖区教育体育局", "department", "education"),
        ("云栖区教育和体育局", "department", "education"),
        ("云栖区教体局", "department", "education"),
        ("示例市科委", "department", "science"),
        ("示例市住房和城乡建设管理委员会", "department", "housing"),
        ("云栖区卫生健康委员会", "department", "health"),
        ("云栖区发展改革委", "department", "development_reform"),
        ("云栖区审计局（本级）", "department", "audit"),
        ("示例省财政厅", "department", "finance"),
        ("国家新闻出版署", "department", "press"),
        ("云栖区金融工作办公室", "department", "financial_affairs"),
        ("云栖区工商行政管理局", "department", "market_regulation"),
        ("云栖区市场监督管理局", "department", "market_regulation"),
        ("云栖区国有资产监督管理委员会", "department", "state_assets"),
        ("云栖区大数据发展管理局", "department", "data"),
        ("云栖区文化广电旅游体育局", "department", "culture_tourism"),
        ("云栖区档案馆", "institution", "archives"),
        ("云栖区政务服务中心", "institution", "government_services"),
        ("示例大学", "institution", None),
        ("打印", None, None),
        ("云栖", None, None),
        ("", None, None),
        ("局" * 100, None, None),
    ],
)
def test_kind_and_function(name: str, kind: str | None, function: str | None) -> None:
    found = organs.kind_of(name)
    assert (found.kind if found else None) == kind
    assert organs.function_of(name) == function


@pytest.mark.parametrize(
    "text", ["我局", "本镇人民政府", "首页", "当前位置：云栖区教育局", "云栖区教育局，云栖区财政局", "局"]
)
def test_lines_that_are_no_agency(text: str) -> None:
    assert not organs.looks_like_agency(text)


def test_tables_are_sound() -> None:
    assert {each.scope for each in organs.kinds()} <= SCOPES
    assert len({each.kind for each in organs.kinds()}) == len(organs.kinds())
    names = [name for each in organs.functions() for name in each.synonyms]
    assert len(names) == len(set(names))
    assert set(imprint.labels().values()) == {"publisher", "published_date", "index_number", ""}


def test_every_fixed_heading_is_found_by_its_own_name() -> None:
    headings = fixed_headings()
    assert {each.ordinal for each in headings} == {1, 2, 3, 4, 5, 6}
    for each in headings:
        assert next(other for other in headings if other.words.search(each.name_zh)) is each
        assert each.title.fullmatch(each.name_zh)
