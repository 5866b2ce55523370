"""White text in cells that are shaded: the ground of a cell is told by its row, after the cell's text."""

import pytest

from extract.model.document import Hints
from extract.model.looks import LeftOut, Look, run
from extract.readers.word.doc_properties import operands, stated_of
from extract.readers.word.flow import FlowBuilder
from extract.readers.word.frames import NO_MERGES
from extract.readers.word.rtf import reader as rtf

WHITE = run("12", Look(colour=0xFFFFFF), LeftOut())
COLOURS = r"{\colortbl;\red255\green255\blue255;\red31\green56\blue100;}"
NAVY, PALE = bytes((0x1F, 0x38, 0x64, 0)), bytes((0xFF, 0xFF, 0xFF, 0))
AUTOMATIC = b"\0\0\0\xff"


def change(code: int, *shadings: bytes) -> bytes:
    content = b"".join(shadings)
    return code.to_bytes(2, "little") + bytes([len(content)]) + content


def shading(ground: bytes) -> bytes:
    return AUTOMATIC + ground + b"\0\0"


@pytest.mark.parametrize(
    ("changes", "dark"),
    [
        (change(0xD612, shading(AUTOMATIC), shading(NAVY), shading(PALE)), {1}),
        (change(0xD616, shading(NAVY)), {22}),
        (change(0xD609, b"\0\0", (2 << 5).to_bytes(2, "little"), (8 << 5).to_bytes(2, "little")), {1}),
        (change(0xD612, shading(NAVY)) + change(0xD612, shading(NAVY)[:7]), {0}),
    ],
)
def test_a_row_of_a_doc_tells_the_grounds_of_its_cells(changes: bytes, dark: set[int]) -> None:
    assert stated_of(operands(changes)).dark == dark


def test_white_text_is_seen_on_the_ground_of_its_own_cell_alone() -> None:
    builder = FlowBuilder()
    builder.end_cell(1, WHITE)
    builder.line("甲", 1)
    builder.end_cell(1, WHITE)
    builder.end_cell(1, WHITE)
    builder.end_row(1, (), NO_MERGES, frozenset({0, 1, 7}))
    (table,) = builder.finish()
    assert table.rows[0].cells == ["12", ["甲", "12"], WHITE]  # type: ignore[union-attr]


@pytest.mark.parametrize(("ground", "is_refused"), [(r"\clcbpat2", False), (r"\clcbpat1", True), ("", True)])
def test_white_rich_text_in_a_shaded_cell(ground: str, is_refused: bool) -> None:
    row = rf"\trowd\cellx1000{ground}\cellx2000\intbl 1\cell{{\cf1 12}}\cell\row"
    (grid,) = rtf.read((r"{\rtf1" + COLOURS + row + "}").encode(), Hints()).grids
    assert grid.cells[1].text == "12"
    assert (grid.cells[1].refused == "white") == is_refused
