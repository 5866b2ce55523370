"""A font's /ToUnicode map (ISO 32000-1, 9.10.3): what pdfminer makes of it, from faster tokens.

pdfminer reads a map letter by letter: a fifth of the time that the second look at a real report took.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.psparser import KWD

from extract.readers.pdf.reread.content_tokens import UnknownTokenError, operations

# What the two kinds of tokens differ in: half a byte, blanks of another kind, whole numbers.
LEFT_TO_PDFMINER = re.compile(rb"<(?:\s*[0-9A-Fa-f]\s*[0-9A-Fa-f])*\s*[0-9A-Fa-f]\s*>|\0|\bbegincid")
EMPTY = PDFStream({}, b"")


class FontManager(PDFResourceManager):
    """pdfminer's, with the maps of its fonts read faster."""

    def get_font(self, objid: object, spec: Mapping[str, Any]) -> Any:
        """The font of a dictionary; `objid` is its object's number, if it has one."""
        if "DescendantFonts" in spec or (objid and objid in self._cached_fonts):
            return super().get_font(objid, spec)  # of a composite font the descendant comes here again
        stream = resolve1(spec.get("ToUnicode"))
        found = read_map(stream.get_data()) if isinstance(stream, PDFStream) else None
        if found is None:
            return super().get_font(objid, spec)
        font: Any = super().get_font(objid, {**spec, "ToUnicode": EMPTY})
        font.unicode_map = found
        return font


def read_map(data: bytes) -> FileUnicodeMap | None:
    """A map; None where pdfminer must read it itself."""
    if LEFT_TO_PDFMINER.search(data):
        return None
    found = FileUnicodeMap()
    parser = CMapParser(found, BytesIO())
    try:
        for operator, operands in operations(data):
            parser.push(*((0, operand) for operand in operands))
            parser.do_keyword(0, KWD(operator))
    except (UnknownTokenError, PDFException, PSException, ArithmeticError, AssertionError, LookupError):
        return None
    return found
