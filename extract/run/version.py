"""The extractor's version: a hash of what decides its readings."""

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


@cache
def extractor_version() -> str:
    """Twelve hex digits over the package's sources and codebook: the same code reads the same way."""
    digest = hashlib.sha256()
    for path in sorted((*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.csv"))):
        name = path.relative_to(PACKAGE).as_posix().encode()
        digest.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


EXTRACTOR_VERSION = extractor_version()
