"""Printed labels, folded so that what is the same to a reader is the same text."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from spiders.content.chinese import ZERO_WIDTH, simplified
from spiders.content.radicals import to_ideographs

FOLD = simplified() | str.maketrans("〔【［[〕】］]", "(((())))")
NOISE = re.compile(rf"[\s{ZERO_WIDTH}、,.。;:“”\"'‘’/·*\\_《》<>—\-|]+")
NUMBERING = re.compile(
    r"^(?:\(?([一二三四五六七八九十]{1,3})(?:\)[、.,:]?|[、.,:])|\(?(\d{1,2})(?:\)[、.,:]?|[、.,:](?!\d)|(?=[^\d\W])))"
)
NOTE = re.compile(r"\(.*$", re.DOTALL)
READING = re.compile(r"\([a-z\u00e0-\u01dc]+\)")  # 數(shù)據(jù), seen on mirrors in traditional characters
SPACE = re.compile(rf"[\s{ZERO_WIDTH}]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label, folded: its numbering, `full` without punctuation, `short` without notes too."""

    number: str
    full: str
    short: str


@lru_cache(maxsize=8192)
def fold(text: str) -> Label:
    """NFKC, no spaces, simplified characters, one kind of bracket; numbering and 其中 off, notes apart."""
    plain = SPACE.sub("", unicodedata.normalize("NFKC", to_ideographs(text)).translate(FOLD))
    plain = READING.sub("", plain)
    number = ""
    while match := NUMBERING.match(plain):
        number, plain = match[1] or match[2] or "", plain[match.end() :]
    full = NOISE.sub("", plain).removeprefix("其中")
    return Label(number, full, NOTE.sub("", full))
