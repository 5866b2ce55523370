"""The only writer of the archive: a batch's WARC and log, append-only and safe against a kill at any byte."""

import asyncio
import os
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from spiders.archive import warc
from spiders.archive.attempt import Attempt, cleaned, to_json
from spiders.archive.checksums import LogChecksum, crc32_of
from spiders.archive.reader import MAX_BODY, ArchiveError, log_path, origin, require_log, warc_path
from spiders.archive.recovery import lock, recover, with_place

GROUP = 64  # records made durable together; a kill costs at most these and the group in flight: asked again
GROUP_SECONDS = 1.0
Headers = tuple[tuple[bytes, bytes], ...]


class UnreadableError(ValueError):
    """A response that would not read back from the archive as it was judged; nothing of it was stored."""


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
    """Appends attempts to one batch; a log line is written only after its record is on the disk.

    with BatchWriter(Path("data/demo/archive"), "20261123T080000Z-000") as writer:
        writer.write(attempt, exchange)
    """

    def __init__(self, archive_dir: Path, batch: str, about: Iterable[tuple[str, str]] = ()) -> None:
        """Open or reopen a batch, cutting a torn end; `about` fills the warcinfo record of a new one.

        Raises ArchiveError where another process writes the batch, or its log is gone, damaged, or knows more
        than its WARC.
        """
        archive_dir.mkdir(parents=True, exist_ok=True)
        self.archive_dir, self.batch = archive_dir, batch
        if warc_path(archive_dir, batch).exists():
            require_log(archive_dir, batch)  # an empty one would have the WARC cut back to nothing
        self._log = log_path(archive_dir, batch).open("ab", buffering=0)
        try:
            lock(self._log.fileno(), batch)
            end = recover(archive_dir, batch)
        except BaseException:
            self._log.close()  # lets the lock go: the error names a command that needs it
            raise
        self._running = LogChecksum(crc32_of(log_path(archive_dir, batch)))
        self._warc = warc_path(archive_dir, batch).open("ab", buffering=0)
        self._position = end
        self._pending: list[bytes] = []
        self._begun: list[bytes] = []  # lines that a commit in flight writes
        self._in_flight: Future[None] | None = None
        self._disk = ThreadPoolExecutor(1, "archive")
        self._committed = time.monotonic()
        if end == 0:
            self._append(_info(batch, about))

    def write(
        self, attempt: Attempt, exchange: Exchange | None = None, unchanged_from: Attempt | None = None
    ) -> Attempt:
        """Add one attempt and what was received for it; returns it with the place of its record.

        exchange: request and response; without an answer None, and a metadata record is stored.
        unchanged_from: the earlier attempt whose bytes this response repeats; a revisit is stored.
        Raises UnreadableError, nothing written, where the record would not give the bytes of its digest.
        Durable after `commit`, which begins by itself every GROUP records or GROUP_SECONDS.
        """
        attempt = cleaned(replace(attempt, batch=self.batch, offset=None, length=None))
        line = to_json(attempt)
        if exchange is None:
            stored = self._append(_metadata(self.batch, self._position, attempt, line))
            done = with_place(attempt, "metadata", *stored)
        else:
            source = self._same_payload(attempt, exchange, unchanged_from)
            request = _request(self.batch, self._position, attempt, exchange)
            head = self._headers(attempt, exchange, source, self._position + len(request))
            payload = b"" if source else exchange.payload
            block = warc.http_block(exchange.status_line, exchange.response_headers, payload)
            response = warc.record([*head, (warc.ATTEMPT_HEADER, line)], block)
            _read_back(response, None if source else attempt.digest)
            self._append(request)
            stored = self._append(warc.member(response))
            done = with_place(attempt, "response", *stored)
        self._pending.append(self._running.add(to_json(done).encode()))
        if len(self._pending) >= GROUP or time.monotonic() - self._committed > GROUP_SECONDS:
            self.begin_commit()
        return done

    def commit(self) -> None:
        """Make all records durable, then their log lines."""
        self.begin_commit()
        self._settle()

    async def committed(self) -> None:
        """As `commit`, while others go on: a disk takes longer to sync than a page to be fetched."""
        while self._pending or self._in_flight:
            if self._in_flight is None:
                self.begin_commit()
            elif self._in_flight.done():
                self._settle()
            else:
                ended = asyncio.wrap_future(self._in_flight)
                await asyncio.wait([ended])
                ended.exception()  # taken note of here, raised by the next turn

    def begin_commit(self) -> None:
        """Begin to commit what was written, after the commit in flight; the next call raises its failure."""
        self._settle()
        self._committed = time.monotonic()
        if self._pending:
            self._begun, self._pending = self._pending, []
            self._in_flight = self._disk.submit(self._make_durable, b"".join(self._begun))

    def _make_durable(self, lines: bytes) -> None:
        _sync(self._warc.fileno())
        _write_whole(self._log.fileno(), lines)
        _sync(self._log.fileno())

    def _settle(self) -> None:
        """Wait for the commit in flight; where it failed, its lines wait for the next one."""
        in_flight, self._in_flight = self._in_flight, None
        try:
            if in_flight:
                in_flight.result()
        except BaseException:
            self._pending = self._begun + self._pending
            raise

    def close(self) -> None:
        """Commit, and let the next writer in."""
        self.commit()
        self._disk.shutdown()
        self._warc.close()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _append(self, member: bytes) -> tuple[int, int]:
        offset = self._position
        _write_whole(self._warc.fileno(), member)
        self._position += len(member)
        return offset, len(member)

    def _same_payload(self, attempt: Attempt, exchange: Exchange, past: Attempt | None) -> _Origin | None:
        """Where the very bytes of this response stand already, if they do; other packing is other bytes."""
        if past is None:
            return None
        try:
            place = origin(self.archive_dir, past)
            record = warc.read_at(warc_path(self.archive_dir, place[0]), *place[1:])
        except (ArchiveError, OSError, ValueError):
            return None  # a damaged record is no place to refer to
        known = str(record.headers.get("WARC-Payload-Digest"))
        if attempt.status != 304 and known != warc.digest(exchange.payload):
            return None
        return _Origin(past, place, known)

    def _headers(
        self, attempt: Attempt, exchange: Exchange, source: _Origin | None, position: int
    ) -> list[tuple[str, str]]:
        common = _common("revisit" if source else "response", self.batch, position, attempt, exchange.url)
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


