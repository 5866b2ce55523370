"""The tools of 2026 beside nianbao: of how many documents is at least one cell wrong, and what does it cost?

Each tool turns a file into tables of texts; its cells are found by our alignment by label, so that a cell is
wrong where the tool's table puts a figure into another row or column, loses or adds a digit, or shows what
nobody sees. Tools that are not installed are left out and named. None of them loads weights from a hub.
"""

import io
import logging
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table

from extract.model.document import Hints
from extract.report import read
from tests.bench.accidents.paper import Key, Truth
from tests.bench.accidents.scoring import Said, Score, compare
from tests.bench.peers import Tables, aligned, camelot_lattice, pandas_html, pdfplumber_tables, python_docx

Peer = Callable[[bytes], Tables]


@dataclass(frozen=True, slots=True)
class Case:
    """A file and what a person sees in it; `name` ends in a usual extension."""

    name: str
    data: bytes
    truth: Mapping[Key, Truth]

    @property
    def file_format(self) -> str:
        return self.name.rpartition(".")[2]


def pdfplumber_tuned(data: bytes) -> Tables:
    """Lines alone, joined generously; white grounds and other filled rectangles are no lines."""
    import pdfplumber

    settings = {
        "vertical_strategy": "lines",
        "horizontal_strategy": "lines",
        "snap_tolerance": 4,
        "join_tolerance": 4,
        "intersection_tolerance": 5,
    }
    found: Tables = []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            ruled = page.filter(_is_no_ground)
            found += [[[c or "" for c in row] for row in table] for table in ruled.extract_tables(settings)]
    return found


def _is_no_ground(each: dict[str, object]) -> bool:
    thick = each["object_type"] == "rect" and min(float(str(each["width"])), float(str(each["height"]))) > 3
    return not (thick and each.get("fill") and not each.get("stroke"))


def camelot_tuned(data: bytes) -> Tables:
    """Lattice with short lines seen and merged cells filled."""
    import camelot

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.pdf")
        path.write_bytes(data)
        tables = camelot.read_pdf(str(path), pages="all", flavor="lattice", line_scale=60)
        return [table.df.to_numpy().tolist() for table in tables]


def camelot_hybrid(data: bytes) -> Tables:
    import camelot

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.pdf")
        path.write_bytes(data)
        tables = camelot.read_pdf(str(path), pages="all", flavor="hybrid")
        return [table.df.to_numpy().tolist() for table in tables]


def pymupdf_tables(data: bytes) -> Tables:
    import pymupdf

    with pymupdf.open(stream=data, filetype="pdf") as pdf:
        return [
            [[cell or "" for cell in row] for row in table.extract()]
            for page in pdf
            for table in page.find_tables().tables
        ]


def tablers_tables(data: bytes) -> Tables:
    import tablers

    with tablers.Document(bytes=data) as pdf:
        found = [table for page in pdf.pages() for table in tablers.find_tables(page, extract_text=True)]
        return [[[cell.text or "" for cell in row] for row in table.to_list()] for table in found]


def docx2python_tables(data: bytes) -> Tables:
    from docx2python import docx2python

    with docx2python(io.BytesIO(data), duplicate_merged_cells=True) as document:
        return [[["\n".join(cell) for cell in row] for row in table] for table in document.body]


def pandas_excel(data: bytes) -> Tables:
    return _sheets(data, "openpyxl")


def pandas_calamine(data: bytes) -> Tables:
    return _sheets(data, "calamine")


def _sheets(data: bytes, engine: str) -> Tables:
    frames = pd.read_excel(io.BytesIO(data), sheet_name=None, header=None, dtype=str, engine=engine)
    return [frame.fillna("").to_numpy().tolist() for frame in frames.values()]


def markitdown_tables(extension: str) -> Peer:
    """The tables of the Markdown that markitdown makes of a file of this kind."""

    def convert(data: bytes) -> Tables:
        from markitdown import MarkItDown, StreamInfo

        kind = StreamInfo(extension=extension)
        made = MarkItDown(enable_plugins=False).convert_stream(io.BytesIO(data), stream_info=kind)
        return _markdown_tables(made.markdown)

    return convert


