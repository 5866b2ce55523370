"""Figures as people type them: full width, with separators, notes, marks, corrections and hidden text."""

from collections.abc import Callable
from decimal import Decimal

from tests.bench.accidents.accident import ALL, BOOKS, DOCX, HTML, SHEET, accident
from tests.bench.accidents.paper import Box, Paper, Run, Truth

FULL = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
# LibreOffice's own import of a page forgets most styles, and a printed sheet is no sheet any more.
LOOKS = HTML | DOCX
MARKS = LOOKS | {"xlsx", "xls"}


def _some(paper: Paper, share: float = 0.2, least: int = 0) -> list[Box]:
    """Some figures, printed plainly so far, of at least `least`."""
    figures = [each for each in paper.figures() if not each.number_format]
    plain = [each for each in figures if each.text.replace(".", "").isdecimal() and each.text.isascii()]
    wanted = [
        each for each in plain if paper.truth[each.key].value is not None and Decimal(each.text) >= least
    ]
    chosen = [each for each in wanted if paper.dice.random() < share]
    return chosen or wanted[:1]


def _each(paper: Paper, change: Callable[[str], str], may_refuse: bool = False, least: int = 0) -> bool:
    boxes = _some(paper, least=least)
    for each in boxes:
        each.say(change(each.text))
        if may_refuse:
            paper.excuse({each.key})
    return bool(boxes)


@accident("cell")
def full_width(paper: Paper) -> bool:
    """Digits of full width."""
    return _each(paper, lambda text: text.translate(FULL))


def _grouped(text: str, mark: str) -> str:
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}".replace(",", mark) + point + rest


@accident("cell")
def thousands(paper: Paper) -> bool:
    """1,312."""
    return _each(paper, lambda text: _grouped(text, ","), least=1000)


@accident("cell")
def thousands_full_width(paper: Paper) -> bool:
    """1，312: the comma of Chinese text, which may part two figures."""
    return _each(paper, lambda text: _grouped(text, "，"), may_refuse=True, least=1000)


@accident("cell")
def thousands_odd(paper: Paper) -> bool:
    """1 312, 1'312, 1、312: what stands there may be one number or two."""
    mark = paper.dice.choice((" ", "\u00a0", "'", "、", "\u2009"))
    paper.remark(repr(mark))
    return _each(paper, lambda text: _grouped(text, mark), may_refuse=True, least=1000)


@accident("cell")
def counters(paper: Paper) -> bool:
    """12件."""
    boxes = [each for each in _some(paper) if not each.key[0].endswith("_wan")]
    for each in boxes:
        each.say(each.text + paper.dice.choice(("件", "件", " 件", "条", "宗")))
    return bool(boxes)


@accident("cell")
def notes_in_brackets(paper: Paper) -> bool:
    """22（其中修订 16 件）, also on a second line."""
    note = paper.dice.choice(
        ("（其中修订16件）", "\n（含自然失效29件）", "(含2件上年结转)", "（不含电子件）", "\n（注1）")
    )
    return _each(paper, lambda text: text + note)


@accident("cell")
def notes_bare(paper: Paper) -> bool:
    """22其中修订16件, 22 16: a note without brackets."""
    note = paper.dice.choice(("其中修订16件", "\n含修订16", " 含16件", "/16"))
    paper.remark(repr(note))
    return _each(paper, lambda text: text + note, may_refuse=True)


@accident("cell")
def marks_written(paper: Paper) -> bool:
    """12*, 12①, 12[1], 12注1: a mark that points to a note."""
    mark = paper.dice.choice(("*", "①", "[1]", "注1", "②", "※", "¹", "#"))
    paper.remark(mark)
    return _each(paper, lambda text: text + mark, may_refuse=True)


@accident("cell")
def signs(paper: Paper) -> bool:
    """+12."""
    return _each(paper, lambda text: "+" + text, may_refuse=True)


@accident("cell")
def about(paper: Paper) -> bool:
    """约12, 12余, ≥12, 12以上: not a figure but a guess."""
    form = paper.dice.choice(("约{}", "{}余", "≥{}", "近{}", "{}以上", "{}?"))
    return _each(paper, form.format, may_refuse=True)


