"""Scanned pages → Document: images of pages, and pages of PDFs that hold no text of their own.

Needs the extra `ocr`. Locators are `scan:pN/x0,y0,x1,y1`: pixels of the image, points of a PDF's page.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from extract.layout.assemble import PageContent, to_document
from extract.model.document import Document, Hints, UnreadableError
from extract.readers.pdf.fonts import FONTS

if TYPE_CHECKING:
    from extract.ocr.page import Pixels

Note = tuple[str, str, str]
FOR_OCR = ("scanned_page", "font_without_unicode")  # kinds of notes that ask for this reader
MOST_PAGES = 40  # of one file; a page costs about half a second
MOST_PIXELS = 80_000_000  # an A4 page at 600 dpi has 35 million
SMALLEST = 200  # pixels of the shorter side: less is a button or a logo
A4 = (8.27, 11.69)  # inches
COARSEST, FINEST = 72, 600  # dpi that a page may have

PDF_DPI = 200

ReadPage = Callable[..., PageContent]


def read(data: bytes, hints: Hints) -> Document:
    """Read an image of pages: PNG, JPEG, TIFF (all its pages), BMP, GIF, WebP.

    Returns a Document of reader `scan`; locators are `scan:p1/x0,y0,x1,y1` in pixels. Notes: `page_cap`.
    Raises UnreadableError: needs_ocr, truncated, too_large, binary_content.
    """
    read_page = load_page_reader()
    pages: list[PageContent] = []
    notes: list[Note] = []
    for number, image in enumerate(images(data), 1):
        if number > MOST_PAGES:
            notes.append(("page_cap", f"scan:p{number}", f"only the first {MOST_PAGES} pages were read"))
            break
        dpi = _resolution(image.size)
        pages.append(read_page(_grey(image), dpi, number))
    return to_document("scan", pages, notes=notes)


def read_again(
    data: bytes, contents: Sequence[PageContent], notes: Sequence[Note]
) -> tuple[list[PageContent], list[Note]]:
    """The pages of a PDF that its reader noted as pictures or as garbled, read from their image instead.

    A page with a text layer keeps it unless its picture shows tables. The notes of pages read go; without the
    extra everything stays as it was, and the notes say what to install.
    """
    noted = {place for kind, place, _ in notes if kind in FOR_OCR}
    numbers = [page.number for page in contents if f"pdf:p{page.number}" in noted][:MOST_PAGES]
    if not numbers:  # most files
        return list(contents), list(notes)
    try:
        pictures = {page.number: page for page in read_pages(data, numbers)}
    except UnreadableError:
        return list(contents), list(notes)
    merged = [_better(page, pictures.get(page.number)) for page in contents]
    return merged, [note for note in notes if not _is_done(note, pictures)]


def _is_done(note: Note, pictures: Mapping[int, PageContent]) -> bool:
    """Whether a note asked for a page that was read."""
    kind, place, _ = note
    return kind in FOR_OCR and place in {f"pdf:p{number}" for number in pictures}


def _better(text: PageContent, picture: PageContent | None) -> PageContent:
    return text if picture is None or (text.lines and not picture.fragments) else picture


def read_pages(data: bytes, numbers: Sequence[int]) -> list[PageContent]:
    """Pages (from 1) of a PDF read from their image; places in points. Raises UnreadableError: needs_ocr."""
    read_page = load_page_reader()
    contents = []
    file = pypdfium2.PdfDocument(data)
    try:
        with FONTS.of_machine():
            for number in numbers:
                page = file[number - 1]
                width, height = page.get_size()
                scale = _scale(width, height)
                if width * height * scale**2 <= MOST_PIXELS:
                    grey = page.render(scale=scale, grayscale=True).to_numpy()
                    contents.append(read_page(grey.reshape(grey.shape[:2]), PDF_DPI, number, 1 / scale))
                page.close()
    finally:
        file.close()
    return contents


def _scale(width: float, height: float) -> float:
    """Pixels a point at which a page is drawn: PDF_DPI, or as many as an A4 page would have.

    Scanners that state no resolution make pages as many points wide as the picture has pixels.
    """
    expected = 72 * (A4[0] if height >= width else A4[1])
    is_plausible = 0.6 <= width / expected <= 1.6
    return PDF_DPI / 72 * (1 if is_plausible else expected / width)


def load_page_reader() -> ReadPage:
    """The page reader; UnreadableError where the extra is not installed."""
    try:
        from extract.ocr.models import models_folder
        from extract.ocr.read_page import read_page

        models_folder()
    except ImportError as error:
        raise UnreadableError(
            "needs_ocr",
            f"a picture of a page can only be read with the extra `ocr` ({error.name} is missing): "
            "pip install 'nianbao[ocr]'",
        ) from error
    return read_page


def images(data: bytes) -> Iterator[Image.Image]:
    """The pages of an image file, upright as its camera or scanner says; raises UnreadableError as `read`."""
    try:
        with Image.open(io.BytesIO(data)) as file:
            for frame in ImageSequence.Iterator(file):
                _refuse_size(frame.size)
                yield ImageOps.exif_transpose(frame)
    except UnidentifiedImageError as error:
        raise UnreadableError("binary_content", "the bytes are of no known image format") from error
    except Image.DecompressionBombError as error:
        raise UnreadableError("too_large", str(error)) from error
    except (OSError, SyntaxError) as error:  # what Pillow raises where an image ends early or is damaged
        raise UnreadableError("truncated", f"the image is damaged: {error}; fetch the file again") from error


def _refuse_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS:
        raise UnreadableError(
            "too_large", f"{width} × {height} pixels, more than {MOST_PIXELS:,}: read it alone, scaled down"
        )
    if min(size) < SMALLEST:
        raise UnreadableError("not_a_report", f"an image of {width} × {height} pixels holds no page")


def _grey(image: Image.Image) -> "Pixels":
    """Grey values on white paper."""
    import numpy as np

    return np.asarray(on_paper(image).convert("L"))


def on_paper(image: Image.Image) -> Image.Image:
    """The image with paper where it is transparent."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA"))
    return image


def _resolution(size: tuple[int, int]) -> float:
    """Pixels an inch, were the image as wide as an A4 page (what files say of it is often a default)."""
    width, height = size
    inches = A4[0] if height >= width else A4[1]
    return min(max(width / inches, COARSEST), FINEST)
