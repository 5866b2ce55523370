"""An article on several pages → one Document: its text and tables run on from page to page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from extract.model.document import Document, Hints, Paragraph, UnreadableError, within
from extract.model.grid import Grid
from extract.readers import read_document

_DIGITS = re.compile(r"\d+")
INCOMPLETE = "report_incomplete"
Block = tuple[int, Paragraph | Grid]  # order, and what stands there


@dataclass(frozen=True, slots=True)
class FurtherPages:
    """The pages of an article after its first, in their order.

    pages: the address and the bytes of each. gap: why they are not all, in words; None where they are.
    """

    pages: tuple[tuple[str, bytes], ...] = ()
    gap: str | None = None


def with_further_pages(first: Document, further: FurtherPages, hints: Hints) -> Document:
    """The document with what stands on its further pages, each place there behind `part:ADDRESS!`.

    What a page has in common with the one before, at its beginning and at its end, is the frame of the site
    and stands once. A page that cannot be read, or shows nothing of its own, is noted as `report_incomplete`,
    and so is a gap.
    """
    joined, before = first, first
    for address, data in further.pages:
        place = f"part:{address}!"
        try:
            page = within(read_document(data, replace(hints, url=address, file_name=None)), place)
        except UnreadableError as error:
            joined = _noted(joined, place + error.locator, str(error))
            continue
        joined, before = _joined(joined, before, page, place), page
    return _noted(joined, "file", further.gap) if further.gap else joined


def _joined(joined: Document, before: Document, page: Document, place: str) -> Document:
    """A page behind those before it; `before` is the last of them as it was read."""
    old, new = _blocks(before), _blocks(page)
    head = _count_common(old, new)
    tail = min(_count_common(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    if _is_same(old[head : len(old) - tail], new[head : len(new) - tail]):
        return _noted(joined, f"{place}file", "it shows what the page before it shows")
    kept = _blocks(joined)[: len(_blocks(joined)) - tail]
    shift = 1 + max((order for order, _ in kept), default=0)
    moved = [(order + shift, _moved(block, order + shift)) for order, block in new[head:]]
    links, notes = (*joined.links, *page.links), (*joined.notes, *page.notes)
    return replace(_of_blocks(joined, [*kept, *moved]), links=links, notes=notes)


def _is_same(old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether what two pages do not share is alike but for digits of lines: how often one was looked at."""
    return not new or [*map(_without_digits, old)] == [*map(_without_digits, new)]


def _without_digits(block: Block) -> str | tuple[str, ...]:
    said = _said(block)
    return _DIGITS.sub("", said) if isinstance(said, str) else said


def _noted(document: Document, place: str, why: str) -> Document:
    return replace(document, notes=(*document.notes, (INCOMPLETE, place, why)))


def _blocks(document: Document) -> list[Block]:
    """Paragraphs and grids in reading order."""
    texts = ((paragraph.order, paragraph) for paragraph in document.paragraphs)
    grids = zip(document.grid_orders, document.grids, strict=True)
    return sorted((*texts, *grids), key=lambda block: block[0])


def _of_blocks(document: Document, blocks: Sequence[Block]) -> Document:
    grids = [(order, block) for order, block in blocks if isinstance(block, Grid)]
    return replace(
        document,
        paragraphs=tuple(block for _, block in blocks if isinstance(block, Paragraph)),
        grids=tuple(grid for _, grid in grids),
        grid_orders=tuple(order for order, _ in grids),
    )


def _moved(block: Paragraph | Grid, order: int) -> Paragraph | Grid:
    return replace(block, order=order) if isinstance(block, Paragraph) else block


def _count_common(one: Sequence[Block], other: Sequence[Block]) -> int:
    """How many blocks say the same from the first on."""
    pairs = zip(map(_said, one), map(_said, other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _said(block: Block) -> str | tuple[str, ...]:
    return block[1].text if isinstance(block[1], Paragraph) else block[1].texts
