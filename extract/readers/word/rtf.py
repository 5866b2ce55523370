"""RTF → Document: groups, code pages, and tables by their cell and row ends ([MS-OXRTF], RTF 1.9.1)."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from extract.model.document import Document, Hints, UnreadableError
from extract.model.looks import LIFTED, PICTURE_ALONE, lowered, raised, struck, white
from extract.readers.word import symbols
from extract.readers.word.flow import FlowBuilder, FlowReader
from extract.readers.word.frames import Merges

MAX_BYTES = 100_000_000  # pictures stand in the text as hexadecimal digits
MAX_DEPTH = 1_000
TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]+)(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z'])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
# Groups that print nothing in the body. A group marked \* is skipped too, unless it is known to hold text.
SKIPPED_GROUPS = """
fonttbl colortbl stylesheet info pict object
header headerl headerr headerf footer footerl footerr footerf footnote annotation
fldinst sp sn sv nonesttables listtable listoverridetable generator themedata colorschememapping
latentstyles datastore xmlnstbl rsidtbl template atnid atnauthor bkmkstart bkmkend
"""
SKIPPED = frozenset(SKIPPED_GROUPS.split())
STARRED_TEXT = frozenset({"nesttableprops", "shpinst", "shptxt"})
PRINTED = {"tab": " ", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’"}
PRINTED |= {"ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " "}
SYMBOLS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}"}
# How a run looks, by its control words; a number of 0 takes the look away, as \\plain does.
SCRIPTS = {"super": raised, "up": raised, "sub": lowered, "dn": lowered}
STRUCK = frozenset({"strike", "striked"})
GROUNDS = frozenset({"cb", "chcbpat", "highlight"})  # the colour behind a run, by its number in the table
LOOKS = frozenset({*SCRIPTS, *STRUCK, *GROUNDS, "cf", "plain", "nosupersub"})
COLOUR_TABLE = re.compile(r"\{\\colortbl([^{}]*)\}")
WHITE = re.compile(r"(?=.*\\red255\b)(?=.*\\green255\b)(?=.*\\blue255\b)", re.S)
PICTURE = "\ufdd1"  # a noncharacter
DRAWN = frozenset({"shp", "sv", "do", "object"})  # pictures in these float over the text
CODE_PAGES = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs"}  # by \fcharset


@dataclass(slots=True)
class Shape:
    """A row's definition so far: cells' right sides and merges; `flags` wait for the next right side."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    merges: list[tuple[bool, bool]] = field(default_factory=list)
    flags: tuple[bool, bool] = (False, False)


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
    script: Callable[[str], str] | None = None
    is_struck: bool = False
    is_white: bool = False
    has_ground: bool = False


def read(data: bytes, hints: Hints) -> Document:
    """Read rich text. Raises UnreadableError: resource_limit past the caps of size and depth."""
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            "resource_limit", f"{len(data):,} bytes, the cap is {MAX_BYTES:,}; look at the file"
        )
    parser = _Parser()
    parser.parse(data.decode("latin-1"))
    document = FlowReader("rtf").document(parser.builder.finish())
    if len(parser.groups) > 1:
        note = ("truncated", "file", "the file ends inside a group; fetch it again")
        return replace(document, notes=(note,))
    return document


