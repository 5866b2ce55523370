"""Checksums of files that builds read again and again: worked out once, and again when a file was written to.

    data/REGISTRY/warehouse/kept/file-digests/sha256.arrow

A release and its readings are gigabytes, of which a change touches megabytes: at 100 million cells, to read
all was most of a build of nothing new, and a nation's do not fit into memory. A file is known by what make
and git know it by: inode, size, and time of the last write. A disk that forgets a bit leaves all three: so
every build reads a share of all files anew, in turn, and `verify` all.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from warehouse.build.kept import Kept
from warehouse.release.manifest import checksum

KIND, KEY = "file-digests", "sha256"
TURNS = 8  # builds, in which every file is read once
RACY = 0.1  # seconds after a write in which another might leave the same time: ten ticks of a kernel
SCHEMA = pa.schema(
    [
        ("device", pa.uint64()),
        ("inode", pa.uint64()),
        ("size", pa.int64()),
        ("mtime_ns", pa.int64()),
        ("sha256", pa.string()),
    ]
)
Stamp: TypeAlias = tuple[int, int, int, int]  # device, inode, size, mtime_ns


@dataclass(frozen=True)
class FileDigests:
    """What is `known` of files from the build before; `turn` counts the builds."""

    turn: int = 0
    known: dict[Stamp, str] = field(default_factory=dict, repr=False)
    _asked: dict[Stamp, str] = field(default_factory=dict, repr=False)

    def of(self, path: Path) -> str:
        """The sha256 of a file, which is read unless it is known and its turn has not come; OSError."""
        stamp = _stamp(path)
        found = self._asked.get(stamp) or (None if self._is_due(stamp) else self.known.get(stamp))
        return self.note(path, found or checksum(path), stamp)

    def note(self, path: Path, digest: str, stamp: Stamp | None = None) -> str:
        """Note the sha256 of what a file held when it had that stamp (now, where none is given)."""
        stamp = stamp or _stamp(path)
        if time.time_ns() - stamp[-1] > RACY * 1e9:
            self._asked[stamp] = digest
        return digest

    def keep(self, kept: Kept) -> None:
        """Keep for the next build what this one asked for."""
        columns = list(zip(*self._asked, strict=True)) or [()] * (len(SCHEMA) - 1)
        rows = [pa.array(column, kind) for column, kind in zip(columns, SCHEMA.types, strict=False)]
        table = pa.table([*rows, pa.array(self._asked.values(), pa.string())], schema=SCHEMA)
        kept.put(KIND, KEY, table.replace_schema_metadata({"turn": str(self.turn)}))

    def _is_due(self, stamp: Stamp) -> bool:
        """Whether it is the turn of a file to be read again."""
        return (stamp[1] + self.turn) % TURNS == 0


def kept_digests(kept: Kept) -> FileDigests:
    """What the build before knew of files; nothing where it was lost."""
    found = kept.get(KIND, KEY)
    if found is None or not found.schema.equals(SCHEMA):
        return FileDigests()
    *stamps, digests = (column.to_pylist() for column in found.columns)
    turn = int((found.schema.metadata or {}).get(b"turn", b"0"))
    return FileDigests(turn + 1, dict(zip(zip(*stamps, strict=True), digests, strict=True)))


def _stamp(path: Path) -> Stamp:
    told = path.stat()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns
