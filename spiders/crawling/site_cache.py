"""What the archive has of each site, gathered from its logs, so that a crawl need not read years of them.

The first line of `site_cache/SITE.jsonl` says which batches it covers and up to which moment it knows the
others, with a checksum of the whole file; then comes the last attempt that brought bytes for each link. It is
written whole or not at all once a batch has walked the site to its end; where it is missing, has changed or
names a batch that is gone, all logs are read.
"""

import json
import shutil
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile

from spiders.archive.attempt import Attempt, from_json
from spiders.archive.checksums import checked, crc32_of_rest, with_check
from spiders.archive.reader import attempts, batches
from spiders.archive.whole_file import replacing
from spiders.crawling import plan

FOLDER = "site_cache"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a cache knows: these batches whole, and of any other what was logged before `since`."""

    covers: tuple[str, ...] = ()
    since: str = ""


def write(archive_dir: Path, site_id: str, scope: Scope, lines: Iterable[str]) -> None:
    """Replace a site's cache, durably; `lines` are log lines without their line breaks.

    They are written before the line that tells their checksum is known, and copied behind it: a site may have
    more of them than memory should hold.
    """
    target = _path(archive_dir, site_id)
    target.parent.mkdir(exist_ok=True)
    with TemporaryFile(dir=target.parent) as body, replacing(target) as stream:
        check = 0
        for line in lines:
            written = line.encode() + b"\n"
            body.write(written)
            check = zlib.crc32(written, check)
        body.seek(0)
        stream.write(with_check(json.dumps(asdict(scope)).encode(), check) + b"\n")
        shutil.copyfileobj(body, stream)


def clear(archive_dir: Path) -> None:
    """Drop every cache: the next crawl reads the logs. For who changed a log by other means than a crawl."""
    shutil.rmtree(archive_dir / FOLDER, ignore_errors=True)


def covered(archive_dir: Path) -> Iterator[tuple[str, ...]]:
    """The batches that each whole cache covers."""
    for path in _files(archive_dir):
        if found := _read(path):
            yield found.covers


def damaged(archive_dir: Path) -> list[str]:
    """Caches that have changed since they were written; a crawl reads the logs instead."""
    return [f"{FOLDER}/{path.name}" for path in _files(archive_dir) if _read(path) is None]


def _files(archive_dir: Path) -> list[Path]:
    return sorted((archive_dir / FOLDER).glob("*.jsonl"))


def known(archive_dir: Path, sites: Iterable[str], own: str = "") -> Iterator[Attempt]:
    """Attempts at these sites: what the caches know, then every line of the logs that they do not cover.

    A cache that covers `own`, the batch now running, is left aside: what came before it is asked for, and the
    whole of its own log.
    """
    names = batches(archive_dir)
    earlier = {*names} - {own}
    scopes = {site_id: _scope(archive_dir, site_id, earlier) for site_id in sites}
    for site_id, scope in scopes.items():
        if scope.covers:
            yield from _lines(archive_dir, site_id)
    for batch in names:
        since = _uncovered(archive_dir, batch, scopes, own)
        for attempt in attempts(archive_dir, batch) if since else ():
            if attempt.site_id in since and (attempt.fetched_at or "") >= since[attempt.site_id]:
                yield attempt


def _uncovered(archive_dir: Path, batch: str, scopes: dict[str, Scope], own: str) -> dict[str, str]:
    """The sites whose caches do not cover a batch, and from which moment on its log tells more than they."""
    planned = _planned(archive_dir, batch)
    return {
        site_id: "" if batch == own else scope.since
        for site_id, scope in scopes.items()
        if batch not in scope.covers and (planned is None or site_id in planned)
    }


def _planned(archive_dir: Path, batch: str) -> frozenset[str] | None:
    """The sites of a batch, None where no plan tells them."""
    found = plan.of_ended(archive_dir, batch)
    return frozenset(found.sites) if found else None


def _path(archive_dir: Path, site_id: str) -> Path:
    return archive_dir / FOLDER / f"{site_id}.jsonl"


def _scope(archive_dir: Path, site_id: str, existing: set[str]) -> Scope:
    """What a site's cache knows; nothing where it is damaged, lacks a batch, or is dated in the future."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ~}"
    scope = _read(_path(archive_dir, site_id))
    if scope is None or not {*scope.covers} <= existing or scope.since > now:
        return Scope()
    try:
        for _ in _lines(archive_dir, site_id):
            pass  # before the first is handed on: one of another version is none
    except (ValueError, TypeError):
        return Scope()
    return scope


def _read(path: Path) -> Scope | None:
    """What a cache covers; None where there is none, or it is not as it was written."""
    try:
        with path.open("rb") as stream:
            head = stream.readline().removesuffix(b"\n")
            cells = checked(head, crc32_of_rest(stream))
        return Scope(**json.loads(cells)) if cells != head else None
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _lines(archive_dir: Path, site_id: str) -> Iterator[Attempt]:
    with _path(archive_dir, site_id).open(encoding="ascii") as stream:
        stream.readline()
        for line in stream:
            yield from_json(line)
