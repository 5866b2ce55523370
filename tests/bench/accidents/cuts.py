"""Tables printed as several: cut by a page, a converter, or whoever pasted them."""

from tests.bench.accidents.accident import NEW_FORMS, accident, copied
from tests.bench.accidents.paper import Box, Grid, Key, Paper, Paragraph, Run, Table, box

BETWEEN = ("", "", "— 3 —", "续表", "第 4 页", "（接上页）")


def _cut(paper: Paper, table: Table, row: int) -> tuple[Table, Table]:
    """Two tables from one, and maybe a line of text between them."""
    first = Table(table.name, table.grid[:row], table.header, table.labels)
    second = Table(table.name, table.grid[row:], 0, table.labels)
    said = paper.dice.choice(BETWEEN)
    paper.remark(f"cut before row {row + 1}" + f", {said!r} between" * bool(said))
    paper.replace_block(table, first, *([Paragraph(said)] if said else []), second)
    return first, second


def _drop_merged(first: Table, second: Table) -> None:
    """Cells merged over the cut are printed in the first part only."""
    above = {id(each) for each in first.boxes()}
    second.grid = [[None if id(each) in above else each for each in row] for row in second.grid]


def _blank_merged(first: Table, second: Table) -> None:
    """Cells merged over the cut are empty in the second part."""
    above, blanks = {id(each) for each in first.boxes()}, {}
    second.grid = [
        [blanks.setdefault(id(each), box("")) if id(each) in above else each for each in row]
        for row in second.grid
    ]


def _row_of_three(paper: Paper) -> tuple[Table, int] | None:
    table = paper.table("T3")
    return None if table is None else (table, paper.dice.randint(table.header + 1, len(table.grid) - 1))


def _keys(table: Table) -> set[Key]:
    return {each.key for each in table.boxes("value") if each.key}


@accident("structure", NEW_FORMS)
def cut_bare(paper: Paper) -> bool:
    """Table three in two parts, the second without heads and without the first part's merged cells."""
    if (found := _row_of_three(paper)) is None:
        return False
    _drop_merged(*_cut(paper, *found))
    return True


@accident("structure", NEW_FORMS)
def cut_blank(paper: Paper) -> bool:
    """The same, but the merged cells are there, empty: each row keeps its columns."""
    if (found := _row_of_three(paper)) is None:
        return False
    _blank_merged(*_cut(paper, *found))
    return True


@accident("structure", NEW_FORMS)
def cut_again(paper: Paper) -> bool:
    """The same, the merged labels are printed again."""
    if (found := _row_of_three(paper)) is None:
        return False
    _cut(paper, *found)
    return True


@accident("structure", NEW_FORMS)
def cut_headed(paper: Paper) -> bool:
    """The heads are repeated over the second part."""
    if (found := _row_of_three(paper)) is None:
        return False
    first, second = _cut(paper, *found)
    paper.dice.choice((_drop_merged, _blank_merged, lambda *_: None))(first, second)
    if any(None in row for row in second.grid):  # under repeated heads every row keeps its columns
        second.grid = [[box("") if each is None else each for each in row] for row in second.grid]
    second.grid[:0] = copied(first.grid[: first.header])
    second.header = first.header
    return True


@accident("structure", NEW_FORMS)
def cut_shifted(paper: Paper) -> bool:
    """Cut without heads, and one part's rows end in an empty cell more: figures must not move a column."""
    if (found := _row_of_three(paper)) is None:
        return False
    first, second = _cut(paper, *found)
    paper.dice.choice((_drop_merged, _blank_merged))(first, second)
    for table in paper.dice.choice(((first,), (second,), (first, second))):
        for row in table.grid:
            row.append(box(""))
    paper.excuse(_keys(second))
    return True


@accident("structure", NEW_FORMS)
def cut_thrice(paper: Paper) -> bool:
    """Three parts, only the first with heads."""
    table = paper.table("T3")
    if table is None:
        return False
    one, two = sorted(paper.dice.sample(range(table.header + 1, len(table.grid)), 2))
    first, rest = _cut(paper, table, one)
    second, third = _cut(paper, rest, two - one)
    _blank_merged(first, second)
    _blank_merged(second, third)
    return True


