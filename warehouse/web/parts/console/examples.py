"""Questions to begin with: those of docs/questions.md, which are asked on the demo by its tests."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.web.content import Both
from warehouse.web.doors import LANGUAGES

# Links to the pages of docs, so that a question is written once; a wheel holds what they lead to.
FOLDER = Path(__file__).parent / "examples"
QUESTION = re.compile(r"^## \d+\. (?P<title>.+?)\n\n(?P<told>.+?)\n\n```sql\n(?P<sql>.+?)\n```", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Example:
    """A question in words, how it is meant, and its SQL."""

    title: Both
    told: Both
    sql: str


@cache
def examples() -> tuple[Example, ...]:
    """Every question of the page, in its order; both languages ask the same SQL."""
    pages = [FOLDER.joinpath(f"{language}.md").read_text(encoding="utf-8") for language in LANGUAGES]
    pairs = zip(*(QUESTION.finditer(page) for page in pages), strict=True)
    return tuple(
        Example(Both(en["title"], zh["title"]), Both(*(_plain(each["told"]) for each in (en, zh))), en["sql"])
        for en, zh in pairs
    )


def _plain(markdown: str) -> str:
    return " ".join(markdown.replace("`", "").split())
