"""What real PDFs do to tables, one trap a test; every page is drawn here from invented words and figures."""

import io
import re
import unicodedata

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.model.document import Document, Hints
from extract.readers.pdf.reader import read
from spiders.content.radicals import to_ideographs
from tests.extract.layout.grid_cases import PAGE, Plan, Slot, draw_table, needs_font, pdf, shape

pytestmark = needs_font

NUMBERS = [Slot(row, column, 1, 1, str(row * 10 + column)) for row in range(1, 5) for column in range(1, 4)]
HEADS = [Slot(0, column, 1, 1, text) for column, text in enumerate(("事项", "甲类", "乙类", "丙类"))]
LABELS = [Slot(row, 0, 1, 1, f"{row}.某事项") for row in range(1, 5)]
PLAN = Plan((90.0, 50.0, 50.0, 50.0), (24.0,) * 5, (*HEADS, *LABELS, *NUMBERS))


def read_pdf(data: bytes) -> Document:
    return read(data, Hints())


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for grid in document.grids for row in grid.rows()]


def turned(quarters: int, rotate: int) -> bytes:
    """PLAN drawn turned counter-clockwise on a page with /Rotate."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(*((0, 0), (PAGE[1], 0), PAGE, (0, PAGE[0]))[quarters])
        canvas.setPageSize(PAGE if quarters % 2 == 0 else PAGE[::-1])
        canvas.rotate(90 * quarters)
        draw_table(canvas, PLAN, "stroked")

    return pdf(draw).replace(b"/Rotate 0", b"/Rotate %d" % rotate)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_turned_pages_read_the_same_and_locate_on_the_page_as_shown(quarters: int, rotate: int) -> None:
    document = read_pdf(turned(quarters, rotate))
    assert [shape(grid) for grid in document.grids] == [PLAN.shape()]
    width, height = PAGE if (quarters + rotate // 90) % 2 == 0 else PAGE[::-1]
    box = [float(value) for value in document.grids[0].locator.partition("/")[2].split(",")]
    assert 0 <= box[0] < box[2] <= width and 0 <= box[1] < box[3] <= height
    if rotate == 90 * quarters:
        assert box == pytest.approx([40, 60, 280, 180], abs=0.2)


def test_a_shifted_media_box_shifts_the_locators_back() -> None:
    plain = pdf(lambda canvas: draw_table(canvas, PLAN, "wps", left=60, top=100))
    shifted = re.sub(rb"/MediaBox \[ 0 0 595 842 \]", b"/MediaBox [ 20 30 595 832 ]", plain)
    assert shifted != plain
    document = read_pdf(shifted)
    assert [shape(grid) for grid in document.grids] == [PLAN.shape()]
    assert document.grids[0].locator == "pdf:p1/40.0,90.0,280.0,210.0"


def test_a_table_in_a_scaled_form_object_is_read_in_page_coordinates() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("table")
        draw_table(canvas, PLAN, "stroked")
        canvas.endForm()
        canvas.translate(50, 100)
        canvas.scale(0.8, 0.8)
        canvas.doForm("table")

    document = read_pdf(pdf(draw))
    assert [shape(grid) for grid in document.grids] == [PLAN.shape()]
    box = [float(value) for value in document.grids[0].locator.partition("/")[2].split(",")]
    assert box[2] - box[0] == pytest.approx(240 * 0.8, abs=0.5)


def test_white_strokes_and_filled_areas_are_no_borders() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.8)
        canvas.rect(100, 500, 200, 100, stroke=0, fill=1)
        canvas.setStrokeGray(1)
        canvas.grid([100, 150, 200], [700, 720, 740])
        canvas.setFillGray(0)
        canvas.setFont("Chinese", 10)
        canvas.drawString(110, 550, "灰底上的文字")
        canvas.drawString(110, 710, "白线间的文字")

    document = read_pdf(pdf(draw))
    assert document.grids == ()
    assert [paragraph.text for paragraph in document.paragraphs] == ["白线间的文字", "灰底上的文字"]


def framed(canvas: Canvas, width: float, height: float) -> None:
    """Two cells side by side, the left one of that size with its corner at 100, 300."""
    canvas.grid([100, 100 + width, 200 + width], [300, 300 + height])
    canvas.setFont("Chinese", 10)
    canvas.drawString(120 + width, 320, "右格")


def test_vertical_text_in_two_columns_runs_from_right_to_left() -> None:
    def draw(canvas: Canvas) -> None:
        framed(canvas, 40, 75)
        for column, text in enumerate(("本年度办理", "的结果（件）")):
            for place, letter in enumerate(text):
                canvas.drawString(122 - 14 * column, 360 - 12 * place, letter)

    assert texts(read_pdf(pdf(draw))) == [["本年度办理的结果（件）", "右格"]]


def test_vertical_text_in_one_column_keeps_digits_side_by_side_in_order() -> None:
    def draw(canvas: Canvas) -> None:
        framed(canvas, 20, 120)
        for place, text in enumerate(("共", "20", "件", "申", "请")):
            canvas.drawString(105, 400 - 12 * place, text)

    assert texts(read_pdf(pdf(draw))) == [["共20件申请", "右格"]]


def test_text_turned_upwards_in_a_cell_reads_from_bottom_to_top() -> None:
    def draw(canvas: Canvas) -> None:
        framed(canvas, 40, 65)
        canvas.setFont("Chinese", 10)
        for line, text in enumerate(("本年度办理", "结果")):
            canvas.saveState()
            canvas.translate(115 + 13 * line, 306)
            canvas.rotate(90)
            canvas.drawString(0, 0, text)
            canvas.restoreState()
        for line in range(12):  # most of the page is upright
            canvas.drawString(60, 700 - 14 * line, "页上其余的文字都是横排的")

    assert texts(read_pdf(pdf(draw))) == [["本年度办理结果", "右格"]]


def test_numbers_apart_in_one_cell_stay_apart_and_a_wrapped_number_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([100, 200, 222], [300, 340])
        canvas.setFont("Chinese", 10)
        canvas.drawString(110, 315, "12")
        canvas.drawString(150, 315, "34")
        canvas.drawString(204, 322, "103")
        canvas.drawString(204, 310, "6")

    assert texts(read_pdf(pdf(draw))) == [["12 34", "1036"]]


@pytest.mark.parametrize("font", ["Chinese", "Times-Roman", "Helvetica", "Courier"])
@pytest.mark.parametrize("digits", ["11", "12", "88", "40"])
@pytest.mark.parametrize("spaced_out", [0, 1])
def test_digits_a_space_apart_are_not_one_number_though_the_file_has_no_space(
    font: str, digits: str, spaced_out: int
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([100, 200, 300], [300, 340])
        canvas.setFont(font, 10.5)
        step = canvas.stringWidth(digits[0], font, 10.5)
        canvas.drawString(110, 315, digits[0])
        canvas.drawString(110 + step + canvas.stringWidth(" ", font, 10.5), 315, digits[1])
        canvas.drawString(210, 315, digits, charSpace=spaced_out)

    assert texts(read_pdf(pdf(draw))) == [[" ".join(digits), digits]]


@pytest.mark.parametrize("dash", ["-", "—", "–", "－"])
def test_a_dash_is_read_as_printed(dash: str) -> None:
    plan = Plan(
        (60.0, 60.0), (24.0, 24.0), (Slot(0, 0, 1, 1, "甲"), Slot(0, 1, 1, 1, dash), Slot(1, 0, 1, 2, "乙"))
    )
    assert shape(read_pdf(pdf(lambda canvas: draw_table(canvas, plan, "wps"))).grids[0]) == plan.shape()


@pytest.mark.parametrize("style", ["stroked", "wps"])
@pytest.mark.parametrize("text", ["...一.", ".一", "..-", "一.-.", ".一一一.（", "..一（一"])
def test_glyphs_almost_without_height_stay_on_their_line(text: str, style: str) -> None:
    plan = Plan(
        (60.0, 24.0), (34.0, 34.0), (Slot(0, 0, 1, 1, "甲"), Slot(0, 1, 1, 1, text), Slot(1, 0, 1, 2, "乙"))
    )
    assert shape(read_pdf(pdf(lambda canvas: draw_table(canvas, plan, style))).grids[0]) == plan.shape()


def test_radicals_become_the_ideographs_that_they_show() -> None:
    assert to_ideographs("⾏政⻓⻚⽂⼀︵二︶豈") == "行政长页文一(二)豈"
    for code in range(0x2F00, 0x2FD6):
        assert to_ideographs(chr(code)) == unicodedata.normalize("NFKC", chr(code))
    assert to_ideographs("１２３，（）Ⅳ㎡") == "１２３，（）Ⅳ㎡"


def split_table(canvas: Canvas, pages: list[list[list[str]]], closed: bool) -> None:
    """A table of four columns over pages, at the bottom of one and the top of the next.

    Not `closed`: the verticals run on to the page break without a rule there, as WPS draws a cut row.
    """
    for number, rows in enumerate(pages):
        top = 780.0 if number else 60.0 + 24 * len(rows)
        ys = [top - 24 * row for row in range(len(rows) + 1)]
        is_open_below, is_open_above = not closed and number + 1 < len(pages), not closed and number > 0
        for y in ys[is_open_above : len(ys) - is_open_below]:
            canvas.line(60, y, 310, y)
        xs = [60.0, 130.0, 190.0, 250.0, 310.0]
        for x in xs:
            canvas.line(x, ys[0], x, ys[-1])
        canvas.setFont("Chinese", 10)
        for row, cells in enumerate(rows):
            for x, text in zip(xs, cells, strict=False):
                canvas.drawString(x + 4, ys[row] - 16, text)
        canvas.drawString(290, 20, f"- {number + 1} -")
        canvas.showPage()


FIRST = [["事项", "甲", "乙", "丙"], ["1.第一事项", "1", "2", "3"]]


def over_pages(*pages: list[list[str]], closed: bool = True) -> Document:
    return read_pdf(pdf(lambda canvas: split_table(canvas, [*pages], closed)))


@pytest.mark.parametrize("closed", [True, False])
def test_a_table_over_two_pages_is_one_grid(closed: bool) -> None:
    document = over_pages(
        FIRST, [["2.第二事项", "4", "5", "6"], ["3.第三事项", "7", "8", "9"]], closed=closed
    )
    assert texts(document) == [*FIRST, ["2.第二事项", "4", "5", "6"], ["3.第三事项", "7", "8", "9"]]
    assert document.grids[0].locator.count("+pdf:p2/") == 1 and document.paragraphs == ()


def test_a_label_split_by_the_page_break_is_one_label_in_one_row() -> None:
    document = over_pages(
        [*FIRST, ["2.第二事项很", "4", "5", "6"]], [["长的名称", "", "", ""], ["3.三", "7", "8", "9"]]
    )
    assert texts(document)[2:] == [["2.第二事项很长的名称", "4", "5", "6"], ["3.三", "7", "8", "9"]]
    label = document.grids[0].at(2, 0)
    assert label is not None and re.fullmatch(r"pdf:p1/[\d.,]+\+pdf:p2/[\d.,]+", label.locator)


def test_numbers_on_the_second_page_join_the_label_on_the_first() -> None:
    document = over_pages([*FIRST, ["2.第二事项很", "", "", ""]], [["长的名称", "4", "5", "6"]])
    assert texts(document)[2:] == [["2.第二事项很长的名称", "4", "5", "6"]]


def test_rows_left_blank_after_the_break_stay_rows() -> None:
    document = over_pages(FIRST, [["2.第二事项很", "", "", ""], ["第三事项", "", "", ""]])
    assert texts(document)[2:] == [["2.第二事项很", "", "", ""], ["第三事项", "", "", ""]]
    document = over_pages([["规章", "1", "2", "3"]], [["文件", "", "", ""]])
    assert texts(document) == [["规章", "1", "2", "3"], ["文件", "", "", ""]]


def test_two_rows_of_numbers_are_never_joined() -> None:
    document = over_pages([*FIRST, ["2.第二事项很", "4", "5", "6"]], [["长的名称", "7", "8", "9"]])
    assert texts(document)[2:] == [["2.第二事项很", "4", "5", "6"], ["长的名称", "7", "8", "9"]]


def test_a_note_behind_a_figure_may_go_on_below_the_break() -> None:
    """And of a label cut behind its number every cell goes on: what two figures could be is told as both."""
    document = over_pages([*FIRST, ["2.第二事项很", "4", "5含", "6"]], [["长的名称", "", "16件", ""]])
    assert texts(document)[2:] == [["2.第二事项很长的名称", "4", "5含\n16件", "6"]]
    document = over_pages([*FIRST, ["2.", "14", "5", "6"]], [["第二事项", "1", "", "7"]])
    cells = document.grids[0].texts
    assert cells[8:] == ("2.\n第二事项", "14\n1", "5", "6\n7")


def test_a_header_printed_again_is_dropped() -> None:
    document = over_pages(FIRST, [FIRST[0], ["2.第二事项", "4", "5", "6"]])
    assert texts(document) == [*FIRST, ["2.第二事项", "4", "5", "6"]]


def test_tables_of_other_widths_or_with_text_between_stay_apart() -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas, PLAN, "stroked", top=600)
        canvas.showPage()
        canvas.setFont("Chinese", 10)
        canvas.drawString(60, 700, "两表之间的一段文字")
        draw_table(canvas, PLAN, "stroked", top=300)

    document = read_pdf(pdf(draw))
    assert len(document.grids) == 2
    assert document.grid_orders[0] < document.paragraphs[0].order < document.grid_orders[1]


def test_a_table_inside_a_cell_keeps_its_own_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([30, 400, 560], [400, 800])
        draw_table(canvas, PLAN, "stroked", left=60, top=100)
        canvas.setFont("Chinese", 10)
        canvas.drawString(60, 450, "外层文字")

    document = read_pdf(pdf(draw))
    shapes = [shape(grid) for grid in document.grids]
    assert len(shapes) == 2 and PLAN.shape() in shapes
    assert [(0, 0, 1, 1, "外层文字"), (0, 1, 1, 1, "")] in shapes


def test_lines_become_paragraphs_over_the_page_break_without_page_numbers() -> None:
    full = "这一行文字一直排到页面的右边为止所以下一行接着它" * 2

    def draw(canvas: Canvas) -> None:
        for page, lines in enumerate(
            (["某某局年度报告", "一、总体情况", full[2:]], [full, "最后一行。", "二、其他"])
        ):
            canvas.setFont("Chinese", 10)
            for number, text in enumerate(lines):
                is_indented = text.startswith(("一", "二")) or len(text) == len(full) - 2
                x = 260 if number == 0 and page == 0 else 80 if is_indented else 60
                canvas.drawString(x, (120 if page == 0 else 780) - 20 * number, text)
            canvas.drawString(290, 20, f"— {page + 1} —")
            canvas.showPage()

    paragraphs = [paragraph.text for paragraph in read_pdf(pdf(draw)).paragraphs]
    assert paragraphs == ["某某局年度报告", "一、总体情况", full[2:] + full + "最后一行。", "二、其他"]


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader alone, its doubts not handed over to OCR."""
    monkeypatch.setattr("extract.readers.scan.read_again", lambda data, contents, notes: (contents, notes))


@pytest.mark.usefixtures("without_ocr")
def test_a_font_that_does_not_say_its_letters_is_noted() -> None:
    plain = pdf(lambda canvas: draw_table(canvas, PLAN, "stroked"))
    assert read_pdf(plain).notes == ()
    nameless = plain.replace(b"/ToUnicode", b"/ToUnicodX")
    assert nameless != plain
    document = read_pdf(nameless)
    assert [(kind, place) for kind, place, _ in document.notes] == [("font_without_unicode", "pdf:p1")]
    assert [(c.row, c.column) for c in document.grids[0].cells] == sorted(
        (s.row, s.column) for s in PLAN.slots
    )


@pytest.mark.usefixtures("without_ocr")
def test_a_page_that_is_a_picture_is_noted() -> None:
    image = pytest.importorskip("PIL.Image").new("L", (400, 560), 200)
    packed = io.BytesIO()
    image.save(packed, "PNG")

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(packed), 0, 0, *PAGE)
        canvas.showPage()
        draw_table(canvas, PLAN, "stroked")

    document = read_pdf(pdf(draw))
    assert [(kind, place) for kind, place, _ in document.notes] == [("scanned_page", "pdf:p1")]
    assert [shape(grid) for grid in document.grids] == [PLAN.shape()]
