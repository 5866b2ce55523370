"""Answers of list calls: JSON objects, what they hold at a place, the message of a server that refuses."""

import json
import re
from typing import Any

from spiders.content.clean_text import clean_text
from spiders.content.page import Page
from spiders.families.listing import ListRefusedError

_MESSAGES = ("message", "msg", "errmsg", "errorMessage", "error", "reason", "errorMsg")
_FAILED = {"success": (False, "false"), "status": ("error", "fail", "failed"), "ok": (False,)}
_QUOTED = 60  # characters of an answer that is no JSON


def json_answer(page: Page) -> dict[str, Any]:
    """The JSON object that a call answers with, bare or in a JSONP call.

    Raises ListRefusedError, which quotes what came instead or what the server says of its failure.
    """
    text = page.text.strip()
    wrapped = re.fullmatch(r"[\w.$]*\(?(\{.*\})\)?;?", text, re.S)
    try:
        found = json.loads(wrapped[1] if wrapped else text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ListRefusedError(f"{text[:_QUOTED]!r} where a JSON object was expected")
    if any(found.get(name) in values for name, values in _FAILED.items()):
        raise ListRefusedError(_message(found))
    return found


def at(answer: dict[str, Any], *path: str) -> Any:
    """What stands at a path of keys; raises ListRefusedError where a key is missing.

    >>> at({"data": {"list": [1]}}, "data", "list")
    [1]
    """
    found: Any = answer
    for name in path:
        if not isinstance(found, dict) or name not in found:
            raise ListRefusedError(_message(answer, f"no {'.'.join(path)!r} in it"))
        found = found[name]
    return found


def records(answer: dict[str, Any], *path: str) -> list[dict[str, Any]]:
    """The records at a path, none where it holds null; raises ListRefusedError for what is no list."""
    found = at(answer, *path)
    if found is None or found == "":
        return []
    if not isinstance(found, list):
        raise ListRefusedError(_message(answer, f"no list at {'.'.join(path)!r}"))
    return [record for record in found if isinstance(record, dict)]


def count(value: object) -> int | None:
    """A count as answers give it, a number or its digits; None for what is none."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _message(answer: dict[str, Any], otherwise: str = "it says that it failed") -> str:
    """What the server says, else the answer itself, cut."""
    said = next(
        (answer[name] for name in _MESSAGES if isinstance(answer.get(name), str) and answer[name]), ""
    )
    quoted = json.dumps(answer, ensure_ascii=False)
    return clean_text(said or f"{otherwise}: {quoted}", 200)
