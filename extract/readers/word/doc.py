"""DOC (Word 97 to 2003, and WPS of that build) → Document: text by the piece table, tables by row marks.

Structures and their offsets: [MS-DOC], sections FibBase, Clx, PlcBtePapx, PapxFkp and TDefTableOperand.
"""

import io
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace

import olefile  # type: ignore[import-untyped]

from extract.model.document import Document, Hints, UnreadableError
from extract.model.looks import settled
from extract.model.pictures import beside_picture
from extract.readers.office import to_docx
from extract.readers.packages import AGAIN
from extract.readers.word import symbols
from extract.readers.word.doc_looks import NO_LOOKS, Looks
from extract.readers.word.doc_properties import Properties
from extract.readers.word.doc_styles import StyleSheet
from extract.readers.word.docx import reader as docx
from extract.readers.word.flow import FlowBuilder, FlowReader

MAX_STREAM_BYTES = 64_000_000
MAGIC = (0xA5EC, 0xA5DC)  # wIdent of Word 97 and of Word 6 and 95
WORKS_STREAMS = {"CONTENTS", "MatOST", "MM"}  # of Microsoft Works, whose files are named .wps too
OLDEST = 0x00C1  # nFib of Word 97
ENCRYPTED, SECOND_TABLE = 0x0100, 0x0200  # flags of FibBase
TEXT_LENGTH, PIECES = 0x4C, 0x1A2  # ccpText, fcClx
STYLES = 0xA2  # fcStshf
RUNS, PARAGRAPHS = 0xFA, 0x102  # fcPlcfBteChpx, fcPlcfBtePapx
COMPRESSED = 0x40000000  # of a piece: one byte a character
CELL_END, PICTURE = "\x07", "\x01"
PARAGRAPH_END = re.compile("([\r\x07])")
FIELD_START, FIELD_RESULT, FIELD_END = FIELD_MARKS = "\x13\x14\x15"
FIELD = re.compile("\x13([^\x13-\x15]*)(?:\x14[^\x13-\x15]*)?\x15")
FIELD_CODE = re.compile("\x13[^\x13-\x15]*[\x14\x15]?|[\x14\x15]")
UNPRINTED = re.compile("[\0-\x1f\ud800-\udfff]")
PRINTED = str.maketrans(
    {"\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\x1f": ""} | dict.fromkeys("\1\2\3\4\5\b", "")
)


def read(data: bytes, hints: Hints) -> Document:
    """Read a Word document of 97 to 2003; an older one, or one of another program, through LibreOffice.

    Returns a Document of reader `doc` (locators `doc:t1/r2/c3`), or `doc-libreoffice` with those of DOCX.
    Raises UnreadableError: truncated, damaged, encrypted, resource_limit, unsupported_format.
    """
    try:
        return read_word_97(data)
    except UnreadableError as error:
        if error.kind != "unsupported_format":
            raise
        return replace(docx.read(to_docx(data, ".doc"), hints), reader="doc-libreoffice")


def read_word_97(data: bytes) -> Document:
    """Read the streams of Word 97 to 2003. Raises UnreadableError: unsupported_format for other programs'."""
    with _opened(data) as file:
        if _has(file, "EncryptedPackage"):
            raise UnreadableError(
                "encrypted", "the document asks for a password; ask the publisher for an open copy"
            )
        if not _has(file, "WordDocument"):
            raise _other_program(["/".join(path) for path in file.listdir()])
        main = _stream(file, "WordDocument")
        _check_head(main)
        table = _stream(file, "1Table" if _word(main, 10) & SECOND_TABLE else "0Table")
        extra = _stream(file, "Data") if _has(file, "Data") else b""
    try:
        properties = Properties(main, _part(main, table, PARAGRAPHS), extra)
        looks = Looks(main, _part(main, table, RUNS), StyleSheet(_part(main, table, STYLES)))
        body = _build(marks(main, _part(main, table, PIECES), looks, properties.style), properties)
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableError(
            "damaged", f"the document's tables of text contradict each other; {AGAIN}"
        ) from error
    return settled(FlowReader("doc").document(body.finish()), looks.left_out)


def _opened(data: bytes) -> olefile.OleFileIO:
    try:
        return olefile.OleFileIO(io.BytesIO(data))
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise UnreadableError(
            "truncated", f"the file's directory cannot be read ({error}); {AGAIN}"
        ) from error


def _other_program(streams: list[str]) -> UnreadableError:
    if WORKS_STREAMS.intersection(streams):
        return UnreadableError("unsupported_format", "a document of Microsoft Works")
    named = ", ".join(streams[:5]) or "none"
    return UnreadableError("binary_content", f"a container without a text document; its streams: {named}")


def _has(file: olefile.OleFileIO, name: str) -> bool:
    return bool(file.get_type(name) == olefile.STGTY_STREAM)


def _stream(file: olefile.OleFileIO, name: str) -> bytes:
    if not _has(file, name):
        raise UnreadableError("damaged", f"the document has no stream {name}; {AGAIN}")
    if file.get_size(name) > MAX_STREAM_BYTES:
        raise UnreadableError(
            "resource_limit", f"stream {name} exceeds {MAX_STREAM_BYTES:,} bytes; look at the file"
        )
    try:
        content: bytes = file.openstream(name).read()
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise UnreadableError("truncated", f"stream {name} is cut ({error}); {AGAIN}") from error
    return content


