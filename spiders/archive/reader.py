"""The archive: the only reader of data/REGISTRY/archive (contract B); `batch_writer` is its only writer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from fastwarc.warc import WarcRecord

from spiders.archive import warc

MAX_BODY = 64 << 20  # bytes: the download cap, and the most a body may decode to
PASSING = ("redirected", "retry")  # outcomes after which the same link is asked again


class ArchiveError(Exception):
    """The archive does not hold what its log says; the text names file, place and remedy."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of BATCH.jsonl: every request that was made or refused, failures included.

    role: list | report | attachment | robots | probe (a guessed list page).
    outcome: fetched | unchanged | refused | failed | not_a_report | duplicate | blocked,
    and where another attempt followed: redirected | retry.
    `error` names the reason of every outcome but fetched and unchanged. `url` is the link as first asked,
    `final_url` where this attempt ended. `offset` and `length` place the WARC record (None: no response);
    `digest` is `sha256:HEX` of the decoded body. `post` is the form or JSON sent, None for a GET.
    `page_meta`: what the article's own <meta> tags say (ArticleTitle, PubDate, ContentSource, SiteIDCode …).
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
    error: str | None = None
    post: str | None = None
    page_meta: dict[str, str] | None = None

    @property
    def key(self) -> tuple[str, str, str, str | None]:
        """What makes two attempts the same question."""
        return self.site_id, self.role, self.url, self.post

    @property
    def is_final(self) -> bool:
        """Whether the question is answered: no redirect or retry was to follow."""
        return self.outcome not in PASSING


FIELDS = tuple(field.name for field in fields(Attempt))


def to_json(attempt: Attempt) -> str:
    """The log line of an attempt, pure ASCII, without its newline."""
    return json.dumps({name: getattr(attempt, name) for name in FIELDS}, separators=(",", ":"))


def from_json(line: str) -> Attempt:
    """The attempt of a log line; raises ValueError or TypeError where it is none."""
    return Attempt(**json.loads(line))


def warc_path(archive_dir: Path, batch: str) -> Path:
    """BATCH.warc.gz of an archive."""
    return archive_dir / f"{batch}.warc.gz"


def log_path(archive_dir: Path, batch: str) -> Path:
    """BATCH.jsonl of an archive."""
    return archive_dir / f"{batch}.jsonl"


def batches(archive_dir: Path) -> list[str]:
    """Every batch that has a log, oldest first (ids start with the time of the run)."""
    return sorted(path.name.removesuffix(".jsonl") for path in Path(archive_dir).glob("*.jsonl"))


def attempts(archive_dir: Path, batch: str | None = None) -> Iterator[Attempt]:
    """The log lines of one batch or of all, in the order written; a torn last line is left out.

    Raises ArchiveError at a line that cannot be read, with its file and number.
    """
    for name in [batch] if batch else batches(archive_dir):
        path = log_path(Path(archive_dir), name)
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.endswith(b"\n"):
                    yield _parse(line, path, number)


def _parse(line: bytes, path: Path, number: int) -> Attempt:
    try:
        return from_json(line.decode())
    except (ValueError, TypeError) as error:
        raise ArchiveError(
            f"{path}:{number}: not a log line ({error}); `rebuild_log` makes it again from the WARC"
        ) from error


def body(archive_dir: Path, attempt: Attempt) -> bytes:
    """The decoded body of an attempt, its digest verified; a revisit is followed to the bytes it stands for.

    Raises ArchiveError where the attempt has no body, or the WARC is missing or holds other bytes.
    """
    if attempt.offset is None or attempt.length is None or attempt.digest is None:
        raise ArchiveError(f"{attempt.url}: outcome {attempt.outcome} has no body in batch {attempt.batch}")
    place = attempt.batch, attempt.offset, attempt.length
    record = _record(archive_dir, *place)
    if target := _target(record):
        place, record = target, _record(archive_dir, *target)
    encoding = record.http_headers.get("Content-Encoding") if record.http_headers else None
    content = warc.decode(record.reader.read(), encoding, MAX_BODY)
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
    batch, offset, length = target.split(" ")
    return batch, int(offset), int(length)


def _record(archive_dir: Path, batch: str, offset: int, length: int) -> WarcRecord:
    path = warc_path(archive_dir, batch)
    try:
        return warc.read_at(path, offset, length)
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path} byte {offset}: {error}; restore the file from a copy") from error


def logged(archive_dir: Path, batch: str) -> Iterator[Attempt]:
    """The attempts of a batch as its WARC alone tells them."""
    for member in warc.members(warc_path(Path(archive_dir), batch)):
        if line := member.headers.get(warc.ATTEMPT_HEADER):
            yield placed(from_json(line), member.headers["WARC-Type"], member.offset, member.length)


def placed(attempt: Attempt, warc_type: str, offset: int, length: int) -> Attempt:
    """The attempt with the place of its record; a metadata record holds no response and gives none."""
    if warc_type == "metadata":
        return attempt
    values = {name: getattr(attempt, name) for name in FIELDS}
    return Attempt(**values | {"offset": offset, "length": length})


def rebuild_log(archive_dir: Path, batch: str) -> int:
    """Write BATCH.jsonl again from BATCH.warc.gz alone; returns the number of lines."""
    path = log_path(Path(archive_dir), batch)
    lines = [to_json(attempt) + "\n" for attempt in logged(archive_dir, batch)]
    draft = path.with_suffix(".jsonl.draft")
    draft.write_text("".join(lines), encoding="ascii")
    draft.replace(path)
    return len(lines)
