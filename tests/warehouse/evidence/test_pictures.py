"""The box drawn around a cell holds what was read of it: asked of the PDF itself, and of OCR for scans."""

import ctypes
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from extract.model.document import Hints
from extract.readers.pdf.second_reader import reread
from extract.report import read
from warehouse.evidence.archived_page import squeezed
from warehouse.evidence.model import Box, EvidenceError, Picture, Target
from warehouse.evidence.pictures import COLOUR, LINE, MOST_PAGES, MOST_PIXELS, around, outlined
from warehouse.evidence.show import show

CASES = Path(__file__).parents[2] / "cases"
PDFS = sorted(path for path in CASES.glob("*/document.pdf") if path.parent.name != "scan-pdf")
NEAR = 1.5  # pixels: whole ones are all that pdfium tells
CROPS = {"whole": None, "cropped": (40, 30, 570, 800), "with-room": (-20, -30, 600, 850)}


def cells_of(data: bytes) -> list[Target]:
    return [
        Target(f"cell-{number}", cell.locator, cell.raw) for number, cell in enumerate(read(data).cells, 1)
    ]


def turned(data: bytes, quarters: int, crop: tuple[float, ...] | None) -> bytes:
    """A PDF whose viewer is told to turn its pages, and to show a part of them or room around them."""
    file = pypdfium2.PdfDocument(data)
    for page in file:
        page.set_rotation(90 * quarters)
        if crop is not None:
            page.set_mediabox(*(min(crop[0], 0), min(crop[1], 0), max(crop[2], 595), max(crop[3], 842)))
            page.set_cropbox(*crop)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def texts_in_boxes(data: bytes, pictures: Iterable[Picture]) -> dict[str, str]:
    """The letters that stand wholly in each box, through pdfium's own way from a page to its picture.

    One that a border cuts is left out, so that a box a little beside its cell loses what it should hold.
    """
    file = pypdfium2.PdfDocument(data)
    texts: dict[str, str] = {}
    for picture in pictures:
        letters = list(_letters(file[picture.page - 1], picture))
        for box in picture.boxes:
            _, left, top, right, bottom = box
            texts[box.id] = texts.get(box.id, "") + "".join(
                letter
                for letter, x0, y0, x1, y1 in letters
                if left - NEAR <= x0 and x1 <= right + NEAR and top - NEAR <= y0 and y1 <= bottom + NEAR
            )
    return texts


