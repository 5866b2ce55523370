"""The text of a PDF page: lines outside its tables, and words in their cells."""

import re
from collections.abc import Sequence
from itertools import islice

from extract.layout.assemble import TextLine
from extract.layout.cell_text import are_a_number
from extract.layout.filling import Owner, fill, owners_of
from extract.layout.geometry import Box, Word, make_word
from extract.layout.ruled import Fragment
from extract.readers.pdf.pdfium import Page
from spiders.content.radicals import to_ideographs

TOKEN = re.compile(r"(\S+)[^\S\r\n]*([\r\n]?)")  # and whether it ends its line
LONG_NUMBER = re.compile(r"[\d.,，０-９]{3}|\d\d[^\s\d]|[^\s\d]\d\d")
HYPHEN = re.compile("[\x02\ufffe\xad]")
HYPHENS = str.maketrans(dict.fromkeys("\x02\ufffe\xad", "-"))  # pdfium's marks for a hyphen ending a line

DIGITS = frozenset("012356789")  # a 4 is as wide as 0.72 of its height in the type of browsers
SQUARE = 0.7  # of a digit's height: of Song type they are 0.6 wide, of broad sans serifs 0.66

Token = tuple[tuple[int, int], Box, Box]  # where it stands in the text, its first and last glyph


def text_lines(page: Page, tables: list[Fragment]) -> list[TextLine]:
    """The lines outside the tables; what stands inside goes into their cells."""
    text = plain_text(page)
    spans = _spans(text)
    if not tables:
        whole = [(line[0][0], line[-1][1]) for line in spans]
        return [_line(text, token, token) for token in _boxed(page, whole)]
    bands = [(table.ys[0], table.ys[-1]) for table in tables]
    lines: list[TextLine] = []
    inside: list[Token] = []
    rest = iter(_boxed(page, [span for line in spans for span in line]))
    for line in spans:
        own = [*islice(rest, len(line))]
        _, y0, _, y1 = _around(own[0][1], own[-1][2])
        for top, bottom in bands:
            if top < y1 and y0 < bottom:
                inside += own
                break
        else:
            lines.append(_line(text, own[0], own[-1]))
    words, owners = _words(page, text, inside, tables)
    return lines + _regrouped(fill(tables, words, owners=owners))


def _spans(text: str) -> list[list[tuple[int, int]]]:
    """Where the tokens of each line begin and end."""
    lines: list[list[tuple[int, int]]] = []
    line: list[tuple[int, int]] = []
    for match in TOKEN.finditer(text):
        line.append(match.span(1))
        if match[2]:
            lines.append(line)
            line = []
    return [*lines, line] if line else lines


def _boxed(page: Page, spans: Sequence[tuple[int, int]]) -> list[Token]:
    starts = [start for start, _ in spans]
    boxes = page.boxes(starts + [end - 1 for start, end in spans if end - start > 1])
    lasts = iter(boxes[len(spans) :])
    return [
        (span, first, next(lasts) if span[1] - span[0] > 1 else first)
        for span, first in zip(spans, boxes, strict=False)
    ]


def plain_text(page: Page) -> str:
    """The page's text, as long as it is, with the characters that a report is written in."""
    text = page.text.translate(HYPHENS) if HYPHEN.search(page.text) else page.text
    return to_ideographs(text)


def _words(
    page: Page, text: str, tokens: list[Token], tables: list[Fragment]
) -> tuple[list[Word], list[Owner]]:
    """A word for each token that stands side by side in one cell, else for each of its glyphs; their cells.

    Of numbers every glyph is looked at: labels may trust the order of the file, figures may not.
    """
    page.is_odd = page.is_odd or any(_is_wide(text[start], first) for (start, _), first, _ in tokens)
    firsts = [first for _, first, _ in tokens]
    found = owners_of(tables, firsts + [last for _, first, last in tokens if first is not last])
    lasts = iter(found[len(tokens) :])
    words: list[Word] = []
    owners: list[Owner] = []
    parted: list[tuple[int, range]] = []
    for ((start, end), first, last), owner in zip(tokens, found, strict=False):
        if first is not last and not _is_one_word(text[start:end], first, last, next(lasts) == owner):
            parted.append((len(words), range(start, end)))
            page.is_odd = page.is_odd or _is_slanting(first, last)
            continue
        before = " " if text[start - 1] == " " else ""
        box = first if first is last else _around(first, last)
        words.append(make_word((before + text[start:end], *box)))
        owners.append(owner)
    _put_glyphs(page, text, tables, parted, words, owners)
    return words, owners


