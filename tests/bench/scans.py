"""Scans made from known figures: the replica's reports, printed by Chromium, turned into worn page images.

scans = make_scans(count=2, dpi=200)       # needs Chromium and the extra `ocr`
for scan in scans: scan.pages, scan.report, scan.tables
"""

import io
import random
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from extract import report
from extract.codebook import identities, indicators
from spiders.replica import prose
from spiders.replica.bodies import bodies
from spiders.replica.figures import Carried, one_year
from spiders.replica.forms import Box, Table, keys, tables
from spiders.replica.model import Report, Value

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PRINT = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-pdf-header-footer",
)

# Looks of printed reports: (text font, table font, table size in pt, cell padding in pt, border in px).
LOOKS = (
    ("Noto Serif CJK SC", "Noto Serif CJK SC", 10.5, 3.0, 1.0),
    ("Noto Sans CJK SC", "Noto Sans CJK SC", 9.0, 2.0, 1.0),
    ("Noto Serif CJK SC", "WenQuanYi Zen Hei", 10.5, 4.0, 1.5),
    ("Noto Serif CJK SC", "Noto Serif CJK SC", 8.0, 1.5, 0.7),
)


@dataclass(frozen=True)
class Wear:
    """What scanning did: degrees, sigma of blur (pixels) and of noise (grey levels), JPEG quality."""

    angle: float
    blur: float
    noise: float
    quality: int = 72


@dataclass(frozen=True)
class Scan:
    """A report and the images (PNG or JPEG bytes) of its pages."""

    report: Report
    pages: tuple[bytes, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return tables(self.report)


def make_scans(count: int, dpi: int, folder: Path, seed: int = 1, hard: bool = False) -> Iterator[Scan]:
    """Reports of random figures as scans, rotated by up to 0.7° (`hard`: 2.5° and three times the noise)."""
    for number in range(seed, seed + count):
        report = make_report(number)
        pdf = print_pdf(report, LOOKS[number % len(LOOKS)], folder / f"{number}")
        dice = random.Random(number * 1000 + dpi)
        worst, noise = (2.5, 24.0) if hard else (0.7, 8.0)
        pages = []
        for page in render_pages(pdf, dpi):
            wear = Wear(
                dice.uniform(-worst, worst), dice.uniform(0.4, 0.9) * dpi / 200, dice.uniform(2, noise)
            )
            pages.append(worn(page, wear, dice.randrange(1 << 30)))
        yield Scan(report, tuple(pages))


def make_report(seed: int) -> Report:
    """A report whose figures run from all zero to five digits; every identity of its form holds."""
    dice = random.Random(seed)
    body = dice.choice([body for body in bodies().values() if body.kind != "government"])
    scale = 10 ** dice.uniform(-0.5, 3.4)
    busy = replace(body, requests=scale, penalties=scale * 30, licences=scale * 9, normdocs=min(scale, 40))
    form = dice.choice(("2019", "2021", "2021"))
    figures = one_year(busy, 2000 + seed, Carried(normdocs=40))
    cells = {key: Value.of(figures.get(key, Decimal(0))) for key in keys(form)}
    year = 2020 if form == "2019" else dice.randrange(2021, 2026)
    return Report(
        body=body.id,
        agency=body.name,
        year=year,
        form=form,
        cells=cells,
        published=f"{year + 1}-01-20",
        region_name=f"示例省{body.district.name}",
        region_code=body.district.region_code,
        index_number="",
    )


def print_pdf(report: Report, look: tuple[str, str, float, float, float], folder: Path) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    source, target = folder / "report.html", folder / "report.pdf"
    source.write_text(page_html(report, look), encoding="utf-8")
    arguments = [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run([str(CHROMIUM), *PRINT, *arguments], check=True, capture_output=True, timeout=120)
    return target.read_bytes()


def page_html(report: Report, look: tuple[str, str, float, float, float]) -> str:
    font, table_font, size, padding, border = look
    drawn = {table.name: _table(table) for table in tables(report)}
    lines = [f"<p>{escape(text)}</p>" for text in prose.intro(report)]
    for part in prose.parts(report):
        lines += [f"<h2>{escape(part.heading)}</h2>", *(f"<p>{escape(text)}</p>" for text in part.paragraphs)]
        lines.append(drawn.get(part.table, ""))
    style = (
        f"@page{{size:A4;margin:24mm 22mm}} body{{font:15pt/1.7 '{font}'}} p{{text-indent:2em;margin:0}}"
        "h1{font-size:21pt;text-align:center} h2{font-size:15pt;text-indent:2em;margin:.4em 0}"
        f"table{{border-collapse:collapse;width:100%;font:{size}pt/1.3 '{table_font}';margin:6pt 0}}"
        f"td{{border:{border}px solid #000;padding:{padding}pt;text-align:center}}"
    )
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style><h1>{escape(report.title)}</h1>'
        + "\n".join(lines)
    )


def _table(table: Table) -> str:
    def cell(box: Box) -> str:
        return f'<td rowspan="{box.rowspan}" colspan="{box.colspan}">{escape(box.text)}</td>'

    return f"<table>{''.join('<tr>' + ''.join(map(cell, row)) + '</tr>' for row in table.rows)}</table>"


def render_pages(pdf: bytes, dpi: int) -> Iterator[NDArray[np.uint8]]:
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        pixels = page.render(scale=dpi / 72, grayscale=True).to_numpy()
        yield pixels.reshape(pixels.shape[:2]).copy()
    document.close()


def worn(image: NDArray[np.uint8], wear: Wear, seed: int) -> bytes:
    """The page as a JPEG after turning, blurring and noise, on slightly grey paper."""
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), wear.angle, 1.0)
    turned = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    grey = cv2.GaussianBlur(turned, (0, 0), wear.blur).astype(np.float32) * 0.88 + 14
    grey += np.random.default_rng(seed).normal(0, wear.noise, grey.shape).astype(np.float32)
    done, coded = cv2.imencode(
        ".jpg", np.clip(grey, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, wear.quality]
    )
    assert done
    return coded.tobytes()


@dataclass
class Tally:
    """Figures read from scans. `wrong_in_passed` stand in blocks whose checks all pass: the worst outcome."""

    pages: int = 0
    right: int = 0
    unread: int = 0
    wrong: int = 0
    wrong_in_passed: int = 0
    seconds: float = 0.0

    @property
    def share(self) -> float:
        return self.right / max(self.right + self.unread + self.wrong, 1)


def score(scans: Iterable[Scan]) -> Tally:
    """Read each scan from bytes to checked figures and compare with what was printed; CPU seconds."""
    tally = Tally()
    for scan in scans:
        start = time.process_time()
        reading = report.read(tiff(scan.pages))
        tally.seconds += time.process_time() - start
        tally.pages += len(scan.pages)
        known = {figure.key: figure for figure in reading.cells}
        failed = {identities()[check.rule_id].block for check in reading.checks if check.outcome == "failed"}
        for key, value in scan.report.cells.items():
            figure = known.get(key)
            if figure is None or figure.status == "unreadable":
                tally.unread += 1
            elif (figure.value, figure.status) == (value.value, value.status):
                tally.right += 1
            else:
                tally.wrong += 1
                tally.wrong_in_passed += indicators()[key[0]].block not in failed
    return tally


def tiff(pages: Sequence[bytes]) -> bytes:
    """The pages of a scan as one file, as scanners write it."""
    first, *others = (Image.open(io.BytesIO(page)) for page in pages)
    file = io.BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=others)
    return file.getvalue()
