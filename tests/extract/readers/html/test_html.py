"""The HTML reader: spans, innermost tables, texts cut by markup, bodies, meta, bodies written by scripts."""

import json

import pytest
from hypothesis import given

from extract.model.document import Document, Hints, UnreadableError
from extract.model.grid import Grid
from extract.readers.html.reader import read
from tests.extract.readers.random_grids import grids, shape, to_html

PROSE = "本单位按照条例的要求编制本报告，所列数据的统计期限为一年，欢迎查阅并提出意见建议。" * 4
TABLE = "<table><tr><td>信息内容</td><td>数量</td></tr><tr><td>规章</td><td>7</td></tr></table>"


def read_page(markup: str) -> Document:
    return read(markup.encode(), Hints())


def texts(document: Document, grid: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.grids[grid].rows()]


def test_cells_keep_their_spans_and_places() -> None:
    page = read_page(
        "<p>前</p><table><tr><th rowspan=2>类</th><th colspan=2>年</th></tr>"
        "<tr><td>甲</td><td>乙</td></tr></table>"
    )
    year, second = page.grids[0].cells[1], page.grids[0].cells[3]
    assert (year.text, year.row, year.column, year.row_span, year.column_span) == ("年", 0, 1, 1, 2)
    assert (second.text, second.row, second.column, second.locator) == ("乙", 1, 2, "html:t1/r2/c2")
    assert page.grid_orders[0] > page.paragraphs[0].order


def test_ragged_rows_stay_ragged_and_overlong_spans_are_cut() -> None:
    grid = read_page("<table><tr><td rowspan=9>a<td>b<tr><td>c<td>d<tr><td colspan='2'>e</table>").grids[0]
    assert (grid.row_count, grid.column_count) == (3, 3)
    assert grid.at(0, 2) is None
    assert grid.at(2, 0) is grid.at(0, 0)


@pytest.mark.parametrize("span", [0, 2, 9])
def test_a_row_span_ends_with_its_row_group(span: int) -> None:
    grid = read_page(
        f"<table><thead><tr><th rowspan={span}>类<th colspan=2>年<tr><th>甲<th>乙</thead>"
        f"<tbody><tr><td rowspan={span}>规章<td>7<td>8<tr><td>1<td>2</tbody><tr><td>文件<td>3<td>4</table>"
    ).grids[0]
    assert [(cell.text, cell.row, cell.row_span) for cell in grid.cells if cell.column == 0] == [
        ("类", 0, 2),
        ("规章", 2, 2),
        ("文件", 4, 1),
    ]


def test_a_column_span_never_covers_a_cell_from_above() -> None:
    grid = read_page("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>").grids[0]
    assert [(cell.text, cell.column, cell.column_span) for cell in grid.cells][3:] == [
        ("d", 0, 1),
        ("e", 2, 1),
    ]


def test_a_label_in_many_spans_is_one_text_and_blocks_are_lines() -> None:
    page = read_page(
        "<table><tr><td><span>三</span><font>、<b>本</b></font><o:p></o:p><st1:chsdate>年</st1:chsdate>度</td>"
        "<td><p>本年新</p><p>制作<br>数量</p></td><td>\n 12 \n</td><td>&nbsp;</td></tr></table>"
    )
    assert texts(page) == [["三、本年度", "本年新\n制作\n数量", "12", ""]]


def test_no_digit_after_a_nested_tag_or_a_comment_is_lost() -> None:
    page = read_page(
        "<p>自20<b>20</b>年1<!-- x -->0<a name='_Toc'></a>月<p\">1</p\">日起<script>9</script></p>"
    )
    assert [paragraph.text for paragraph in page.paragraphs] == ["自2020年10月1日起"]


@pytest.mark.parametrize(
    ("parts", "text"), [("<colgroup><col></colgroup>", "12"), ("<caption>注</caption><col>", "注\n12")]
)
def test_a_figure_in_a_small_table_in_its_cell_is_the_text_of_that_cell(parts: str, text: str) -> None:
    small = f"<table>{parts}<tr><td>12</td></tr></table>"
    page = read_page(
        f"<table><tr><td>甲</td><td>乙</td></tr><tr><td>规章</td><td>{small}</td></tr>"
        "<tr><td>文件</td><td>3</td></tr></table>"
    )
    assert texts(page) == [["甲", "乙"], ["规章", text], ["文件", "3"]]


def test_layout_tables_give_their_text_and_their_inner_grids() -> None:
    page = read_page(
        f"<table><tr><td>菜单</td><td><p>一、总体情况</p>{TABLE}<p>六、其他</p></td></tr></table>"
        "<table><tr><td>版权所有</td></tr></table>"
    )
    assert [grid.locator for grid in page.grids] == ["html:t2"]
    said = [paragraph.text for paragraph in page.paragraphs]
    assert said == ["菜单", "一、总体情况", "六、其他", "版权所有"]
    assert page.paragraphs[1].order < page.grid_orders[0] < page.paragraphs[2].order


