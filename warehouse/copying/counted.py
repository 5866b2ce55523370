"""What of a text counts when it is compared: words, without spaces, marks, figures and prescribed phrases.

Figures are one figure, whatever they say: a sentence that only changed its numbers is the sentence of last
year. Sentences that a law or notice has everybody write (formulas.csv) are nobody's, and headings too.
"""

import csv
import re
import sys
from functools import cache
from pathlib import Path

import numpy as np

from spiders.content.chinese import simplified
from spiders.content.headings import fixed_headings, is_heading
from warehouse.copying.folding import fold_character

_DROPPED, _END, _FIGURE = "\0", "\n", "0"
_ENDS = frozenset("。；;！!？?\n\r\u2028\u2029")
_SENTENCE = re.compile(f"[^{_END}]+")
_FIGURES = re.compile(f"{_FIGURE}+")
_MAY_BE_HEADING = re.compile("^.{2,40}(?:情况|事项|概况|措施)$")


def _folded(character: str) -> str:
    if character in _ENDS:
        return _END
    plain = fold_character(character)
    return _FIGURE if plain.isnumeric() and not plain.isalpha() else plain or _DROPPED


_UNKNOWN = np.uint32(0xFFFFFFFF)
_FOLDING = np.full(sys.maxunicode + 1, _UNKNOWN)  # every character to the one it counts as, once it was met


def _fold(text: str) -> str:
    """Every character as the one it counts as; the length stays. `str.translate` takes thrice as long."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _FOLDING[codes]
    is_new = folded == _UNKNOWN
    if is_new.any():
        new = np.unique(codes[is_new])
        _FOLDING[new] = [ord(_folded(chr(code))) for code in new.tolist()]
        folded = _FOLDING[codes]
    return folded.tobytes().decode("utf-32-le")


@cache
def formulas() -> tuple[tuple[str, str], ...]:
    """Of each kind of sentence that does not count: words of which it needs one, and its pattern."""
    with Path(__file__).with_name("formulas.csv").open(encoding="utf-8", newline="") as stream:
        return tuple((row["needs"], row["pattern"]) for row in csv.DictReader(stream))


def declarations() -> tuple[object, ...]:
    """What decides beside the code which characters count: phrases, headings, and characters made simple."""
    headings = [heading.title.pattern for heading in fixed_headings()]
    return formulas(), headings, sorted(simplified().items())


@cache
def _formula() -> tuple[re.Pattern[str], re.Pattern[str]]:
    needs, patterns = zip(*formulas(), strict=True)
    return re.compile("|".join(needs)), re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def is_formula(sentence: str) -> bool:
    """Whether a sentence, as it counts, is one that everybody has to write."""
    needs, pattern = _formula()  # the patterns alone take half the time of all that is done with a text
    return needs.search(sentence) is not None and pattern.search(sentence) is not None


class CountedText:
    """A text as it counts, and where each character that counts stands in it.

    >>> CountedText("2023年，本局公开信息 1,024 条。没有其他需要报告的事项。").text
    '0年本局公开信息0条'
    """

    def __init__(self, text: str) -> None:
        self._folded = _fold(text)
        self._spans = []
        counted = []
        for found in _SENTENCE.finditer(self._folded):
            sentence = _FIGURES.sub(_FIGURE, found[0].replace(_DROPPED, ""))
            if not sentence or is_formula(sentence):
                continue
            if _MAY_BE_HEADING.search(sentence) and is_heading(text[found.start() : found.end()]):
                continue
            counted.append(sentence)
            self._spans.append(found.span())
        self.text = "".join(counted)

    def places(self) -> list[int]:
        """For each character of `text`, where it stands in the text that was given."""
        found = []
        for start, end in self._spans:
            last = ""
            for place in range(start, end):
                character = self._folded[place]
                if character == _DROPPED or character == last == _FIGURE:
                    continue
                found.append(place)
                last = character
        return found
