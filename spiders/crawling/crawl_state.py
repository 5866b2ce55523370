"""What a batch knows while it runs: what it has logged, what earlier batches hold, and the writer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from spiders.archive.reader import Attempt, attempts, batches, from_json, log_path, to_json
from spiders.archive.writer import BatchWriter, Exchange
from spiders.crawling import plan, site_cache
from spiders.crawling.disk_store import Shelf
from spiders.crawling.site_cache import HELD
from spiders.registry import domain


@dataclass(frozen=True, slots=True)
class Link:
    """One question to a site, and where it came from."""

    site_id: str
    role: str
    url: str
    parent_url: str | None = None
    link_text: str | None = None
    listed_date: str | None = None
    post: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str | None]:
        """As Attempt.key."""
        return self.site_id, self.role, self.url, self.post

    def attempt(self, outcome: str, error: str | None = None, **fields: str | int | None) -> Attempt:
        """An attempt at this link, now."""
        return Attempt(
            batch="",
            site_id=self.site_id,
            role=self.role,
            url=self.url,
            parent_url=self.parent_url,
            link_text=self.link_text,
            listed_date=self.listed_date,
            post=self.post,
            fetched_at=now(),
            outcome=outcome,
            error=error,
            **fields,  # type: ignore[arg-type]
        )


def now() -> str:
    """The time in UTC with milliseconds, as the log writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Recent(NamedTuple):
    """What caps and breakers ask of the last day: host, time, status and error of an attempt."""

    host: str
    fetched_at: str
    status: int | None
    error: str


class Ledger:
    """What is known of each site of this batch, what earlier batches hold of it, and all writing.

    Done: a site's links to their final attempts in this batch. Past: to the last bytes before. Bytes: what
    reports and attachments of this batch hold to the attempt that brought it first. All on the disk.
    """

    def __init__(self, archive_dir: Path, writer: BatchWriter, sites: Iterable[str]) -> None:
        self.archive_dir, self.writer = archive_dir, writer
        self._shelf = Shelf()
        self._sites = frozenset(sites)
        ended = [name for name in batches(archive_dir) if plan.summary_path(archive_dir, name).exists()]
        self._scope = site_cache.Scope((*ended, writer.batch), now())
        for attempt in site_cache.known(archive_dir, self._sites, writer.batch):
            self._remember(attempt, attempt.batch == writer.batch)
        self.recent = list(self._last_day())

    def _remember(self, attempt: Attempt, own: bool) -> None:
        if own and attempt.is_final:
            self._note(attempt)
        elif not own and attempt.outcome in HELD and attempt.offset is not None:
            self._shelf.put(f"past {attempt.site_id}", attempt.key, to_json(attempt))

    def _last_day(self) -> Iterator[Recent]:
        """Attempts at these sites in the last day; a log that was not written since holds none."""
        since = datetime.now(UTC) - timedelta(days=1)
        for batch in batches(self.archive_dir):
            if log_path(self.archive_dir, batch).stat().st_mtime < since.timestamp():
                continue
            for attempt in attempts(self.archive_dir, batch):
                moment = attempt.fetched_at or ""
                if attempt.site_id in self._sites and moment > since.isoformat(timespec="seconds"):
                    host = domain(urlsplit(attempt.final_url or attempt.url).hostname or "")
                    yield Recent(host, moment, attempt.status, attempt.error or "")

    def done(self, link: Link) -> Attempt | None:
        """How this batch has answered a link already."""
        return self._found(f"done {link.site_id}", link.key)

    def past(self, link: Link) -> Attempt | None:
        """The last attempt of earlier batches that brought bytes for a link."""
        return self._found(f"past {link.site_id}", link.key)

    def write(
        self, attempt: Attempt, exchange: Exchange | None = None, unchanged_from: Attempt | None = None
    ) -> Attempt:
        """Log an attempt with what was received."""
        logged = self.writer.write(attempt, exchange, unchanged_from)
        if logged.is_final:
            self._note(logged)
        return logged

    def same_bytes(self, attempt: Attempt) -> Attempt | None:
        """Another address of the same site that gave the same document in this batch."""
        found = self._found(f"bytes {attempt.site_id}", (attempt.digest,))
        return found if found and found.url != attempt.url else None

    def forget(self, site_id: str) -> None:
        """Let go of a site that was walked to its end, once what the archive holds of it is written down."""
        self.writer.commit()
        past = f"past {site_id}"
        for line in self._shelf.texts(f"done {site_id}"):
            self._remember(from_json(line), own=False)
        site_cache.write(self.archive_dir, site_id, self._scope, self._shelf.texts(past))
        for kind in ("done", "past", "bytes"):
            self._shelf.clear(f"{kind} {site_id}")

    def _note(self, attempt: Attempt) -> None:
        line = to_json(attempt)
        self._shelf.put(f"done {attempt.site_id}", attempt.key, line)
        if attempt.role in ("report", "attachment") and attempt.outcome in ("fetched", "unchanged"):
            self._shelf.add(f"bytes {attempt.site_id}", (attempt.digest,), line)

    def _found(self, room: str, key: tuple[str | None, ...]) -> Attempt | None:
        line = self._shelf.get(room, key)
        return from_json(line) if line else None