def test_a_report_set_in_one_table_still_has_its_paragraphs() -> None:
    page = read_page(
        f"<table><tr><td colspan=2>某镇年度报告<tr><td colspan=2><p>{PROSE}</p><p>又及</p></td></tr>"
        "<tr><td>规章</td><td>7</td></tr></table>"
    )
    assert [paragraph.text for paragraph in page.paragraphs] == ["某镇年度报告", PROSE, "又及"]
    assert texts(page)[-1] == ["规章", "7"]


def test_paragraphs_come_from_the_body_container() -> None:
    page = read_page(f"<div>首页</div><div class='TRS_Editor'><p>{PROSE}</p>{TABLE}</div><div>版权所有</div>")
    assert [paragraph.text for paragraph in page.paragraphs] == [PROSE]


def test_a_form_outside_the_container_makes_the_whole_page_the_body() -> None:
    form = "<table>" + "<tr><td>项目</td><td>1</td></tr>" * 40 + "</table>"
    page = read_page(f"<div id='zoom'>{PROSE}</div><h3>二、主动公开</h3>{form}")
    assert [paragraph.text for paragraph in page.paragraphs] == [PROSE, "二、主动公开"]


def test_meta_tags_headings_and_the_information_block() -> None:
    page = read_page(
        "<html><head><title>某县人民政府</title><meta name=ArticleTitle content=' 某局 年报 '>"
        "<meta name=SiteName content='某县'></head><body><div>当前位置：首页 > 公开年报</div>"
        "<table><tr><td>索 引 号：</td><td>0145/2021</td><td>发布机构</td><td>某局</td></tr></table>"
        "<h1>某局2020年年度报告</h1><p>来源：某局办 发布日期：2021-01-29 浏览次数：5</p></body></html>"
    )
    wanted = {
        "title": "某县人民政府",
        "articletitle": "某局 年报",
        "sitename": "某县",
        "h1": "某局2020年年度报告",
        "索引号": "0145/2021",
        "发布机构": "某局",
        "来源": "某局办",
        "发布日期": "2021-01-29",
        "breadcrumb": "首页 > 公开年报",
    }
    assert {key: page.meta.get(key) for key in wanted} == wanted


def test_attachments_and_images_of_the_body_are_links() -> None:
    page = read_page(
        "<a href='/index.html'>首页</a><a href='./P0.docx'>下载Word</a><img src='t2.png' alt='表'>"
        "<img src='data:image/png;base64,AA'><a href='http://[附件'>坏</a>"
    )
    assert [(link.href, link.text) for link in page.links] == [("./P0.docx", "下载Word"), ("t2.png", "表")]


def test_the_body_of_a_gkmlpt_page_is_read_from_its_script() -> None:
    config = json.dumps({"content": f"<p>一、概述</p>{TABLE}", "title": "某局年报", "id": 7})
    page = read_page(f"<title>页</title><script>window._CONFIG = {{SID: '1', DETAIL: {config} }}</script>")
    assert texts(page)[1] == ["规章", "7"]
    assert page.meta["title"] == "页"


def test_a_body_written_by_a_script_is_read() -> None:
    page = read_page(
        r"<script>document.write('<table><tr><td>\u89c4\u7ae0<\/td><td>7<\/td><\/tr><\/table>');</script>"
    )
    assert texts(page) == [["规章", "7"]]


@pytest.mark.parametrize("tag", ["span", "FONT", "o:p", "em"])
def test_inline_tags_of_a_written_body_join_their_texts(tag: str) -> None:
    written = f"<table><tr><td><{tag}>规</{tag}><{tag}>章</{tag}></td><td>7</td></tr></table>"
    escaped = "".join(f"\\x{ord(each):02x}" if each in "<>" else each for each in written)
    assert texts(read_page(f"<script>document.write('{escaped}');</script>")) == [["规章", "7"]]


@pytest.mark.parametrize(
    "written", ["1\u200b2", "1&#8203;2", "1&#x200B;2", "1&shy;2", "1&zwnj;2", "1\ufdd02"]
)
def test_characters_that_print_nothing_part_no_figure(written: str) -> None:
    assert texts(read_page(f"<table><tr><td>规章</td><td>{written}</td></tr></table>")) == [["规章", "12"]]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_the_bytes_decide_the_charset_not_the_label(codec: str) -> None:
    page = "<meta charset=gb2312><p>朱镕基、王堃：政府信息公开</p>".encode(codec)
    assert read(page, Hints()).paragraphs[0].text == "朱镕基、王堃：政府信息公开"


def test_a_page_cut_inside_a_character_is_read_and_told() -> None:
    page = read("<p>完整</p><table><tr><td>信息</td><td>数量".encode()[:-1], Hints())
    assert texts(page) == [["信息", "数"]]
    assert [note[0] for note in page.notes] == ["truncated"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b" \r\n", "empty_file"), (b"\x00\x01" * 50, "binary_content"), (b"\xff\x81" * 99, "binary_content")],
)
def test_what_is_no_page_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data, Hints())
    assert caught.value.kind == kind


@given(grids)
def test_any_grid_comes_back_equal(grid: Grid) -> None:
    assert shape(read_page(to_html(grid)).grids[0]) == shape(grid)
