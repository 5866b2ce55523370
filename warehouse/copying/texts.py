"""Many texts as they count, in a file: those of a year are half a gigabyte, and few are wanted at once."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class Texts:
    """Where each text stands in `file`, in bytes; a number of 64 bits and the count of characters of each."""

    file: IO[bytes]
    starts: np.ndarray
    sizes: np.ndarray
    digests: np.ndarray
    lengths: np.ndarray

    def read(self, places: np.ndarray) -> str:
        """Some of them, after each other."""
        number, spans = self.file.fileno(), zip(self.sizes[places], self.starts[places], strict=True)
        return b"".join(os.pread(number, size, start) for size, start in spans).decode()

    def take(self, places: np.ndarray) -> "Texts":
        """Some of them, in that order."""
        columns = (each[places] for each in (self.starts, self.sizes, self.digests, self.lengths))
        return Texts(self.file, *columns)


def put_down(file: IO[bytes], texts: Iterable[pa.StringArray]) -> tuple[np.ndarray, np.ndarray]:
    """Write texts to the end of a file: where each starts, and how many bytes it has."""
    starts, sizes, end = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], file.tell()
    for array in texts:
        offsets, content = array.buffers()[1:]
        ends = np.frombuffer(offsets, np.int32, len(array) + 1, 4 * array.offset).astype(np.int64)
        file.write(memoryview(content)[ends[0] : ends[-1]])
        starts.append(ends[:-1] + (end - ends[0]))
        sizes.append(np.diff(ends))
        end += int(ends[-1] - ends[0])
    file.flush()
    return np.concatenate(starts), np.concatenate(sizes)


def digests(texts: Sequence[str]) -> np.ndarray:
    """Numbers of 64 bits that depend on nothing but the characters of each text."""
    made = (hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8) for text in texts)
    return np.frombuffer(b"".join(each.digest() for each in made), np.uint64)
