"""Workbooks: what a number format, an option or a hidden row makes of the numbers that are stored."""

from decimal import ROUND_HALF_UP, Decimal

from tests.bench.accidents.accident import BOOKS, NEW_FORMS, SHEET, accident
from tests.bench.accidents.paper import Box, Paper, Truth


def _format(paper: Paper, boxes: list[Box], code: str) -> None:
    for each in boxes:
        each.amount, each.number_format = paper.truth[each.key].value, code


def _plain(paper: Paper) -> list[Box]:
    return [e for e in paper.figures() if e.text == f"{paper.truth[e.key].value}" and not e.number_format]


@accident("format", kinds=SHEET)
def format_dash(paper: Paper) -> bool:
    """Zeros shown as a dash by the format."""
    boxes = [each for each in _plain(paper) if paper.truth[each.key].value == 0]
    code = paper.dice.choice(('0;-0;"-"', '#,##0;-#,##0;"-"', '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '))
    _format(paper, boxes, code)
    for each in boxes:
        paper.truth[each.key] = Truth(None, "dash")
    return bool(boxes)


@accident("format", kinds=SHEET)
def format_no_zero(paper: Paper) -> bool:
    """Zeros not shown by the format."""
    boxes = [each for each in _plain(paper) if paper.truth[each.key].value == 0]
    _format(paper, boxes, paper.dice.choice(("0;-0;", "#", "0;-0;;@")))
    for each in boxes:
        paper.truth[each.key] = Truth(None, "blank", may_refuse=True)
    return bool(boxes)


@accident("format", kinds=BOOKS)
def zeros_not_shown(paper: Paper) -> bool:
    """Zeros not shown by the sheet's option."""
    paper.looks["zeros hidden"] = "yes"
    for each in _plain(paper):
        if paper.truth[each.key].value == 0:
            paper.truth[each.key] = Truth(None, "blank", may_refuse=True)
    return True


@accident("format", kinds=SHEET)
def format_thousands(paper: Paper) -> bool:
    """#,##0: 1,312."""
    _format(paper, [each for each in _plain(paper) if "." not in each.text], "#,##0")
    return True


@accident("format", kinds=SHEET)
def format_rounded(paper: Paper) -> bool:
    """An amount shown with fewer digits than are stored."""
    boxes = [each for each in _plain(paper) if each.key[0].endswith("_wan")]
    digits = paper.dice.choice((0, 1, 2))
    _format(paper, boxes, "0." + "0" * digits if digits else "0")
    for each in boxes:
        shown = each.amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        paper.truth[each.key] = Truth(shown, may_refuse=True)
    return bool(boxes)


@accident("format", kinds=SHEET)
def format_wan(paper: Paper) -> bool:
    """元 are stored, 万元 are shown: by commas or a point in the format."""
    boxes = [each for each in _plain(paper) if each.key[0].endswith("_wan")]
    for each in boxes:
        value = paper.truth[each.key].value
        each.amount, each.number_format = value * 10_000, "0!.0000"
        paper.truth[each.key] = Truth(value, may_refuse=True)
    return bool(boxes)


@accident("format", kinds=SHEET)
def format_with_word(paper: Paper) -> bool:
    """The format adds a word: 12件."""
    boxes = [each for each in _plain(paper) if "." not in each.text]
    _format(paper, boxes, paper.dice.choice(('0"件"', '#,##0"件"', '0"条"')))
    return bool(boxes)


@accident("format", kinds=SHEET)
def format_percent(paper: Paper) -> bool:
    """A count shown as a percentage: 1200%. Nobody gives it as a count."""
    boxes = [each for each in _plain(paper) if paper.truth[each.key].value > 9][:2]
    _format(paper, boxes, "0%")
    paper.forget({each.key for each in boxes})
    return bool(boxes)


@accident("format", kinds=BOOKS)
def format_date(paper: Paper) -> bool:
    """A count shown as a date: 1900年1月12日."""
    boxes = [
        each for each in _plain(paper) if 1 <= paper.truth[each.key].value <= 50_000 and "." not in each.text
    ]
    _format(paper, boxes[:2], paper.dice.choice(("yyyy/m/d", 'yyyy"年"m"月"d"日"', "m/d")))
    paper.forget({each.key for each in boxes[:2]})
    return bool(boxes)


@accident("format", kinds=SHEET)
def stored_as_text(paper: Paper) -> bool:
    """Numbers stored as text."""
    paper.looks["stored"] = "text"
    return True


@accident("format", NEW_FORMS, SHEET)
def tables_on_sheets(paper: Paper) -> bool:
    """Each table on its own sheet."""
    paper.looks["sheets"] = "yes"
    return True


@accident("format", kinds=frozenset({"xlsx", "xls"}))
def errors(paper: Paper) -> bool:
    """#REF! in some cells."""
    for each in paper.dice.sample(_plain(paper), 2):
        each.say(paper.dice.choice(("#REF!", "#VALUE!", "#DIV/0!")))
        paper.forget({each.key})
    return True


@accident("format", kinds=SHEET)
def formulas(paper: Paper) -> bool:
    """Some figures are formulas; a file never opened by an office program holds no result of them."""
    for each in paper.dice.sample(_plain(paper), 8):
        value = paper.truth[each.key].value
        each.say(f"={value}+0" if "." in each.text else f"={int(value) + 3}-3")
        paper.excuse({each.key})
    return True
