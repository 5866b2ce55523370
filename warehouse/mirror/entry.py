"""A file as the pieces that it is cut into, each named by its checksum: what grows keeps its first pieces."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

PIECE = 32 << 20  # bytes: of a file that grew or was cut short on its way, so much is sent twice at most


class Entry(NamedTuple):
    """A file: its length, the time of its last change in nanoseconds, the sha256 of each of its pieces."""

    size: int
    mtime_ns: int
    pieces: tuple[str, ...]

    def is_like(self, other: "Entry | None") -> bool:
        """Whether both are the same bytes."""
        return other is not None and (self.size, self.pieces) == (other.size, other.pieces)


Entries = dict[str, Entry]  # by path below the folder of a registry: archive/BATCH.jsonl


def piece_name(content: bytes) -> str:
    """The name of a piece."""
    return hashlib.sha256(content).hexdigest()


def pieces_of(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """The first bytes of a file, piece by piece; of one that is shorter, what there is."""
    while size and (content := stream.read(min(size, PIECE))):
        yield content
        size -= len(content)


def entry_of(path: Path, known: Entry | None) -> Entry:
    """The entry of a file; read only where length or time are not those of `known`."""
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        if known and known[:2] == (status.st_size, status.st_mtime_ns):
            return known
        names = tuple(map(piece_name, pieces_of(stream, status.st_size)))
    return Entry(status.st_size, status.st_mtime_ns, names)


def unlike(one: Entries, other: Entries) -> list[str]:
    """The paths whose bytes differ, or that only one of both has."""
    return sorted(
        name
        for name in one.keys() | other.keys()
        if not ((entry := one.get(name)) and entry.is_like(other.get(name)))
    )


def to_json(entries: Entries) -> dict[str, list[object]]:
    """Entries as they stand in a JSON file."""
    return {name: [size, mtime_ns, list(pieces)] for name, (size, mtime_ns, pieces) in entries.items()}


def from_json(content: dict[str, tuple[int, int, Iterable[str]]]) -> Entries:
    """What `to_json` was given."""
    return {name: Entry(size, mtime_ns, tuple(pieces)) for name, (size, mtime_ns, pieces) in content.items()}
