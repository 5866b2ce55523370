"""Every style of every format prints the report's cells where they belong, as other libraries read it."""

import email
import io
import zipfile
from collections import Counter
from collections.abc import Iterator

import docx
import lxml.etree
import lxml.html
import openpyxl
import pdfplumber
import pytest

from spiders.replica.forms import Table, tables
from spiders.replica.model import Report
from spiders.replica.places import filled_rows, places
from spiders.replica.render.traditional import traditional
from spiders.replica.world import world
from tests.replica.formats import STYLES, render

# One report of each form, with sub-rows, blanks, misprints and one row for （六）.
SAMPLE = [
    ("yunxi-zfb", 2016, ""),
    ("yunxi-zrj", 2020, ""),
    ("shitang-zfb", 2019, ""),
    ("shitang-mzj", 2021, ""),
    ("nanping-qzf", 2023, ""),
    ("yunxi-scj", 2024, ""),
    ("real-shanghai-bgt", 2019, ""),
]
ALL = [(name, style) for name, styles in STYLES.items() for style in styles]


def reports() -> Iterator[Report]:
    for key in SAMPLE:
        yield world()[key]


def plain(text: str | None) -> str:
    return "".join((text or "").split())


@pytest.mark.parametrize(("name", "style"), ALL)
def test_rendering_is_deterministic_and_never_empty(name: str, style: str) -> None:
    for report in reports():
        data = render(report, name, style)
        assert len(data) > 1000
        assert data == render(report, name, style)


def test_unknown_style_is_refused() -> None:
    with pytest.raises(ValueError, match="no style 'baroque'"):
        render(next(reports()), "html", "baroque")


@pytest.mark.parametrize("style", STYLES["html"])
def test_html_keeps_spans_and_texts(style: str) -> None:
    for report in reports():
        charset = "gb18030" if style == "gbk" else "utf-8"
        change = traditional if style == "traditional" else str
        tree = lxml.html.fromstring(render(report, "html", style).decode(charset))
        drawn = [found for found in tree.iter("table") if not found.xpath(".//table")]
        drawn = [found for found in drawn if len(found.xpath(".//td")) > 4]
        for table, element in zip(tables(report), drawn, strict=True):
            cells = [
                (int(cell.get("rowspan", 1)), int(cell.get("colspan", 1)), plain(cell.text_content()))
                for cell in element.iter("td")
            ]
            wanted = [
                (box.rowspan, box.colspan, plain(change(box.text))) for row in table.rows for box in row
            ]
            assert cells == wanted


@pytest.mark.parametrize("style", ["clean", "runs"])
def test_docx_keeps_geometry(style: str) -> None:
    for report in (world()["yunxi-zrj", 2020, ""], world()["nanping-qzf", 2023, ""]):
        document = docx.Document(io.BytesIO(render(report, "docx", style)))
        for wanted, found in zip(tables(report), document.tables, strict=True):
            for place in places(wanted):
                bottom = place.row + place.box.rowspan - 1
                right = place.column + place.box.colspan - 1
                assert found.cell(place.row, place.column).text == place.box.text
                assert found.cell(bottom, right).text == place.box.text


@pytest.mark.parametrize("style", STYLES["xlsx"])
def test_xlsx_keeps_geometry(style: str) -> None:
    for report in reports():
        sheet = openpyxl.load_workbook(io.BytesIO(render(report, "xlsx", style))).active
        assert sheet is not None
        top = 3
        for table in tables(report):
            for place in places(table):
                value = sheet.cell(top + place.row, 1 + place.column).value
                text = "" if value is None else str(value)
                assert text == place.box.text or float(text) == float(place.box.text)
            top += len(table.rows) + 2


@pytest.mark.parametrize("style", ["rects", "strokes"])
def test_pdf_prints_every_cell_in_order(style: str) -> None:
    for report in reports():
        with pdfplumber.open(io.BytesIO(render(report, "pdf", style))) as document:
            found = [plain(cell) for page in document.pages for cell in _cells(page)]
        for table in tables(report):
            wanted = [plain(text) for text in _figures(table) if text.strip()]
            place = 0
            for text in found:
                place += place < len(wanted) and text == wanted[place]
            assert place == len(wanted), (report.title, table.name, wanted[place])


def _cells(page: pdfplumber.page.Page) -> Iterator[str]:
    for rows in page.extract_tables():
        for row in rows:
            yield from (cell for cell in row if cell)


def _figures(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield from (box.text for box in row if box.key)


def test_text_holds_one_cell_a_line() -> None:
    for report in reports():
        lines = render(report, "text", "cells").decode().split("\n")
        figures = [line[1:] for line in lines if line.startswith("\t")]
        wanted = [box.text for table in tables(report) for row in table.rows for box in row]
        place = 0
        for text in figures:
            place += place < len(wanted) and text == wanted[place]
        assert place == len(wanted)


@pytest.mark.parametrize(("style", "charset"), [("quoted", "utf-8"), ("base64", "gb18030")])
def test_mhtml_holds_the_page(style: str, charset: str) -> None:
    for report in reports():
        message = email.message_from_bytes(render(report, "mhtml", style))
        (part,) = message.get_payload()
        html = part.get_payload(decode=True).decode(charset)
        assert plain(report.title) in plain(lxml.html.fromstring(html).text_content())
        assert html.count("<tr>") == sum(len(table.rows) for table in tables(report))


@pytest.mark.parametrize("style", STYLES["rtf"])
def test_rtf_has_a_cell_for_every_slot_or_hanging_box(style: str) -> None:
    for report in reports():
        text = render(report, "rtf", style).decode("ascii")
        assert text.count("{") == text.count("}")
        wanted = [len(row) for table in tables(report) for row in filled_rows(table)]
        assert [row.count("\\cell\n") + row.count("\\cell\\") for row in text.split("\\trowd")[1:]] == wanted


@pytest.mark.parametrize("style", STYLES["ofd"])
def test_ofd_prints_every_figure_once(style: str) -> None:
    for report in reports():
        with zipfile.ZipFile(io.BytesIO(render(report, "ofd", style))) as archive:
            pages = [archive.read(name) for name in sorted(archive.namelist()) if "Page_" in name]
        codes = [
            node.text or "" for page in pages for node in lxml.etree.fromstring(page).iter("{*}TextCode")
        ]
        printed = Counter(plain("".join(codes)))
        figures = "".join(plain(value.raw) for value in report.cells.values())
        assert not Counter(figures) - printed
