"""The only writer of the archive: a batch's WARC and log, append-only and safe against a kill at any byte."""

import fcntl
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from spiders.archive import warc
from spiders.archive.reader import (
    ArchiveError,
    Attempt,
    attempts,
    log_path,
    origin,
    placed,
    to_json,
    warc_path,
)

GROUP = 64  # records made durable together; a kill costs at most these, which are asked for again
GROUP_SECONDS = 1.0
_BLOCK = 1 << 16  # bytes read at once from the end of a log
PATIENCE = 10.0  # seconds that a writer waits for one that was just killed to let go
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request and its response as received (transfer coding undone, content coding kept)."""

    url: str
    request_line: str
    request_headers: Headers
    request_body: bytes
    status_line: str
    response_headers: Headers
    payload: bytes


@dataclass(frozen=True, slots=True)
class _Origin:
    """The response record that a revisit stands for: (batch, offset, length), and its payload digest."""

    attempt: Attempt
    place: tuple[str, int, int]
    payload_digest: str


class BatchWriter:
    """Appends attempts to one batch; a log line is written only after its record is on the disk."""

    def __init__(self, archive_dir: Path, batch: str, about: Iterable[tuple[str, str]] = ()) -> None:
        """Open or reopen a batch, cutting a torn end; `about` fills the warcinfo record of a new one."""
        archive_dir.mkdir(parents=True, exist_ok=True)
        self.archive_dir, self.batch = archive_dir, batch
        self._log = log_path(archive_dir, batch).open("ab")
        _lock(self._log.fileno(), batch)
        end = recover(archive_dir, batch)
        self._warc = warc_path(archive_dir, batch).open("ab")
        self._position = end
        self._pending: list[bytes] = []
        self._committed = time.monotonic()
        if end == 0:
            self._append(_info(batch, about))

    def write(
        self, attempt: Attempt, exchange: Exchange | None = None, unchanged_from: Attempt | None = None
    ) -> Attempt:
        """Add one attempt and what was received for it; returns it with the place of its record.

        `unchanged_from`: the earlier attempt whose bytes this response repeats; a revisit is stored.
        """
        line = to_json(replace(attempt, batch=self.batch, offset=None, length=None))
        if exchange is None:
            stored = self._append(_metadata(self.batch, self._position, attempt, line))
            done = placed(replace(attempt, batch=self.batch), "metadata", *stored)
        else:
            source = self._same_payload(attempt, exchange, unchanged_from)
            self._append(_request(self.batch, self._position, attempt, exchange))
            head = self._headers(attempt, exchange, source)
            payload = b"" if source else exchange.payload
            block = warc.http_block(exchange.status_line, exchange.response_headers, payload)
            stored = self._append(warc.record([*head, (warc.ATTEMPT_HEADER, line)], block))
            done = placed(replace(attempt, batch=self.batch), "response", *stored)
        self._pending.append(to_json(done).encode() + b"\n")
        if len(self._pending) >= GROUP or time.monotonic() - self._committed > GROUP_SECONDS:
            self.commit()
        return done

    def commit(self) -> None:
        """Make all records durable, then their log lines."""
        self._committed = time.monotonic()
        if self._pending:
            _sync(self._warc.fileno())
            os.write(self._log.fileno(), b"".join(self._pending))
            _sync(self._log.fileno())
            self._pending.clear()

    def close(self) -> None:
        """Commit, and let the next writer in."""
        self.commit()
        self._warc.close()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _append(self, member: bytes) -> tuple[int, int]:
        offset = self._position
        self._warc.write(member)
        self._warc.flush()
        self._position += len(member)
        return offset, len(member)

    def _same_payload(self, attempt: Attempt, exchange: Exchange, past: Attempt | None) -> _Origin | None:
        """Where the very bytes of this response stand already, if they do; other packing is other bytes."""
        if past is None:
            return None
        place = origin(self.archive_dir, past)
        record = warc.read_at(warc_path(self.archive_dir, place[0]), *place[1:])
        known = str(record.headers.get("WARC-Payload-Digest"))
        if attempt.status != 304 and known != warc.digest(exchange.payload):
            return None
        return _Origin(past, place, known)

    def _headers(self, attempt: Attempt, exchange: Exchange, source: _Origin | None) -> list[tuple[str, str]]:
        common = _common(
            "revisit" if source else "response", self.batch, self._position, attempt, exchange.url
        )
        common.append(("Content-Type", "application/http; msgtype=response"))
        if source is None:
            return [*common, ("WARC-Payload-Digest", warc.digest(exchange.payload))]
        batch, offset, length = source.place
        return [
            *common,
            ("WARC-Profile", warc.NOT_MODIFIED if attempt.status == 304 else warc.SAME_BYTES),
            ("WARC-Payload-Digest", source.payload_digest),
            ("WARC-Refers-To", warc.record_id(batch, offset)),
            ("WARC-Refers-To-Target-URI", source.attempt.final_url or source.attempt.url),
            ("WARC-Refers-To-Date", str(source.attempt.fetched_at)),
            (warc.ORIGIN_HEADER, f"{batch} {offset} {length}"),
        ]


def recover(archive_dir: Path, batch: str) -> int:
    """Cut a batch back to its last logged record; returns the length of its WARC in bytes, 0 for a new one.

    Raises ArchiveError where the log knows records that the WARC has not.
    """
    log, path = log_path(archive_dir, batch), warc_path(archive_dir, batch)
    _cut_torn_line(log)
    if not path.exists():
        path.touch()
    end = _logged_end(path, attempts(archive_dir, batch))
    os.truncate(path, end)
    return end


def _cut_torn_line(log: Path) -> None:
    """Cut the log after its last line break, looked for from the end."""
    with log.open("rb+") as stream:
        end = stream.seek(0, os.SEEK_END)
        start, whole = end, 0
        while start and not whole:
            start = max(0, start - _BLOCK)
            stream.seek(start)
            found = stream.read(_BLOCK).rfind(b"\n") + 1
            whole = start + found if found else 0
        if whole < end:
            stream.truncate(whole)


def _logged_end(path: Path, lines: Iterable[Attempt]) -> int:
    """Byte after the record of the last log line: scanned from the last line that names its place."""
    start, wanted = 0, 0
    for line in lines:
        start, wanted = (start, wanted + 1) if line.offset is None else (line.offset, 1)
    end, seen = start, 0
    for member in warc.members(path, start):
        is_attempt = warc.ATTEMPT_HEADER in member.headers
        if seen == wanted and (is_attempt or member.headers.get("WARC-Type") != "warcinfo"):
            break
        seen += is_attempt
        end = member.offset + member.length
    if seen < wanted:
        raise ArchiveError(
            f"{path}: the log knows {wanted - seen} records more than the WARC has after byte {start}; "
            "restore the WARC, or delete the log and run `rebuild_log`"
        )
    return end


def _lock(descriptor: int, batch: str) -> None:
    """Hold the batch alone."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ArchiveError(
                    f"batch {batch} is being written by another process; wait for it"
                ) from None
            time.sleep(0.05)


