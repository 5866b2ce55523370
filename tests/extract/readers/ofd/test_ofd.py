"""The OFD reader, on files drawn here from random grids: stroked and filled rules, templates, steps."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings

from extract.codebook.figure_text import parse
from extract.model.document import Document, Hints, UnreadableError
from extract.model.grid import Cell, Grid
from extract.readers.ofd.objects import steps, subpaths
from extract.readers.ofd.reader import read
from tests.extract.readers.random_grids import grids, shape
from tests.extract.readers.shown_cells import shown

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WIDTH, HEIGHT, SIZE = 24.0, 14.0, 3.7  # millimetres


def text(content: str, x: float, y: float, attributes: str = "") -> str:
    delta = f'DeltaX="g {len(content) - 1} {SIZE}"' if len(content) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 6" Size="{SIZE}" {attributes}>'
        f'<ofd:TextCode X="0" Y="{SIZE}" {delta}>{content}</ofd:TextCode></ofd:TextObject>'
    )


def stroke(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def fill(x0: float, y0: float, x1: float, y1: float) -> str:
    right, bottom = max(x1 - x0, 0.2), max(y1 - y0, 0.2)
    return (
        f'<ofd:PathObject Boundary="{x0} {y0} {right} {bottom}" Stroke="false" Fill="true">'
        f"<ofd:AbbreviatedData>M 0 0 L {right} 0 L {right} {bottom} L 0 {bottom} C</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )


def draw(cells: tuple[Cell, ...], rule: Callable[[float, float, float, float], str] = stroke) -> str:
    drawn = []
    for cell in cells:
        x0, y0 = 20 + cell.column * WIDTH, 40 + cell.row * HEIGHT
        x1, y1 = x0 + cell.column_span * WIDTH, y0 + cell.row_span * HEIGHT
        drawn += [rule(x0, y0, x1, y0), rule(x0, y1, x1, y1), rule(x0, y0, x0, y1), rule(x1, y0, x1, y1)]
        drawn += [text(line, x0 + 2, y0 + 1 + 5 * n) for n, line in enumerate(cell.text.split("\n")) if line]
    return "".join(drawn)


def ofd(*pages: str, template: str = "", **parts: str) -> bytes:
    layer = f"<ofd:Page {SPACE}>{{}}<ofd:Content><ofd:Layer>{{}}</ofd:Layer></ofd:Content></ofd:Page>"
    use = '<ofd:Template TemplateID="9"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
    files = {
        "OFD.xml": f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocInfo><ofd:Title>年报</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        '<ofd:TemplatePage ID="9" BaseLoc="/Doc_0/T.xml"/></ofd:CommonData>'
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/T.xml": layer.format("", template),
        **{f"Doc_0/Pages/{n}.xml": layer.format(use, page) for n, page in enumerate(pages)},
        **parts,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def read_pages(*pages: str, template: str = "") -> Document:
    return read(ofd(*pages, template=template), Hints())


def fitted(grid: Grid) -> Grid:
    """The grid with texts short enough for one line of the narrowest cell."""
    texts = ("规章", "0", "12", "-3", "", "甲\n乙")
    return Grid.of(tuple(cell._replace(text=texts[n % len(texts)]) for n, cell in enumerate(grid.cells)), "")


@settings(max_examples=40, deadline=None)
@given(grids)
def test_any_grid_comes_back_equal(grid: Grid) -> None:
    made = fitted(grid)
    for rule in (stroke, fill):
        assert shape(read_pages(draw(made.cells, rule)).grids[0]) == shape(made)


def test_running_text_templates_and_the_title() -> None:
    document = read_pages(
        text("某局年度报告", 60, 45) + text("一、概述", 20, 60) + text("共七件", 50, 60),
        template=text("二、其他", 20, 120),
    )
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "某局年度报告",
        "一、概述 共七件",
        "二、其他",
    ]
    assert document.meta == {"title": "年报"}


def test_a_matrix_and_a_page_block_move_what_they_hold() -> None:
    cells = (Cell("甲", 0, 0, ""), Cell("7", 0, 1, ""))
    half = draw(cells).replace("<ofd:TextObject", '<ofd:TextObject CTM="0.5 0 0 0.5 0 0"')
    document = read_pages(f"<ofd:PageBlock>{half}</ofd:PageBlock>")
    assert [cell.text for cell in document.grids[0].cells] == ["甲", "7"]
    left, top, *_ = document.grids[0].cells[0].locator.removeprefix("ofd:p1/").split(",")
    assert (float(left), float(top)) == pytest.approx((20 * 72 / 25.4, 40 * 72 / 25.4), abs=0.2)


def test_a_page_of_pictures_is_told() -> None:
    document = read_pages('<ofd:ImageObject Boundary="0 0 210 297" ResourceID="3"/>')
    assert [note[:2] for note in document.notes] == [("scanned_page", "ofd:p1")]


def test_repeated_steps_and_path_data() -> None:
    assert steps("g 3 2.5 4", 10) == [2.5, 2.5, 2.5, 4.0]
    assert steps("g 999999999 1", 4) == [1.0] * 4
    assert list(subpaths("S 1 1 M 0 0 L 4 0 L 4 3 C B 1 1 2 2 9 9 L 9 12 X"))[2:] == [
        [(0, 0), (4, 0), (4, 3), (0, 0)],
        [(9, 9), (9, 12)],
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ofd("")[:200], "truncated"),
        (ofd(), "damaged"),
        (ofd("", **{"Doc_0/Encryptions.xml": "<a/>"}), "encrypted"),
        (ofd("", **{"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "hostile_content"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data, Hints())
    assert caught.value.kind == kind


@pytest.mark.parametrize("said", ['Visible="false"', 'Alpha="0"', 'Fill="false"'])
def test_text_that_is_not_painted_is_left_out_and_told(said: str) -> None:
    cells = (Cell("规章", 0, 0, ""), Cell("7", 0, 1, ""))
    page = read_pages(draw(cells) + text("5", 20 + WIDTH + 6, 41, said))
    assert page.grids[0].cells[1].text == "7"
    assert page.notes == (
        ("hidden_text", "ofd:p1", "1 characters that nobody sees were left out: 1 not painted"),
    )


@pytest.mark.parametrize(("shape", "said"), [("", "5 (white)"), ("dark", "5"), ("white", "5 (white)")])
def test_a_white_figure_is_refused_unless_its_ground_shows_it(shape: str, said: str) -> None:
    colour = '<ofd:FillColor Value="255 255 255"/>'
    ground = fill(20 + WIDTH + 1, 41, 20 + 2 * WIDTH - 1, 53) if shape else ""
    if shape == "white":
        ground = ground.replace("<ofd:Abbr", f"{colour}<ofd:Abbr")
    figure = text("5", 20 + WIDTH + 6, 41).replace("<ofd:TextCode", f"{colour}<ofd:TextCode")
    page = read_pages(draw((Cell("规章", 0, 0, ""), Cell("", 0, 1, ""))) + ground + figure)
    assert shown(page.grids[0].cells[1]) == said


def test_outlined_text_is_seen() -> None:
    cells = (Cell("规章", 0, 0, ""), Cell("", 0, 1, ""))
    page = read_pages(draw(cells) + text("5", 20 + WIDTH + 6, 41, 'Fill="false" Stroke="true"'))
    assert (page.grids[0].cells[1].text, page.notes) == ("5", ())


def test_digits_over_each_other_are_no_number_in_an_ofd_file() -> None:
    cells = (Cell("规章", 0, 0, ""), Cell("5", 0, 1, ""))
    page = read_pages(draw(cells) + text("7", 20 + WIDTH + 2.3, 41))
    assert parse(page.grids[0].cells[1].text).status == "unreadable"
