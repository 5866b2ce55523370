"""Columns, rows and merged cells that are not those of the form."""

from tests.bench.accidents.accident import ALL, HTML, NEW_FORMS, SHEET, accident
from tests.bench.accidents.paper import Box, Grid, Paper, Run, Table, Truth, box


def _any_table(paper: Paper) -> Table:
    return paper.dice.choice(paper.tables())


@accident("shape")
def pad_column(paper: Paper) -> bool:
    """A column that is empty in every row."""
    table = _any_table(paper)
    at = paper.dice.randint(0, table.width)
    paper.remark(f"{table.name} column {at + 1}")
    table.insert_column(at)
    table.labels += at < table.labels
    return True


@accident("shape")
def pad_columns(paper: Paper) -> bool:
    """Several empty columns, as sheets have that were laid out by eye."""
    table = _any_table(paper)
    for _ in range(paper.dice.randint(2, 4)):
        table.insert_column(paper.dice.randint(0, table.width))
    return True


@accident("shape")
def end_cells(paper: Paper) -> bool:
    """An empty cell or two at the end of each row."""
    table = _any_table(paper)
    for row in table.grid:
        row.extend(box("") for _ in range(paper.dice.randint(1, 2)))
    return True


@accident("shape")
def end_cells_of_some(paper: Paper) -> bool:
    """An empty cell at the end of some rows alone."""
    table = _any_table(paper)
    for row in paper.dice.sample(table.grid, min(3, len(table.grid))):
        row.append(box(""))
    return True


@accident("shape", kinds=ALL - SHEET)
def start_cells_of_some(paper: Paper) -> bool:
    """An empty cell before the label of some rows: their figures stand a column further right."""
    table = paper.dice.choice([each for each in paper.tables() if each.name != "T4"])
    rows = [row for row in table.grid[table.header :] if any(each and each.key for each in row)]
    for row in paper.dice.sample(rows, 2):
        paper.excuse({each.key for each in row if each and each.key})
        row.insert(0, box(""))
    return True


@accident("shape", NEW_FORMS)
def short_rows(paper: Paper) -> bool:
    """A row's last zeros are not there at all: the row ends before the table does."""
    table = paper.table("T3")
    if table is None:
        return False
    for row in table.grid[table.header :]:
        while row[-1] is not None and row[-1].key and row[-1].text == "0":
            paper.truth[row[-1].key] = Truth(None, "blank", may_refuse=True)
            row.pop()
    return True


@accident("shape")
def empty_rows(paper: Paper) -> bool:
    """Rows without anything between the others."""
    table = _any_table(paper)
    for _ in range(paper.dice.randint(1, 3)):
        at = paper.dice.randint(1, len(table.grid) - 1)
        merged = {id(each) for each in table.grid[at - 1]} & {id(each) for each in table.grid[at]}
        table.grid.insert(at, [each if id(each) in merged else box("") for each in table.grid[at]])
    return True


@accident("shape")
def note_row(paper: Paper) -> bool:
    """A note over the whole width: between the heads and the rows, or below."""
    table = _any_table(paper)
    text = paper.dice.choice(
        (
            "注：含上年度结转数量",
            "注：本表数据截至12月31日，共涉及3个科室",
            "说明：以上数据不含下属2家单位",
            f"{paper.year - 1}年本行政区域规范性文件发布总数量：12",
        )
    )
    note = box(text)
    at = paper.dice.choice((table.header, len(table.grid)))
    table.grid.insert(at, [note] * table.width)
    return True


@accident("shape")
def unmerged(paper: Paper) -> bool:
    """No cell is merged: a label stands in the first of its cells, the others are empty."""
    _unmerge(_any_table(paper), repeat=False)
    return True


@accident("shape", NEW_FORMS)
def merged_repeated(paper: Paper) -> bool:
    """No cell is merged: a label stands in each of its cells."""
    table = paper.dice.choice(paper.tables("T3") + paper.tables("T4"))
    _unmerge(table, repeat=True)
    return True


def _unmerge(table: Table, repeat: bool) -> None:
    seen: set[int] = set()
    for row in table.grid:
        for column, each in enumerate(row):
            if each is None:
                continue
            if id(each) in seen:
                row[column] = Box([Run(each.text)], each.role) if repeat and not each.key else box("")
            seen.add(id(each))


