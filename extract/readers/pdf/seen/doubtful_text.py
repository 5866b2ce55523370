"""Characters of a page that are no text of it, and digits that may be none: how they are kept apart.

What nobody sees, and watermarks, become spaces. A digit in doubt becomes a noncharacter that carries its look
through the layout, since a page's text has one character for each glyph; `settle` then refuses its cell.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from extract.layout.ruled import Fragment
from extract.model.looks import UNKNOWN, LeftOut, Look, Trait, is_left_out, rules_of, run
from extract.readers.pdf.pdfium import Page

DOUBTS = {
    Trait.PALE: "\ufdd6",
    Trait.CUT: "\ufdd7",
    Trait.REPLACED: "\ufdd8",
    Trait.STRUCK: "\ufdd9",
    Trait.LIKE_GROUND: "\ufdda",
}
DOUBTFUL = re.compile(f"[{''.join(DOUBTS.values())}]")
TRAITS = {sign: trait for trait, sign in DOUBTS.items()}
IN_FIGURES = frozenset("0123456789０１２３４５６７８９.,-—－")
HAN = re.compile(r"[\u3400-\u9fff]")
LARGE = 1.5  # times the usual height: type of watermarks, not of figures
WATERMARK = Look(Trait.WATERMARK)
SEEN_SHARE = 0.5  # of the characters: where more are pale, the page is printed so


def set_aside(page: Page, looks: Mapping[int, Look], left_out: LeftOut) -> None:
    """Take out of the page's text what the looks of its text objects, by their addresses, decide against."""
    if not looks:
        return
    found = {index: looks[holder] for index, holder in enumerate(page.text_objects()) if holder in looks}
    pale = [
        index for index, look in found.items() if Trait.PALE in look.traits and not page.text[index].isspace()
    ]
    if len(pale) > SEEN_SHARE * len("".join(page.text.split())):
        found = {index: look for index, look in found.items() if Trait.PALE not in look.traits}
    else:
        found |= dict.fromkeys(_watermarks(page, pale), WATERMARK)
    replace(page, found, left_out)


def replace(page: Page, looks: Mapping[int, Look], left_out: LeftOut) -> None:
    """Put spaces and signs of doubt for characters by their indexes."""
    if not looks:
        return
    letters = [*page.text]
    for index, look in looks.items():
        if is_left_out(look):
            left_out.add(look, letters[index], f"pdf:p{page.number}")
            letters[index] = " "
        elif not letters[index].isspace():
            letters[index] = next(
                (sign for trait, sign in DOUBTS.items() if trait in look.traits), letters[index]
            )
    page.text = "".join(letters)


def _watermarks(page: Page, pale: list[int]) -> Iterable[int]:
    """The pale characters that can be no figures: letters, and digits turned or larger than others."""
    if not pale:
        return
    heights = [y1 - y0 for _, y0, _, y1 in page.boxes(pale)]
    unseen = frozenset(pale)
    usual = [index for index, letter in enumerate(page.text) if letter.isdecimal() and index not in unseen]
    others = sorted(y1 - y0 for _, y0, _, y1 in page.boxes(usual))
    most = others[len(others) // 2] * LARGE if others else 0.0
    for index, height, is_turned in zip(pale, heights, page.are_turned(pale), strict=True):
        if page.text[index] not in IN_FIGURES or height > most > 0 or is_turned:
            yield index


def settle(tables: Iterable[Fragment]) -> None:
    """Refuse the cells that hold a digit in doubt; in labels such digits are none of their letters."""
    for table in tables:
        for cell in table.cells:
            if DOUBTFUL.search(cell.text):
                text = DOUBTFUL.sub("", cell.text)
                cell.text = text if HAN.search(text) else DOUBTFUL.sub(_refused, cell.text)


def count_doubts(text: str) -> str:
    """What to tell of the digits in doubt on a page; nothing where there are none."""
    counts = Counter(DOUBTFUL.findall(text))
    told = (f"{count} {rules_of(Look(TRAITS[sign]))[0].words}" for sign, count in counts.items())
    return f"digits that may be no figures: {', '.join(told)}" if counts else ""


def _refused(sign: re.Match[str]) -> str:
    """A digit in doubt as a cell's text carries it: which one it is, is not told."""
    return run(UNKNOWN, Look(TRAITS[sign[0]]), LeftOut())


def plain(text: str) -> str:
    """A line of running text without digits in doubt."""
    return DOUBTFUL.sub("", text)