def _markdown_tables(text: str) -> Tables:
    tables: Tables = [[]]
    for line in text.splitlines():
        if not line.startswith("|"):
            tables.append([])
        elif not re.fullmatch(r"[|\s:-]+", line) or not tables[-1]:
            tables[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return [table for table in tables if table]


# Format → tool → (package, how).
PEERS: dict[str, dict[str, tuple[str, Peer]]] = {
    "html": {
        "pandas.read_html": ("pandas", pandas_html),
        "markitdown": ("markitdown", markitdown_tables(".html")),
    },
    "pdf": {
        "pdfplumber": ("pdfplumber", pdfplumber_tables),
        "pdfplumber, tuned": ("pdfplumber", pdfplumber_tuned),
        "camelot lattice": ("camelot", camelot_lattice),
        "camelot lattice, tuned": ("camelot", camelot_tuned),
        "camelot hybrid": ("camelot", camelot_hybrid),
        "pymupdf find_tables": ("pymupdf", pymupdf_tables),
        "tablers": ("tablers", tablers_tables),
        "markitdown": ("markitdown", markitdown_tables(".pdf")),
    },
    "docx": {
        "python-docx": ("docx", python_docx),
        "docx2python": ("docx2python", docx2python_tables),
        "markitdown": ("markitdown", markitdown_tables(".docx")),
    },
    "xlsx": {
        "pandas.read_excel": ("pandas", pandas_excel),
        "pandas, calamine": ("python_calamine", pandas_calamine),
        "markitdown": ("markitdown", markitdown_tables(".xlsx")),
    },
}


@dataclass
class Record:
    """What one tool made of the documents of one format. `seconds` are its own, without our alignment."""

    score: Score
    seconds: float = 0.0
    documents: int = 0
    whole: int = 0
    with_wrong: int = 0
    failed: int = 0


def run(cases: Sequence[Case], console: Console, most: int = 25) -> dict[tuple[str, str], Record]:
    """Let every tool read the same documents, at most `most` of a format; prints a row a tool."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    records: dict[tuple[str, str], Record] = {}
    for file_format, tools in PEERS.items():
        chosen = [case for case in cases if case.file_format == file_format]
        chosen = chosen[:: max(len(chosen) // most, 1)][:most]
        missing = sorted({package for package, _ in tools.values() if find_spec(package) is None})
        if missing and chosen:
            console.print(f"{file_format}: not installed and left out: {', '.join(missing)}")
        for tool, work in {"nianbao": None, **tools}.items():
            if chosen and (work is None or work[0] not in missing):
                records[file_format, tool] = _measure(chosen, work[1] if work else None)
    _show(records, console)
    return records


def _measure(cases: Sequence[Case], work: Peer | None) -> Record:
    record = Record(Score())
    _try(cases[0], work)  # the first call loads code
    for case in cases:
        said, seconds = _try(case, work)
        score, wrong, _ = compare(dict(case.truth), said or {})
        record.score += score
        record.seconds += seconds
        record.documents += 1
        record.failed += said is None
        record.with_wrong += bool(wrong)
        record.whole += score.right == len(case.truth) and not wrong
    return record


def _try(case: Case, work: Peer | None) -> tuple[dict[Key, Said] | None, float]:
    """The cells that a tool finds, None where it fails, and the CPU seconds it takes."""
    start = time.process_time()
    try:
        made = work(case.data) if work else read(case.data, Hints(file_name=case.name)).cells
    except Exception:  # whatever a tool raises: it has not read this document
        return None, time.process_time() - start
    seconds = time.process_time() - start
    cells = aligned(made).cells if work else made
    return {each.key: (each.value, each.status) for each in cells}, seconds


def _show(records: Mapping[tuple[str, str], Record], console: Console) -> None:
    table = Table(title="Tools of 2026 on the same documents (their cells by our alignment)")
    for name in ("format", "tool"):
        table.add_column(name)
    for name in ("documents", "read whole", "with a wrong cell", "failed", "cells right", "wrong", "ms CPU"):
        table.add_column(name, justify="right")
    for (file_format, tool), each in records.items():
        cells = each.score.must + each.score.excused
        shares = (each.whole / each.documents, each.with_wrong / each.documents)
        right = f"{each.score.right / cells:.1%}" if cells else "–"
        cost = f"{1000 * each.seconds / each.documents:.1f}"
        counts = (each.documents, *(f"{share:.0%}" for share in shares), each.failed, right)
        table.add_row(file_format, tool, *map(str, counts), str(each.score.wrong), cost)
    console.print(table)
