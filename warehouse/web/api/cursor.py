"""Cursors: where a list goes on, as text that clients hand back and do not read."""

import base64
import binascii
import json
from collections.abc import Sequence

from warehouse.web.api.problems import BAD_PARAMETER, RELEASE_CHANGED, ProblemError
from warehouse.web.content import Both

TAKEN = "^[A-Za-z0-9_-]{1,500}$"
Value = str | int | None


def written(release_id: str, last: Sequence[Value]) -> str:
    """The cursor behind a row whose key is `last`, in a list of one release.

    >>> read(written("03be2e9767d3", ["990101", 2]), "03be2e9767d3", [str, int])
    ['990101', 2]
    """
    text = json.dumps([release_id, *last], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str, release_id: str, kinds: Sequence[type | None]) -> list[Value]:
    """The key in a cursor of this release; a ProblemError for what is none.

    A walk over two releases would add up rows of both: so a cursor holds for the one it was made in.
    `kinds` are the types of the key's values; None also where one may be missing.
    """
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise _no_cursor() from None
    if not isinstance(found, list) or len(found) != 1 + len(kinds) or not isinstance(found[0], str):
        raise _no_cursor()
    if found[0] != release_id:
        raise ProblemError(RELEASE_CHANGED)
    if not all(_fits(value, kind) for value, kind in zip(found[1:], kinds, strict=True)):
        raise _no_cursor()
    return found[1:]


def _fits(value: object, kind: type | None) -> bool:
    if kind is None and value is None:
        return True
    return type(value) is (kind or int) and not (isinstance(value, int) and abs(value) >= 2**53)


def _no_cursor() -> ProblemError:
    return ProblemError(
        BAD_PARAMETER,
        Both(
            "cursor: this is no cursor of this list. Take the link `next` of an answer as it is.",
            "cursor：不是此列表的游标。请原样使用答复中的 next 链接。",
        ),
    )
