"""Random grids for the readers' tests: tilings of a rectangle, written as HTML and WordprocessingML."""

import random

from hypothesis import strategies as st

from extract.model.grid import Cell, Grid

WORDS = ("规章", "行政许可", "（一）予以公开", "0", "12", "-3", "", "本年新\n制作数量", "251000元")


def random_grid(seed: int, rows: int, columns: int) -> Grid:
    """A tiling of rows × columns; about one cell in three is merged."""
    chance = random.Random(seed)
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            width, height = _spans(chance, taken, (row, column), (rows, columns))
            taken |= {(r, c) for r in range(row, row + height) for c in range(column, column + width)}
            cells.append(Cell(chance.choice(WORDS), row, column, "", height, width))
    return Grid.of(tuple(cells), "")


def _spans(
    chance: random.Random, taken: set[tuple[int, int]], at: tuple[int, int], size: tuple[int, int]
) -> tuple[int, int]:
    row, column = at
    if chance.random() > 0.35:
        return 1, 1
    free = next((c for c in range(column, size[1]) if (row, c) in taken), size[1])
    return chance.randint(1, free - column), chance.randint(1, size[0] - row)


def is_plain_form(grid: Grid) -> bool:
    """Whether every row and column begins a cell, and some row holds two: else writers drop some."""
    rows = {cell.row for cell in grid.cells}
    columns = {cell.column for cell in grid.cells}
    return (
        len(rows) == grid.row_count
        and len(columns) == grid.column_count
        and any(sum(cell.row == row for cell in grid.cells) > 1 for row in rows)
    )


grids = st.builds(random_grid, st.integers(0, 10**9), st.integers(1, 7), st.integers(2, 7)).filter(
    is_plain_form
)


def shape(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    """All that a reader must bring back, in reading order."""
    return [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells]


def to_html(grid: Grid) -> str:
    rows = []
    for row in range(grid.row_count):
        cells = (
            f"<td rowspan={cell.row_span} colspan={cell.column_span}>"
            + cell.text.replace("\n", "<br>")
            + "</td>"
            for cell in grid.cells
            if cell.row == row
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def to_word(grid: Grid) -> str:
    """A w:tbl with vMerge and gridSpan, columns 1,000 twips wide."""
    widths = "<w:gridCol w:w='1000'/>" * grid.column_count
    rows = (
        f"<w:tr>{''.join(_word_cell(cell, cell.row == row) for cell in next_cells(grid, row))}</w:tr>"
        for row in range(grid.row_count)
    )
    layout = "<w:tblPr><w:tblLayout w:type='fixed'/></w:tblPr>"
    return f"<w:tbl>{layout}<w:tblGrid>{widths}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _word_cell(cell: Cell, is_first_row: bool) -> str:
    merge = f"<w:vMerge w:val='{'restart' if is_first_row else 'continue'}'/>" if cell.row_span > 1 else ""
    width = f"<w:tcW w:w='{1000 * cell.column_span}' w:type='dxa'/><w:gridSpan w:val='{cell.column_span}'/>"
    lines = cell.text.split("\n") if is_first_row else [""]
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return f"<w:tc><w:tcPr>{width}{merge}</w:tcPr>{paragraphs}</w:tc>"


def next_cells(grid: Grid, row: int) -> list[Cell]:
    """The cells that cover a row, from left to right."""
    covering = [cell for cell in grid.cells if cell.row <= row < cell.row + cell.row_span]
    return sorted(covering, key=lambda cell: cell.column)
