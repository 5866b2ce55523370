"""Printed labels, folded so that what is the same to a reader is the same text."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from spiders.content.radicals import to_ideographs

# Words of the forms only, as traditional pages print them (seen: encyclopedia mirrors of 2020 reports).
TRADITIONAL = (
    "條項內製數開總對務級範檔處罰強許費採購額請結轉辦無現復複議訴訟維糾審計類報機構會組"
    "織業經達規該書舉訊據權護過執專應徵關鍵單萬億況屬國禁穩補財產為與圍種動減負時間編號"
)
SIMPLIFIED = (
    "条项内制数开总对务级范档处罚强许费采购额请结转办无现复复议诉讼维纠审计类报机构会组"
    "织业经达规该书举讯据权护过执专应征关键单万亿况属国禁稳补财产为与围种动减负时间编号"
)
FOLD = str.maketrans(TRADITIONAL + "〔【［[〕】］]", SIMPLIFIED + "((((" + "))))")
NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff、,.。;:“”\"'‘’/·*\\_《》<>—\-|]+")
NUMBERING = re.compile(
    r"^(?:\(?([一二三四五六七八九十]{1,3})(?:\)[、.,:]?|[、.,:])|\(?(\d{1,2})(?:\)[、.,:]?|[、.,:](?!\d)|(?=[^\d\W])))"
)
NOTE = re.compile(r"\(.*$", re.DOTALL)
READING = re.compile(r"\([a-z\u00e0-\u01dc]+\)")  # 數(shù)據(jù), seen on mirrors in traditional characters
SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


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
