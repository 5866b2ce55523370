"""Word documents saved as one XML file → Document: WordprocessingML 2003, and Flat OPC of later Word.

Sites fill such files from templates and publish them as .doc.
"""

from dataclasses import replace

from extract.model.document import Document, Hints, UnreadableError
from extract.readers.packages import AGAIN, parse_xml
from extract.readers.word.docx.reader import read_body
from extract.readers.word.docx.text import STRICT, WORD

MAX_BYTES = 100_000_000  # pictures stand in the XML in base 64
# WordprocessingML 2003 differs in its namespace and in the case of one name.
OLD_NAMES = (
    (b"http://schemas.microsoft.com/office/word/2003/wordml", STRICT[1]),
    (b"<w:vmerge", b"<w:vMerge"),
)


def read(data: bytes, hints: Hints) -> Document:
    """Read a Word document in one XML file.

    Returns a Document of reader `word-xml`, else as docx.reader.read makes it (locators `docx:t1/r2/c3`).
    Raises UnreadableError: damaged, hostile_content, resource_limit.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            "resource_limit", f"{len(data):,} bytes, the cap is {MAX_BYTES:,}; look at the file"
        )
    for old, new in OLD_NAMES:
        data = data.replace(old, new)
    root = parse_xml(data, "file")
    body = next(root.iter(WORD + "body"), None)
    if body is None:
        raise UnreadableError("damaged", f"the document has no body; {AGAIN}")
    return replace(read_body(body, styles=next(root.iter(WORD + "styles"), None)), reader="word-xml")
