"""The only reader of data/REGISTRY/archive (contract B): logged attempts, and the bytes behind them."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastwarc.warc import WarcRecord

from spiders.archive import checksums, warc
from spiders.archive.attempt import Attempt, from_json
from spiders.errors import ToldError

MAX_BODY = 64 << 20  # bytes: the download cap, and the most a body may decode to


class ArchiveError(ToldError):
    """The archive does not hold what its log says; the text names file, place and remedy."""


def warc_path(archive_dir: Path, batch: str) -> Path:
    """BATCH.warc.gz of an archive."""
    return archive_dir / f"{batch}.warc.gz"


def log_path(archive_dir: Path, batch: str) -> Path:
    """BATCH.jsonl of an archive."""
    return archive_dir / f"{batch}.jsonl"


def plan_path(archive_dir: Path, batch: str) -> Path:
    """BATCH.plan.json: what was to be asked."""
    return archive_dir / f"{batch}.plan.json"


def summary_path(archive_dir: Path, batch: str) -> Path:
    """BATCH.summary.json: its presence says that every site of the batch was walked to the end."""
    return archive_dir / f"{batch}.summary.json"


def rebuild_command(archive_dir: Path, batch: str) -> str:
    """The command line that makes a batch's log again, for errors to name."""
    return shlex.join(["python", "-m", "spiders", "rebuild-log", str(archive_dir), batch])


def batches(archive_dir: Path) -> list[str]:
    """Every batch that has a log or a WARC, oldest first (ids start with the time of the run)."""
    found = {
        path.name.removesuffix(ending)
        for ending in (".jsonl", ".warc.gz")
        for path in Path(archive_dir).glob(f"*{ending}")
    }
    return sorted(found)


def attempts(archive_dir: Path, batch: str | None = None) -> Iterator[Attempt]:
    """The log lines of one batch or of all, in the order written; a torn last line is left out.

    Raises ArchiveError, with place and remedy, at a line that cannot be read or is not as it was written,
    where lines went, and for a WARC without its log.

        for attempt in attempts(Path("data/demo/archive")):
            if attempt.role == "report" and attempt.outcome == "failed":
                print(attempt.url, attempt.reason, attempt.error)
    """
    for name in [batch] if batch else batches(archive_dir):
        path = log_path(Path(archive_dir), name)
        for number, line in enumerate(log_lines(archive_dir, name), 1):
            yield _parse(line, path, number)


def log_lines(archive_dir: Path, batch: str) -> Iterator[bytes]:
    """The whole lines of a log as JSON, their checksums verified and taken off; raises as `attempts`."""
    path, running = log_path(Path(archive_dir), batch), checksums.LogChecksum()
    end = logged_end(archive_dir, batch)  # asked first: a batch may end while its log is read
    require_log(archive_dir, batch)
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.endswith(b"\n"):
                try:
                    yield running.check(line)
                except checksums.ChecksumError as error:
                    raise _damaged(path, f":{number}", str(error)) from error
    if end is not None and not running.is_at(end):
        raise _damaged(path, "", "not as it was when the batch ended: lines went from its end, or were added")


def require_log(archive_dir: Path, batch: str) -> None:
    """Raise ArchiveError, with the remedy, where a batch has no log: it is made before anything else."""
    path = log_path(Path(archive_dir), batch)
    if not path.exists():
        raise _damaged(path, "", "not there")


def logged_end(archive_dir: Path, batch: str) -> int | None:
    """CRC-32 of the whole log of a batch that was walked to its end, as its summary tells.

    None for other batches, and where the summary is damaged or of the days before checksums.
    """
    try:
        content: Any = checksums.load(summary_path(Path(archive_dir), batch).read_bytes())
        return int(content["log_check"], 16)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _parse(line: bytes, path: Path, number: int) -> Attempt:
    try:
        return from_json(line.decode())
    except (ValueError, TypeError) as error:
        raise _damaged(path, f":{number}", f"not a log line ({error})") from error


def _damaged(path: Path, place: str, what: str) -> ArchiveError:
    remedy = rebuild_command(path.parent, path.name.removesuffix(".jsonl"))
    return ArchiveError(f"{path}{place}: {what}; to make the log again from its WARC: {remedy}")


def body(archive_dir: Path, attempt: Attempt) -> bytes:
    """The decoded body of an attempt, its digest verified; a revisit is followed to the bytes it stands for.

    At most MAX_BODY bytes, content coding undone, the charset as the site sent it.
    Raises ArchiveError where the attempt has no body, or the WARC is missing or holds other bytes.
    """
    if attempt.offset is None or attempt.length is None or attempt.digest is None:
        raise ArchiveError(f"{attempt.url}: outcome {attempt.outcome} has no body in batch {attempt.batch}")
    place = attempt.batch, attempt.offset, attempt.length
    record = _record(archive_dir, *place)
    if target := _target(record):
        place, record = target, _record(archive_dir, *target)
    try:
        content = warc.content(record, MAX_BODY)
    except warc.EncodingError as error:
        raise ArchiveError(f"{warc_path(Path(archive_dir), place[0])} byte {place[1]}: {error}") from error
    if warc.digest(content) != attempt.digest:
        path = warc_path(Path(archive_dir), place[0])
        raise ArchiveError(
            f"{path} byte {place[1]}: the body is not the {attempt.digest} of the log; restore it"
        )
    return content


def origin(archive_dir: Path, attempt: Attempt) -> tuple[str, int, int]:
    """(batch, offset, length) of the response record that holds an attempt's bytes."""
    if attempt.offset is None or attempt.length is None:
        raise ArchiveError(f"{attempt.url}: no record in batch {attempt.batch}")
    place = attempt.batch, attempt.offset, attempt.length
    return _target(_record(archive_dir, *place)) or place


def _target(record: WarcRecord) -> tuple[str, int, int] | None:
    """What a revisit stands for; None for a response."""
    if not (target := record.headers.get(warc.ORIGIN_HEADER)):
        return None
    try:
        batch, offset, length = target.split(" ")
        return batch, int(offset), int(length)
    except ValueError:
        raise ArchiveError(f"{warc.ORIGIN_HEADER} {target!r} names no record; restore the WARC") from None


def _record(archive_dir: Path, batch: str, offset: int, length: int) -> WarcRecord:
    path = warc_path(archive_dir, batch)
    try:
        return warc.read_at(path, offset, length)
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path} byte {offset}: {error}; restore the file from a copy") from error
