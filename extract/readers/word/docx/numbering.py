"""Automatic numbers of Word's lists (一、 （一） 1.), which stand in no text but are printed."""

import re
from collections.abc import Callable

from lxml import etree

from extract.readers.packages import Package
from extract.readers.word.docx.text import TC, VALUE, WORD, Element, P, R, T

DIGITS = "零一二三四五六七八九"
NUMBERING, STYLES = "word/numbering.xml", "word/styles.xml"
Place = tuple[str, int]  # the list's id and the level in it
MAX_NUMBER = 9_999
FIGURE = re.compile(r"\W*\d")
PLACEHOLDER = re.compile("%([1-9])")


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十, 105 → 一百零五."""
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += DIGITS[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda number: "".join(DIGITS[int(digit)] for digit in str(number)),
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "none": lambda number: "",
}


class Numbers:
    """Counts the paragraphs of each list in document order; bullets and unknown formats give no text."""

    def __init__(self, root: Element, styles: dict[str, Place]) -> None:
        """From the root of numbering.xml, and the lists that paragraph styles stand for."""
        self.levels: dict[Place, Element] = {}
        self.lists: dict[str, str] = {}  # w:numId → w:abstractNumId
        self.starts: dict[Place, int] = {}  # by w:numId, where a list begins anew
        self.styles = styles
        self.counts: dict[Place, int] = {}
        self._read_lists(root)

    def _read_lists(self, root: Element) -> None:
        for abstract in root.iter(WORD + "abstractNum"):
            for level in abstract.iter(WORD + "lvl"):
                place = abstract.get(WORD + "abstractNumId", ""), _number(level.get(WORD + "ilvl"))
                self.levels[place] = level
        for number in root.iter(WORD + "num"):
            identity = number.get(WORD + "numId", "")
            self.lists[identity] = _value(number, "abstractNumId")
            for change in number.iter(WORD + "lvlOverride"):
                start = _value(change, "startOverride")
                if start:
                    self.starts[identity, _number(change.get(WORD + "ilvl"))] = _number(start)

    def label(self, paragraph: Element) -> str:
        """The number that is printed before this paragraph, which is counted by it, and the gap behind it.

        Empty for most.
        """
        properties = paragraph.find(WORD + "pPr")
        if properties is None:
            return ""
        number, level = self._place(properties)
        abstract = self.lists.get(number)
        if abstract is None or (abstract, level) not in self.levels:
            return ""
        self._count(number, abstract, level)
        return self._text(abstract, level)

    def _place(self, properties: Element) -> Place:
        stated = properties.find(WORD + "numPr")
        inherited = self.styles.get(_value(properties, "pStyle"), ("", 0))
        if stated is None:
            return inherited
        level = _value(stated, "ilvl")
        return _value(stated, "numId") or inherited[0], _number(level) if level else inherited[1]

    def _count(self, number: str, abstract: str, level: int) -> None:
        """One more at this level; deeper levels begin anew."""
        start = self.starts.pop((number, level), None)
        if start is None and (abstract, level) not in self.counts:
            start = _number(_value(self.levels[abstract, level], "start") or "1")
        before = self.counts.get((abstract, level), 0)
        self.counts[abstract, level] = min(before + 1 if start is None else start, MAX_NUMBER)
        for deeper in [place for place in self.counts if place[0] == abstract and place[1] > level]:
            del self.counts[deeper]

    def _text(self, abstract: str, level: int) -> str:
        """The level's pattern, such as （%1）, with the counts written in; a bullet's has none to write."""

        def written(match: re.Match[str]) -> str:
            place = abstract, int(match[1]) - 1
            stated = self.levels.get(place)
            write = FORMATS.get(_value(stated, "numFmt")) if stated is not None else None
            return write(self.counts.get(place, 1)) if write else ""

        pattern = _value(self.levels[abstract, level], "lvlText")
        if not PLACEHOLDER.search(pattern):
            return ""
        gap = "" if _value(self.levels[abstract, level], "suff") == "nothing" else " "
        return PLACEHOLDER.sub(written, pattern) + gap


def write_numbers(body: Element, package: Package) -> None:
    """Put the printed number of each numbered paragraph in front of its text; in cells without any, too.

    What stands between both is kept where they would else make one figure: 1. and 12 are not 1.12.
    """
    if NUMBERING not in package:
        return
    used = {style.get(VALUE, "") for style in body.iter(WORD + "pStyle")}
    styles = _numbered_styles(package.xml(STYLES)) if used and STYLES in package else {}
    if not used & styles.keys() and next(body.iter(WORD + "numPr"), None) is None:
        return
    numbers = Numbers(package.xml(NUMBERING), styles)
    for paragraph in body.iter(P):
        label = numbers.label(paragraph)
        text = "".join(text.text or "" for text in paragraph.iter(T)) if label.strip() else ""
        if text or (label.strip() and next(paragraph.iterancestors(TC), None) is not None):
            run = etree.Element(R)
            etree.SubElement(run, T).text = label if FIGURE.match(text) else label.rstrip()
            paragraph.insert(0, run)


def _numbered_styles(root: Element) -> dict[str, Place]:
    found = {}
    for style in root.iter(WORD + "style"):
        stated = style.find(f"{WORD}pPr/{WORD}numPr")
        if stated is not None:
            found[style.get(WORD + "styleId", "")] = _value(stated, "numId"), _number(_value(stated, "ilvl"))
    return found


def _value(parent: Element, name: str) -> str:
    child = parent.find(WORD + name)
    return "" if child is None else child.get(VALUE, "")


def _number(text: str | None) -> int:
    return min(int(text), MAX_NUMBER) if text and text.isdecimal() else 0
