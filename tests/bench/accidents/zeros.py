"""Zeros that are not printed as 0."""

from dataclasses import replace
from decimal import Decimal

from tests.bench.accidents.accident import NEW_FORMS, accident
from tests.bench.accidents.paper import Box, Paper, Truth

DASHES = ("-", "—", "——", "/", "－", "--", "无", "–")


def _zeros(paper: Paper) -> list[Box]:
    figures = [each for each in paper.figures() if each.text == "0" and not each.number_format]
    return [each for each in figures if paper.truth[each.key].value == 0]


def _print(paper: Paper, each: Box, text: str, truth: Truth) -> None:
    each.say(text)
    was_excused = paper.truth[each.key].may_refuse
    paper.truth[each.key] = replace(truth, may_refuse=truth.may_refuse or was_excused)


@accident("zeros")
def zeros_blank(paper: Paper) -> bool:
    """Every zero is blank."""
    zeros = _zeros(paper)
    for each in zeros:
        _print(paper, each, paper.dice.choice(("", "", "", "\u00a0")), Truth(None, "blank"))
    return bool(zeros)


@accident("zeros", NEW_FORMS)
def zeros_blank_in_some(paper: Paper) -> bool:
    """Zeros are blank in five of the seven columns of table three."""
    zeros = [each for each in _zeros(paper) if (each.key[1] or "").startswith("legal")]
    for each in zeros:
        _print(paper, each, "", Truth(None, "blank"))
    return bool(zeros)


@accident("zeros")
def zeros_dash(paper: Paper) -> bool:
    """Every zero is a dash, or the word 无."""
    dash, zeros = paper.dice.choice(DASHES), _zeros(paper)
    paper.remark(repr(dash))
    for each in zeros:
        _print(paper, each, dash, Truth(None, "dash"))
    return bool(zeros)


@accident("zeros")
def zeros_mixed(paper: Paper) -> bool:
    """Some zeros blank, some dashes, some 0."""
    zeros = _zeros(paper)
    for each in zeros:
        text, truth = paper.dice.choice(
            (("0", Truth(Decimal(0))), ("", Truth(None, "blank")), ("-", Truth(None, "dash")))
        )
        _print(paper, each, text, truth)
    return bool(zeros)


@accident("zeros", NEW_FORMS)
def totals_blank(paper: Paper) -> bool:
    """The column 总计 is blank in the rows of results."""
    boxes = [e for e in paper.figures() if e.key[1] == "total" and e.key[0] != "req_result_total"]
    for each in boxes:
        _print(paper, each, "", Truth(None, "blank"))
    return bool(boxes)


@accident("zeros")
def zeros_doubled(paper: Paper) -> bool:
    """00 for 0, as one district prints it."""
    zeros = _zeros(paper)
    for each in zeros:
        _print(paper, each, "00", Truth(Decimal(0), may_refuse=True))
    return bool(zeros)


@accident("zeros")
def all_blank(paper: Paper) -> bool:
    """No figure at all: the form was never filled in."""
    for each in paper.figures():
        _print(paper, each, "", Truth(None, "blank"))
    return True


@accident("zeros")
def sums_wrong(paper: Paper) -> bool:
    """Totals that the parts do not give: kept as printed."""
    totals = [each for each in paper.figures() if each.key[0].endswith("_total") or each.key[1] == "total"]
    for each in paper.dice.sample(totals, min(3, len(totals))):
        number = Decimal(paper.dice.randint(0, 40))
        _print(paper, each, str(number), Truth(number))
    return True
