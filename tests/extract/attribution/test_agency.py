"""Who, when and for whom: the order of the sources, and what is told when they disagree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.attribution.agency import identify
from extract.model.document import Document, Hints, Paragraph
from extract.model.grid import Cell, Grid

TITLE = "云栖区教育局2023年政府信息公开工作年度报告"
LAST_YEAR = "云栖区教育局2022年政府信息公开工作年度报告"
OTHER_BODY = "青石镇人民政府2023年政府信息公开年报"
BARE_TITLE = "2023年政府信息公开工作年度报告"
PERIOD = "本报告所列数据的统计期限自{}年1月1日起至{}年12月31日止。"


def document(*lines: str, grids: tuple[Grid, ...] = (), **meta: str) -> Document:
    paragraphs = tuple(Paragraph(line, f"text:l{i}", i) for i, line in enumerate(lines, 1))
    return Document("text", paragraphs, grids, tuple(range(len(grids))), meta)


def information_table(*pairs: tuple[str, str]) -> Grid:
    cells = [
        Cell(text, row, column, f"html:t1/r{row + 1}/c{column + 1}")
        for row, pair in enumerate(pairs)
        for column, text in enumerate(pair)
    ]
    return Grid.of(tuple(cells), "html:t1")


def kinds(problems: list) -> list[str]:
    return [each.kind for each in problems]


def test_title_gives_agency_and_year() -> None:
    head, problems = identify(document(TITLE, PERIOD.format(2023, 2023)), Hints())
    assert (head.agency, head.year, head.title) == ("云栖区教育局", 2023, TITLE)
    assert (head.agency_source, head.year_source) == ("title", "title")
    assert (head.kind, head.function, head.scope) == ("department", "education", "own_agency")
    assert problems == []


def test_period_wins_over_title_and_is_told() -> None:
    head, problems = identify(document(TITLE, PERIOD.format(2022, 2022)), Hints())
    assert (head.year, head.year_source) == (2022, "period")
    assert kinds(problems) == ["title_period_disagree"]
    assert "2023" in problems[0].message
    assert problems[0].locator == "text:l2"


@pytest.mark.parametrize(
    "period",
    [
        "统计期限从2022年1月1日到12月31日止",
        "统计期限自2022年1月1日—2022年12月31日",
        "统计数据自202211日至20221231日",
        "二〇二二年1月1日至12月31日",
    ],
)
def test_period_gives_the_year_where_the_title_has_none(period: str) -> None:
    head, _ = identify(document("云栖区教育局政府信息公开工作年度报告", period), Hints())
    assert (head.year, head.year_source) == (2022, "period")


def test_a_span_of_years_is_no_period() -> None:
    head, problems = identify(document(TITLE, "自2008年1月1日至2023年12月31日累计公开信息900条。"), Hints())
    assert (head.year, problems) == (2023, [])


def test_publication_year_is_the_last_resort() -> None:
    page = document("云栖区教育局政府信息公开工作年度报告", pubdate="2021-01-19 16:20")
    head, _ = identify(page, Hints())
    assert (head.year, head.year_source, head.published_date) == (2020, "publication", "2021-01-19")


def test_year_is_taken_from_no_folder_and_no_clock() -> None:
    page = document("2019年12月3日 星期二", "云栖区教育局政府信息公开工作年度报告")
    head, problems = identify(page, Hints(url="http://x.test/2021n/a.html"))
    assert head.year is None
    assert kinds(problems) == ["year_unknown"]


def test_introduction_of_another_year_is_told() -> None:
    intro = "根据《条例》（2019年修订），编制云栖区教育局2022年度政府信息公开工作年度报告。"
    head, problems = identify(document(TITLE, intro, "一、总体情况"), Hints())
    assert head.year == 2023
    assert kinds(problems) == ["intro_disagree"]


@pytest.mark.parametrize(
    ("lines", "meta", "agency", "source"),
    [
        ((BARE_TITLE,), {"contentsource": "云栖区教育局"}, "云栖区教育局", "publisher"),
        ((BARE_TITLE, "发布机构：云栖区教育局 索引号：X-1"), {}, "云栖区教育局", "publisher"),
        ((BARE_TITLE, "正文。", "云栖区教育局", "2024年1月20日"), {}, "云栖区教育局", "signature"),
        ((BARE_TITLE, "正文。", "云栖区教育局2024年1月20日"), {}, "云栖区教育局", "signature"),
        (("首页 > 云栖区教育局 > 政府信息公开年报", BARE_TITLE), {}, "云栖区教育局", "breadcrumb"),
        ((BARE_TITLE,), {"breadcrumb": "首页 > 云栖区教育局 > 年报"}, "云栖区教育局", "breadcrumb"),
    ],
)
def test_without_agency_in_the_title(
    lines: tuple[str, ...], meta: dict[str, str], agency: str, source: str
) -> None:
    head, _ = identify(document(*lines, **meta), Hints())
    assert (head.agency, head.agency_source) == (agency, source)


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("现发布《云栖区教育局2023年政府信息公开工作年度报告》。", "云栖区教育局"),
        ("根据条例规定，特向社会公布云栖区教育局2023年度信息公开年度报告。", "云栖区教育局"),
        ("现将云栖区教育局2023年度政府信息公开工作报告如下。", "云栖区教育局"),
        ("现将我局2023年度政府信息公开工作报告如下。", None),
        ("根据《云栖区政务公开办公室关于编制2023年政府信息公开工作年度报告的通知》编制。", None),
        (
            "按照《中华人民共和国政府信息公开工作年度报告》格式，编制本局2023年政府信息公开工作年度报告。",
            None,
        ),
    ],
)
def test_agency_that_only_the_introduction_names(opening: str, agency: str | None) -> None:
    head, _ = identify(document(BARE_TITLE, opening, "一、总体情况"), Hints())
    assert (head.agency, head.agency_source) == (agency, "introduction" if agency else None)


def test_introduction_of_another_body_is_told() -> None:
    opening = "现公布《青石镇人民政府2023年政府信息公开工作年度报告》。"
    head, problems = identify(document(TITLE, opening, "一、总体情况"), Hints())
    assert head.agency == "云栖区教育局"
    assert kinds(problems) == ["intro_disagree"]


@pytest.mark.parametrize("name", ["我局", "本机关", "我镇", ""])
def test_a_body_that_names_itself_only_we_is_unknown(name: str) -> None:
    page = document(f"{name}{BARE_TITLE}", "我局高度重视。", "发布机构：索引号：X-1")
    head, problems = identify(page, Hints(site_name="云栖区人民政府", region_code="990101"))
    assert (head.agency, head.region_code, head.scope) == (None, None, "unknown")
    assert kinds(problems) == ["agency_unknown"]


def test_parent_as_publisher_is_told() -> None:
    page = document("云栖区青石镇2023年政府信息公开工作年度报告", 发布机构="云栖区人民政府")
    head, problems = identify(page, Hints())
    assert (head.agency, head.publisher) == ("云栖区青石镇", "云栖区人民政府")
    assert kinds(problems) == ["publisher_disagree"]


@pytest.mark.parametrize(
    ("lines", "meta", "kind", "locator"),
    [
        ((TITLE,), {"h1": TITLE, "title": LAST_YEAR}, "titles_disagree", "meta:title"),
        ((TITLE,), {"h1": TITLE, "title": OTHER_BODY}, "titles_disagree", "meta:title"),
        (("云栖区教育局2021年政府信息公开工作年度报告",), {"h1": TITLE}, "titles_disagree", "text:l1"),
        ((TITLE, "正文。", "青石镇人民政府", "2024年1月20日"), {}, "signature_disagree", "text:l3"),
        ((TITLE, "正文。", "青石镇人民政府2024年1月20日"), {}, "signature_disagree", "text:l3"),
        ((TITLE, "现公布《云栖区教育局2021年政府信息公开年报》。"), {}, "intro_disagree", "text:l2"),
        (
            (BARE_TITLE, "现公布《青石镇人民政府2023年政府信息公开年报》。"),
            {"contentsource": "云栖区教育局"},
            "intro_disagree",
            "text:l2",
        ),
    ],
)
def test_what_names_another_body_or_year_is_told_where_it_stands(
    lines: tuple[str, ...], meta: dict[str, str], kind: str, locator: str
) -> None:
    head, problems = identify(document(*lines, "一、总体情况", **meta), Hints())
    assert (head.agency, head.year) == ("云栖区教育局", 2023)
    assert [(each.kind, each.locator) for each in problems] == [(kind, locator)]


def test_a_link_to_another_report_is_told() -> None:
    _, problems = identify(document(TITLE), Hints(link_text="云栖区教育局2020年政府信息公开工作年度报告"))
    assert [(each.kind, each.locator) for each in problems] == [("titles_disagree", "hints:link_text")]


@pytest.mark.parametrize(
    ("lines", "meta"),
    [
        ((TITLE, OTHER_BODY), {}),  # a list beside the report
        ((TITLE,), {"title": "政府信息公开年报_云栖区人民政府"}),
        ((TITLE,), {"title": "区教育局2023年政府信息公开工作年度报告-云栖区人民政府"}),
        ((TITLE, "正文。", "云栖区教育局办公室", "2024年1月20日"), {}),
        ((TITLE, "正文。", "2024年1月20日"), {}),
    ],
)
def test_a_shorter_name_and_a_list_beside_it_are_no_disagreement(
    lines: tuple[str, ...], meta: dict[str, str]
) -> None:
    assert identify(document(*lines, **meta), Hints())[1] == []


@pytest.mark.parametrize("publisher", ["区教育局", "云栖区教育局", "本站", "张三", "示例市云栖区教育局"])
def test_short_publisher_is_no_disagreement(publisher: str) -> None:
    _, problems = identify(document(TITLE, contentsource=publisher), Hints())
    assert problems == []


def test_imprint_from_one_line() -> None:
    line = "发布机构： 云栖区教育局 索 引 号： 990101/2024-0001 发布日期： 2024年1月9日 浏览次数： 3"
    head, _ = identify(document(line, TITLE), Hints())
    assert (head.publisher, head.index_number) == ("云栖区教育局", "990101/2024-0001")
    assert head.published_date == "2024-01-09"


def test_imprint_from_an_information_table() -> None:
    table = information_table(("索 引 号", "X-7"), ("发布机构", "云栖区教育局"), ("公开日期：", "2024/01/09"))
    head, _ = identify(document(TITLE, grids=(table,)), Hints(listed_date="2024-02-01"))
    assert (head.publisher, head.index_number, head.published_date) == ("云栖区教育局", "X-7", "2024-01-09")


def test_listed_date_stands_in_and_impossible_dates_do_not() -> None:
    head, _ = identify(document(TITLE, pubdate="2024-13-45"), Hints(listed_date="2024-02-01"))
    assert head.published_date == "2024-02-01"


@pytest.mark.parametrize(
    ("title", "text", "scope"),
    [
        ("云栖区人民政府", "报告汇总全区数据。", "region_aggregate"),
        ("云栖区人民政府", "2023年全区受理政府信息公开申请21件。", "region_aggregate"),
        ("云栖区人民政府", "本报告由区政府及其部门的数据汇总而成。", "departments_aggregate"),
        ("云栖区人民政府", "本机关收到申请3件。", "own_government"),
        ("云栖区人民政府", "全年工作平稳。", "unknown"),
        ("云栖区人民政府办公室", "本机关收到申请3件。", "own_agency"),
        ("云栖区人民政府办公室", "统计范围涵盖全区各级行政机关。", "region_aggregate"),
        ("云栖区教育局", "全区受理申请21件。", "own_agency"),
        ("青石镇人民政府", "收到申请3件。", "own_government"),
        ("青石街道办事处", "收到申请3件。", "own_agency"),
    ],
)
def test_scope(title: str, text: str, scope: str) -> None:
    head, _ = identify(document(f"{title}2023年政府信息公开工作年度报告", text), Hints())
    assert head.scope == scope


@settings(deadline=None)
@given(
    st.lists(st.text(max_size=60), max_size=12),
    st.dictionaries(st.sampled_from(["h1", "title", "pubdate", "来源"]), st.text(max_size=40)),
)
def test_any_document_is_identified_without_error(lines: list[str], meta: dict[str, str]) -> None:
    head, problems = identify(
        document(*lines, **meta), Hints(region_code="110105", site_name=lines[0] if lines else None)
    )
    assert (head.agency is None) == ("agency_unknown" in kinds(problems))
