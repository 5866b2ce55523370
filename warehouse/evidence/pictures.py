"""Archived pages drawn: those of a PDF as viewers show them, or a scan's own picture, with cells' boxes."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageDraw

from extract.model.document import UnreadableError
from extract.readers.pdf.bombs import refuse_bombs
from extract.readers.pdf.fonts import FONTS
from extract.readers.scan import images, on_paper
from warehouse.evidence.locators import PageBox, page_boxes
from warehouse.evidence.model import Box, Picture, Shown, Target

SCALE = 110 / 72  # pixels a point: an A4 page is 910 wide, legible, and made in a tenth of a second
MOST_PIXELS = 3_000_000  # of a picture; larger pages are drawn smaller
MOST_PAGES = 40  # of one document shown at once
ROOM = 3.0  # pixels between a cell's box and the line around it
LINE, COLOUR = 3, "#d4380d"
FAST = 3  # of PNG's levels: the sixth takes twice as long for a tenth less
_Drawn = tuple[int, Image.Image, float]  # page, picture, pixels a unit of its locators


def drawn_pages(data: bytes, is_pdf: bool, targets: Sequence[Target]) -> Shown:
    """The pages that targets stand on, each once, in order, with the box of each target in pixels.

    Raises UnreadableError for a file that cannot be drawn.
    """
    places = {target.id: page_boxes(target.locator) for target in targets}
    numbers = sorted({box.page for boxes in places.values() for box in boxes})
    shown = numbers[:MOST_PAGES]
    drawn = _pages(data, shown) if is_pdf else _images(data, shown)
    pictures = tuple(_picture(*page, places) for page in drawn)
    boxes = Counter(box.id for picture in pictures for box in picture.boxes)
    anchors = {name: name for name, found in places.items() if found and boxes[name] == len(found)}
    return Shown("pictures", "", pictures, anchors, is_cut=len(shown) < len(numbers))


def _pages(data: bytes, numbers: Iterable[int]) -> Iterator[_Drawn]:
    refuse_bombs(data)
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("damaged", f"the PDF cannot be opened: {error}") from error
    try:
        with FONTS.of_machine():
            for number in numbers:
                yield _page(file, number)
    finally:
        file.close()


def _page(file: pypdfium2.PdfDocument, number: int) -> _Drawn:
    try:
        page = file[number - 1]
        width, height = page.get_size()
        scale = min(SCALE, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        image = page.render(scale=scale).to_pil().convert("RGB")
        page.close()
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise UnreadableError("page_unreadable", f"page {number} cannot be drawn: {error}") from error
    return number, image, scale


def _images(data: bytes, numbers: Sequence[int]) -> Iterator[_Drawn]:
    for number, image in enumerate(islice(images(data), max(numbers, default=0)), 1):
        if number in numbers:
            scale = min(1.0, (MOST_PIXELS / (image.width * image.height)) ** 0.5)
            size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
            paper = on_paper(image).convert("RGB")
            yield number, paper if scale == 1.0 else paper.resize(size), scale


def _picture(
    number: int, image: Image.Image, scale: float, places: dict[str, tuple[PageBox, ...]]
) -> Picture:
    boxes = tuple(
        Box(name, *(round(scale * edge, 1) for edge in box[1:]))
        for name, found in places.items()
        for box in found
        if box.page == number
    )
    return Picture(number, image.width, image.height, _png(image), boxes)


def _png(image: Image.Image) -> bytes:
    """Packed; without colours where there are none, in a third of the time and half the size."""
    packed = io.BytesIO()
    grey = image.convert("L") if _is_grey(image) else image
    grey.save(packed, "PNG", compress_level=FAST)
    return packed.getvalue()


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.convert("RGB").split()
    return all(ImageChops.difference(red, other).getbbox() is None for other in (green, blue))


def outlined(picture: Picture, id_: str) -> bytes:
    """The picture as PNG with a line drawn around one target, outside of what stands in its box."""
    with Image.open(io.BytesIO(picture.png)) as packed:
        image = packed.convert("RGB")
    draw = ImageDraw.Draw(image)
    for box in picture.boxes:
        if box.id == id_:
            draw.rectangle(around(box, picture), outline=COLOUR, width=LINE)
    return _png(image)


def around(box: Box, picture: Picture) -> tuple[float, float, float, float]:
    """The outer edges of the line around a box, kept on the picture."""
    room = ROOM + LINE
    return (
        max(box.left - room, 0),
        max(box.top - room, 0),
        min(box.right + room, picture.width - 1),
        min(box.bottom + room, picture.height - 1),
    )