@accident("structure", NEW_FORMS)
def cut_label(paper: Paper) -> bool:
    """A page ends within a row: half of its label stands above the next part's rows, beside empty cells."""
    if (found := _row_of_three(paper)) is None:
        return False
    table, row = found
    label = table.grid[row - 1][table.labels - 1]
    if (
        label is None
        or len(label.text) < 6
        or (len(table.places(label)) > 1 and len({r for r, _ in table.places(label)}) > 1)
    ):
        return False
    keys = table.touched(label)
    first, second = _cut(paper, table, row)
    half = len(label.text) // 2
    rest = box(label.text[half:])
    label.say(label.text[:half])
    second.grid.insert(0, [rest if each is label else box("") for each in first.grid[-1]])
    _blank_merged(first, second)
    paper.excuse(keys)
    return True


@accident("structure", NEW_FORMS)
def head_again(paper: Paper) -> bool:
    """The heads stand again in the middle of one table: a page's repeated heads, kept by a converter."""
    if (found := _row_of_three(paper)) is None:
        return False
    table, row = found
    paper.remark(f"again before row {row + 1}")
    below = table.grid[row:]
    seen = {id(each) for line in table.grid[:row] for each in line}
    twins: dict[int, Box] = {}
    below = [
        [
            twins.setdefault(id(each), _twin(each)) if each is not None and id(each) in seen else each
            for each in line
        ]
        for line in below
    ]
    table.grid = [*table.grid[:row], *copied(table.grid[: table.header]), *below]
    return True


def _twin(each: Box) -> Box:
    return Box([Run(each.text)], each.role)


@accident("structure", NEW_FORMS)
def cut_two(paper: Paper) -> bool:
    """Table two in two parts, cut anywhere: a row may have lost its heads to the part before."""
    table = paper.table("T2")
    if table is None:
        return False
    row = paper.dice.randint(1, len(table.grid) - 1)
    second = _cut(paper, table, row)[1]
    headless: set[Key] = set()
    for line in second.grid:
        if any(each is not None and each.role == "head" for each in line):
            break
        headless |= {each.key for each in line if each is not None and each.key}
    paper.excuse(headless)
    return True


@accident("structure", NEW_FORMS)
def two_by_article(paper: Paper) -> bool:
    """Table two printed as a table for each article of the Regulations."""
    table = paper.table("T2")
    if table is None:
        return False
    starts = [
        r for r, row in enumerate(table.grid) if row[0] is not None and row[0].text.startswith("第二十条")
    ]
    ends = [*starts[1:], len(table.grid)]
    parts = [Table("T2", table.grid[start:end], 0, 1) for start, end in zip(starts, ends, strict=True)]
    paper.replace_block(table, *parts)
    return True


@accident("structure", NEW_FORMS)
def four_in_two(paper: Paper) -> bool:
    """Table four printed as two: 行政复议, and below it 行政诉讼."""
    table = paper.table("T4")
    if table is None:
        return False
    parts: list[Grid] = [[row[:5] for row in table.grid], [row[5:] for row in table.grid]]
    parts[0] = [row for r, row in enumerate(parts[0]) if r != 2]  # its heads took two rows
    tables = [Table("T4", grid, len(grid) - 1, 0) for grid in parts]
    paper.replace_block(table, *tables)
    return True


@accident("structure", NEW_FORMS)
def four_cut(paper: Paper) -> bool:
    """Table four's figures on the next page, in a table without heads."""
    table = paper.table("T4")
    if table is None:
        return False
    paper.excuse(_keys(_cut(paper, table, table.header)[1]))
    return True


@accident("structure", ("2014",))
def cut_2014(paper: Paper) -> bool:
    """The table of 2014 in two or three parts without heads."""
    table = paper.table("S14")
    if table is None:
        return False
    rest = table
    for row in sorted(paper.dice.sample(range(5, 55), paper.dice.randint(1, 2)), reverse=True):
        rest, _ = _cut(paper, rest, row)
    return True
