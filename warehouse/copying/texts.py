"""Many texts as they count, in a file: those of a year are half a gigabyte, and few are wanted at once."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
import pyarrow as pa


class TextFile:
    """Texts of several parts, numbered through; those that are wanted are put down in a file, once."""

    def __init__(
        self, file: IO[bytes], counts: Sequence[int], of_part: Callable[[int], pa.ChunkedArray]
    ) -> None:
        """`counts` tells how many texts each part has; `of_part` makes those of the part of a number."""
        self._file, self._of_part = file, of_part
        self._ends = np.cumsum(counts, dtype=np.int64)
        total = int(self._ends[-1]) if len(counts) else 0
        self._is_there = np.zeros(total, bool)
        self._starts, self._sizes = np.zeros(total, np.int64), np.zeros(total, np.int64)

    def put_down(self, numbers: np.ndarray) -> None:
        """Put down some of the texts; who reads many asks for all first, since each part is made whole."""
        missing = np.unique(numbers[~self._is_there[numbers]])
        parts = np.searchsorted(self._ends, missing, "right")
        for part in np.unique(parts).tolist():
            self._put_down(part, missing[parts == part])

    def read(self, numbers: np.ndarray) -> str:
        """Some of the texts, after each other."""
        self.put_down(numbers)
        file, spans = self._file.fileno(), zip(self._sizes[numbers], self._starts[numbers], strict=True)
        return b"".join(os.pread(file, size, start) for size, start in spans).decode()

    def _put_down(self, part: int, numbers: np.ndarray) -> None:
        texts = self._of_part(part)
        texts = texts.take(pa.array(numbers - (self._ends[part] - len(texts)))).combine_chunks()
        end = self._file.seek(0, os.SEEK_END)
        offsets, content = texts.buffers()[1:]
        ends = np.frombuffer(offsets, np.int32, len(texts) + 1, 4 * texts.offset).astype(np.int64)
        self._file.write(memoryview(content)[ends[0] : ends[-1]])
        self._file.flush()
        self._starts[numbers] = ends[:-1] + (end - ends[0])
        self._sizes[numbers] = np.diff(ends)
        self._is_there[numbers] = True


@dataclass(frozen=True)
class Texts:
    """Some texts of a file, by number; a number of 64 bits and the count of characters of each."""

    file: TextFile
    numbers: np.ndarray
    digests: np.ndarray
    lengths: np.ndarray

    def read(self, places: np.ndarray) -> str:
        """Some of them, after each other."""
        return self.file.read(self.numbers[places])

    def put_down(self, places: np.ndarray) -> None:
        """Put down some of them, before they are read a few at a time."""
        self.file.put_down(self.numbers[places])

    def take(self, places: np.ndarray) -> "Texts":
        """Some of them, in that order."""
        return Texts(self.file, self.numbers[places], self.digests[places], self.lengths[places])


def digests(texts: Sequence[str]) -> np.ndarray:
    """Numbers of 64 bits that depend on nothing but the characters of each text."""
    made = (hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8) for text in texts)
    return np.frombuffer(b"".join(each.digest() for each in made), np.uint64)
