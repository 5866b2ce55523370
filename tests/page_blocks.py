"""Parts of a page of docs that a command writes: between `<!-- NAME: … -->` and `<!-- end of NAME -->`.

A part that stands in both languages is made once; what it says is put into words by one of `PAGES`.
"""

import csv
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Words = Callable[[str, str], str]


def with_block(page: str, name: str, made: str) -> str:
    """The page with `made` in its block of this name.

    Raises:
        ValueError: the page has no such block.
    """
    pattern = re.compile(rf"(<!-- {name}: .*? -->\n).*?(<!-- end of {name} -->)", re.S)
    found, count = pattern.subn(lambda block: f"{block[1]}{made}\n{block[2]}", page)
    if not count:
        raise ValueError(f"the page has no block {name}")
    return found


def english(_: str, words: str) -> str:
    """The words as they are."""
    return words


def chinese(key: str, _: str) -> str:
    """The words that stand for a key in tests/words_zh.csv.

    Raises:
        ValueError: it has none yet.
    """
    if key not in _chinese():
        raise ValueError(f"tests/words_zh.csv has no Chinese words for {key} yet")
    return _chinese()[key]


@cache
def _chinese() -> dict[str, str]:
    with (ROOT / "tests" / "words_zh.csv").open(encoding="utf-8", newline="") as stream:
        return {row["key"]: row["zh"] for row in csv.DictReader(stream)}


# The page on the method, in each language.
PAGES: dict[Path, Words] = {
    ROOT / "docs" / "method.md": english,
    ROOT / "docs" / "zh" / "method.md": chinese,
}


def write_block(name: str, made: Callable[[Words], str]) -> None:
    """Write a block of the method anew, in each language."""
    for page, words in PAGES.items():
        page.write_text(with_block(page.read_text("utf-8"), name, made(words)), "utf-8")
