"""Make the golden cases: a report of the replica as a file, and what a right reading of it finds.

    python -m tests.cases.make_cases [NAME…]      makes the missing cases, or the named ones again

Each line of cases.csv is a case: a report (body and year of the replica, quirks), a format and style, and the
program that finishes the file where the replica's own renderer does not (LibreOffice, Chromium).
`expected.json` comes from the figures that were printed, never from the extractor; `unread` is how many
cells at most the source leaves in doubt.
"""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL.Image import Image, Resampling

from spiders.replica.model import Report
from spiders.replica.render.traditional import traditional
from spiders.replica.world import made, world
from tests.replica.formats import render
from tests.replica.programs import office, print_pdf, screenshot

HERE = Path(__file__).parent
ENDINGS = {"text": "txt"}


@dataclass(frozen=True, slots=True)
class Case:
    """A line of cases.csv."""

    name: str
    body: str
    year: int
    quirks: tuple[str, ...]
    file_format: str
    style: str
    program: str
    unread: int
    shows: str

    @property
    def folder(self) -> Path:
        return HERE / self.name

    @property
    def document(self) -> Path:
        ending = {"chromium": "pdf", "picture": "png", "scan": "pdf", "zip": "zip"}.get(
            self.program, self.program
        )
        return self.folder / f"document.{ending or ENDINGS.get(self.file_format, self.file_format)}"

    @property
    def report(self) -> Report:
        if self.body.startswith("real-"):
            return world()[self.body, self.year, ""]
        return made(self.body, self.year, *self.quirks)


def cases() -> Iterator[Case]:
    with (HERE / "cases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            quirks = tuple(row.pop("quirks").split())
            year, unread = int(row.pop("year")), int(row.pop("unread") or 0)
            yield Case(year=year, quirks=quirks, unread=unread, **row)


def expectation(case: Case) -> dict[str, object]:
    """Head and cells that a right reading finds; years and names as the title prints them."""
    report = case.report
    change = traditional if case.style == "traditional" else str
    return {
        "agency": change(report.agency) if report.agency else None,
        "year": report.year,
        "form": report.form if report.cells else None,
        "cells": [
            [
                indicator,
                applicant,
                item and change(item),
                None if cell.value is None else str(cell.value),
                cell.status,
            ]
            for (indicator, applicant, item), cell in report.cells.items()
        ],
    }


def finish(case: Case, data: bytes) -> bytes:
    """The rendered file through the case's program."""
    if case.program in ("doc", "xls", "pdf", "rtf", "odt", "ods"):
        return office({f"case.{case.file_format}": data}, case.program)["case"]
    if case.program == "chromium":
        return print_pdf(data)
    if case.program == "picture":
        return screenshot(data, 1100, 2700)
    if case.program == "scan":
        return scan(data)
    return packed(data, case) if case.program == "zip" else data


def packed(data: bytes, case: Case) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"{case.report.title}.{case.file_format}"), data)
    return file.getvalue()


def scan(pdf: bytes, dpi: int = 200, degrees: float = 0.4) -> bytes:
    """A PDF of page images, slightly turned, as office scanners make them."""
    document = pypdfium2.PdfDocument(pdf)
    pages: list[Image] = []
    for page in document:
        image = page.render(scale=dpi / 72, grayscale=True).to_pil()
        pages.append(image.rotate(degrees, Resampling.BICUBIC, fillcolor=255))
    made_of = io.BytesIO()
    pages[0].save(made_of, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=60)
    return made_of.getvalue()


def write(case: Case) -> None:
    case.folder.mkdir(exist_ok=True)
    case.document.write_bytes(finish(case, render(case.report, case.file_format, case.style)))
    text = (
        json.dumps(expectation(case), ensure_ascii=False, indent=1)
        .replace("[\n   ", "[")
        .replace(",\n   ", ", ")
    )
    (case.folder / "expected.json").write_text(text.replace("\n  ]", "]") + "\n", encoding="utf-8")


if __name__ == "__main__":
    for each in cases():
        if each.name in sys.argv[1:] or not (sys.argv[1:] or each.document.exists()):
            write(each)
            print(each.name)
