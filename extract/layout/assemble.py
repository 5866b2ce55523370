"""Pages of lines and table fragments → Document: what pdf, ofd, scan and the second reader share.

Lines become paragraphs, fragments grids (over page breaks too), page numbers and running heads go.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.layout.geometry import Box, Place
from extract.layout.joins import Locate, continues, to_grid
from extract.layout.ruled import Fragment
from extract.layout.unruled import FlatTable
from extract.model.document import Document, Paragraph
from extract.model.grid import Cell, Grid

MARGIN = 0.12  # of the page's height, top and bottom: where page numbers and running heads stand
OVERFLOW = 0.5  # of the type size: room between the last rule of a cut table and words that it should hold
PAGE_NUMBER = re.compile(r"[\s\-—–－·.第/共页]*\d{1,3}[\s\-—–－·.页/共第]*(\d{1,3}[\s页\-—–－]*)?")
HEADING = re.compile(r"\s*([一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])")
ASCII_WORD = re.compile(r"[A-Za-z]")


class TextLine(NamedTuple):
    """A printed line outside the tables and its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def size(self) -> float:
        return self.y1 - self.y0

    @property
    def box(self) -> Box:
        return self[1:]


@dataclass
class PageContent:
    """A page as read: upright, y downwards.

    `to_shown` turns a box into the page as a viewer shows it; it is None where that is upright too.
    `reader` is named where the page was read by another one than the rest of its document.
    """

    number: int
    width: float
    height: float
    lines: list[TextLine] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    flats: list[FlatTable] = field(default_factory=list)
    to_shown: Callable[[Box], Box] | None = None
    reader: str = ""


Item = TextLine | Fragment | FlatTable


class _Placed(NamedTuple):
    """A line or a table with its page."""

    page: PageContent
    item: Item


class _Decimals(dict[float, str]):
    """Numbers with one decimal: cells of a row or column share most of theirs."""

    def __missing__(self, number: float) -> str:
        self[number] = text = f"{number + 0.0:.1f}"  # of -0.0 too
        return text


def to_document(
    reader: str,
    pages: Sequence[PageContent],
    meta: dict[str, str] | None = None,
    notes: Iterable[tuple[str, str, str]] = (),
    point: float = 1.0,
) -> Document:
    """Everything on the pages as paragraphs and grids in reading order.

    Args:
        reader: the name that locators begin with, such as `pdf` or `ofd`.
        pages: what was read of each page; their fragments are used up.
        meta: what the file says of itself, keys in lower case.
        notes: (kind, locator, detail) of each fact that a problem should be made of.
        point: the length of one point (1/72 inch) in the unit of the pages.

    Returns:
        A document whose locators are `READER:pN/x0,y0,x1,y1`, in points with one decimal, the origin at the
        top left of the page as shown; places on several pages are joined by `+`. Page numbers and running
        heads are left out.
    """
    shown = {page.number: (page.to_shown, f"{page.reader or reader}:p{page.number}/") for page in pages}
    printed = _Decimals()

    def locate(place: Place) -> str:
        page, x0, y0, x1, y1 = place
        to_shown, prefix = shown[page]
        if to_shown:
            x0, y0, x1, y1 = to_shown((x0, y0, x1, y1))
        return f"{prefix}{printed[x0]},{printed[y0]},{printed[x1]},{printed[y1]}"

    paragraphs: list[Paragraph] = []
    grids: list[Grid] = []
    orders: list[int] = []
    for order, run in enumerate(_runs(_items(pages), point)):
        match run[0].item:
            case Fragment():
                parts = [placed.item for placed in run if isinstance(placed.item, Fragment)]
                grids.append(to_grid(parts, locate, point))
                orders.append(order)
            case FlatTable() as table:
                grids.append(_flat_grid(table, locate))
                orders.append(order)
            case _:
                text, places = _paragraph(run)
                paragraphs.append(Paragraph(text, "+".join(map(locate, places)), order))
    return Document(reader, tuple(paragraphs), tuple(grids), tuple(orders), meta or {}, (), tuple(notes))


def _flat_grid(table: FlatTable, locate: Locate) -> Grid:
    cells = [
        Cell(text, row, column, locate((table.page, x0, y0, x1, y1)))
        for row, words in enumerate(table.rows)
        for column, (text, x0, y0, x1, y1) in enumerate(words)
    ]
    return Grid.of(cells, locate((table.page, *table.box)), has_columns=False)


def _items(pages: Sequence[PageContent]) -> Iterator[_Placed]:
    """Lines and fragments from top to bottom, page by page, without page numbers and running heads."""
    heads = Counter(
        line.text.strip() for page in pages for line in set(page.lines) if _is_marginal(page, line)
    )
    for page in pages:
        lines = [line for line in page.lines if not _is_furniture(page, line, heads)]
        yield from (_Placed(page, item) for item in _sorted(page, _whole_lines(lines)))


def _is_marginal(page: PageContent, line: TextLine) -> bool:
    return line.y1 < page.height * MARGIN or line.y0 > page.height * (1 - MARGIN)


