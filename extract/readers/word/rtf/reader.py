"""RTF → Document: groups, code pages, and tables by their cell and row ends ([MS-OXRTF], RTF 1.9.1)."""

import re
from dataclasses import dataclass, replace

from extract.model.document import Document, Hints, UnreadableError
from extract.model.looks import PLAIN, LeftOut, Look, is_left_out, rules_of, run, settled
from extract.model.pictures import INLINE, with_pictures, without_pictures
from extract.readers.word import symbols
from extract.readers.word.flow import FlowBuilder, FlowReader
from extract.readers.word.rtf.encoding import Encoding
from extract.readers.word.rtf.looks import LEAST, LOOK_WORDS, Palette, look_after, palette, shrunk
from extract.readers.word.rtf.rows import Rows
from extract.readers.word.rtf.words import DRAWN, PARAGRAPH_ENDS, PRINTED, SKIPPED, STARRED_TEXT, SYMBOLS

MAX_BYTES = 100_000_000  # pictures stand in the text as hexadecimal digits
MAX_DEPTH = 1_000
TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]+)(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z'])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)


@dataclass(slots=True)
class Group:
    """What a brace saves and restores."""

    is_skipped: bool = False
    is_font_table: bool = False
    is_nested_row: bool = False
    fallback_chars: int = 1
    code_page: str = ""
    is_instruction: bool = False
    is_drawn: bool = False
    is_fresh: bool = True  # no control word yet: the next one names the destination
    is_starred: bool = False
    look: Look = PLAIN
    is_marked: bool = False  # the look decides something of the group's text
    is_left_out: bool = False  # nobody sees it

    def open_with(self, word: str) -> None:
        """Take the first control word, which names what the group is."""
        self.is_fresh = False
        self.is_font_table |= word == "fonttbl"
        self.is_nested_row |= word == "nesttableprops"
        self.is_instruction |= word == "fldinst"
        self.is_drawn |= word in DRAWN
        self.is_skipped |= word in SKIPPED or (self.is_starred and word not in STARRED_TEXT)

    def take_look(self, look: Look) -> None:
        """Set the look, and what it decides: asked of each piece of text, that took a third of the time."""
        self.look = look
        self.is_marked, self.is_left_out = bool(rules_of(look)), is_left_out(look)


def read(data: bytes, hints: Hints) -> Document:
    """Read rich text.

    Returns a Document of reader `rtf` (locators `rtf:t1/r2/c3`). Notes: `truncated`, `hidden_text`.
    Raises UnreadableError: resource_limit past the caps of size and depth.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            "resource_limit", f"{len(data):,} bytes, the cap is {MAX_BYTES:,}; look at the file"
        )
    parser = Parser()
    parser.parse(data.decode("latin-1"))
    document = settled(FlowReader("rtf").document(parser.builder.finish()), parser.left_out)
    if len(parser.groups) > 1:
        note = ("truncated", "file", "the file ends inside a group; fetch it again")
        return replace(document, notes=(*document.notes, note))
    return document


class Parser:
    """Follows the stream of control words; text is kept until its paragraph or cell ends."""

    def __init__(self) -> None:
        self.builder = FlowBuilder()
        self.rows = Rows(self.builder)
        self.encoding = Encoding()
        self.left_out = LeftOut()
        self.groups = [Group()]
        self.text: list[str] = []
        self.instruction: list[str] = []  # of the field that is being read
        self.colours: Palette = ()
        self.ignored = 0  # characters still to drop after \u

    @property
    def group(self) -> Group:
        return self.groups[-1]

    def parse(self, source: str) -> None:
        """Read the whole file, decoded as Latin-1 so that a character is a byte."""
        self.colours = self.rows.colours = palette(source)
        position = 0
        while match := TOKEN.match(source, position):
            position = match.end()
            kind = match.lastgroup
            if kind == "brace":
                self._brace(match["brace"])
            elif kind in ("word", "number"):
                number = int(match["number"]) if match["number"] else None
                if match["word"] == "bin":
                    position += max(number or 0, 0)
                self._word(match["word"], number)
            elif kind == "symbol":
                self._symbol(match["symbol"])
            elif kind == "byte":
                self._put_bytes(bytes.fromhex(match["byte"]))
            elif kind == "text":
                self._put_bytes(match["text"].encode("latin-1"))
        self._end_paragraph()

    def _brace(self, brace: str) -> None:
        self._flush()
        self.ignored = 0
        if brace == "{":
            if len(self.groups) > MAX_DEPTH:
                raise UnreadableError(
                    "resource_limit", f"groups nest over {MAX_DEPTH} deep; look at the file"
                )
            self.groups.append(replace(self.group, is_fresh=True, is_starred=False))
        elif len(self.groups) > 1:
            was_instruction = self.groups.pop().is_instruction
            if was_instruction and not self.group.is_instruction:
                self._put_text(symbols.of_field("".join(self.instruction)))
                self.instruction.clear()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.group.is_starred = True
        elif symbol in SYMBOLS:
            if self.group.is_instruction:
                self.instruction.append(SYMBOLS[symbol])
            self._put_text(SYMBOLS[symbol])
        elif symbol in "\r\n":
            self._word("par", None)

    def _word(self, word: str, number: int | None) -> None:
        group = self.group
        if group.is_fresh:
            group.open_with(word)
            if word == "pict" and not group.is_drawn:
                self.text.append(INLINE)
        if group.is_font_table:
            self.encoding.font_word(word, number)
        if group.is_skipped:
            return
        if word in LOOK_WORDS:
            self._flush()
            group.take_look(look_after(group.look, word, number, self.colours))
        elif word in LEAST:
            if (look := shrunk(group.look, word, number)) is not group.look:
                self._flush()
                group.take_look(look)
        elif word in PRINTED:
            self._put_text(PRINTED[word])
        elif word in ("u", "uc", "f", "ansicpg") and number is not None:
            self._character_word(word, number)
        elif not group.is_left_out:  # the end of a hidden paragraph or cell is hidden too
            self._structure_word(word, number)

    def _character_word(self, word: str, number: int) -> None:
        if word == "u":
            self._put_text(chr(number % 65536))
            self.ignored = self.group.fallback_chars
        elif word == "uc":
            self.group.fallback_chars = max(number, 0)
        elif word == "f":
            self.group.code_page = self.encoding.fonts.get(number, "")
        else:
            self.encoding.set_ansi(number)

    def _structure_word(self, word: str, number: int | None) -> None:
        if word in PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            level = self.rows.level_of(word)
            self._end_paragraph(level)
            self.builder.end_cell(level)
        else:
            self.rows.add(word, number, self.group.is_nested_row)

    def _put_bytes(self, content: bytes) -> None:
        dropped = min(self.ignored, len(content))
        self.ignored -= dropped
        content = content[dropped:]
        self.group.is_fresh = False
        if self.group.is_instruction:
            self.instruction.append(content.decode("latin-1"))
        if self.group.is_skipped or not content:
            return
        lost, text = self.encoding.decode(content, self.group.code_page)
        if lost:
            self.text.append(lost)
        self.text.append(self._looking(text))

    def _put_text(self, text: str) -> None:
        self.group.is_fresh = False
        if not self.group.is_skipped:
            self._flush()
            self.text.append(self._looking(text))

    def _looking(self, text: str) -> str:
        group = self.group
        return run(text, group.look, self.left_out) if group.is_marked else text

    def _flush(self) -> None:
        if lost := self.encoding.flush():
            self.text.append(lost)

    def _end_paragraph(self, level: int | None = None) -> None:
        """End a paragraph, or the last one of a cell of that table level."""
        self._flush()
        printed = "".join(self.text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.text.clear()
        printed = with_pictures(printed) if level is not None else without_pictures(printed)
        place = self.rows.place if level is None else level
        if not printed.strip() and not place and level is None:
            return
        for line in printed.split("\n"):
            self.builder.line(line, place)
