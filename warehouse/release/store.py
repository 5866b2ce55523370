"""Releases: immutable directories, published by one rename and one swap of a link. Nothing else writes there.

    data/REGISTRY/warehouse/releases/ID/      Parquet, views.sql, manifest.json; ID comes from their content
    data/REGISTRY/warehouse/current → releases/ID

A reader resolves `current` once and then stays in that directory. A build works in releases/.tmp-PID; what
a killed build left there is removed by the next one. Unchanged files are hard links to the release before.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from warehouse.errors import WarehouseError

MANIFEST = "manifest.json"
DOOR = "nianbao.duckdb"
DOOR_SUM = f"{DOOR}.sha256"
ID_LENGTH = 12
DAY_SECONDS = 86_400
SYNCS = 16
HEAL = "Restore it from a copy, or remove the whole release folder and build again."


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a release. `made_from` fingerprints what a partition was made from; empty for other files."""

    path: str
    sha256: str
    size: int
    rows: int | None = None
    made_from: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a release holds. Equal content has an equal manifest and so an equal id, whenever it was built."""

    registry: str
    extractor_versions: tuple[str, ...]
    files: tuple[Entry, ...] = field(default=())

    @property
    def release(self) -> str:
        return hashlib.sha256(self.text().encode()).hexdigest()[:ID_LENGTH]

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(release: Path) -> Manifest:
    """The manifest of a release directory; raises WarehouseError where there is none or it is damaged."""
    path = release / MANIFEST
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(Entry(**entry) for entry in loaded["files"])
        return Manifest(loaded["registry"], tuple(loaded["extractor_versions"]), files)
    except FileNotFoundError as error:
        raise WarehouseError(f"{release} is not a release: it has no {MANIFEST}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise WarehouseError(f"{path} is damaged ({error}). {HEAL}") from error


def checksum(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True)
class Release:
    """A published release: where it is and what it holds."""

    path: Path
    manifest: Manifest

    def lend(self, paths: list[str], made_from: str, candidate: Path) -> list[Entry]:
        """Hard-link `paths` into a candidate if all of them were made from the same; else nothing."""
        wanted = set(paths)
        same = [
            entry for entry in self.manifest.files if entry.path in wanted and entry.made_from == made_from
        ]
        if len(same) < len(wanted):
            return []
        for entry in same:
            (candidate / entry.path).parent.mkdir(parents=True, exist_ok=True)
            os.link(self.path / entry.path, candidate / entry.path)
        return same


@dataclass(frozen=True, slots=True)
class Store:
    """The warehouse directory of one registry."""

    root: Path

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    def current(self) -> Path | None:
        """The current release, resolved once; None before the first build."""
        link = self.root / "current"
        return link.resolve(strict=True) if link.exists() else None

    def latest(self) -> Release | None:
        """The current release with its manifest."""
        path = self.current()
        return Release(path, read_manifest(path)) if path else None

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """An empty directory to build a candidate in, alone: a second build is refused while one runs."""
        self.releases.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise WarehouseError(f"Another build of {self.root} is running; wait for it.") from error
            for debris in self.releases.glob(".tmp-*"):
                shutil.rmtree(debris)
            for debris in self.root.glob(".current-*"):
                debris.unlink()
            candidate = self.releases / f".tmp-{os.getpid()}"
            candidate.mkdir()
            try:
                yield candidate
            finally:
                shutil.rmtree(candidate, ignore_errors=True)

    def history(self) -> list[Path]:
        """Every release, the one published last first."""
        releases = [
            path for path in self.releases.glob("*") if (path / MANIFEST).exists() and path.name[0] != "."
        ]
        return sorted(releases, key=lambda path: (published(path), path.name), reverse=True)

    def prune(self, keep: int, days: float = 0) -> list[Path]:
        """Remove all but the `keep` newest releases and those that were the newest within the last `days`.

        Never the current one, never one that another process has open through nianbao.duckdb or `connect`;
        who reads the bare Parquet files holds no lock, so the days are theirs.
        """
        with self.building():
            current, since = self.current(), time.time() - days * DAY_SECONDS
            old = [
                path
                for newer, path in pairwise(self.history()[max(keep, 1) - 1 :])
                if published(newer) <= since and path != current and not is_in_use(path)
            ]
            for path in old:
                gone = self.releases / f".tmp-gone-{path.name}"
                path.rename(gone)
                shutil.rmtree(gone)
        return old

    def publish(self, candidate: Path, manifest: Manifest) -> Path:
        """Make the finished candidate the release of its content; a release that already stands is kept."""
        release = self.releases / manifest.release
        (candidate / MANIFEST).write_text(manifest.text(), encoding="utf-8")
        if not release.exists():
            sync_tree(candidate)
            candidate.rename(release)
            sync(self.releases)
        os.utime(release / MANIFEST)  # history() tells the order of publishing by it
        return release

    def point(self, release: Path) -> None:
        """Swap `current` to `release` in one step."""
        link = self.root / f".current-{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / release.name)
        link.replace(self.root / "current")
        sync(self.root)


def published(release: Path) -> float:
    """When a release was last made current, in seconds since 1970."""
    return (release / MANIFEST).stat().st_mtime_ns / 1e9


def is_in_use(release: Path) -> bool:
    """Whether another process reads it: DuckDB holds a read lock on nianbao.duckdb while it is open."""
    try:
        with (release / DOOR).open("r+b") as door:
            fcntl.lockf(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def sync(path: Path) -> None:
    """fsync a file or a directory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(root: Path) -> None:
    """fsync every file and directory below and at `root`; several at once share a commit of the journal."""
    with ThreadPoolExecutor(SYNCS) as hands:
        for _ in hands.map(sync, [*root.rglob("*"), root]):
            pass
