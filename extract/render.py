"""A reading as a person wants to see it: who, the tables laid out like the form, checks, problems."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from extract.reading import Reading


def show(readings: Iterable[tuple[Path, Reading]], stream: IO[str]) -> None:
    for path, reading in readings:
        stream.write(f"{path} {reading.head.agency} {reading.head.year} {len(reading.cells)} cells\n")
        for p in reading.problems:
            stream.write(f"  {p.kind} {p.locator} {p.message}\n")
