"""Captions and notes that name the unit of money of the tables near them: 单位：万元, 注：金额的单位为元."""

import re
from collections.abc import Sequence

from extract.codebook.units import statement_in, statements_in
from extract.codebook.vocabulary import meaning
from extract.model.document import Document
from extract.model.grid import Grid

SECTION = re.compile(r"\s*[一二三四五六七八九十]{1,2}\s*[、.．]")
Placed = tuple[int, str]  # a paragraph's order, what it states


def stated_outside(document: Document) -> list[Placed]:
    """What paragraphs state of units, with their order; mostly nothing."""
    return [
        (paragraph.order, stated)
        for paragraph in document.paragraphs
        if "元" in paragraph.text or "圓" in paragraph.text or "圆" in paragraph.text
        if (stated := statements_in(paragraph.text.splitlines()))
    ]


def stated_of(document: Document, order: int, grid: Grid, outside: Sequence[Placed]) -> str:
    """What is stated of the units of a grid: in its section of the report, or in the grid itself.

    A table two may be printed as several grids, so that a caption above the first or a note below the last
    is one of all.
    """
    stated = []
    if outside:
        headings = [each.order for each in document.paragraphs if SECTION.match(each.text)]
        start = max((at for at in headings if at < order), default=-1)
        end = min((at for at in headings if at > order), default=None)
        stated = [text for at, text in outside if start <= at and (end is None or at < end)]
    inside = (text for text in grid.texts if statement_in(text) and not meaning(text).is_known)
    return "\n".join((*stated, statements_in(inside)))
