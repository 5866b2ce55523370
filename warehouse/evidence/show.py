"""Bytes and places → what to look at: pure, without release, archive, network or clock."""

from collections.abc import Sequence
from dataclasses import replace

from extract.model.document import Document, Hints, UnreadableError
from extract.readers import read_document, reader_of
from extract.readers.archive_zip import members
from extract.readers.packages import Package
from warehouse.evidence.archived_page import marked_page
from warehouse.evidence.grids import as_read
from warehouse.evidence.locators import MEMBER, holder, page_boxes, within
from warehouse.evidence.model import EvidenceError, Shown, Target
from warehouse.evidence.pictures import drawn_pages

DRAWN = frozenset({"pdf", "scan"})
PAGES = frozenset({"html", "mhtml"})


def show(data: bytes, targets: Sequence[Target]) -> Shown:
    """An archived document with the cells of targets marked.

    Args:
        data: the document as archived, of any format that a reader knows.
        targets: the cells to mark; their places are in this document, `part:ADDRESS!` taken off.

    Returns:
        A page or saved page sanitised, a PDF or scan as pictures with boxes, and of all other formats, or
        where a page is too much for a browser, the reader's own grids. Targets that it does not hold are not
        among its anchors.

    Raises:
        EvidenceError: the document cannot be shown at all.

    Example:
        >>> page = b"<table><tr><td>a<td>1</table>"
        >>> show(page, [Target("cell-1", "html:t1/r1/c2", "1")]).agreeing
        frozenset({'cell-1'})
    """
    try:
        return _shown(data, targets)
    except UnreadableError as error:
        raise EvidenceError("not_shown", f"the document cannot be shown: {error}") from error


def _shown(data: bytes, targets: Sequence[Target]) -> Shown:
    reader = reader_of(data)
    if reader == "archive_zip":
        return _of_member(data, targets)
    if reader in PAGES:
        page = marked_page(data, reader, targets)
        if page is not None and (page.anchors or not targets):
            return page
    elif reader in DRAWN and all(page_boxes(target.locator) for target in targets):
        return drawn_pages(data, reader == "pdf", targets)
    return as_read(_document(data), targets)


def _document(data: bytes) -> Document:
    return read_document(data, Hints())


def _of_member(data: bytes, targets: Sequence[Target]) -> Shown:
    """The file of an archive that the targets stand in: a reader takes one of it."""
    package = Package(data, "ZIP")
    names = members(package)
    held = {name for target in targets if (name := holder(target.locator, MEMBER, names)) is not None}
    if len(held) != 1:
        return as_read(_document(data), targets)
    (name,) = held
    content = package.read(names[name])
    if reader_of(content) == "archive_zip":
        raise UnreadableError("unsupported_format", "an archive inside the archive; unpack it by hand")
    inner = [target._replace(locator=within(target.locator, MEMBER, name)) for target in targets]
    return replace(_shown(content, inner), member=name)
