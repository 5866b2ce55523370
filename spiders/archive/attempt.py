"""An attempt: one request that was made or refused, as a line of a batch's log."""

import json
import re
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from spiders.archive.old_logs import reason_of
from spiders.content.clean_text import MOST_CHARACTERS, clean_address, clean_text

PASSING = frozenset({"redirected", "retry"})  # outcomes after which the same link is asked again
WITH_CONTENT = frozenset({"fetched", "unchanged", "not_a_report", "duplicate"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of BATCH.jsonl: every request that was made or refused, failures included.

    role: list | report | part (a further page of the article at `parent_url`) | attachment | robots | probe
    (a guessed list page) | promise (that a list is not whole: nothing was asked, `url` is its last page).
    outcome, reason: codes of `spiders.archive.reasons`; no reason where the outcome is fetched or unchanged.
    until: how long a host is left alone (UTC, minutes), for the reasons circuit_*.
    error: the reason and its details in words, for people alone.
    url: the link as first asked; final_url: where this attempt ended.
    offset, length: the place of the WARC record in bytes (None: no response).
    digest: `sha256:HEX` of the decoded body. post: the form or JSON sent, None for a GET.
    page_meta: what the article's own <meta> tags say (ArticleTitle, PubDate, ContentSource, SiteIDCode …).
    next_url: of a report or a part, the page on which the page itself says that its article goes on
    (`spiders.archive.articles` follows these); None on the last, and in logs of the days before.
    """

    batch: str
    site_id: str
    role: str
    url: str
    final_url: str | None = None
    parent_url: str | None = None
    link_text: str | None = None
    listed_date: str | None = None
    fetched_at: str | None = None
    status: int | None = None
    media_type: str | None = None
    digest: str | None = None
    length: int | None = None
    offset: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    outcome: str = "fetched"
    reason: str | None = None
    until: str | None = None
    error: str | None = None
    post: str | None = None
    page_meta: dict[str, str] | None = None
    next_url: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str | None]:
        """What makes two attempts the same question."""
        return self.site_id, self.role, self.url, self.post

    @property
    def is_final(self) -> bool:
        """Whether the question is answered: no redirect or retry was to follow."""
        return self.outcome not in PASSING

    @property
    def has_content(self) -> bool:
        """Whether a page or document came; an error page or a wall is archived too, but is no content."""
        return self.outcome in WITH_CONTENT


FIELDS = tuple(field.name for field in fields(Attempt))
_cells = attrgetter(*FIELDS)
_encode = json.JSONEncoder(separators=(",", ":")).encode  # json.dumps makes such an encoder for each line
_ADDRESSES = ("url", "final_url", "parent_url", "next_url")
_TEXTS = ("link_text", "listed_date", "media_type", "reason", "error")
# Sent back as they came or not at all: a validator that was changed would never match.
_VALIDATORS = ("etag", "last_modified")
# What may be unclean in a log line: escapes of surrogates (also of pairs), controls and bidi controls.
_SUSPECT = re.compile(r"\\u(?:d[89a-f]|00[01789]|061c|20[026])|\\[bfnrt]")


def cleaned(attempt: Attempt) -> Attempt:
    """The attempt with the texts that a site chose made safe to store."""
    changes: dict[str, Any] = {}
    for names, clean in ((_ADDRESSES, clean_address), (_TEXTS, clean_text), (_VALIDATORS, _kept_whole)):
        for name in names:
            if isinstance(value := getattr(attempt, name), str) and (safe := clean(value)) != value:
                changes[name] = safe
    if attempt.post is not None:
        changes["post"] = clean_text(attempt.post, None)
    if attempt.page_meta:
        pairs = attempt.page_meta.items()
        changes["page_meta"] = {clean_text(name): clean_text(value) for name, value in pairs}
    return replace(attempt, **changes) if changes else attempt


def _kept_whole(validator: str) -> str | None:
    return validator if clean_text(validator) == validator else None


def to_json(attempt: Attempt) -> str:
    """The log line of an attempt, pure ASCII, without its newline."""
    return _encode(dict(zip(FIELDS, _cells(attempt), strict=True)))


def from_json(line: str) -> Attempt:
    """The attempt of a log line; a line of the days before `reason` gets the one that its words tell.

    What a line of the days before `clean_text` holds of surrogates and controls is cleaned as it is read.
    Raises ValueError or TypeError where the line is no attempt.
    """
    cells: dict[str, Any] = json.loads(line)
    if not isinstance(cells, dict):
        raise TypeError("no JSON object")
    if "reason" not in cells:
        cells["reason"], cells["until"] = reason_of(cells.get("error"))
    attempt = Attempt(**cells)
    return cleaned(attempt) if len(line) > MOST_CHARACTERS or _SUSPECT.search(line) else attempt
