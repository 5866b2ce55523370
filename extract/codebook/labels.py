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
# An explanation behind a label: 规章：设区的市应提供数据, 规范性文件是指…. With digits it may be a figure.
GLOSS = re.compile(r"(?<=[^:]{2})(?:[:,—-]+|是)(?=指)[^\d]*$|(?<=[^:]{2}):[^\d:]{6,}$")
NO_LABEL = re.compile(r"其中|注|备注|说明|附件?|单位|标题|来源")
SPACE = re.compile(rf"[\s{ZERO_WIDTH}]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label, folded: its numbering, `full` without punctuation, `short` without notes too.

    Notes are what stands in brackets or explains the label: 规范性文件是指….
    """

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
    gloss = GLOSS.search(plain)
    if gloss and not NO_LABEL.match(plain):
        return Label(number, full, NOTE.sub("", NOISE.sub("", plain[: gloss.start()])))
    return Label(number, full, NOTE.sub("", full))
