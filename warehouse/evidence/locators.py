"""Places that readers name (`cells.locator`), taken apart.

html:t2/r5/c4          table, row and cell of a page, a saved page (MHTML) or a body kept as JSON
html:p12               a line of its text, where a table was kept as lines
pdf:p3/x0,y0,x1,y1     points from the top left of the page as shown; `a+b` where a page break cuts a cell
scan:p1/x0,y0,x1,y1    pixels of an image, points of a PDF's page
ofd:p1/x0,y0,x1,y1     points
docx|doc|rtf|odt:t1/r2/c3   table, row and cell; :p12 a line
xlsx|xls|ods:SHEET!B4  a cell of a sheet
text:l57               a line
docx:chunk1!PLACE      in a document that the DOCX holds
zip:NAME!PLACE         in a file of the archive
part:ADDRESS!PLACE     on a further page of the article
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_NUMBER = r"(-?\d+(?:\.\d+)?)"
_ON_PAGE = re.compile(rf"(?:pdf|scan):p(\d{{1,6}})/{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}")
PART, MEMBER = "part:", "zip:"


class PageBox(NamedTuple):
    """A rectangle on a page (from 1), in the unit of its locator."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


def page_boxes(locator: str) -> tuple[PageBox, ...]:
    """The rectangles of a place on drawn pages; none where it is no such place.

    >>> page_boxes("pdf:p1/10.0,20.5,30.0,40.0+pdf:p2/10.0,0.0,30.0,9.5")[1].page
    2
    """
    matches = [_ON_PAGE.fullmatch(part) for part in locator.split("+")]
    if not all(matches):
        return ()
    return tuple(PageBox(int(found[1]), *map(float, found.groups()[1:])) for found in matches if found)


def holder(locator: str, kind: str, names: Iterable[str]) -> str | None:
    """Which of `names` holds a place, as PART or MEMBER say; None where none does.

    A name may hold a `!` of its own, so that only the names that there are tell where it ends.

    >>> holder("zip:a!b.docx!docx:t1/r1/c1", MEMBER, ["a", "a!b.docx"])
    'a!b.docx'
    """
    holding = [name for name in names if locator.startswith(f"{kind}{name}!")]
    return max(holding, key=len, default=None)


def within(locator: str, kind: str, name: str) -> str:
    """A place without the name of what holds it."""
    return locator.removeprefix(f"{kind}{name}!")
