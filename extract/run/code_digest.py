"""Digests of code: modules and all they import of this repository, without comments and docstrings.

What code makes is made anew when its digest changes, so a digest must follow every line that can decide, and
no other. Imports are found in the sources, not by importing: a digest costs milliseconds and loads nothing.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

BASE = Path(__file__).parents[2]  # the folder of the packages: a checkout, or where the wheel was installed
PACKAGES = ("extract", "spiders", "warehouse")
_LONG_STRING = rb'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
_DOCSTRING = rb"[rR]?" + _LONG_STRING + rb"(?=[ \t]*(?:#[^\n]*)?(?:\n|\Z))"
_BLANK = rb"(?:\s|#[^\n]*\n)*"
_MODULE_DOCSTRING = re.compile(_BLANK + _DOCSTRING, re.S)
# Sources are lexed by one expression: `ast` and `tokenize` take ten times as long. Strings are matched to be
# kept, so that what looks like a comment in them is none; every alternative begins with one byte, for speed.
_TOKENS = re.compile(
    rb":[ \t]*(?:#[^\n]*)?\n" + _BLANK + _DOCSTRING + rb"|" + _LONG_STRING + rb"|"
    rb"'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''|"
    rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'
    rb"'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"
    rb"\n\s*#[^\n]*|\n\s*(?=\n|\Z)| +#[^\n]*|#[^\n]*",
    re.S,
)
_NAME = "(?:" + "|".join(PACKAGES) + r")(?:\.\w+)+"
_FROM = re.compile(rf"^[ \t]*from ((?:{'|'.join(PACKAGES)})[\w.]*) import (\([^)]*\)|[^\n]*)".encode(), re.M)
# A dotted name anywhere, in a string too: modules that are loaded when first needed are named in tables.
_DOTTED = re.compile(rf"\b{_NAME}\b".encode())
_WORD = re.compile(rb"\w+")


def code_digest(roots: Iterable[str], base: Path = BASE, alone: Iterable[str] = ()) -> str:
    """The digest of modules, named as in `import`, and of every module they import, directly or not.

    Of the modules `alone` only their own code counts. The digest is the same on any machine, Python and line
    ending. ModuleNotFoundError where one is not below `base`.

    >>> len(code_digest(["extract.report"]))
    64
    """
    digest = hashlib.sha256()
    for module in sorted({*imported(roots, base), *alone}):
        digest.update(module.encode() + b"\0" + hashlib.sha256(_code(module, base)).digest())
    return digest.hexdigest()


def imported(roots: Iterable[str], base: Path = BASE) -> list[str]:
    """The modules of those packages that `roots` need, themselves included, by name."""
    found: set[str] = set()
    wanted = list(roots)
    while wanted:
        module = wanted.pop()
        if module not in found:
            found.add(module)
            wanted += _needed(module, base)
    return sorted(found)


def data_files(modules: Iterable[str], base: Path = BASE) -> list[Path]:
    """The files beside those modules that are no code: the tables their packages ship."""
    folders = {_source_file(module, base).parent for module in modules}
    files = (path for folder in folders for path in folder.iterdir() if path.is_file())
    return sorted(path for path in files if path.suffix not in (".py", ".pyc", ".pyi"))


def without_comments(source: bytes) -> bytes:
    """Source without comments, docstrings and blank lines; it need not be valid Python any more."""
    code = source.replace(b"\r\n", b"\n")
    docstring = _MODULE_DOCSTRING.match(code)
    return _TOKENS.sub(_kept, code[docstring.end() :] if docstring else code)


def _kept(token: re.Match[bytes]) -> bytes:
    """A string as it is; the colon before a docstring; nothing of a comment or a blank line."""
    text = token[0]
    if text.startswith((b'"', b"'")):
        return text
    return b":" if text.startswith(b":") else b""


@cache
def _modules(base: Path) -> dict[str, Path]:
    """Name → source of every module below `base`."""
    found = {}
    for package in PACKAGES:
        for path in (base / package).rglob("*.py"):
            parts = path.relative_to(base).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _source_file(module: str, base: Path) -> Path:
    path = _modules(base).get(module)
    if path is None:
        raise ModuleNotFoundError(f"there is no module {module} below {base}")
    return path


@cache
def _code(module: str, base: Path) -> bytes:
    return without_comments(_source_file(module, base).read_bytes())


@cache
def _needed(module: str, base: Path) -> tuple[str, ...]:
    """The modules that one names, and the packages it stands in but for the top one: that only exports."""
    code, known = _code(module, base), _modules(base)
    parts = module.split(".")
    found = {".".join(parts[:end]) for end in range(2, len(parts))}
    for name in {name.decode() for name in [*_from(code), *_DOTTED.findall(code)]}:
        while name not in known and "." in name:  # extract.report.read is said of extract.report
            name = name.rpartition(".")[0]
        if "." in name:
            found.add(name)
    return tuple(sorted(found))


def _from(code: bytes) -> Iterator[bytes]:
    """from package import a, b → package.a, package.b: either may be a module."""
    for package, names in _FROM.findall(code):
        yield from (package + b"." + name for name in _WORD.findall(names))