class _Parser:
    """Follows the stream of control words; text is kept until its paragraph or cell ends."""

    def __init__(self) -> None:
        self.builder = FlowBuilder()
        self.groups = [Group()]
        self.text: list[str] = []
        self.instruction: list[str] = []  # of the field that is being read
        self.ansi = "gb18030"
        self.fonts: dict[int, str] = {}
        self.font = 0
        self.decoder = codecs.getincrementaldecoder("gb18030")("replace")
        self.decoding = "gb18030"
        self.whites: frozenset[int] = frozenset()  # in the table of colours
        self.ignored = 0  # characters still to drop after \u
        self.level = 0
        self.in_table = False
        self.shapes = {False: Shape(), True: Shape()}  # of the row outside and inside a nested table

    @property
    def group(self) -> Group:
        return self.groups[-1]

    def parse(self, source: str) -> None:
        position = 0
        table = COLOUR_TABLE.search(source)
        colours = table[1].split(";") if table else []
        self.whites = frozenset(at for at, colour in enumerate(colours) if WHITE.match(colour))
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
            group.is_fresh = False
            group.is_font_table |= word == "fonttbl"
            group.is_nested_row |= word == "nesttableprops"
            group.is_instruction |= word == "fldinst"
            group.is_drawn |= word in DRAWN
            if word == "pict" and not group.is_drawn:
                self.text.append(PICTURE)
            group.is_skipped |= word in SKIPPED or (group.is_starred and word not in STARRED_TEXT)
        if group.is_font_table:
            self._font_word(word, number)
        if group.is_skipped:
            return
        if word in PRINTED:
            self._put_text(PRINTED[word])
        elif word == "u" and number is not None:
            self._put_text(chr(number % 65536))
            self.ignored = group.fallback_chars
        elif word == "uc" and number is not None:
            group.fallback_chars = max(number, 0)
        elif word in ("f", "ansicpg") and number is not None:
            self._code_page_word(word, number)
        elif word in LOOKS:
            self._look_word(word, number)
        elif word not in ("v", "deleted"):
            self._table_word(word, number)
        elif number != 0:
            group.is_skipped = True

    def _look_word(self, word: str, number: int | None) -> None:
        self._flush()
        least = LIFTED if word in ("up", "dn") else 1
        if word in STRUCK:
            self.group.is_struck = number != 0
        elif word == "cf":
            self.group.is_white = number in self.whites
        elif word in GROUNDS:
            self.group.has_ground = bool(number) and number not in self.whites
        else:
            self.group.script = SCRIPTS.get(word) if number is None or number >= least else None
            if word == "plain":
                self.group.is_struck = self.group.is_white = self.group.has_ground = False

    def _looking(self, text: str) -> str:
        """The text as its group prints it: raised, struck and white digits are none of a figure."""
        if self.group.is_white and not self.group.has_ground:
            text = white(text)
        text = self.group.script(text) if self.group.script and text else text
        return struck(text) if self.group.is_struck and text else text

    def _font_word(self, word: str, number: int | None) -> None:
        if word == "f" and number is not None:
            self.font = number
        elif word == "fcharset" and number in CODE_PAGES:
            self.fonts[self.font] = CODE_PAGES[number]

    def _code_page_word(self, word: str, number: int) -> None:
        if word == "f":
            self.group.code_page = self.fonts.get(number, "")
            return
        try:
            self.ansi = {936: "gb18030", 950: "big5hkscs"}.get(number) or codecs.lookup(f"cp{number}").name
        except LookupError:
            self.ansi = "gb18030"

    def _table_word(self, word: str, number: int | None) -> None:
        shape = self.shapes[self.group.is_nested_row]
        above, left = shape.flags
        if word in ("par", "sect", "page"):
            self._end_paragraph()
        elif word == "pard":
            self.level, self.in_table = 0, False
        elif word == "intbl":
            self.in_table = True
        elif word == "itap":
            self.level = number or 0
        elif word in ("cell", "nestcell"):
            level = 1 if word == "cell" else max(self.level, 2)
            self._end_paragraph(level)
            self.builder.end_cell(level)
        elif word in ("row", "nestrow"):
            edges = (shape.left, *shape.edges) if shape.edges else ()
            level = 1 if word == "row" else max(self.level, 2)
            self.builder.end_row(level, edges, Merges.of(shape.merges))
        elif word == "trowd":
            self.shapes[self.group.is_nested_row] = Shape()
        elif word == "trleft":
            shape.left = number or 0
        elif word in ("clvmrg", "clmrg"):
            shape.flags = above or word == "clvmrg", left or word == "clmrg"
        elif word == "cellx":
            shape.edges.append(number or 0)
            shape.merges.append(shape.flags)
            shape.flags = (False, False)

    def _put_bytes(self, content: bytes) -> None:
        dropped = min(self.ignored, len(content))
        self.ignored -= dropped
        content = content[dropped:]
        self.group.is_fresh = False
        if self.group.is_instruction:
            self.instruction.append(content.decode("latin-1"))
        if self.group.is_skipped or not content:
            return
        code_page = self.group.code_page or self.ansi
        if code_page != self.decoding:
            self._flush()
            self.decoder, self.decoding = codecs.getincrementaldecoder(code_page)("replace"), code_page
        self.text.append(self._looking(self.decoder.decode(content)))

    def _put_text(self, text: str) -> None:
        self.group.is_fresh = False
        if not self.group.is_skipped:
            self._flush()
            self.text.append(self._looking(text))

    def _flush(self) -> None:
        """A half character left by the bytes before is lost, and is shown as such."""
        rest = self.decoder.decode(b"", final=True)
        if rest:
            self.text.append(rest)
        self.decoder.reset()

    def _end_paragraph(self, level: int | None = None) -> None:
        self._flush()
        printed = "".join(self.text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.text.clear()
        if PICTURE in printed:
            printed = printed.replace(PICTURE, "")
            if level is not None and not printed.strip():
                printed = PICTURE_ALONE
        place = max(self.level, int(self.in_table)) if level is None else level
        if not printed.strip() and not place and level is None:
            return
        for line in printed.split("\n"):
            self.builder.line(line, place)
