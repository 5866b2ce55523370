"""Figures typed over a PDF page or into its form fields: a viewer shows them, so they are read."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.model.document import Document, Hints
from extract.readers.pdf.reader import read
from tests.extract.layout.grid_cases import SIZE, needs_font, pdf

HIDDEN = 2  # annotation flag


def form(canvas: Canvas) -> None:
    canvas.grid([100, 160, 224, 288], [300, 324, 348])
    canvas.setFont("Chinese", SIZE)
    canvas.drawString(104, 306, "规章")
    canvas.drawString(240, 306, "3")


def filled(canvas: Canvas, flags: str = "print") -> None:
    form(canvas)
    canvas.acroForm.textfield(
        value="12", x=170, y=303, width=40, height=18, fontSize=10, borderWidth=0, annotationFlags=flags
    )


def row(document: Document) -> list[str]:
    return [cell.text for cell in document.grids[0].cells[-3:]]


@needs_font
@pytest.mark.parametrize("kind", [b"/Widget", b"/FreeText", b"/Stamp"])
def test_what_an_annotation_shows_is_read(kind: bytes) -> None:
    document = read(pdf(filled).replace(b"/Widget", kind), Hints())
    assert (row(document), document.notes) == (["规章", "12", "3"], ())


@needs_font
def test_a_hidden_field_is_not_read() -> None:
    document = read(pdf(lambda canvas: filled(canvas, "hidden")), Hints())
    assert (row(document), document.notes) == (["规章", "", "3"], ())


@needs_font
@pytest.mark.parametrize("kind", [b"/Widget", b"/FreeText"])
def test_text_without_an_appearance_is_told(kind: bytes) -> None:
    said = b"/Contents (12) /V"
    document = read(
        pdf(filled).replace(b"/AP", b"/XX").replace(b"/V", said).replace(b"/Widget", kind), Hints()
    )
    assert row(document) == ["规章", "", "3"]
    assert document.notes == (
        ("field_unread", "pdf:p1", "1 filled fields or typed texts without an appearance"),
    )


@needs_font
def test_links_and_remarks_change_nothing() -> None:
    def page(canvas: Canvas) -> None:
        form(canvas)
        canvas.drawString(170, 306, "12")
        canvas.linkURL("http://example.test/", (170, 300, 200, 320))
        canvas.textAnnotation("请核对 99", (170, 300, 200, 320))

    document = read(pdf(page), Hints())
    assert (row(document), document.notes) == (["规章", "12", "3"], ())