def _read_back(stored: bytes, digest: str | None) -> None:
    """Read a record as the archive's reader will, before it is stored: what is logged must be had again."""
    try:
        record = warc.parse(stored)
        if digest is not None and warc.digest(warc.content(record, MAX_BODY)) != digest:
            raise UnreadableError("its record gives other bytes than came")
    except (OSError, ValueError) as error:
        raise UnreadableError(str(error)) from error


def _write_whole(descriptor: int, data: bytes) -> None:
    """Append all bytes or none: on a full disk a part is written, and what came next would follow it."""
    start, view = os.fstat(descriptor).st_size, memoryview(data)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError:
        os.ftruncate(descriptor, start)
        raise


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
    return warc.member(warc.record([*head, ("Content-Type", "application/http; msgtype=request")], block))


def _metadata(batch: str, position: int, attempt: Attempt, line: str) -> bytes:
    head = _common("metadata", batch, position, attempt, attempt.final_url or attempt.url)
    notes = f"outcome: {attempt.outcome}\r\nreason: {attempt.reason}\r\nerror: {attempt.error}\r\n".encode()
    head += [("Content-Type", "application/warc-fields"), (warc.ATTEMPT_HEADER, line)]
    return warc.member(warc.record(head, notes))


def _info(batch: str, about: Iterable[tuple[str, str]]) -> bytes:
    fields = [("format", "WARC File Format 1.1"), ("isPartOf", batch), *about]
    head = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warc.record_id(batch, 0)),
        ("WARC-Date", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())),
        ("WARC-Filename", f"{batch}.warc.gz"),
        ("Content-Type", "application/warc-fields"),
    ]
    return warc.member(warc.record(head, "".join(f"{name}: {value}\r\n" for name, value in fields).encode()))
