"""What others would use for the same files: each turns a file into tables of cell texts."""

import io
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import camelot
import docx
import pandas as pd
import pdfplumber

from extract.mapping.align import align
from extract.model.document import Document
from extract.model.grid import Cell, Grid
from extract.model.reading import Reading, ReportHead

Tables = list[list[list[str]]]


def pandas_html(data: bytes) -> Tables:
    frames = pd.read_html(io.BytesIO(data), thousands=None, header=None)
    return [[[_text(value) for value in row] for row in frame.to_numpy().tolist()] for frame in frames]


def pdfplumber_tables(data: bytes) -> Tables:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        found = [table for page in pdf.pages for table in page.extract_tables()]
    return [[[cell or "" for cell in row] for row in table] for table in found]


def camelot_lattice(data: bytes) -> Tables:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.pdf")
        path.write_bytes(data)
        return [table.df.to_numpy().tolist() for table in camelot.read_pdf(str(path), pages="all")]


def python_docx(data: bytes) -> Tables:
    document = docx.Document(io.BytesIO(data))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


# Format → the usual tools for it; the first is the peer of the bars.
PEERS: dict[str, dict[str, Callable[[bytes], Tables]]] = {
    "html": {"pandas.read_html": pandas_html},
    "pdf": {"pdfplumber": pdfplumber_tables, "camelot lattice": camelot_lattice},
    "docx": {"python-docx": python_docx},
}


def aligned(tables: Sequence[Sequence[Sequence[str]]]) -> Reading:
    """A peer's tables through our alignment by label, so that cells can be compared."""
    grids = tuple(
        Grid.of(tuple(_cells(table, f"t{number}")), f"t{number}") for number, table in enumerate(tables, 1)
    )
    document = Document("peer", grids=grids, grid_orders=tuple(range(len(grids))))
    return Reading("", "peer", ReportHead(), align(document).figures)


def _cells(table: Sequence[Sequence[str]], name: str) -> list[Cell]:
    return [
        Cell(text, row, column, f"{name}/r{row + 1}/c{column + 1}")
        for row, texts in enumerate(table)
        for column, text in enumerate(texts)
    ]


def _text(value: object) -> str:
    """pandas makes numbers of cells: a missing one is nan, a count with blanks beside it a float."""
    if isinstance(value, float):
        return "" if value != value else f"{value:g}" if value != int(value) else str(int(value))
    return str(value)