def _put_glyphs(
    page: Page,
    text: str,
    tables: list[Fragment],
    parted: list[tuple[int, range]],
    words: list[Word],
    owners: list[Owner],
) -> None:
    """Put the glyphs of parted tokens, and their cells, where the tokens would stand among the words."""
    glyphs = page.words(text, [index for _, span in parted for index in span])
    glyph_owners = owners_of(tables, [glyph[1:] for glyph in glyphs])
    page.is_odd = page.is_odd or any(_is_wide(glyph.text[-1], glyph[1:]) for glyph in glyphs)
    for position, span in reversed(parted):
        words[position:position] = glyphs[-len(span) :]
        owners[position:position] = glyph_owners[-len(span) :]
        del glyphs[-len(span) :], glyph_owners[-len(span) :]


def _is_wide(letter: str, box: Box) -> bool:
    """Whether a digit takes a squarer box than type gives it: it is turned, or the box is not its glyph's."""
    return letter in DIGITS and box[2] - box[0] > SQUARE * (box[3] - box[1])


def _is_slanting(first: Box, last: Box) -> bool:
    """Whether the glyphs of a token rise or fall as they run on: neither level nor upright."""
    height = first[3] - first[1]
    return abs(last[1] - first[1]) > height * 0.5 and abs(last[0] - first[0]) > height * 0.5


def _is_one_word(token: str, first: Box, last: Box, is_in_one_cell: bool) -> bool:
    return is_in_one_cell and _is_level(first, last) and _is_label(token, first, last)


def _around(first: Box, last: Box) -> Box:
    """The box of a token from those of its outer glyphs; faster than min and max."""
    x0, y0, _, y1 = first
    _, last_y0, x1, last_y1 = last
    return x0, y0 if y0 < last_y0 else last_y0, x1, y1 if y1 > last_y1 else last_y1


def _is_label(token: str, first: Box, last: Box) -> bool:
    """Whether no figure of three digits is in it, nor one of two that may be no number."""
    if token.isalpha():
        return True
    if len(token) == 2 and token.isdecimal():
        return are_a_number(first, last)
    return not LONG_NUMBER.search(token)


def _is_level(first: Box, last: Box) -> bool:
    """Whether glyphs run to the right on one level."""
    x0, y0, x1, y1 = first
    last_x0, last_y0, last_x1, last_y1 = last
    height = max(y1 - y0, last_y1 - last_y0, x1 - x0)
    return x0 + x1 < last_x0 + last_x1 and abs((last_y0 + last_y1) / 2 - (y0 + y1) / 2) <= height * 0.6


def _line(text: str, first: Token, last: Token) -> TextLine:
    """The line from one token to another, with the box of its outer glyphs."""
    (start, _), (x0, y0, x1, y1), _ = first
    (_, end), _, (last_x0, last_y0, last_x1, last_y1) = last
    box = min(x0, last_x0), min(y0, last_y0), max(x1, last_x1), max(y1, last_y1)
    return TextLine(text[start:end], *box)


def _regrouped(words: list[Word]) -> list[TextLine]:
    """Glyphs of lines that ran from a table's cell to the outside."""
    lines: list[TextLine] = []
    for word in words:
        last = lines[-1] if lines else None
        if last and abs(word.y0 + word.y1 - last.y0 - last.y1) < last.size and word.x0 >= last.x1 - 1:
            box = (last.x0, min(last.y0, word.y0), word.x1, max(last.y1, word.y1))
            lines[-1] = TextLine(last.text + word.text, *box)
        else:
            lines.append(TextLine(word.text.strip(), *word[1:]))
    return lines
