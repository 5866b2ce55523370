"""Money: the unit in the head, in the cell, in a caption or a note; and not always 万元."""

from decimal import Decimal

from tests.bench.accidents.accident import FORMS, NEW_FORMS, accident
from tests.bench.accidents.paper import Box, Paper, Paragraph, Table, Truth

PER_WAN = {"元": 10_000, "百元": 100, "千元": 10, "万元": 1}


def _money(paper: Paper) -> Box | None:
    return next((each for each in paper.figures() if each.key[0].endswith("_wan")), None)


def _table_of(paper: Paper, each: Box) -> Table:
    return next(table for table in paper.tables() if table.places(each))


def _head(paper: Paper, each: Box) -> Box:
    """Where the unit is printed: the column's head, in the form of 2014 the cell beside the label."""
    table = _table_of(paper, each)
    row, column = table.places(each)[0]
    if paper.form == "2014":
        return table.grid[row][1]
    return next(line[column] for line in reversed(table.grid[:row]) if line[column].role == "head")


def _bare(head: str) -> str:
    return head.partition("（")[0].partition("(")[0]


def _say_unit(paper: Paper, head: Box, unit: str) -> None:
    if paper.form == "2014":
        head.say(unit)
        return
    form = paper.dice.choice(("{}（单位：{}）", "{}（{}）", "{}({})", "{}（单位:{}）", "{}\n（{}）"))
    head.say(form.format(_bare(head.text), unit))


def _print_in(paper: Paper, each: Box, unit: str) -> str:
    """The amount in another unit."""
    value = paper.truth[each.key].value * PER_WAN[unit]
    return f"{value.normalize():f}"


def _in_head(paper: Paper, said: str, unit: str, may_refuse: bool = False) -> bool:
    """Head says `said`, which means `unit`; the figure is printed in it."""
    each = _money(paper)
    if each is None:
        return False
    paper.remark(f"head in {said}")
    each.say(_print_in(paper, each, unit))
    _say_unit(paper, _head(paper, each), said)
    if may_refuse:
        paper.excuse({each.key})
    return True


@accident("unit")
def unit_yuan(paper: Paper) -> bool:
    """The head says 元."""
    return _in_head(paper, "元", "元")


@accident("unit")
def unit_spaced(paper: Paper) -> bool:
    """万 元, 万　元: set with a space."""
    return _in_head(paper, paper.dice.choice(("万 元", "万　元", "万\u00a0元", "万\n元")), "万元")


@accident("unit")
def unit_traditional(paper: Paper) -> bool:
    """萬元."""
    return _in_head(paper, "萬元", "万元")


@accident("unit")
def unit_of_hundreds(paper: Paper) -> bool:
    """千元 and 百元, which the form does not know."""
    unit = paper.dice.choice(("千元", "百元"))
    return _in_head(paper, unit, unit, may_refuse=True)


@accident("unit")
def unit_with_a_name(paper: Paper) -> bool:
    """人民币元, 人民币（万元）, RMB万元."""
    said, unit = paper.dice.choice((("人民币元", "元"), ("人民币万元", "万元"), ("人民币：万元", "万元")))
    return _in_head(paper, said, unit, may_refuse=True)


@accident("unit")
def unit_in_cell(paper: Paper) -> bool:
    """The cell names its unit; the head names the same, or none."""
    each = _money(paper)
    if each is None:
        return False
    each.say(f"{each.text}{paper.dice.choice(('', ' ', ''))}万元")
    if paper.dice.random() < 0.5 and paper.form != "2014":
        head = _head(paper, each)
        head.say(_bare(head.text))
    return True


@accident("unit")
def unit_of_cell_differs(paper: Paper) -> bool:
    """The head says 万元, the cell 元: the cell knows better."""
    each = _money(paper)
    if each is None:
        return False
    each.say(_print_in(paper, each, "元") + paper.dice.choice(("元", " 元", "元整")))
    return True


def _printed_under_bare_head(paper: Paper) -> tuple[str, Box, Table] | None:
    """The amount in 元 or 万元 under a head that names no unit: (unit, box, its table)."""
    each = _money(paper)
    if each is None:
        return None
    unit = paper.dice.choice(("元", "万元"))
    each.say(_print_in(paper, each, unit))
    head = _head(paper, each)
    head.say(_bare(head.text))
    paper.remark(f"in {unit}")
    return unit, each, _table_of(paper, each)


@accident("unit", NEW_FORMS)
def unit_in_caption(paper: Paper) -> bool:
    """No unit in the table; a line above it says 单位：元 (or 万元)."""
    if (found := _printed_under_bare_head(paper)) is None:
        return False
    unit, _, table = found
    paper.replace_block(table, Paragraph(f"单位：{unit}"), table)
    return True


@accident("unit", NEW_FORMS)
def unit_in_note(paper: Paper) -> bool:
    """No unit in the table; a note below it names the unit."""
    if (found := _printed_under_bare_head(paper)) is None:
        return False
    unit, each, table = found
    paper.replace_block(table, table, Paragraph(f"注：{_head(paper, each).text}的单位为{unit}。"))
    return True


@accident("unit", NEW_FORMS)
def unit_in_label(paper: Paper) -> bool:
    """The row's label names the unit, the head does not."""
    if (found := _printed_under_bare_head(paper)) is None:
        return False
    unit, each, table = found
    label = table.grid[table.places(each)[0][0]][0]
    label.say(f"{label.text}（{unit}）")
    return True


@accident("unit", NEW_FORMS)
def unit_missing(paper: Paper) -> bool:
    """Nobody says what unit: the figure as printed, or none."""
    each = _money(paper)
    if each is None:
        return False
    text = _print_in(paper, each, paper.dice.choice(("元", "万元")))
    each.say(text)
    head = _head(paper, each)
    head.say(_bare(head.text))
    paper.truth[each.key] = Truth(Decimal(text), may_refuse=True)
    return True


@accident("unit", FORMS)
def unit_twice(paper: Paper) -> bool:
    """Two units in the head (元/万元): nobody knows which."""
    each = _money(paper)
    if each is None or paper.form == "2014":
        return False
    head = _head(paper, each)
    head.say(f"{_bare(head.text)}（{paper.dice.choice(('元/万元', '万元或元'))}）")
    paper.forget({each.key})
    return True
