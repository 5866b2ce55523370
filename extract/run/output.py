"""Readings as JSON, JSON lines, CSV, Parquet, a workbook or a page for the terminal."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from extract.model.reading import READINGS, Reading, fields_of, to_row
from extract.run.clean_reading import clean_reading
from extract.run.spreadsheet import Workbook
from extract.run.terminal import show
from extract.run.version import extractor_version
from spiders.content.clean_text import clean_text

FORMATS = ("table", "json", "jsonl", "csv", "xlsx", "parquet")
WHOLE = ("parquet", "xlsx")  # made for a file, not for a stream
CSV_HEAD = ("file", "agency", "year", "form")
PROBLEM_HEAD = ("file", "agency", "year", "severity", "kind", "locator", "message", "advice")
CSV_CELL = ("indicator", "applicant", "item", "value", "raw", "unit", "status", "locator", "method")
Readings = Iterable[tuple[Path, Reading]]


def format_of(target: Path | None) -> str:
    """The format that a file's ending names; the page for the terminal where it names none.

    >>> format_of(Path("out.xlsx")), format_of(None)
    ('xlsx', 'table')
    """
    ending = target.suffix.lower().removeprefix(".") if target else ""
    return ending if ending in FORMATS else "table"


def write(readings: Readings, form: str, target: Path | None) -> int:
    """Write every reading; 1 if some document could not be read, else 0."""
    codes: list[int] = []
    watched = _watched(readings, codes)
    if form in WHOLE:
        assert target is not None
        {"parquet": _parquet, "xlsx": _xlsx}[form](watched, target)
    else:
        with _opened(target) as stream:
            {"json": _json, "jsonl": _jsonl, "csv": _csv, "table": show}[form](watched, stream)
    return max(codes, default=0)


def _watched(readings: Readings, codes: list[int]) -> Iterator[tuple[Path, Reading]]:
    for path, reading in readings:
        codes.append(int(reading.reader == "none"))
        yield Path(clean_text(str(path), None)), clean_reading(reading)


@contextmanager
def _opened(target: Path | None) -> Iterator[IO[str]]:
    if target is None:
        yield sys.stdout
    else:
        with target.open("w", encoding="utf-8", newline="") as stream:
            yield stream


def as_object(path: Path, reading: Reading) -> dict[str, object]:
    """One JSON object a file; decimals are strings, so no digit is lost."""
    lists = ("cells", "checks", "problems", "sections", "mentions")
    return {
        "file": str(path),
        "report": {"digest": reading.digest, "reader": reading.reader, **fields_of(reading.head)},
        **{name: [fields_of(each) for each in getattr(reading, name)] for name in lists},
    }


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _jsonl(readings: Readings, stream: IO[str]) -> None:
    for path, reading in readings:
        stream.write(_line(path, reading) + "\n")


def _json(readings: Readings, stream: IO[str]) -> None:
    """One array, an object a line."""
    before = "["
    for path, reading in readings:
        stream.write(before + _line(path, reading))
        before = ",\n "
    stream.write("]\n" if before != "[" else "[]\n")


def _line(path: Path, reading: Reading) -> str:
    return json.dumps(as_object(path, reading), ensure_ascii=False, default=_plain)


def _csv(readings: Readings, stream: IO[str]) -> None:
    writer = csv.writer(stream)
    writer.writerow([*CSV_HEAD, *CSV_CELL])
    for path, reading in readings:
        writer.writerows([_field(value) for value in row] for row in _cell_rows(path, reading))


def _xlsx(readings: Readings, target: Path) -> None:
    """A sheet with a row a printed cell, as CSV has it, and one with what could not be read."""
    with Workbook() as book:
        cells, problems = book.sheet("cells", [*CSV_HEAD, *CSV_CELL]), book.sheet("problems", PROBLEM_HEAD)
        for path, reading in readings:
            for row in _cell_rows(path, reading):
                cells.append(row)
            for row in _problem_rows(path, reading):
                problems.append(row)
        book.save(target)


def _problem_rows(path: Path, reading: Reading) -> Iterator[list[object]]:
    head = [str(path), reading.head.agency, reading.head.year]
    for problem in reading.problems:
        yield [*head, *(getattr(problem, name) for name in PROBLEM_HEAD[len(head) :])]


def _cell_rows(path: Path, reading: Reading) -> Iterator[list[object]]:
    head = reading.head
    for cell in reading.cells:
        yield [str(path), head.agency, head.year, head.form, *(getattr(cell, name) for name in CSV_CELL)]


def _field(value: object) -> object:
    return format(value, "f") if isinstance(value, Decimal) else value


def _parquet(readings: Readings, target: Path) -> None:
    """One row a document, schema reading.READINGS; `url` holds the file's path."""
    rows = [
        {"url": str(path), "extractor_version": extractor_version(), **to_row(reading)}
        for path, reading in readings
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=READINGS), target, compression="zstd")
