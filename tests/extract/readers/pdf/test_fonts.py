"""Fonts that a PDF names but does not carry: the reading must not depend on those of the machine."""

import struct

import pypdfium2  # type: ignore[import-untyped]
import pytest

from extract.model.document import Document, Hints
from extract.readers.pdf.fonts import FONTS
from extract.readers.pdf.reader import read
from extract.readers.pdf.stand_in_font import EM, stand_in_font
from tests.bench.scans import make_report
from tests.replica.formats import render


@pytest.fixture
def no_machine_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("asked for a font of the machine")

    for name in ("EnumFonts", "MapFont", "GetFont", "GetFontData"):
        monkeypatch.setattr(pypdfium2.PdfSysfontBase, name, fail)


def read_song() -> Document:
    """A report whose text is in STSong-Light, which is nowhere embedded."""
    return read(render(make_report(11), "pdf", "wps"), Hints())


@pytest.mark.usefixtures("no_machine_fonts")
def test_text_of_fonts_that_are_not_embedded_is_read_without_the_machines(
    capfd: pytest.CaptureFixture[str],
) -> None:
    document = read_song()
    assert "政府信息公开工作年度报告" in document.paragraphs[0].text
    assert "三、本年度办理结果" in {cell.text for grid in document.grids for cell in grid.cells}
    assert "asked for a font" not in capfd.readouterr().err  # what a callback raises is only printed


def test_glyphs_take_the_room_of_their_character() -> None:
    title = read_song().paragraphs[0].locator.partition("/")[2]
    left, top, _, bottom = map(float, title.split(","))
    assert bottom - top == pytest.approx(16 * 0.945, abs=0.3)  # 16 points, the full shape
    assert left == pytest.approx(60 + 16 * 0.04, abs=0.1)


def test_pages_are_drawn_with_the_machines_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(pypdfium2.PdfSysfontBase, "MapFont", lambda *_: asked.append("machine"))
    with FONTS.of_machine():
        pypdfium2.PdfDocument(render(make_report(11), "pdf", "wps"))[0].render()
    assert asked
    asked.clear()
    read_song()
    assert not asked


def test_the_stand_in_is_a_font_file_with_a_glyph_for_every_character() -> None:
    data = stand_in_font()
    count = struct.unpack_from(">H", data, 4)[0]
    entries = range(12, 12 + 16 * count, 16)
    tables = {data[at : at + 4]: struct.unpack_from(">2I", data, at + 8) for at in entries}
    assert all(start + size <= len(data) for start, size in tables.values())
    assert struct.unpack_from(">H", data, tables[b"head"][0] + 18)[0] == EM
    start = tables[b"cmap"][0] + 12
    groups = struct.unpack_from(">I", data, start + 12)[0]
    ranges = [struct.unpack_from(">3I", data, start + 16 + 12 * index) for index in range(groups)]
    assert [first for first, _, _ in ranges] == [0, *(last + 1 for _, last, _ in ranges[:-1])]
    assert ranges[-1][1] == 0x10FFFF
