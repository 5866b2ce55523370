"""Document: what a reader makes of bytes, before any form is known."""

from dataclasses import dataclass, field, replace

from extract.model.grid import Grid


@dataclass(frozen=True, slots=True)
class Hints:
    """What the archive knows of a document beyond its bytes; all of it may be missing."""

    url: str | None = None
    file_name: str | None = None
    media_type: str | None = None
    link_text: str | None = None
    listed_date: str | None = None
    site_name: str | None = None
    region_code: str | None = None


@dataclass(slots=True, unsafe_hash=True)  # a value; `frozen` would make it three times as slow to make
class Paragraph:
    """A block of running text outside tables; `order` interleaves it with the grids of the document."""

    text: str
    locator: str
    order: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link or embedded file in the body: attachments and table images are handed over through it."""

    href: str
    text: str
    locator: str


@dataclass(frozen=True)
class Document:
    """Paragraphs and grids in reading order.

    `grid_orders[i]` is the place of `grids[i]` among the paragraphs' `order`. `meta` holds what the page says
    of itself, keys lower-cased (`title`, `articletitle`, `pubdate`, `contentsource`, `sitename`, …), and the
    printed keys of an information block (`索引号`, `发布机构`, `公开日期`, …). `notes` are facts about the
    reading that a Problem should be made of: (kind, locator, detail).
    """

    reader: str
    paragraphs: tuple[Paragraph, ...] = ()
    grids: tuple[Grid, ...] = ()
    grid_orders: tuple[int, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    notes: tuple[tuple[str, str, str], ...] = ()


def within(document: Document, prefix: str) -> Document:
    """A document that stands in another one, with a prefix before every place in it.

    >>> within(Document("html", (Paragraph("…", "html:p1", 1),)), "zip:a.html!").paragraphs[0].locator
    'zip:a.html!html:p1'
    """

    def moved(grid: Grid) -> Grid:
        locators = tuple(prefix + locator for locator in grid.locators)
        return replace(grid, locators=locators, locator=prefix + grid.locator)

    return replace(
        document,
        paragraphs=tuple(replace(block, locator=prefix + block.locator) for block in document.paragraphs),
        grids=tuple(map(moved, document.grids)),
        links=tuple(replace(link, locator=prefix + link.locator) for link in document.links),
        notes=tuple((kind, prefix + place, detail) for kind, place, detail in document.notes),
    )


class UnreadableError(Exception):
    """The bytes cannot be read as a document; `kind` names a Problem, the message says what to do."""

    def __init__(self, kind: str, message: str, locator: str = "file") -> None:
        super().__init__(message)
        self.kind = kind
        self.locator = locator