def _letters(page: Any, picture: Picture) -> Iterator[tuple[str, float, float, float, float]]:
    """Each printed letter with its tight box in pixels of the picture."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        if (letter := text.get_text_range(index, 1)).strip():
            left, bottom, right, top = text.get_charbox(index)
            corners = [_on_picture(page, picture, *corner) for corner in ((left, bottom), (right, top))]
            (x0, x1), (y0, y1) = (sorted(edges) for edges in zip(*corners, strict=True))
            yield letter, x0, y0, x1, y1


def _on_picture(page: Any, picture: Picture, x: float, y: float) -> tuple[int, int]:
    found = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(
        page.raw, 0, 0, picture.width, picture.height, 0, x, y, *map(ctypes.byref, found)
    )
    return found[0].value, found[1].value


def check(data: bytes, targets: list[Target]) -> None:
    shown = show(data, targets)
    assert shown.kind == "pictures"
    assert shown.anchors.keys() == {target.id for target in targets}
    texts = texts_in_boxes(data, shown.pictures)
    wrong = [target for target in targets if squeezed(texts[target.id]) != squeezed(target.raw)]
    assert not wrong
    assert any(target.raw for target in targets)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.parent.name)
def test_the_box_holds_what_was_read(path: Path) -> None:
    data = path.read_bytes()
    check(data, cells_of(data))


@pytest.mark.parametrize(("quarters", "crop"), [*product(range(4), CROPS)])
def test_so_it_does_on_turned_and_cropped_pages(quarters: int, crop: str) -> None:
    data = turned((CASES / "pdf-rects" / "document.pdf").read_bytes(), quarters, CROPS[crop])
    targets = cells_of(data)
    assert len(targets) == 200
    check(data, targets)


@pytest.mark.parametrize(("quarters", "crop"), [(0, "cropped"), (2, "whole")])
def test_so_it_does_for_cells_of_the_second_reader(quarters: int, crop: str) -> None:
    data = turned((CASES / "pdf-rects" / "document.pdf").read_bytes(), quarters, CROPS[crop])
    cells = [cell for grid in reread(data, Hints()).grids for cell in grid.cells if cell.text]
    assert len(cells) > 200
    targets = [Target(f"cell-{number}", cell.locator, cell.text) for number, cell in enumerate(cells, 1)]
    texts = texts_in_boxes(data, show(data, targets).pictures)
    assert {each.id: sorted(squeezed(texts[each.id])) for each in targets} == {
        each.id: sorted(squeezed(each.raw)) for each in targets
    }


def test_a_box_elsewhere_is_seen_to_be_wrong() -> None:
    """Else the checks above could not fail: half a row lower, most boxes lose their letters."""
    data = (CASES / "pdf-rects" / "document.pdf").read_bytes()
    targets = cells_of(data)
    texts = {target.id: squeezed(target.raw) for target in targets}
    pictures = show(data, targets).pictures
    moved = [replace(picture, boxes=tuple(map(_lower, picture.boxes))) for picture in pictures]
    wrong = [name for name, text in texts_in_boxes(data, moved).items() if squeezed(text) != texts[name]]
    assert len(wrong) > 0.8 * len(targets)


def _lower(box: Box) -> Box:
    half = (box.bottom - box.top) / 2
    return box._replace(top=box.top + half, bottom=box.bottom + half)


@pytest.mark.parametrize("name", ["picture-png/document.png", "scan-pdf/document.pdf"])
def test_the_box_on_a_scan_holds_what_was_read(name: str) -> None:
    """Read again from the picture that is shown, box by box."""
    pytest.importorskip("onnxruntime", reason="scans need the extra `ocr`")
    import numpy as np

    from extract.ocr.recognise import recogniser

    data = (CASES / name).read_bytes()
    targets = cells_of(data)
    raws = {target.id: squeezed(target.raw) for target in targets}
    shown = show(data, targets)
    assert shown.anchors.keys() == raws.keys()
    for picture in shown.pictures:
        grey = np.asarray(Image.open(io.BytesIO(picture.png)).convert("L"))
        lines = [_ink(grey, box) for box in picture.boxes]
        said = [found.text.replace(" ", "") for found in recogniser("first").read(lines)]
        assert said == [raws[box.id] for box in picture.boxes]


def _ink(grey: Any, box: Box, border: int = 3, room: int = 6) -> Any:
    """What stands in a box without the lines of the table, closely."""
    import numpy as np

    left, top, right, bottom = (round(edge) for edge in box[1:])
    part = grey[top + border : bottom - border, left + border : right - border]
    rows, columns = (part < 128).nonzero()
    first, last = max(rows.min() - room, 0), rows.max() + room + 1
    return np.ascontiguousarray(part[first:last, max(columns.min() - room, 0) : columns.max() + room + 1])


def test_the_line_goes_around_what_stands_in_the_box() -> None:
    data = (CASES / "pdf-rects" / "document.pdf").read_bytes()
    target = cells_of(data)[3]
    (picture,) = show(data, [target]).pictures
    plain = Image.open(io.BytesIO(picture.png)).convert("RGB")
    marked = Image.open(io.BytesIO(outlined(picture, target.id)))
    (box,) = picture.boxes
    inside = tuple(round(edge) for edge in box[1:])
    assert marked.size == plain.size == (picture.width, picture.height)
    assert marked.crop(inside).tobytes() == plain.crop(inside).tobytes()
    colour = tuple(bytes.fromhex(COLOUR[1:]))
    left, top, right, bottom = (round(edge) for edge in around(box, picture))
    middle = (left + right) // 2, (top + bottom) // 2
    for at in (
        (left, middle[1]),
        (right - LINE + 1, middle[1]),
        (middle[0], top + 1),
        (middle[0], bottom - 1),
    ):
        assert marked.getpixel(at) == colour
    assert outlined(picture, "cell-0") != outlined(picture, target.id)


def test_a_cell_that_a_page_break_cuts_has_a_box_on_both_pages() -> None:
    data = (CASES / "pdf-office" / "document.pdf").read_bytes()
    cut = next(target for target in cells_of(data) if "+" in target.locator)
    shown = show(data, [cut])
    assert [len(picture.boxes) for picture in shown.pictures] == [1, 1]
    assert squeezed("".join(texts_in_boxes(data, shown.pictures).values())) == squeezed(cut.raw)


@pytest.mark.parametrize("size", [(14_400, 14_400), (20_000, 3), (3, 20_000), (1, 1)])
def test_a_page_of_any_size_is_drawn_within_the_cap(size: tuple[float, float]) -> None:
    file = pypdfium2.PdfDocument.new()
    file.new_page(*size)
    out = io.BytesIO()
    file.save(out)
    (picture,) = show(out.getvalue(), [Target("cell-1", "pdf:p1/0.0,0.0,1.0,1.0", "")]).pictures
    assert 0 < picture.width * picture.height <= 1.1 * MOST_PIXELS
    assert outlined(picture, "cell-1")


def test_pages_over_the_cap_are_left_out_and_told() -> None:
    file = pypdfium2.PdfDocument.new()
    for _ in range(MOST_PAGES + 5):
        file.new_page(100, 100)
    out = io.BytesIO()
    file.save(out)
    targets = [Target(f"cell-{n}", f"pdf:p{n}/1.0,1.0,9.0,9.0", "") for n in range(1, MOST_PAGES + 6)]
    shown = show(out.getvalue(), targets)
    assert (len(shown.pictures), len(shown.anchors), shown.is_cut) == (MOST_PAGES, MOST_PAGES, True)


def test_pages_of_a_picture_keep_their_places_when_it_is_made_smaller() -> None:
    pages = [Image.new("L", (3000, 4000), shade) for shade in (255, 250)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    place = "scan:p2/1500.0,2000.0,3000.0,4000.0"
    (picture,) = show(out.getvalue(), [Target("cell-1", place, "")]).pictures
    assert picture.page == 2
    assert picture.width * picture.height <= 1.01 * MOST_PIXELS
    (box,) = picture.boxes
    assert box.left == pytest.approx(picture.width / 2, abs=1)
    assert box.bottom == pytest.approx(picture.height, abs=1)


@pytest.mark.parametrize(
    ("data", "locator"),
    [
        (b"%PDF-1.7 damaged", "pdf:p1/0.0,0.0,1.0,1.0"),
        (b"\x89PNG\r\n\x1a\n cut", "scan:p1/0.0,0.0,1.0,1.0"),
        ((CASES / "pdf-rects" / "document.pdf").read_bytes(), "pdf:p99/0.0,0.0,1.0,1.0"),
    ],
)
def test_what_cannot_be_drawn_is_told(data: bytes, locator: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        show(data, [Target("cell-1", locator, "")])
    assert caught.value.reason == "not_shown"
