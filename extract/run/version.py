"""The extractor's version: a hash of what decides its readings."""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("extract", "spiders/content")  # whose code and tables decide what is read


@cache
def extractor_version() -> str:
    """Twelve hex digits over the sources and tables of those packages: the same code reads the same way."""
    digest = hashlib.sha256()
    folders = [ROOT / package for package in PACKAGES]
    for path in sorted(path for folder in folders for end in ("*.py", "*.csv") for path in folder.rglob(end)):
        name = path.relative_to(ROOT).as_posix().encode()
        digest.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


EXTRACTOR_VERSION = extractor_version()
