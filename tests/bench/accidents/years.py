"""Figures of other years, periods and bodies beside those of the report's year."""

from decimal import Decimal

from tests.bench.accidents.accident import ALL, NEW_FORMS, SHEET, accident, copied
from tests.bench.accidents.paper import Box, Grid, Key, Paper, Paragraph, Table, box


def _other(paper: Paper, each: Box) -> str:
    """A figure of another year, in the unit that is printed: near the right one, never the same."""
    plain = each.text if each.text.replace(".", "").isdecimal() and each.text.isascii() else "0"
    return f"{Decimal(plain) + paper.dice.randint(1, 30):f}"


def _names(paper: Paper) -> tuple[str, str]:
    """How the other year and this year are called."""
    last, this = paper.year - 1, paper.year
    pairs = (
        (f"{last}年", f"{this}年"),
        ("上年", "本年"),
        (f"{last}年度", f"{this}年度"),
        ("上年度", "本年度"),
    )
    return paper.dice.choice(pairs)


def _ordered(paper: Paper, old: list[Box], new: list[Box]) -> list[Box]:
    return [*old, *new] if paper.dice.random() < 0.5 else [*new, *old]


def _shift_rows(paper: Paper, table: Table, name: str) -> list[Box | None]:
    """A row of other figures for table four, under the label `name`."""
    return [box(name), *(box(_other(paper, each)) for each in table.grid[-1] if each is not None)]


@accident("year", ("2021",))
def two_last_year_columns(paper: Paper) -> bool:
    """Table two: the decisions (and the money) of last year beside this year's."""
    table = paper.table("T2")
    if table is None:
        return False
    old, new = _names(paper)
    is_after = paper.dice.random() < 0.5
    for row in table.grid:
        if row[1] is row[2] and row[1] is not None and row[1].role in ("head", "value"):
            each = row[1]
            if each.role == "value":
                twin = box(_other(paper, each))
            else:
                bare = each.text.removeprefix("本年")
                twin = box(old + bare)
                each.say(new + bare)
            row[1:] = [each, each, twin] if is_after else [twin, each, each]
    paper.remark(f"{old} {'after' if is_after else 'before'} {new}")
    return True


@accident("year", ("2021",))
def two_cumulative(paper: Paper) -> bool:
    """Table two: 累计 beside 本年."""
    table = paper.table("T2")
    if table is None:
        return False
    for row in table.grid:
        each = row[1]
        if each is row[2] and each is not None and each.role in ("head", "value"):
            bare = each.text.removeprefix("本年")
            twin = box("累计" + bare) if each.role == "head" else box(_other(paper, each))
            row[1:] = [each, each, twin]
    return True


@accident("year", ("2021",))
def two_other_year_only(paper: Paper) -> bool:
    """Table two's decisions are headed by another year or a running total: no figure of the year."""
    table = paper.table("T2")
    if table is None:
        return False
    word = paper.dice.choice(("上年", f"{paper.year - 1}年", "累计", "历年累计", "第四季度"))
    paper.remark(word)
    lost: set[Key] = set()
    for r, row in enumerate(table.grid):
        head = row[1]
        if head is not None and head.text == "本年处理决定数量":
            head.say(word + "处理决定数量")
            for line in table.grid[r + 1 :]:
                if line[1] is None or line[1].role != "value":
                    break
                lost.add(line[1].key)
    paper.forget(lost)
    return True


@accident("year", NEW_FORMS)
def two_stale_row(paper: Paper) -> bool:
    """Table two with a local row of another year."""
    table = paper.table("T2")
    if table is None:
        return False
    row = [
        box(f"{paper.year - 1}年本行政区域规范性文件发布总数量", "label"),
        *(box(str(7 + i)) for i in range(3)),
    ]
    table.grid.insert(3, row)
    return True


@accident("year", NEW_FORMS)
def two_local_row(paper: Paper) -> bool:
    """Table two with the local row 其他主动公开文件."""
    table = paper.table("T2")
    if table is None:
        return False
    row = [box("其他主动公开文件", "label"), *(box(str(paper.dice.randint(1, 900))) for _ in range(3))]
    table.grid.insert(4, row)
    return True


@accident("year", NEW_FORMS)
def four_year_rows(paper: Paper) -> bool:
    """Table four: a row for last year, a row for this year, each with its name."""
    table = paper.table("T4")
    if table is None:
        return False
    old, new = _names(paper)
    rows: Grid = [_shift_rows(paper, table, old), [box(new), *table.grid[-1]]]
    corner = box(paper.dice.choice(("年度", "", "年份")))
    if paper.dice.random() < 0.5:
        rows.reverse()
    table.grid = [[corner, *row] for row in table.grid[:-1]] + rows
    table.labels = 1
    paper.remark(f"{old}, {new}")
    return True


@accident("year", NEW_FORMS)
def four_change_row(paper: Paper) -> bool:
    """Table four: below this year's row how much it rose or fell."""
    table = paper.table("T4")
    if table is None:
        return False
    word = paper.dice.choice(("同比增减", "比上年增减", "较上年", "增长率（%）"))
    table.grid = [
        *([box(""), *row] for row in table.grid[:-1]),
        [box("本年"), *table.grid[-1]],
        _shift_rows(paper, table, word),
    ]
    table.labels = 1
    paper.remark(word)
    return True


