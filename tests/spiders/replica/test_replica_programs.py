"""The replica's files open in the programs that people use."""

import io
import shutil
import zipfile

import pypdfium2
import pytest

from spiders.replica.world import world
from tests.replica.formats import render
from tests.replica.programs import ProgramMissingError, office, print_pdf, screenshot

REPORT = world()["yunxi-zrj", 2020, ""]

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
needs_browser = pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")


@pytest.mark.slow
@needs_office
def test_office_opens_docx_xlsx_and_rtf() -> None:
    files = {f"{name}.{name}": render(REPORT, name, style) for name, style in OPENED}
    made = office(files, "pdf")
    assert made.keys() == {name for name, _ in OPENED}
    for name, data in made.items():
        text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
        assert "政府集中采购" in "".join(text.split()), name


OPENED = (("docx", "runs"), ("xlsx", "strings"), ("rtf", "gbk"))


@pytest.mark.slow
@needs_browser
def test_browser_prints_and_pictures_a_page() -> None:
    page = render(REPORT, "html", "word")
    assert print_pdf(page).startswith(b"%PDF-")
    assert screenshot(page, 300, 200).startswith(b"\x89PNG")


def test_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ProgramMissingError, match="soffice is not installed"):
        office({"a.docx": b""}, "pdf")


def test_zip_formats_hold_no_clock() -> None:
    for name, style in (("docx", "clean"), ("xlsx", "numbers"), ("ofd", "lines")):
        with zipfile.ZipFile(io.BytesIO(render(REPORT, name, style))) as archive:
            assert {info.date_time for info in archive.infolist()} == {(2024, 1, 1, 0, 0, 0)}