def _sync(descriptor: int) -> None:
    os.fsync(descriptor)


def _common(kind: str, batch: str, position: int, attempt: Attempt, url: str) -> list[tuple[str, str]]:
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", warc.record_id(batch, position)),
        ("WARC-Date", str(attempt.fetched_at)),
        ("WARC-Target-URI", url),
    ]


def _request(batch: str, position: int, attempt: Attempt, exchange: Exchange) -> bytes:
    head = _common("request", batch, position, attempt, exchange.url)
    block = warc.http_block(exchange.request_line, exchange.request_headers, exchange.request_body)
    return warc.record([*head, ("Content-Type", "application/http; msgtype=request")], block)


def _metadata(batch: str, position: int, attempt: Attempt, line: str) -> bytes:
    head = _common("metadata", batch, position, attempt, attempt.final_url or attempt.url)
    notes = f"outcome: {attempt.outcome}\r\nerror: {attempt.error}\r\n".encode()
    return warc.record(
        [*head, ("Content-Type", "application/warc-fields"), (warc.ATTEMPT_HEADER, line)], notes
    )


def _info(batch: str, about: Iterable[tuple[str, str]]) -> bytes:
    fields = [("format", "WARC File Format 1.1"), ("isPartOf", batch), *about]
    head = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warc.record_id(batch, 0)),
        ("WARC-Date", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())),
        ("WARC-Filename", f"{batch}.warc.gz"),
        ("Content-Type", "application/warc-fields"),
    ]
    return warc.record(head, "".join(f"{name}: {value}\r\n" for name, value in fields).encode())
