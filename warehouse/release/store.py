"""Releases: immutable directories, published by one rename and one swap of a link. Nothing else writes there.

    data/REGISTRY/warehouse/releases/ID/      Parquet, views.sql, manifest.json; ID comes from their content
    data/REGISTRY/warehouse/current → releases/ID

A reader resolves `current` once and then stays in that directory. A build works in releases/.tmp-PID; what
a killed build left there is removed by the next one. Unchanged files are hard links to the release before.
"""

import contextlib
import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from spiders.archive.data_dir import locked
from warehouse.errors import WarehouseError
from warehouse.release.manifest import MANIFEST, Manifest, Release, checksum, read_manifest

DATABASE = "nianbao.duckdb"
PORTABLE = "nianbao-portable.duckdb"
VERSION = re.compile(r"(?!.*\.\.)\w[\w.-]*")  # a folder below another, and no way out of it
SEARCH = "search.sqlite"
SEARCH_FILES = "search"  # the folder of files that search.sqlite names; their checksums stand with its own
CHANGES = "changes.parquet"  # against the release that was current before
DELTA = "delta.json"  # how many, and since which
SUM_OF = {name: f"{name}.sha256" for name in (DATABASE, PORTABLE, SEARCH, CHANGES, DELTA)}
# In no manifest, with their checksums beside them: DuckDB never writes the same bytes twice, and equal
# content has one id whatever was current before it.
MADE_BESIDE = frozenset({*SUM_OF, *SUM_OF.values(), SEARCH_FILES})
FOLDER_OF = {SEARCH: SEARCH_FILES}
DAY_SECONDS = 86_400
SYNCS = 16


@dataclass(frozen=True, slots=True)
class Store:
    """The warehouse directory of one registry, its only writer.

    >>> Store(Path("data/demo/warehouse")).current()  # doctest: +SKIP
    PosixPath('/…/data/demo/warehouse/releases/03be2e9767d3')
    """

    root: Path

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def kept(self) -> Path:
        """What builds keep for the next one; none of it is needed."""
        return self.root / "kept"

    def current(self) -> Path | None:
        """The current release, resolved once; None before the first build."""
        link = self.root / "current"
        return link.resolve(strict=True) if link.exists() else None

    def latest(self, digest: Callable[[Path], str] = checksum) -> Release | None:
        """The current release with its manifest; `digest` is asked for the sha256 of its files."""
        path = self.current()
        return Release(path, read_manifest(path), digest) if path else None

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """An empty directory on the disk of the releases, removed at the end.

        WarehouseError while another build runs.
        """
        self.releases.mkdir(parents=True, exist_ok=True)
        with locked(self.root) as is_ours:
            if not is_ours:
                raise WarehouseError(f"Another build of {self.root} is running; wait for it.")
            for leftover in self.releases.glob(".tmp-*"):
                shutil.rmtree(leftover)
            for leftover in self.root.glob(".current-*"):
                leftover.unlink()
            scratch_dir = self.releases / f".tmp-{os.getpid()}"
            scratch_dir.mkdir()
            try:
                yield scratch_dir
            finally:
                shutil.rmtree(scratch_dir, ignore_errors=True)

    def history(self) -> list[Path]:
        """Every release, the one published last first."""
        releases = [
            path for path in self.releases.glob("*") if (path / MANIFEST).exists() and path.name[0] != "."
        ]
        return sorted(releases, key=lambda path: (published(path), path.name), reverse=True)

    def before(self, release: Path) -> Release | None:
        """The release published last of all others; None where there is none."""
        path = next((path for path in self.history() if path.name != release.name), None)
        return Release(path, read_manifest(path)) if path else None

    def prune(self, keep: int, days: float = 0) -> list[Path]:
        """Remove all but the `keep` newest releases and those that were the newest within the last `days`.

        Returns what was removed: never the current one, never one that another process has open through
        nianbao.duckdb or `connect`. Who reads the bare Parquet files holds no lock, so the days are theirs.
        WarehouseError while a build runs.
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
        """Make a finished candidate the release of its content and return its directory.

        `candidate` holds every file of `manifest`. It is synced to disk, then renamed: a reader sees all of
        it or nothing. A release of the same content that already stands is kept, and files of it that are not
        as published (missing, other bytes) are put right. `point` makes it current.
        """
        release = self.releases / manifest.release_id
        (candidate / MANIFEST).write_text(manifest.text(), encoding="utf-8")
        make_read_only(candidate)
        if not release.exists():
            sync_tree(candidate)
            candidate.rename(release)
            sync(self.releases)
        else:
            restore(candidate, release, [MANIFEST, *(entry.path for entry in manifest.files)])
        return self.renew(release)

    def renew(self, release: Path) -> Path:
        """Note that a release is published now, and return it: history() tells the order by it."""
        os.utime(release / MANIFEST)
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
        with (release / DATABASE).open("r+b") as database:
            fcntl.lockf(database, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def is_beside(path: Path, release: Path) -> bool:
    """Whether a file below a release is one of MADE_BESIDE, or lies in one."""
    return path.relative_to(release).parts[0] in MADE_BESIDE


def make_read_only(root: Path) -> None:
    """Take the right to write from every file: a slip shall not change a release.

    The folders keep it, so that `prune` and `rm -r` need no other step. nianbao.duckdb comes later and keeps
    it, too: DuckDB opens no file that it may not write unless it is told so.
    """
    for path in _own_files(root):
        path.chmod(0o444)  # a link to a file of the release before has lost it


def restore(candidate: Path, release: Path, names: Iterable[str]) -> None:
    """Move files of a candidate over those of the same release that have other bytes, or are missing."""
    for name in names:
        made, target = candidate / name, release / name
        if target.is_file() and (target.samefile(made) or checksum(target) == checksum(made)):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        sync(made)
        made.replace(target)
        sync(target.parent)


def sync(path: Path | str) -> None:
    """fsync a file or a directory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(root: Path) -> None:
    """fsync every file and directory below and at `root`; several at once share a commit of the journal.

    Hard links to files of another release were synced with that one.
    """
    with ThreadPoolExecutor(SYNCS) as executor:
        for _ in executor.map(sync, [*_own_files(root), *(folder for folder, _, _ in os.walk(root))]):
            pass


def _own_files(root: Path) -> Iterator[Path]:
    """The files below a folder that are not links to those of another release: a nation has thousands."""
    for folder, _, names in os.walk(root):
        for name in names:
            if os.lstat(path := f"{folder}/{name}").st_nlink == 1:
                yield Path(path)
