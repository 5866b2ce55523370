"""Which readings of a line may be believed: a wrong digit is the worst outcome, so in doubt there is none."""

import re
import unicodedata
from collections.abc import Sequence

from extract.ocr.lines import Line
from extract.ocr.page import Pixels
from extract.ocr.recognise import Read, recogniser
from extract.ocr.signs import UNSURE

SURE_FIGURE = 0.9  # probability of the least certain character; wrong digits were seen up to 0.7
SURE_WORDS = 0.4  # labels are matched with tolerance, so only what is plainly misread is looked at again
SURE_SHORT = 0.85  # but 结果 or 总 alone has no context, and the second model reads such pieces better
SHORT = 4  # characters
SECOND_SURE = 0.6  # the second model must not guess either
FEW = 10  # lines; where more than these and than half are unsure, the page is a drawing: each cost a second
DEBRIS = 2  # characters: dust and rests of pictures give no more
NUMBER = re.compile(r"[-+]?\d[\d.,]*\D?")  # with what a model may see in a raised mark
WORD = re.compile(r"[\u3400-\u4dff\u4e01-\u9fffA-Za-z]")  # 一 may be a dash
UNITS = "件元万亿项条个宗起次份例篇人"
NUMBERED = re.compile(rf"\(?\d{{1,2}}\)?(?:[.、]\D|[^\d.,%({UNITS}])")  # 1.属于国家秘密, not 22(其中修订16件)
BRACKETED = re.compile(r"[({（\[]([-—–―一二三四五六七八九十])[)}）\]]")  # （一） seen as {-) in thin print
EMPTY = re.compile(r"^[({（\[][)}）\]]")  # … or as ()
LEADING = re.compile(r"^[-—–―](?=[、.])")  # 一、 seen as a dash
DASH = re.compile(r"[-—–一―ー_]")


def read_words(images: Sequence[Pixels]) -> list[str]:
    """The text of lines outside tables; what is no legible type gives an empty text."""
    first = recogniser("first").read(images)
    unsure = [i for i, read in enumerate(first) if read.weakest < SURE_WORDS]
    second = _asked(images, [] if len(unsure) > max(FEW, len(first) / 2) else unsure)
    best = [max(read, second.get(i, read), key=lambda each: each.weakest) for i, read in enumerate(first)]
    legible = (read.weakest >= SURE_WORDS or len(read.text) > DEBRIS for read in best)
    return [_mended(read.text) if is_type else "" for read, is_type in zip(best, legible, strict=True)]


def read_cells(images: Sequence[Pixels], lines: Sequence[Line]) -> list[str]:
    """The text of each line in a table; mixed figures, and those in dispute, are UNSURE."""
    first = recogniser("first").read(images)
    second = _asked(images, [i for i, read in enumerate(first) if not _is_sure(read, lines[i].marks)])
    settled = [_settled(read, second.get(i)) for i, read in enumerate(first)]
    return [
        UNSURE if line.is_mixed and NUMBER.fullmatch(_plain(text)) else _mended(text)
        for line, text in zip(lines, settled, strict=True)
    ]


def is_figure(text: str) -> bool:
    """Whether a line could be the content of a value cell rather than words."""
    plain = _plain(text)
    return not WORD.search(plain) or (plain[:1].isdigit() and NUMBERED.match(plain) is None)


def _asked(images: Sequence[Pixels], indexes: Sequence[int]) -> dict[int, Read]:
    """The second model's readings of some of the lines."""
    if not indexes:
        return {}
    return dict(zip(indexes, recogniser("second").read([images[i] for i in indexes]), strict=True))


def _is_sure(read: Read, marks: int) -> bool:
    if not is_figure(read.text):
        return read.weakest >= (SURE_SHORT if len(read.text) <= SHORT else SURE_WORDS)
    return read.weakest >= SURE_FIGURE and (not read.text.isdecimal() or len(read.text) == marks)


def _settled(first: Read, second: Read | None) -> str:
    if second is None:
        return first.text
    if _plain(first.text) == _plain(second.text) and second.weakest >= SECOND_SURE:
        return first.text
    if is_figure(first.text) or is_figure(second.text):
        return UNSURE
    return max(first, second, key=lambda read: read.weakest).text


def _mended(text: str) -> str:
    """Numbering as it can only have been printed."""
    text = BRACKETED.sub(lambda match: f"（{DASH.sub('一', match[1])}）", text)
    return LEADING.sub("一", EMPTY.sub("（一）", text))


def _plain(text: str) -> str:
    """Comparable: models differ in widths, spaces and kinds of dashes without reading another figure."""
    return DASH.sub("-", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
