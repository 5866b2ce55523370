"""The extractor's version: a digest of what decides its readings."""

import hashlib
from functools import cache
from pathlib import Path

from extract.run.code_digest import BASE, code_digest, data_files, imported

READING = ("extract.report",)  # bytes and hints → reading; what runs it and prints it changes no figure
# What of a capture is told to the reader, and what of a reading is kept, decides too; where the captures come
# from does not: a family or a registry may change without a country being read again.
OWN_CODE = ("extract.run.capture", "extract.run.record_batch")
LENGTH = 12


@cache
def extractor_version(base: Path = BASE) -> str:
    """Twelve hex digits over the code that reads a document and the tables of its packages.

    Readings of another version are made anew, which takes a nation days: comments, docstrings and code that
    only runs or shows (`run`, `tools`) do not count.
    """
    digest = hashlib.sha256(code_digest(READING, base, OWN_CODE).encode())
    for path in data_files(imported(READING, base), base):
        table = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(path.relative_to(base).as_posix().encode() + b"\0" + hashlib.sha256(table).digest())
    return digest.hexdigest()[:LENGTH]