def _is_furniture(page: PageContent, line: TextLine, heads: Counter[str]) -> bool:
    if not _is_marginal(page, line):
        return False
    text = line.text.strip()
    return PAGE_NUMBER.fullmatch(text) is not None or heads[text] > 2


def _whole_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines from top to bottom; pieces of one line, parted by a wide gap, put together."""
    whole: list[TextLine] = []
    for line in sorted(lines, key=lambda line: (line.y0 + line.y1, line.x0)):
        last = whole[-1] if whole else None
        if last and (line.y0 + line.y1) / 2 < last.y1 - last.size * 0.25 and line.x0 >= last.x1:
            box = (last.x0, min(last.y0, line.y0), line.x1, max(last.y1, line.y1))
            whole[-1] = TextLine(f"{last.text} {line.text}", *box)
        else:
            whole.append(line)
    return whole


def _sorted(page: PageContent, lines: Sequence[TextLine]) -> list[Item]:
    items: list[Item] = [*lines, *page.fragments, *page.flats]
    items.sort(key=lambda item: item.box[1])
    table = max((i for i, item in enumerate(items) if isinstance(item, Fragment)), default=None)
    if table is not None and _is_overflow(items[table:]):
        items.append(items.pop(table))
    return items


def _is_overflow(items: Sequence[Item]) -> bool:
    """Whether a table ends the page but for words close under its last rule: rows that browsers cut so."""
    table, *lines = items
    ends = [item.box[3] for item in items]
    return bool(lines) and all(
        isinstance(line, TextLine)
        and line.y0 < end + OVERFLOW * line.size
        and line.x0 > table.box[0]
        and line.x1 < table.box[2]
        and not HEADING.match(line.text)
        for line, end in zip(lines, ends, strict=False)
    )


def _runs(items: Iterable[_Placed], point: float) -> Iterator[list[_Placed]]:
    """Items that belong together: the lines of a paragraph, the fragments of a table."""
    every = list(items)
    margins = _margins(every)
    run: list[_Placed] = []
    for placed in every:
        if run and not _belongs(run[-1], placed, margins, point):
            yield run
            run = []
        run.append(placed)
    if run:
        yield run


def _margins(items: Iterable[_Placed]) -> dict[int, tuple[float, float]]:
    """Left and right edge of the text, over all pages of one width."""
    margins: dict[int, tuple[float, float]] = {}
    for page, item in items:
        x0, _, x1, _ = item.box
        left, right = margins.get(round(page.width), (x0, x1))
        margins[round(page.width)] = min(left, x0), max(right, x1)
    return margins


def _belongs(last: _Placed, this: _Placed, margins: dict[int, tuple[float, float]], point: float) -> bool:
    """Whether an item goes on with what the last one began."""
    if isinstance(last.item, TextLine) and isinstance(this.item, TextLine):
        return _goes_on(last.item, last.page, this.item, this.page, margins)
    if isinstance(last.item, Fragment) and isinstance(this.item, Fragment):
        return (
            this.page.number == last.page.number + 1
            and last.item.box[3] > last.page.height / 2 > this.item.box[1]
            and continues(last.item, this.item, point)
        )
    return False


def _goes_on(
    last: TextLine,
    last_page: PageContent,
    this: TextLine,
    this_page: PageContent,
    margins: dict[int, tuple[float, float]],
) -> bool:
    """Whether a line is a further one of the last line's paragraph, over a page break too."""
    if HEADING.match(this.text):
        return False
    if last_page is this_page and this.y0 - last.y1 > 1.6 * last.size:
        return False
    if _is_title(last, last_page, margins) and _is_title(this, this_page, margins):
        return abs(last.size - this.size) < 0.2 * last.size and last_page is this_page
    _, right = margins[round(last_page.width)]
    left, _ = margins[round(this_page.width)]
    return last.x1 > right - 1.6 * last.size and this.x0 < left + 1.2 * this.size


def _is_title(line: TextLine, page: PageContent, margins: dict[int, tuple[float, float]]) -> bool:
    """Whether a line stands in the middle with room at both sides."""
    left, right = margins[round(page.width)]
    before, after = line.x0 - left, right - line.x1
    return min(before, after) > 0.5 * line.size and abs(before - after) < 1.5 * line.size


def _paragraph(run: Sequence[_Placed]) -> tuple[str, list[Place]]:
    """The text of a run of lines and its place on each page."""
    text = ""
    places: dict[int, Box] = {}
    for page, item in run:
        assert isinstance(item, TextLine)
        line = item.text.strip()
        glue = " " if ASCII_WORD.match(text[-1:]) and ASCII_WORD.match(line) else ""
        text += glue + line
        x0, y0, x1, y1 = places.get(page.number, item.box)
        places[page.number] = min(x0, item.x0), min(y0, item.y0), max(x1, item.x1), max(y1, item.y1)
    return text, [(page, *box) for page, box in places.items()]
