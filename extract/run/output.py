"""Readings as JSON lines, CSV, Parquet or a page for the terminal."""

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
from extract.run.terminal import show
from extract.run.version import extractor_version
from spiders.content.clean_text import clean_text

FORMATS = ("table", "jsonl", "csv", "parquet")
CSV_HEAD = ("file", "agency", "year", "form")
CSV_CELL = ("indicator", "applicant", "item", "value", "raw", "unit", "status", "locator", "method")
Readings = Iterable[tuple[Path, Reading]]


def write(readings: Readings, form: str, target: Path | None) -> int:
    """Write every reading as it comes; 1 if some document could not be read, else 0."""
    codes: list[int] = []
    watched = _watched(readings, codes)
    if form == "parquet":
        assert target is not None
        _parquet(watched, target)
    else:
        with _opened(target) as stream:
            {"jsonl": _jsonl, "csv": _csv, "table": show}[form](watched, stream)
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
        stream.write(json.dumps(as_object(path, reading), ensure_ascii=False, default=_plain) + "\n")


def _csv(readings: Readings, stream: IO[str]) -> None:
    writer = csv.writer(stream)
    writer.writerow([*CSV_HEAD, *CSV_CELL])
    for path, reading in readings:
        head = reading.head
        for cell in reading.cells:
            values = [getattr(cell, name) for name in CSV_CELL]
            writer.writerow([path, head.agency, head.year, head.form, *map(_field, values)])


def _field(value: object) -> object:
    return format(value, "f") if isinstance(value, Decimal) else value


def _parquet(readings: Readings, target: Path) -> None:
    """One row a document, schema reading.READINGS; `url` holds the file's path."""
    rows = [
        {"url": str(path), "extractor_version": extractor_version(), **to_row(reading)}
        for path, reading in readings
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=READINGS), target, compression="zstd")
