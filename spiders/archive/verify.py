"""Is a batch of the archive what was written, to the last record and line? Every byte of it is read."""

import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spiders.archive import warc
from spiders.archive.attempt import Attempt, from_json, to_json
from spiders.archive.checksums import LogChecksum
from spiders.archive.reader import log_path, logged_end, summary_path, warc_path
from spiders.archive.recovery import with_place


@dataclass
class Verified:
    """What was found of a batch: a line each of what is damaged, and of what can only in part be verified."""

    records: int = 0
    lines: int = 0
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Recorded:
    """An attempt as its record tells it, and the byte where the record stands."""

    offset: int
    attempt: Attempt


def verify_batch(archive_dir: Path, batch: str) -> Verified:
    """Compare WARC and log of a batch with their own checksums and with each other.

    A fault names its file, its byte or line, and what is wrong. A flipped bit that no reader sees (the time
    in the head of a gzip member, the padding of its last byte) is none.

    >>> verify_batch(Path("data/demo/archive"), "20261123T080000Z-000").faults  # doctest: +SKIP
    ['20261123T080000Z-000.jsonl:3: its checksum differs: it changed, or lines before it went']
    """
    found, has_ended = Verified(), summary_path(archive_dir, batch).exists()
    path, log = warc_path(archive_dir, batch), log_path(archive_dir, batch)
    if not path.exists() and (has_ended or not log.exists() or log.stat().st_size):
        found.faults.append(f"{path.name}: missing")  # a kill may come between an empty log and its WARC
    if not log.exists():
        found.faults.append(f"{log.name}: missing")
    recorded = list(_records(path, batch, found, has_ended)) if path.exists() else None
    logged = dict(_lines(log, found, logged_end(archive_dir, batch), has_ended)) if log.exists() else None
    if recorded is not None and logged is not None:
        _compare(recorded, logged, batch, found, has_ended)
    return found


def _records(path: Path, batch: str, found: Verified, has_ended: bool) -> Iterator[_Recorded]:
    """What the records tell, each looked at on the way."""
    size = path.stat().st_size
    for part in warc.scan(path):
        place = f"{path.name} byte {part.offset}"
        if isinstance(part, warc.Gap):
            text = f"{place}: {part.length} bytes are no whole record"
            if part.offset + part.length < size or has_ended:
                found.faults.append(text)
            else:
                found.remarks.append(f"{text}: a torn end, which the next crawl cuts, or damage")
            continue
        found.records += 1
        found.faults += [f"{place}: {fault}" for fault in _record_faults(path, part, batch)]
        if line := part.headers.get(warc.ATTEMPT_HEADER):
            kind = part.headers["WARC-Type"]
            yield _Recorded(part.offset, with_place(from_json(line), kind, part.offset, part.length))


def _record_faults(path: Path, member: warc.Member, batch: str) -> Iterator[str]:
    """What is wrong with a whole record, which its gzip member holds as it was packed."""
    with path.open("rb") as stream:
        stream.seek(member.offset)
        _, _, rest = gzip.decompress(stream.read(member.length)).partition(b"\r\n\r\n")
    block, end = rest[:-4], rest[-4:]
    if end != b"\r\n\r\n" or str(len(block)) != member.headers.get("Content-Length"):
        yield "it is longer or shorter than it says"
    elif member.headers.get("WARC-Block-Digest") != warc.digest(block):
        yield "its block has other bytes than its digest tells"
    if member.headers.get("WARC-Record-ID") != warc.record_id(batch, member.offset):
        yield "it was not written here: bytes before it went or were added"


def _lines(log: Path, found: Verified, end: int | None, has_ended: bool) -> Iterator[tuple[int, Attempt]]:
    """Number and attempt of every line that is as it was written; `end` as `logged_end` tells it."""
    running, unchecked, line = LogChecksum(), 0, b"\n"
    with log.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.endswith(b"\n"):
                break
            found.lines += 1
            try:
                attempt = from_json(running.check(line).decode())
            except (ValueError, TypeError) as error:
                found.faults.append(f"{log.name}:{number}: {error}")
            else:
                unchecked += not running.has_checks
                yield number, attempt
    if end is not None and not running.is_at(end):
        found.faults.append(f"{log.name}: lines went from its end, or were added, since the batch ended")
    elif not line.endswith(b"\n"):
        (found.faults if has_ended else found.remarks).append(f"{log.name}:{found.lines + 1}: a torn line")
    if unchecked:
        found.remarks.append(
            f"{log.name}: {unchecked} lines of an earlier version, without checksums: compared with the WARC "
            "here, but not verified whenever they are read"
        )


def _compare(
    recorded: Sequence[_Recorded], logged: dict[int, Attempt], batch: str, found: Verified, has_ended: bool
) -> None:
    """Tell the lines without their record, and the records without their line."""
    known = Counter(to_json(each.attempt) for each in recorded)
    lines = Counter(map(to_json, logged.values()))
    for number, attempt in logged.items():
        if not known[to_json(attempt)]:
            found.faults.append(f"{batch}.jsonl:{number}: the WARC has no such record ({attempt.url})")
    last = next((each.offset for each in reversed(recorded) if to_json(each.attempt) in lines), -1)
    for each in recorded:
        if lines[to_json(each.attempt)] < known[to_json(each.attempt)]:
            is_open = each.offset > last and not has_ended
            text = f"{batch}.warc.gz byte {each.offset}: no log line tells of it ({each.attempt.url})"
            (found.remarks if is_open else found.faults).append(text)
