"""What a batch knows while it runs: what it has logged, what earlier batches brought, and the writer."""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from spiders.archive.articles import DOCUMENTS, PART
from spiders.archive.attempt import Attempt, from_json, to_json
from spiders.archive.reader import ArchiveError, attempts, batches, body, log_path, summary_path
from spiders.archive.reasons import FETCHED, Verdict
from spiders.archive.writer import BatchWriter, Exchange
from spiders.content.clean_text import clean_address, clean_text
from spiders.crawling import site_cache
from spiders.crawling.disk_store import DiskStore, Key
from spiders.parsing.parse import Asked
from spiders.registry import domain

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Link:
    """One question to a site, and where it came from; role, link_text and the like as in Attempt.

    title: of a further page of an article, what the first page is called.
    """

    site_id: str
    role: str
    url: str
    parent_url: str | None = None
    link_text: str | None = None
    listed_date: str | None = None
    post: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    title: str | None = None

    def __post_init__(self) -> None:
        """Clean as the log does, so that a link is found again under its key."""
        object.__setattr__(self, "url", clean_address(self.url))
        if self.post is not None:
            object.__setattr__(self, "post", clean_text(self.post, None))
        if self.link_text is not None:
            object.__setattr__(self, "link_text", clean_text(self.link_text))

    @property
    def key(self) -> tuple[str, str, str, str | None]:
        """As Attempt.key."""
        return self.site_id, self.role, self.url, self.post

    def asked(self, status: int) -> Asked:
        """What an answer of this status is judged by."""
        first = self.parent_url if self.role == PART else None
        return Asked(self.role, self.url, status, first, self.title)

    def attempt(self, found: Verdict = FETCHED, **fields: Any) -> Attempt:
        """An attempt at this link, now, with this verdict."""
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
            **found._asdict(),
            **fields,
        )


def now() -> str:
    """The time in UTC with milliseconds, as the log writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Recent(NamedTuple):
    """What caps and circuits ask of an attempt of the last day."""

    host: str
    fetched_at: str
    status: int | None
    verdict: Verdict


class CrawlState:
    """What is known of the sites of one batch, and all writing of it.

    Of each site it keeps on the disk, by link its final attempt in this batch and the last attempt of earlier
    batches that brought content; by digest the attempt that brought a document of this batch first.

        with BatchWriter(archive_dir, batch) as writer:
            state = CrawlState(archive_dir, writer, ["bj-fengtai"])
    """

    def __init__(self, archive_dir: Path, writer: BatchWriter, sites: Iterable[str]) -> None:
        """Read what the archive knows of these sites; raises ArchiveError where a log cannot be read."""
        self.archive_dir, self.writer = archive_dir, writer
        self._store = DiskStore()
        self._sites = frozenset(sites)
        ended = [name for name in batches(archive_dir) if summary_path(archive_dir, name).exists()]
        self._scope = site_cache.Scope((*ended, writer.batch), now())
        for attempt in site_cache.known(archive_dir, self._sites, writer.batch):
            self._remember(attempt, attempt.batch == writer.batch)
        self.recent = list(self._last_day())

    def _remember(self, attempt: Attempt, is_own: bool) -> None:
        if is_own and attempt.is_final:
            self._index(attempt)
        elif not is_own and attempt.has_content and attempt.offset is not None:
            # A capture dated in the future, by a clock that was wrong, is no later one than those of today.
            keep = self._store.add if (attempt.fetched_at or "") > now() else self._store.put
            keep(f"previous {attempt.site_id}", attempt.key, to_json(attempt))

    def _last_day(self) -> Iterator[Recent]:
        """Attempts at these sites in the last day; a log that was not written since has none."""
        since = datetime.now(UTC) - timedelta(days=1)
        for batch in batches(self.archive_dir):
            if log_path(self.archive_dir, batch).stat().st_mtime < since.timestamp():
                continue
            for attempt in attempts(self.archive_dir, batch):
                moment = attempt.fetched_at or ""
                is_recent = since.isoformat(timespec="seconds") < moment <= now()
                if attempt.site_id in self._sites and is_recent:
                    host = domain(urlsplit(attempt.final_url or attempt.url).hostname or "")
                    found = Verdict(attempt.outcome, attempt.reason, attempt.error, attempt.until)
                    yield Recent(host, moment, attempt.status, found)

    def answered(self, link: Link) -> Attempt | None:
        """How this batch has answered a link already."""
        return self._look_up(f"answered {link.site_id}", link.key)

    def previous(self, link: Link) -> Attempt | None:
        """The last attempt of earlier batches that brought content for a link."""
        return self._look_up(f"previous {link.site_id}", link.key)

    def verified(self, link: Link) -> Attempt | None:
        """As `previous`, if its bytes can be read back; a capture that is damaged is forgotten.

        Its link is then asked for without validators: a 304 would leave nothing to read.
        """
        previous = self.previous(link)
        try:
            if previous is not None:
                body(self.archive_dir, previous)
        except ArchiveError as error:
            self.forget(link, error)
            return None
        return previous

    def forget(self, link: Link, error: ArchiveError) -> None:
        """Take a link as never captured before."""
        logger.warning("%s is asked for anew, its capture is damaged: %s", link.url, error)
        self._store.remove(f"previous {link.site_id}", link.key)

    def same_bytes(self, attempt: Attempt) -> Attempt | None:
        """Another address of the same site that gave the same document in this batch."""
        found = self._look_up(f"documents {attempt.site_id}", (attempt.digest,))
        return found if found and found.url != attempt.url else None

    def write(
        self, attempt: Attempt, exchange: Exchange | None = None, unchanged_from: Attempt | None = None
    ) -> Attempt:
        """Log an attempt with what was received; arguments and result as BatchWriter.write."""
        logged = self.writer.write(attempt, exchange, unchanged_from)
        if logged.is_final:
            self._index(logged)
        return logged

    async def finish_site(self, site_id: str) -> None:
        """Write the cache of a site that was walked to its end, and let go of what was known of it.

        The disk is waited for while other sites go on.
        """
        await self.writer.committed()
        for line in self._store.texts(f"answered {site_id}"):
            self._remember(from_json(line), is_own=False)
        lines = self._store.texts(f"previous {site_id}")
        await asyncio.to_thread(site_cache.write, self.archive_dir, site_id, self._scope, lines)
        for kind in ("answered", "previous", "documents"):
            self._store.clear(f"{kind} {site_id}")

    def _index(self, attempt: Attempt) -> None:
        line = to_json(attempt)
        self._store.put(f"answered {attempt.site_id}", attempt.key, line)
        if attempt.role in DOCUMENTS and attempt.outcome in ("fetched", "unchanged"):
            self._store.add(f"documents {attempt.site_id}", (attempt.digest,), line)

    def _look_up(self, namespace: str, key: Key) -> Attempt | None:
        line = self._store.get(namespace, key)
        return from_json(line) if line else None
