"""PDFs as Chromium and LibreOffice really write them: random grids and a whole form over page breaks."""

import random
import shutil
import subprocess
from html import escape
from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from extract.model.document import Hints
from extract.readers.pdf.reader import read
from tests.extract.layout.grid_cases import LETTERS, Plan, Slot, needs_font, shape

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SOFFICE = shutil.which("soffice")
PRINT = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-sync", "--disable-component-update", "--disable-quic", "--no-pdf-header-footer"),
]
STYLE = (
    "@page{size:A4;margin:20mm} table{border-collapse:collapse;margin:12pt 0;font:9pt 'WenQuanYi Zen Hei'}"
    "td{border:1px solid #000;padding:1pt 3pt;background:#eef}"
)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")
pytestmark = needs_font


def random_plan(dice: random.Random) -> Plan:
    """A grid of up to 6 by 6 slots, cut into rectangles, every one with a word or a number."""
    rows, columns = dice.randint(2, 6), dice.randint(2, 6)
    owner: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            width = dice.randint(1, 2)
            while column + width > columns or any((row, column + step) in owner for step in range(width)):
                width -= 1
            height = min(dice.randint(1, 2), rows - row)
            for y in range(row, row + height):
                for x in range(column, column + width):
                    owner[y, x] = (row, column, row + height, column + width)
    boxes = sorted(set(owner.values()))
    ys = sorted({box[side] for box in boxes for side in (0, 2)})
    xs = sorted({box[side] for box in boxes for side in (1, 3)})
    slots = [
        Slot(
            *(ys.index(top), xs.index(left)),
            *(ys.index(bottom) - ys.index(top), xs.index(right) - xs.index(left)),
            "".join(dice.choices(LETTERS, k=dice.randint(1, 9))),
        )
        for top, left, bottom, right in boxes
    ]
    return Plan((60.0,) * (len(xs) - 1), (24.0,) * (len(ys) - 1), tuple(slots))


def html(plan: Plan) -> str:
    """The table as HTML."""

    def cell(slot: Slot) -> str:
        return f'<td rowspan="{slot.row_span}" colspan="{slot.column_span}">{escape(slot.text)}</td>'

    columns = "".join(f'<col style="width:{width}pt">' for width in plan.widths)
    rows = [[slot for slot in plan.slots if slot.row == row] for row in range(len(plan.heights))]
    drawn = "".join(f'<tr style="height:24pt">{"".join(map(cell, row))}</tr>' for row in rows)
    width = sum(plan.widths)
    return f'<table style="table-layout:fixed;width:{width}pt">{columns}{drawn}</table>'


def printed(body: str, folder: Path) -> bytes:
    """The page as Chromium prints it."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>{body}', encoding="utf-8")
    arguments = [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run([str(CHROMIUM), *PRINT, *arguments], check=True, capture_output=True, timeout=120)
    return target.read_bytes()


def converted(plans: list[Plan], folder: Path) -> bytes:
    """A DOCX with a table for each plan, as LibreOffice exports it."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(9)
    for plan in plans:
        table = document.add_table(len(plan.heights), len(plan.widths), "Table Grid")
        for row, height in zip(table.rows, plan.heights, strict=True):
            row.height = Pt(height)  # else LibreOffice lets a row without a cell of its own vanish
        for column, width in zip(table.columns, plan.widths, strict=True):
            for cell in column.cells:
                cell.width = Pt(width)
        for slot in plan.slots:
            last = table.cell(slot.row + slot.row_span - 1, slot.column + slot.column_span - 1)
            table.cell(slot.row, slot.column).merge(last).text = slot.text
        document.add_page_break()
    document.save(str(folder / "page.docx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "page.docx"),
    ]
    subprocess.run([str(SOFFICE), *arguments], check=True, capture_output=True, timeout=180)
    return (folder / "page.pdf").read_bytes()


def long_plan(rows: int) -> Plan:
    """A table of a group column, numbered labels that wrap over several lines, and numbers."""
    dice = random.Random(7)
    slots = []
    for row in range(rows):
        if row % 9 == 0:
            slots.append(Slot(row, 0, 9, 1, f"（{'一二三四五六'[row // 9 % 6]}）组"))
        label = f"{row % 9 + 1}." + "".join(dice.choices("申请公开信息处理机关", k=dice.randint(8, 40)))
        slots.append(Slot(row, 1, 1, 1, label))
        slots += [Slot(row, column, 1, 1, str(dice.randrange(2000))) for column in range(2, 6)]
    return Plan((40.0, 110.0, 60.0, 60.0, 60.0, 60.0), (24.0,) * rows, tuple(slots))


@needs_chromium
def test_random_grids_come_back_from_chromium(tmp_path: Path) -> None:
    plans = [random_plan(random.Random(seed)) for seed in range(40)]
    body = "".join(f'<div style="break-inside:avoid">{html(plan)}<p>表后的文字</p></div>' for plan in plans)
    document = read(printed(body, tmp_path), Hints())
    assert [shape(grid) for grid in document.grids] == [plan.shape() for plan in plans]


@needs_chromium
def test_a_long_table_over_pages_comes_back_from_chromium(tmp_path: Path) -> None:
    plan = long_plan(54)
    assert [shape(grid) for grid in read(printed(html(plan), tmp_path), Hints()).grids] == [plan.shape()]


@needs_soffice
@pytest.mark.slow
def test_grids_come_back_from_libreoffice(tmp_path: Path) -> None:
    plans = [long_plan(54), *(random_plan(random.Random(seed)) for seed in range(12))]
    document = read(converted(plans, tmp_path), Hints())
    assert [shape(grid) for grid in document.grids] == [plan.shape() for plan in plans]