def _check_head(main: bytes) -> None:
    if len(main) < PIECES + 8:
        raise UnreadableError("truncated", f"the document's head is cut; {AGAIN}")
    if _word(main, 0) not in MAGIC:
        raise UnreadableError("damaged", f"the document's head is overwritten; {AGAIN}")
    if _word(main, 2) < OLDEST:
        raise UnreadableError("unsupported_format", "written before Word 97")
    if _word(main, 10) & ENCRYPTED:
        raise UnreadableError(
            "encrypted", "the document asks for a password; ask the publisher for an open copy"
        )


def _word(main: bytes, offset: int) -> int:
    return int.from_bytes(main[offset : offset + 2], "little")


def _part(main: bytes, table: bytes, offset: int) -> bytes:
    """The part of the table stream that two numbers of the head point at: start and length."""
    start, length = struct.unpack_from("<II", main, offset)
    return table[start : start + length]


def _pieces(clx: bytes) -> Iterator[tuple[int, int, int, bool]]:
    """First and last character, byte offset and compression of each piece; a fast-saved file has many."""
    at = 0
    while clx[at] == 1:
        at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
    if clx[at] != 2:
        raise ValueError("no piece table")
    places = clx[at + 5 : at + 5 + int.from_bytes(clx[at + 1 : at + 5], "little")]
    count = (len(places) - 4) // 12
    if count < 1:
        raise ValueError("empty piece table")
    bounds = struct.unpack_from(f"<{count + 1}I", places)
    for index in range(count):
        (offset,) = struct.unpack_from("<I", places, 4 * (count + 1) + 8 * index + 2)
        is_compressed = bool(offset & COMPRESSED)
        offset &= COMPRESSED - 1
        yield bounds[index], bounds[index + 1], offset // 2 if is_compressed else offset, is_compressed


def _usual_style(end: int) -> int:
    return 0


def marks(
    main: bytes, clx: bytes, looks: Looks = NO_LOOKS, style_of: Callable[[int], int] = _usual_style
) -> Iterator[tuple[str, str, int]]:
    """(text, mark, byte after the mark) of each paragraph of the main text.

    `style_of` gives the number of the style of the paragraph that ends before a byte.
    Footnotes, headers and text boxes come after it and are left.
    """
    (length,) = struct.unpack_from("<I", main, TEXT_LENGTH)
    waiting = ""
    for first, last, offset, is_compressed in _pieces(clx):
        width = 1 if is_compressed else 2
        content = main[offset : offset + width * max(0, min(last, length) - first)]
        text = content.decode("cp1252", "replace") if is_compressed else _units(content)
        *parts, rest = PARAGRAPH_END.split(text)
        for part, end in zip(parts[::2], parts[1::2], strict=True):
            after = offset + width * (len(part) + 1)
            shown = looks.shown(part, offset, width, style_of(after)) if looks.matter else part
            offset = after
            yield waiting + shown, end, offset
            waiting = ""
        if rest and looks.matter:
            rest = looks.shown(rest, offset, width, style_of(offset + width * len(rest)))
        waiting += rest
    if waiting:
        yield waiting, "\r", 0


def _units(content: bytes) -> str:
    """A character for each 16 bits, surrogates apart, so that positions stay those of the file."""
    count = len(content) // 2
    text = content[: 2 * count].decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text
    return "".join(map(chr, struct.unpack_from(f"<{count}H", content)))


def _build(marks: Iterator[tuple[str, str, int]], properties: Properties) -> FlowBuilder:
    builder = FlowBuilder()
    for text, mark, after in marks:
        stated = properties.at(after)
        ends_cell = mark == CELL_END or stated.is_inner_cell_end
        level = stated.level or int(ends_cell)
        if stated.is_row_end and level:
            builder.end_row(level, stated.edges, stated.merges, stated.dark)
            continue
        if not text.isalnum() and UNPRINTED.search(text):
            *lines, text = _printed_lines(text, ends_cell)
            for line in lines:
                builder.line(line, level)
        if ends_cell:
            builder.end_cell(level, text)
        else:
            builder.line(text, level)
    return builder


def _printed_lines(text: str, ends_cell: bool) -> list[str]:
    """The lines of a text with control characters, of a cell with what a picture in its last line may be."""
    lines = printed(text).split("\n")
    if ends_cell and PICTURE in text and len(lines) == 1:
        return [beside_picture(lines[0])]
    return lines


def _with_symbol(field: re.Match[str]) -> str:
    """A field that shows a symbol or an equation has no result of its own; others may lack theirs."""
    shown = symbols.of_field(field[1])
    if not shown and FIELD_RESULT not in field[0] and symbols.COMPUTED.match(field[1]):
        return symbols.uncomputed(field[1])
    return shown or field[0]


def _without_inner_codes(text: str) -> str:
    """A text without the fields that stand in the code of another one; as it was where they contradict."""
    shown: list[str] = []
    in_code: list[bool] = []
    for letter in text:
        if letter == FIELD_START:
            in_code.append(True)
        if letter in FIELD_MARKS and not in_code:
            return text
        if not any(in_code[:-1]):
            shown.append(letter)
        if letter == FIELD_RESULT:
            in_code[-1] = False
        elif letter == FIELD_END:
            in_code.pop()
    return text if in_code else "".join(shown)


def printed(text: str) -> str:
    """Field results without their codes, surrogates joined, marks of notes and pictures dropped."""
    if text.count(FIELD_START) > 1:
        text = _without_inner_codes(text)
    text = FIELD_CODE.sub("", FIELD.sub(_with_symbol, text)).translate(PRINTED)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
