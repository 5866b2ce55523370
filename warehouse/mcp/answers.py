"""What an answer is: the release, what was found, texts made visible; or a refusal with its reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from spiders.command_line import UNSEEN, visible
from warehouse.errors import WarehouseError
from warehouse.mcp.source import Row, Source
from warehouse.query.terminal import plain

Answer = dict[str, Any]
LONGEST_WORDS = 200  # characters of a name that is asked for
LONGEST_TEXT = 500  # characters of a printed text in an answer
IDS = ("agency_id", "report_id")  # 52 bits: exact as numbers, but clients write numbers as they like
# Every reason of a refusal, and what it says.
REASONS = {
    "words_not_taken": "the words are empty, too long, or hold characters that are not shown",
    "body_unknown": "no body and no place of that name or code is in this release",
    "body_ambiguous": "several bodies or places are called so: name one by its code",
    "year_not_collected": "this release has no report of that body or place for that year",
    "scope_ambiguous": "the body published several reports for that year, for different scopes: name one",
    "scope_not_collected": "the report of that year speaks for another scope",
    "indicator_unknown": "no indicator is called so",
    "indicator_ambiguous": "several indicators are called so: name one by its id",
    "not_printed": "the report does not print that indicator, and nothing it prints adds up to it",
    "no_number": "the cell is there, but holds no number that can be read",
    "question_failed": "the question could not be answered within the limits of the server",
}


class RefusalError(Exception):
    """A question that has no answer here: one of REASONS, details, and what was nearest to it."""

    def __init__(self, reason: str, details: str = "", nearest: Sequence[object] = ()) -> None:
        super().__init__(reason)
        self.message = REASONS[reason] + (f" ({details})" if details else "")
        self.reason, self.nearest = reason, list(nearest)


def answered(source: Source, find: Callable[[], Mapping[str, object]]) -> Answer:
    """What `find` returns as an answer of this release, or its refusal."""
    try:
        found: Mapping[str, object] = {"status": "answered", **find()}
    except RefusalError as refusal:
        found = _refused(refusal.reason, refusal.message, refusal.nearest)
    except WarehouseError as error:
        found = _refused("question_failed", f"{REASONS['question_failed']}: {error}", [])
    head = {"release": source.release_id} | ({"notice": source.notice} if source.notice else {})
    cleaned: Answer = clean({**found, **head})
    return cleaned


def _refused(reason: str, message: str, nearest: list[object]) -> dict[str, object]:
    return {"status": "refused", "reason": reason, "message": message, "nearest": nearest}


def taken(words: str) -> str:
    """The words of a question without blanks around them; refuses what no name can be.

    >>> taken(" 云栖区教育局 ")
    '云栖区教育局'
    """
    text = words.strip()
    if not text or len(text) > LONGEST_WORDS or UNSEEN.search(text) or re.search(r"[\t\n]", text):
        raise RefusalError("words_not_taken", f"at most {LONGEST_WORDS} characters")
    return text


def spellings(text: str) -> list[str]:
    """A name as it was asked for, and in the characters that most documents print it with."""
    return sorted({text, re.sub(r"\s", "", normalize("NFKC", text))})


def clean(value: object) -> Any:
    """A value of an answer as JSON may hold it: texts visible and cut, ids as text, numbers as printed."""
    if isinstance(value, Mapping):
        return {name: str(part) if name in IDS and part else clean(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    if isinstance(value, str):
        text = visible(value)
        return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}… ({len(text)} characters)"
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, Decimal) else value


def is_invented(rows: Sequence[Row]) -> bool:
    """Whether any of the reports or bodies of an answer is made up."""
    return any(bool(row["is_invented"]) for row in rows)
