"""The licences of what the locks install: listed in docs, each judged by whether it goes with Apache-2.0.

`python -m tests.licences > docs/licences.md` writes the list anew, from what the installed packages say of
themselves; it needs `make setup-dev`.
"""

import re
import sys
from dataclasses import dataclass
from importlib import metadata

from tests.demo import ROOT

LOCKS = {"requirements.lock": "users", "requirements-dev.lock": "developers"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.M)
# Free ones that ask for no more than their text and notices, and MPL-2.0, whose copyleft ends with its own
# files: used unchanged, beside Apache-2.0 code. GPL, AGPL (PyMuPDF) and whatever is not named is refused.
ALLOWED = {
    *("0BSD", "Apache-2.0", "Artistic-1.0-Perl", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT"),
    *("MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "ZPL-2.1", "Zlib"),
}
# Run as a program by a test, of the developers' lock alone: the GPL asks nothing of the files it looks at.
PROGRAMS = {"reuse": "reuse", "python-debian": "debian"}  # package → what an import of its code would name
# What packages say that name their licence in words of their own.
IN_WORDS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
NO_LICENCES = {"OSI Approved", "DFSG approved"}  # classifiers above those that name one
# Read by a person, with what was found: packages for other systems, and those whose words are no licence.
READ = {
    "axe-playwright-python": "MIT AND MPL-2.0",  # its licence file; the axe-core in it is under MPL-2.0
    "brotlicffi": "MIT",  # PyPy only
    "colorama": "BSD-3-Clause",  # Windows only
    "docutils": "BSD-2-Clause",  # the GPL it names is that of an Emacs mode, not installed
    "httpx2-jsfetch": "BSD-3-Clause",  # Emscripten only
    "mlcroissant": "Apache-2.0",  # of its repository; the package says nothing
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # and those of PDFium's own parts, all permissive
    "pypydispatcher": "BSD-3-Clause",  # PyPy only
    "pywin32": "PSF-2.0",  # Windows only; a part of it, adodbapi, is under the LGPL: nothing here imports it
    "reuse": "Apache-2.0 AND CC0-1.0 AND CC-BY-SA-4.0 AND GPL-3.0-or-later",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",
    "tzdata": "Apache-2.0",  # Windows only
    "win32-setctime": "MIT",  # Windows only
}
HEAD = """# Licences of the dependencies

What `make setup` and `make test` install, by the two locks, and under which licence. nianbao is Apache-2.0; a
package whose licence is unknown, or asks more of who uses it (GPL, AGPL), fails a test. Made by
`python -m tests.licences > docs/licences.md`.

Two packages under the GPL are run as a program by a test, imported by nothing and handed on to nobody: reuse,
which looks whether each file has its licence, and python-debian, which it needs.

Programs that are run where a machine has them, and are part of no package of ours: LibreOffice (MPL-2.0),
Chromium (BSD-3-Clause), poppler (GPL-2.0, by tests alone). `tests/bench/peers_2026.py` compares with PyMuPDF
(AGPL-3.0) where somebody has installed it; nothing of ours needs it, and no lock holds it.

| package | version | licence | for |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """A package of a lock, and the first lock that holds it."""

    name: str
    version: str
    users: str


def pins() -> list[Pin]:
    """Every package of the locks once, by name."""
    found: dict[str, Pin] = {}
    for lock, users in LOCKS.items():
        for name, version in PIN.findall((ROOT / lock).read_text(encoding="utf-8")):
            found.setdefault(name, Pin(name, version, users))
    return [found[name] for name in sorted(found)]


def licence(name: str) -> str:
    """The SPDX expression of a package: as a person read it, or as it says itself; "" where it does not."""
    if name in READ:
        return READ[name]
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if expression := said.get("License-Expression"):
        return str(expression)
    lines = said.get_all("Classifier") or []
    named = [line.rpartition(" :: ")[2] for line in lines if line.startswith("License ::")]
    named = [text for text in named if text not in NO_LICENCES] or (said.get("License") or "").split("\n")[:1]
    return " AND ".join(IN_WORDS.get(text, text) for text in named)


def is_allowed(expression: str) -> bool:
    """Whether every part, or one of alternatives, is one of ALLOWED."""
    choices = [re.split(r" AND ", choice) for choice in expression.strip("()").split(" OR ")]
    return any(all(part.strip() in ALLOWED for part in parts) for parts in choices)


def page() -> str:
    """The list in Markdown."""
    rows = (f"| {pin.name} | {pin.version} | {licence(pin.name)} | {pin.users} |\n" for pin in pins())
    return HEAD + "".join(rows)


if __name__ == "__main__":
    sys.stdout.write(page())