@accident("cell")
def decimals(paper: Paper) -> bool:
    """12.0 and 12.00, as a sheet's text gives it."""
    boxes = [each for each in _some(paper) if "." not in each.text]
    for each in boxes:
        each.say(each.text + paper.dice.choice((".0", ".00")))
    return bool(boxes)


@accident("cell")
def space_around(paper: Paper) -> bool:
    """Spaces and empty lines around a figure."""
    before, after = paper.dice.choice(
        ((" ", "　"), ("\u00a0", ""), ("\n", ""), ("　　", " "), ("\u200b", "\ufeff"))
    )
    return _each(paper, lambda text: before + text + after)


@accident("cell")
def digits_in_runs(paper: Paper) -> bool:
    """A figure cut into several stretches of text."""
    boxes = _some(paper, 0.3, 10)
    for each in boxes:
        each.runs = [Run(digit, paper.dice.choice(("", "plain"))) for digit in each.text]
    return bool(boxes)


@accident("cell")
def chinese_numerals(paper: Paper) -> bool:
    """十二, 〇, 零: figures in words."""
    words = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
    return _each(paper, lambda text: "".join(words.get(each, each) for each in text), may_refuse=True)


@accident("cell", kinds=MARKS)
def marks_raised(paper: Paper) -> bool:
    """312 with a raised note mark: neither 3121 nor blank."""
    boxes = _some(paper, 0.1)
    for each in boxes:
        each.runs = [Run(each.text), Run(paper.dice.choice(("1", "2", "[1]", "(3)")), "raised")]
        paper.excuse({each.key})
    return bool(boxes)


@accident("cell", kinds=MARKS)
def struck(paper: Paper) -> bool:
    """A figure struck through, and another behind it."""
    boxes = _some(paper, 0.1)
    for each in boxes:
        each.runs = [Run(str(paper.dice.randint(1, 99)), "struck"), Run(each.text)]
        paper.excuse({each.key})
    return bool(boxes)


@accident("cell", kinds=MARKS)
def struck_whole(paper: Paper) -> bool:
    """A figure struck through and none in its place: nobody gives it."""
    boxes = _some(paper, 0.05)
    for each in boxes:
        each.runs = [Run(each.text, "struck")]
        paper.truth[each.key] = Truth(None, "blank", may_refuse=True)
    return bool(boxes)


@accident("cell", kinds=LOOKS)
def hidden_digits(paper: Paper) -> bool:
    """Text that the page hides before or behind a figure: a sort key, an old value."""
    boxes = _some(paper, 0.1)
    for each in boxes:
        runs = [Run(str(paper.dice.randint(1, 999)), "hidden"), Run(each.text)]
        each.runs = runs if paper.dice.random() < 0.7 else runs[::-1]
        paper.excuse({each.key})
    return bool(boxes)


@accident("cell", kinds=LOOKS)
def hidden_whole(paper: Paper) -> bool:
    """A figure that is not shown at all: the cell is blank."""
    boxes = _some(paper, 0.05)
    for each in boxes:
        each.runs = [Run(each.text, "hidden")]
        paper.truth[each.key] = Truth(None, "blank", may_refuse=True)
    return bool(boxes)


@accident("cell", kinds=HTML | {"docx", "pdf/writer"})
def corrected(paper: Paper) -> bool:
    """A correction kept in the file: the old figure deleted, the new one inserted."""
    boxes = _some(paper, 0.1)
    for each in boxes:
        each.runs = [Run(str(paper.dice.randint(1, 99)), "deleted"), Run(each.text, "inserted")]
        paper.excuse({each.key})
    return bool(boxes)


@accident("cell", kinds=(ALL - BOOKS) | SHEET)
def letters_for_digits(paper: Paper) -> bool:
    """O for 0, l for 1, as a scan's text has it."""
    return _each(paper, lambda text: text.replace("0", "O").replace("1", "l"), may_refuse=True)
