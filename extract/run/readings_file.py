"""A readings file: the rows of one batch in Parquet, and its checksum in a file beside it.

The checksums of Parquet's pages tell of a flipped bit in the rows, but not of one in the footer, which gives
other names and types to the same bytes: of 600 flipped bits 14 were read as other content.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from spiders.archive import data_dir

SUFFIX = ".sha256"


def write(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    """Write a file of these row groups, as `writing`."""
    with writing(path, schema) as put:
        for table in tables:
            put(table)


@contextmanager
def writing(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """Write the file whole or not at all: a temporary name, fsync, then rename. Same rows, same bytes.

    Gives what writes a table at once, as a row group. The file is there when the block has ended well.
    """
    temporary, sums = path.with_name(f".{path.name}.tmp"), path.with_name(path.name + SUFFIX)
    with temporary.open("wb") as stream:
        with pq.ParquetWriter(stream, schema, compression="zstd", write_page_checksum=True) as writer:
            yield writer.write_table
        stream.flush()
        os.fsync(stream.fileno())
    digest = _digest(temporary)
    sums.unlink(missing_ok=True)  # a run that is killed here leaves a file without, which is read anew
    temporary.replace(path)
    draft = sums.with_name(f".{sums.name}.tmp")
    draft.write_text(f"{digest}  {path.name}\n", encoding="utf-8")
    draft.replace(sums)
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def has_sum(path: Path) -> bool:
    """Whether the checksum stands beside the file."""
    return path.with_name(path.name + SUFFIX).is_file()


def is_whole(path: Path) -> bool:
    """Whether the file is as it was written, to the last bit, as its checksum says; without one it is not."""
    return whole_digest(path) is not None


def whole_digest(path: Path, digest_of: Callable[[Path], str] | None = None) -> str | None:
    """The sha256 of a file that is whole; else None. `digest_of` is asked for it, where any is given."""
    sums = path.with_name(path.name + SUFFIX)
    if not sums.is_file():
        return None
    digest = (digest_of or _digest)(path)
    return digest if sums.read_bytes() == f"{digest}  {path.name}\n".encode() else None


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder of readings, and remove what a killed run left; False where it is held."""
    with data_dir.locked(folder) as is_ours:
        for leftover in folder.glob(".*.tmp") if is_ours else ():
            leftover.unlink()
        yield is_ours
