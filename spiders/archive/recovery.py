"""What a crash or a lost file is mended with: a torn batch is cut back, a log is made again from its WARC."""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from spiders.archive import warc
from spiders.archive.attempt import Attempt, from_json, to_json
from spiders.archive.checksums import LogChecksum
from spiders.archive.reader import (
    ArchiveError,
    attempts,
    log_path,
    logged_end,
    rebuild_command,
    summary_path,
    warc_path,
)

PATIENCE = 10.0  # seconds that a writer waits for one that was just killed to let go
_BLOCK = 1 << 16  # bytes read at once from the end of a log


def lock(log: int, batch: str) -> None:
    """Hold a batch alone, by the descriptor of its open log, until that is closed or the process ends.

    Raises ArchiveError where another process holds it for longer than PATIENCE.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ArchiveError(
                    f"batch {batch} is being written by another process; wait for it"
                ) from None
            time.sleep(0.05)


def recover(archive_dir: Path, batch: str) -> int:
    """Cut a batch back to its last logged record; returns the length of its WARC in bytes, 0 for a new one.

    Raises ArchiveError where the log knows records that the WARC has not.
    """
    log, path = log_path(archive_dir, batch), warc_path(archive_dir, batch)
    _cut_torn_line(log)
    if not path.exists():
        path.touch()
    command = rebuild_command(archive_dir, batch)
    remedy = f"restore the WARC from a copy, or give those records up: {command}"
    end = _logged_end(path, attempts(archive_dir, batch), remedy)
    os.truncate(path, end)
    return end


class Rebuilt(NamedTuple):
    """What a log was made of again: its lines, and the bytes of the WARC that no record could be read from.

    goes_on: whether attempts of a batch that had ended are lost, so that the next crawl asks for them again.
    """

    lines: int
    lost_bytes: int
    goes_on: bool


def rebuild_log(archive_dir: Path, batch: str) -> Rebuilt:
    """Write BATCH.jsonl again from BATCH.warc.gz alone, whole or not at all.

    What the WARC has lost is lost to the log, too: the summary of such a batch is removed, and the next crawl
    goes on with it. Raises ArchiveError where the batch has no WARC, one without any attempt, or is being
    written.
    """
    source, log = warc_path(Path(archive_dir), batch), log_path(Path(archive_dir), batch)
    if not source.is_file():
        raise ArchiveError(f"{source} is not there; restore it from a copy")
    running = LogChecksum()
    lines = [running.add(to_json(attempt).encode()) for attempt in attempts_of_warc(archive_dir, batch)]
    if not lines:
        raise ArchiveError(f"{source} holds no attempt; {log} is left as it is")
    lost = sum(found.length for found in warc.scan(source) if isinstance(found, warc.Gap))
    with log.open("ab") as current:
        lock(current.fileno(), batch)
        known = logged_end(archive_dir, batch)
        draft = log.with_suffix(".jsonl.draft")
        with draft.open("wb") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())
        summary, is_less = summary_path(Path(archive_dir), batch), known != running.value
        goes_on = summary.exists() and (is_less if known is not None else lost > 0)
        if goes_on:
            summary.unlink()
        draft.replace(log)
    return Rebuilt(len(lines), lost, goes_on)


def attempts_of_warc(archive_dir: Path, batch: str) -> Iterator[Attempt]:
    """The attempts of a batch as its WARC alone tells them."""
    for member in warc.scan(warc_path(Path(archive_dir), batch)):
        if isinstance(member, warc.Member) and (line := member.headers.get(warc.ATTEMPT_HEADER)):
            yield with_place(from_json(line), member.headers["WARC-Type"], member.offset, member.length)


def with_place(attempt: Attempt, warc_type: str, offset: int, length: int) -> Attempt:
    """The attempt with the place of its record; a metadata record holds no response and gives none."""
    return attempt if warc_type == "metadata" else replace(attempt, offset=offset, length=length)


def _cut_torn_line(log: Path) -> None:
    with log.open("rb+") as stream:
        if (whole := end_of_lines(stream)) < stream.seek(0, os.SEEK_END):
            stream.truncate(whole)


def end_of_lines(log: BinaryIO) -> int:
    """The byte after the last line break, looked for from the end."""
    start, whole = log.seek(0, os.SEEK_END), 0
    while start and not whole:
        start = max(0, start - _BLOCK)
        log.seek(start)
        found = log.read(_BLOCK).rfind(b"\n") + 1
        whole = start + found if found else 0
    return whole


def _logged_end(path: Path, logged: Iterable[Attempt], remedy: str) -> int:
    """Byte after the record of the last log line, which is damaged or not: its reader will tell.

    Scanned is what follows the last line that names its place.
    """
    start, wanted = 0, 0
    for attempt in logged:
        if attempt.offset is None or attempt.length is None:
            wanted += 1
        else:
            start, wanted = attempt.offset + attempt.length, 0
    if path.stat().st_size < start:
        raise ArchiveError(f"{path}: it ends before byte {start}, where the log knows a record; {remedy}")
    end, seen = start, 0
    for member in warc.members(path, start):
        is_attempt = warc.ATTEMPT_HEADER in member.headers
        # The request record of an attempt comes before it: one after the last attempt was never logged.
        if seen == wanted and (is_attempt or member.headers.get("WARC-Type") != "warcinfo"):
            break
        seen += is_attempt
        end = member.offset + member.length
    if seen < wanted:
        raise ArchiveError(
            f"{path}: the log knows {wanted - seen} records more than can be read after byte {start}; "
            + remedy
        )
    return end
