"""What a reader makes of a cell: its text, why it is refused, and the figure that is read of it."""

from decimal import Decimal

from extract.codebook.figure_text import parse
from extract.model.grid import Cell


def shown(cell: Cell | None) -> str:
    """The text as printed, and behind it in brackets why it is no figure, if it is none."""
    assert cell is not None
    return f"{cell.text} ({cell.refused})" if cell.refused else cell.text


def figure(cell: Cell | None) -> Decimal | None:
    """The figure read of a cell."""
    assert cell is not None
    return None if cell.refused else parse(cell.text).value
