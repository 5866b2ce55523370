"""Hostile files: each is refused by name or read, inside the caps of a child process, and nothing else."""

import io
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MEMORY, SECONDS = 2_000_000_000, 12
pytestmark = pytest.mark.slow
CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
from extract.model.document import Hints, UnreadableError
from extract.readers import read_document
try:
    document = read_document(open(sys.argv[1], "rb").read(), Hints())
    print("read", len(document.paragraphs), len(document.grids), *{{note[0] for note in document.notes}})
except UnreadableError as error:
    print(error.kind, "|", error)
"""
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
    "external entity": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>',
    "external subset": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
}
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MERGED = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"


def packed(**parts: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(body: str | bytes, prolog: str = "") -> bytes:
    inside = body if isinstance(body, str) else body.decode()
    document = f"{prolog}<w:document {WORD}><w:body>{inside}</w:body></w:document>"
    return packed(**{"word/document.xml": document})


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(1_000_000) * (size // 1_000_000)


def scattered(markup: str, times: int) -> bytes:
    return b"<html><body>" + markup.encode() * times + "文".encode()


# What the file is → how to make it, and the outcomes that are right.
CASES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "zip bomb in docx": (lambda: docx(b" " * 100_000_000), {"hostile_content"}),
    "zip bomb in xlsx": (
        lambda: packed(**{"xl/worksheets/sheet1.xml": b" " * 200_000_000}),
        {"hostile_content"},
    ),
    "zip bomb in ofd": (lambda: packed(**{"OFD.xml": b" " * 100_000_000}), {"hostile_content"}),
    "zip bomb in an archive": (lambda: packed(**{"a.txt": b" " * 100_000_000}), {"hostile_content"}),
    "archive of 20,000 files": (
        lambda: packed(**{f"{n}.txt": "x" for n in range(20_000)}),
        {"resource_limit"},
    ),
    "archive in itself": (lambda: packed(**{"a.zip": packed(**{"b.zip": b"x"})}), {"unsupported_format"}),
    "docx of nested tables": (lambda: docx("<w:tbl><w:tr><w:tc>" * 20_000), {"damaged"}),
    "docx of 200,000 paragraphs": (
        lambda: docx("".join(f"<w:p><w:r><w:t>{n * n}</w:t></w:r></w:p>" for n in range(200_000))),
        {"read"},
    ),
    "docx of merged rows": (
        lambda: docx(
            "<w:tbl>" + "".join(f"<w:tr>{MERGED.format(n) * 60}</w:tr>" for n in range(4000)) + "</w:tbl>"
        ),
        {"resource_limit"},
    ),
    "nested div": (lambda: scattered("<div>", 300_000), {"read"}),
    "nested span": (lambda: scattered("<span>", 300_000), {"read"}),
    "nested lists": (lambda: scattered("<ul><li>", 300_000), {"read"}),
    "nested fonts": (lambda: scattered("<p><font><b>", 100_000), {"read"}),
    "nested div below the depth check": (lambda: scattered("<div>", 19_000), {"read"}),
    "nested lists below the depth check": (lambda: scattered("<ul><li>", 9_500), {"read"}),
    "nested tables": (lambda: scattered("<table><tr><td>", 20_000), {"resource_limit"}),
    "nested tables below the depth check": (lambda: scattered("<table><tr><td>", 6_600), {"read"}),
    "spans of 65534 × 1000": (
        lambda: scattered(f"<table>{'<tr><td rowspan=65534 colspan=1000>1<td>2' * 200}</table>", 1),
        {"read"},
    ),
    "100,000 rows": (lambda: scattered(f"<table>{'<tr><td>规章<td>1' * 100_000}</table>", 1), {"read"}),
    "1,000,000 cells": (lambda: scattered("<td>", 1_000_000), {"resource_limit"}),
    "unclosed comment and tags": (lambda: scattered("<!-- <a href='", 200_000), {"read"}),
    "endless script string": (lambda: b"<html><script>document.write('" + b"a\\'" * 3_000_000, {"read"}),
    "page of 30 MB": (lambda: scattered("<p>a</p>", 4_000_000), {"too_large"}),
    "noise of 200 MB": (lambda: noise(200_000_000), {"binary_content", "too_large"}),
    "noise named a page": (lambda: b"<html>" + noise(3_000_000), {"binary_content"}),
    "rtf of groups": (lambda: b"{\\rtf1 " + b"{" * 1_000_000, {"resource_limit"}),
    "rtf of nested tables": (lambda: b"{\\rtf1 \\itap9999 a\\nestcell}", {"resource_limit"}),
    "rtf of binary": (lambda: b"{\\rtf1 \\bin2000000000 " + noise(2_000_000), {"read"}),
    "mhtml of parts": (
        lambda: (
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n"
            + b"--a\nContent-Type: multipart/related; boundary=a\n\n" * 50_000
        ),
        {"resource_limit"},
    ),
    "ole of nothing": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000,
        {"truncated", "unsupported_format"},
    ),
} | {
    f"{name} in {kind}": (lambda make=make, doctype=doctype: make(doctype), {"hostile_content"})  # type: ignore[misc]
    for name, doctype in DOCTYPES.items()
    for kind, make in {
        "docx": lambda doctype: docx("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", doctype),
        "ofd": lambda doctype: packed(**{"OFD.xml": f"{doctype}<x>&l9;</x>"}),
        "xlsx": lambda doctype: packed(**{"xl/workbook.xml": f"{doctype}<x>&l9;</x>"}),
    }.items()
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_costs_no_more_than_itself(name: str, tmp_path: Path) -> None:
    make, expected = CASES[name]
    path = tmp_path / "file"
    path.write_bytes(make())
    script = CHILD.format(memory=MEMORY, seconds=SECONDS)
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-600:]}"
    assert done.stdout.split()[0] in expected, done.stdout
