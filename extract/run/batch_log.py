"""What to read of a batch, as its log tells: the captures that no other holds, and articles with their pages.

The log is gone through twice, first to know what stands in it and how much, then to hand it out: a batch of
the nation's has hundreds of thousands of captures, so that of most only the number of the line is kept.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from spiders.archive.articles import PART, Article, article
from spiders.archive.attempt import Attempt
from spiders.archive.warc import digest

ROLES = frozenset({"report", "attachment"})
READ_BEFORE = frozenset({"unchanged", "duplicate"})  # the same bytes were read with another capture
EMPTY = digest(b"")
Refused: TypeAlias = tuple[str, str, str | None]  # site, role and digest of a body


@dataclass(frozen=True, slots=True)
class Selection:
    """The lines of a log that are read, by number, and how many of its lines they stand on (`captures`).

    further: the attempts at further pages of articles, by site and address.
    """

    lines: "array[int]"
    captures: int
    further: Mapping[tuple[str, str], Attempt]


def select(attempts: Iterable[Attempt], refused: set[Refused]) -> Selection:
    """What to read of a batch.

    An article is read with all its pages where any of them is new in the batch. `refused`: bodies that the
    collector took for no report, of every batch so far. Such a body is read as any other, once for each site:
    a page "not found" stands at many addresses, and the log does not call it unchanged when it comes again.
    """
    lines, captures = array("L"), 0
    further: dict[tuple[str, str], Attempt] = {}
    unchanged: dict[int, Attempt] = {}
    for number, attempt in enumerate(attempts):
        if attempt.role == PART and attempt.is_final:
            further[attempt.site_id, attempt.url] = attempt
            captures += 1
        elif attempt.next_url and attempt.outcome == "unchanged":
            unchanged[number] = attempt
        elif is_capture(attempt) and not _is_known(attempt, refused):
            lines.append(number)
            captures += 1
    grown = [
        number for number, first in unchanged.items() if any(map(_is_new, article(first, further).parts))
    ]
    return Selection(array("L", sorted([*lines, *grown])) if grown else lines, captures, further)


def articles(attempts: Iterable[Attempt], selection: Selection) -> Iterator[Article]:
    """The articles of a selection, from the same attempts again, in their order."""
    wanted = iter(selection.lines)
    line = next(wanted, None)
    for number, attempt in enumerate(attempts):
        if line is None:
            return
        if number == line:
            yield article(attempt, selection.further)
            line = next(wanted, None)


def _is_new(page: Attempt) -> bool:
    return page.outcome not in READ_BEFORE


def _is_known(attempt: Attempt, refused: set[Refused]) -> bool:
    """Whether the collector took these bytes of this site for no report before; from now on it did."""
    if attempt.outcome != "not_a_report":
        return False
    body = attempt.site_id, attempt.role, attempt.digest
    is_known = body in refused
    refused.add(body)
    return is_known


def is_capture(attempt: Attempt) -> bool:
    """Whether an attempt holds a body of a report or attachment that no other capture holds.

    The collector's verdict does not count: a label never hides bytes. The status does, for the body of any
    other than 200 is the server's own page about it.
    """
    holds_body = attempt.offset is not None and attempt.digest not in (None, EMPTY)
    is_answer = attempt.role in ROLES and attempt.status == 200
    return holds_body and is_answer and attempt.outcome not in READ_BEFORE