@accident("year", NEW_FORMS)
def four_rows_bare(paper: Paper) -> bool:
    """Table four: two rows of figures without a word: nobody can say whose."""
    table = paper.table("T4")
    if table is None:
        return False
    keys = {each.key for each in table.boxes("value")}
    rows: Grid = [table.grid[-1], _shift_rows(paper, table, "")[1:]]
    if paper.dice.random() < 0.5:
        rows.reverse()
    table.grid[-1:] = rows
    paper.forget(keys)
    return True


@accident("year", NEW_FORMS)
def four_by_bodies(paper: Paper) -> bool:
    """Table four: rows for the office and for its branches, then 合计, which is the report's."""
    table = paper.table("T4")
    if table is None:
        return False
    paper.excuse({each.key for each in table.boxes("value")})
    table.grid = [
        *([box(""), *row] for row in table.grid[:-1]),
        _shift_rows(paper, table, "局机关"),
        _shift_rows(paper, table, "下属单位"),
        [box("合计"), *table.grid[-1]],
    ]
    table.labels = 1
    return True


@accident("year", NEW_FORMS)
def three_other_column(paper: Paper) -> bool:
    """Table three with a column more at its end: last year's total, or the change."""
    table = paper.table("T3")
    if table is None:
        return False
    word = paper.dice.choice(("上年总计", f"{paper.year - 1}年总计", "同比增减", "上年同期", "累计"))
    head = box(word)
    for r, row in enumerate(table.grid):
        row.append(head if r < table.header else box(_other(paper, row[-1])))
    paper.remark(word)
    return True


def _whole_other(paper: Paper, name: str, says: tuple[str, str]) -> bool:
    """A second table of the same kind with other figures; captions `says` name the years."""
    table = paper.table(name)
    if table is None:
        return False
    twin = Table(name, copied(table.grid), table.header, table.labels)
    for mine, theirs in zip(table.boxes(), twin.boxes(), strict=True):
        if mine.key:
            theirs.say(_other(paper, mine))
    old, new = ([Paragraph(said)] if said else [] for said in says)
    keys = {each.key for each in table.boxes("value") if each.key}
    both = [[*old, twin], [*new, table]]
    if paper.dice.random() < 0.5:
        both.reverse()
    paper.replace_block(table, *both[0], *both[1])
    paper.excuse(keys) if any(says) else paper.forget(keys)
    return True


@accident("year", NEW_FORMS)
def whole_table_twice(paper: Paper) -> bool:
    """Table two, three or four of last year before or after this year's, each with a line that says so."""
    old, new = _names(paper)
    name = paper.dice.choice(("T2", "T3", "T4"))
    paper.remark(name)
    return _whole_other(paper, name, (f"{old}情况：", f"{new}情况："))


@accident("year", NEW_FORMS)
def whole_table_twice_bare(paper: Paper) -> bool:
    """Two tables of a kind that differ, and no line between them: nobody can say which."""
    name = paper.dice.choice(("T2", "T3", "T4"))
    paper.remark(name)
    return _whole_other(paper, name, ("", ""))


@accident("year", ("2014",))
def fourteen_other_column(paper: Paper) -> bool:
    """The form of 2014 with last year's or all years' figures beside this year's."""
    table = paper.table("S14")
    if table is None:
        return False
    last, this = paper.year - 1, paper.year
    old, new = paper.dice.choice(
        (
            ("历年累计", "本年"),
            ("累计", f"{this}年"),
            ("上年", "本年"),
            (f"{last}年", f"{this}年"),
            ("上年数", "本年数"),
        )
    )
    is_after = paper.dice.random() < 0.5
    for r, row in enumerate(table.grid):
        each = row[2]
        if r == 0:
            each.say(new)
        twin = box(old if r == 0 else _other(paper, each) if each.key else "——")
        row[2:] = [each, twin] if is_after else [twin, each]
    paper.remark(f"{new}, {old} {'after' if is_after else 'before'}")
    return True


@accident("year", ("2014",))
def fourteen_other_only(paper: Paper) -> bool:
    """The form of 2014 whose only column is of another time: no figure of the year."""
    table = paper.table("S14")
    if table is None:
        return False
    word = paper.dice.choice(("累计", "历年累计", "上年数", f"{paper.year - 1}年", "第四季度", "同比增减"))
    table.grid[0][2].say(word)
    paper.remark(word)
    paper.forget({each.key for each in table.boxes("value")})
    return True


@accident("year", ("2014",))
def fourteen_parts(paper: Paper) -> bool:
    """The form of 2014 with columns of districts and towns before 合计, which is the report's."""
    table = paper.table("S14")
    if table is None:
        return False
    for r, row in enumerate(table.grid):
        each = row[2]
        if r == 0:
            each.say("合计")
            row[2:] = [box("区政府"), box("乡镇"), each]
        else:
            row[2:] = [*(box(_other(paper, each) if each.key else "——") for _ in range(2)), each]
    paper.excuse({each.key for each in table.boxes("value")})
    return True


@accident("year", NEW_FORMS, SHEET & ALL)
def sheet_of_last_year(paper: Paper) -> bool:
    """A second sheet, hidden, with last year's whole report: nobody sees it."""
    paper.looks["hidden twin"] = "yes"
    return True
