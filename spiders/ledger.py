"""What a batch knows while it runs: what it has logged, what earlier batches hold, and the writer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from spiders.archive import Attempt, attempts, batches
from spiders.batch_writer import BatchWriter, Exchange

HELD = ("fetched", "unchanged", "not_a_report", "duplicate")  # outcomes whose bytes the archive holds


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


class Ledger:
    """The attempts of this batch by link, the last bytes that earlier batches hold, and all writing."""

    def __init__(self, archive_dir: Path, writer: BatchWriter, sites: Iterable[str]) -> None:
        self.archive_dir, self.writer = archive_dir, writer
        self.done: dict[tuple[str, str, str, str | None], Attempt] = {}
        self.past: dict[tuple[str, str, str, str | None], Attempt] = {}
        self.history: list[Attempt] = []  # blocks and requests of the last day: what caps and breakers ask
        self._bytes: dict[tuple[str, str], Attempt] = {}
        wanted = set(sites)
        for batch in batches(archive_dir):
            for attempt in attempts(archive_dir, batch):
                if attempt.site_id in wanted:
                    self._remember(attempt, batch == writer.batch)

    def _remember(self, attempt: Attempt, own: bool) -> None:
        if own:
            if attempt.is_final:
                self.done[attempt.key] = attempt
                self._note_bytes(attempt)
        elif attempt.outcome in HELD and attempt.offset is not None:
            self.past[attempt.key] = attempt
        if (attempt.fetched_at or "") > _yesterday():
            self.history.append(attempt)

    def write(
        self, attempt: Attempt, exchange: Exchange | None = None, unchanged_from: Attempt | None = None
    ) -> Attempt:
        """Log an attempt with what was received."""
        done = self.writer.write(attempt, exchange, unchanged_from)
        if done.is_final:
            self.done[done.key] = done
            self._note_bytes(done)
        return done

    def same_bytes(self, attempt: Attempt) -> Attempt | None:
        """Another address of the same site that gave the same document in this batch."""
        found = self._bytes.get((attempt.site_id, attempt.digest or ""))
        return found if found and found.url != attempt.url else None

    def _note_bytes(self, attempt: Attempt) -> None:
        if attempt.role in ("report", "attachment") and attempt.outcome in ("fetched", "unchanged"):
            self._bytes.setdefault((attempt.site_id, attempt.digest or ""), attempt)


def _yesterday() -> str:
    return datetime.fromtimestamp(datetime.now(UTC).timestamp() - 86400, UTC).isoformat(timespec="seconds")
