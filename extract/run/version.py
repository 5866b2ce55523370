"""The extractor's version: a digest of what decides its readings."""

import hashlib
from functools import cache
from pathlib import Path

from extract.run.code_digest import BASE, code_digest, data_files, imported

READING = ("extract.report",)  # bytes → reading; what runs it and prints it changes no figure
LENGTH = 12


@cache
def extractor_version(base: Path = BASE) -> str:
    """Twelve hex digits over the code that reads a document and the tables of its packages.

    Readings of another version are made anew, which takes a nation days: comments, docstrings and code that
    only runs or shows (`run`, `tools`) do not count.
    """
    digest = hashlib.sha256(code_digest(READING, base).encode())
    for path in data_files(imported(READING, base), base):
        table = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(path.relative_to(base).as_posix().encode() + b"\0" + hashlib.sha256(table).digest())
    return digest.hexdigest()[:LENGTH]
