"""Grids that kept their columns: a value is the cell under its column header, beside its row label."""

from extract.mapping.collector import Collector
from extract.mapping.form_2014 import Form2014
from extract.mapping.table_four import TableFour
from extract.mapping.table_three import TableThree
from extract.mapping.table_two import TableTwo
from extract.mapping.table_walker import GridRow, HeaderRow, TableWalker, Taken, rows_of
from extract.model.grid import Grid


class GridWalker:
    """Offers each row of the grids, from top to bottom, to the tables of the form.

    A header row begins a table; the rows below belong to it until the header of another one. It lives for a
    whole document, as a table cut by a page break goes on in the next grid.
    """

    def __init__(self, collector: Collector) -> None:
        self.two, self.three = TableTwo(collector), TableThree(collector)
        self.four, self.fourteen = TableFour(collector), Form2014(collector)
        self.current: TableWalker | None = None

    def walk(self, grid: Grid) -> None:
        """Read every row of a grid."""
        for table in (self.two, self.three, self.four):
            table.begin_grid(grid)
        for row in rows_of(grid):
            self._row(row)
        self.four.close()

    def finish(self) -> None:
        """The document ends: rows that only the whole of it can judge are put."""
        self.four.finish()
        self.fourteen.finish()

    def _row(self, row: GridRow) -> None:
        # Only table four prints its figures in a row without a label.
        if "word" not in row.kinds and self.current is not self.four:
            return
        if "value" not in row.kinds and self._take_header(row.header()):
            return
        if self.current is None and self.three.is_row(row):
            self.current = self.three
        if self.current is not None:
            self.current.read_row(row)

    def _take_header(self, header: HeaderRow) -> bool:
        """Offer a row without figures to the tables; the first that takes it as a header has it."""
        if self.current is self.fourteen and header.names_row("s14_row"):
            return False
        for table in (self.fourteen, self.two, self.three, self.four):
            taken = table.take_header(header, table is self.current)
            if taken is Taken.BEGINS:
                self.current = table
            if taken is not None:
                return True
        return False