@accident("shape", NEW_FORMS)
def figures_merged(paper: Paper) -> bool:
    """In table two every figure stands in a cell of its own width, the room beside it in empty cells."""
    table = paper.table("T2")
    if table is None:
        return False
    for row in table.grid:
        for column in range(len(row) - 1, 1, -1):
            if row[column] is row[column - 1] and row[column] is not None and row[column].role != "pad":
                row[column] = box("")
    return True


@accident("shape")
def numbered_rows(paper: Paper) -> bool:
    """A first column 序号 with the rows' numbers."""
    table = paper.dice.choice([each for each in paper.tables() if each.name in ("T3", "S14")])
    head = box("序号")
    number = 0
    for r, row in enumerate(table.grid):
        number += r >= table.header
        row.insert(0, head if r < table.header else box(str(number)))
    table.labels += 1
    return True


@accident("shape", NEW_FORMS)
def total_first(paper: Paper) -> bool:
    """The column 总计 before the others."""
    table = paper.table("T3")
    if table is None:
        return False
    for row in table.grid:
        row.insert(table.labels, row.pop())
    over = table.grid[0][table.labels]
    table.grid[0][table.labels :] = [over] * 7
    return True


@accident("shape", NEW_FORMS)
def groups_as_rows(paper: Paper) -> bool:
    """One column of labels: groups are rows of their own without figures."""
    table = paper.table("T3")
    if table is None:
        return False
    grid: Grid = [[row[2], *row[3:]] for row in table.grid[: table.header]]
    said: set[int] = set()
    for row in table.grid[table.header :]:
        for group in row[:2]:
            if group is not None and group is not row[2] and id(group) not in said:
                said.add(id(group))
                grid.append([group, *(box("") for _ in range(7))])
        grid.append([row[2], *row[3:]])
    table.grid, table.labels = grid, 1
    return True


@accident("shape", NEW_FORMS)
def heads_in_one_row(paper: Paper) -> bool:
    """Table three under a single row of heads."""
    table = paper.table("T3")
    if table is None:
        return False
    table.grid, table.header = table.grid[2:], 1
    return True


@accident("form", ("2021",))
def other_in_one_row(paper: Paper) -> bool:
    """（六）其他处理 as one row, as laggards print it."""
    table = paper.table("T3")
    if table is None:
        return False
    rows = [row for row in table.grid if any(e and e.key and e.key[0].startswith("req_other_") for e in row)]
    for column in range(table.labels, table.width):
        parts = [row[column] for row in rows]
        body = parts[0].key[1]
        total = sum(paper.truth[each.key].value for each in parts)
        paper.truth["req_other", body, None] = type(paper.truth[parts[0].key])(total)
        paper.forget({each.key for each in parts})
        rows[0][column] = box(f"{total:f}", "value", ("req_other", body, None))
    label = box("（六）其他处理", "label")
    rows[0][1] = rows[0][2] = label
    table.grid = [row for row in table.grid if not any(row is each for each in rows[1:])]
    return True


@accident("shape", NEW_FORMS, HTML | {"xlsx", "xls", "pdf/calc"})
def hidden_row(paper: Paper) -> bool:
    """A row of other figures under the same label, which is not shown: a draft, or last year's."""
    table = paper.dice.choice(paper.tables("T2") + paper.tables("T3"))
    rows = [
        r
        for r, row in enumerate(table.grid)
        if any(each and each.key for each in row) and not set(map(id, row)) & set(map(id, table.grid[r - 1]))
    ]
    at = paper.dice.choice(rows)
    twins = {id(each): Box([Run(each.text)], "hidden") for each in table.grid[at] if each}
    for each in table.grid[at]:
        if each and each.key:
            twins[id(each)].say(str(paper.dice.randint(1, 99)))
    paper.remark(f"before row {at + 1} of {table.name}")
    table.grid.insert(at, [twins[id(each)] if each else None for each in table.grid[at]])
    return True


@accident("shape", kinds=HTML)
def in_layout_table(paper: Paper) -> bool:
    """The whole page stands in a table that lays it out."""
    paper.looks["layout"] = "yes"
    return True
