"""Questions and answers between the crawl and its parse workers.

A worker reads what strangers wrote, so the crawl takes JSON alone from it, and checks each value against the
type that it is to become. What a family remembers of its column is pickled, by workers for workers: the crawl
keeps those bytes and never looks inside.
"""

import json
import pickle
import struct
import sys
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from spiders.archive.reasons import Verdict
from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.base import Family
from spiders.families.detection import Overview, Recognition, overview, recognise
from spiders.families.links import Row
from spiders.families.listing import Listing, ListRequest
from spiders.parsing.parse import Asked, Look, OtherError, list_files, look

READY = b"r"  # a worker's first word
QUESTION = struct.Struct(">QQQ")  # bytes of its JSON, of the family's state, of the page's body
ANSWER = struct.Struct(">QQ")  # bytes of its JSON, and of the family's state
OUT_OF_MEMORY, ANSWER_OVER_CAP = 3, 4  # a worker's exit codes
MOST_ANSWER = 16 << 20  # bytes; 50,000 rows with long addresses have 10 MB
KINDS: dict[str, Any] = {
    "look": Look,
    "read": Listing,
    "attachments": list[Row],
    "overview": Overview,
    "recognise": Recognition,
}
# Where the errors are declared that a walk tells from others; the rest are quoted in an OtherError.
_ERRORS_OF = ("spiders.content.", "spiders.families.")


class NonsenseError(ValueError):
    """A worker sent what is no answer."""


class AnswerOverCapError(Exception):
    """A page lists more than an answer may hold."""


@dataclass(frozen=True, slots=True)
class Question:
    """One job of a worker: `kind` of KINDS on a page, with what was asked, or the list request."""

    kind: str
    url: str
    content_type: str
    family: str | None = None
    asked: Asked | None = None
    request: ListRequest | None = None


def question(job: Question, state: bytes, body: bytes) -> bytes:
    """The frame of a question, without its body, which follows it."""
    text = json.dumps(_cells(job)).encode()
    return QUESTION.pack(len(text), len(state), len(body)) + text + state


def reply(text: bytes, state: bytes, body: bytes) -> bytes:
    """What a worker answers, as a frame; raises MemoryError or AnswerOverCapError."""
    job: Question = _value(json.loads(text), Question)
    family = load(job.family, state)
    try:
        found, error = _cells(_look(job, family, Page(job.url, body, job.content_type))), None
    except MemoryError:
        raise
    except Exception as raised:
        found, error = None, [type(raised).__module__, type(raised).__qualname__, str(raised)]
    answer, kept = json.dumps([found, error]).encode(), dump(family) if job.kind == "read" else b""
    if len(answer) + len(kept) > MOST_ANSWER:
        raise AnswerOverCapError
    return ANSWER.pack(len(answer), len(kept)) + answer + kept


def _look(
    job: Question, family: Family | None, page: Page
) -> Look | Listing | list[Row] | Overview | Recognition:
    if job.kind == "look" and job.asked:
        return look(job.asked, family, page)
    if job.kind == "overview":
        return overview(page)
    if job.kind == "recognise":
        return recognise(page)
    assert family is not None
    return family.read(job.request, page) if job.request else list_files(family, page)


def found(job: Question, answer: bytes) -> Any:
    """What an answer says was found, of the type of its kind.

    Raises the error that it says was raised, and NonsenseError for what is no answer.
    """
    try:
        cells, error = json.loads(answer)
        if error is None:
            return _value(cells, KINDS[job.kind])
        module, name, text = map(str, error)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as broken:
        raise NonsenseError(f"{type(broken).__name__}: {broken}") from broken
    raise _error(module, name, text)


def _error(module: str, name: str, text: str) -> Exception:
    kind = getattr(sys.modules.get(module), name, None) if module.startswith(_ERRORS_OF) else None
    is_known = isinstance(kind, type) and issubclass(kind, Exception)
    return kind(text) if is_known else OtherError(f"{name}: {text}")  # type: ignore[misc]


def dump(family: Family | None) -> bytes:
    """What a family remembers."""
    return pickle.dumps(vars(family)) if family and vars(family) else b""


def load(name: str | None, state: bytes) -> Family | None:
    """A family that remembers it; for workers alone, and the crawl's own families."""
    if name not in FAMILIES:
        return None
    family = FAMILIES[name]()
    vars(family).update(pickle.loads(state) if state else {})
    return family


def _cells(value: Any) -> Any:
    """A value as JSON: dataclasses as the lists of their fields."""
    if is_dataclass(value):
        return [_cells(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, list | tuple):
        return [_cells(each) for each in value]
    return value


@cache
def _hints(kind: type) -> tuple[Any, ...]:
    return tuple(get_type_hints(kind).values())


def _value(cells: Any, kind: Any) -> Any:
    """The value of a type that JSON stands for; raises TypeError or ValueError where it stands for none."""
    if kind in (str, int, bool, NoneType):
        if type(cells) is not kind:
            raise TypeError(f"a {type(cells).__name__} for a {kind.__name__}")
        return cells
    if isinstance(kind, type) and (is_dataclass(kind) or kind is Verdict):
        hints = _hints(kind)
        return kind(*(_value(cell, hint) for cell, hint in zip(cells, hints, strict=True)))
    origin, inner = get_origin(kind), get_args(kind)
    if origin is list:
        return [_value(cell, inner[0]) for cell in cells]
    if origin is tuple:
        parts = [inner[0]] * len(cells) if inner[-1] is ... else inner
        return tuple(_value(cell, part) for cell, part in zip(cells, parts, strict=True))
    if origin is dict:
        return {_value(name, inner[0]): _value(cell, inner[1]) for name, cell in cells.items()}
    if origin in (UnionType, Union):
        return _one_of(cells, inner)
    raise TypeError(f"{kind} has no form in JSON")


def _one_of(cells: Any, kinds: tuple[Any, ...]) -> Any:
    if cells is None and NoneType in kinds:
        return None
    for kind in kinds:
        try:
            return _value(cells, kind)
        except (TypeError, ValueError):
            continue
    raise TypeError(f"a {type(cells).__name__} for one of {kinds}")
