"""Many texts as they count, in a file: those of a year are half a gigabyte, and few are wanted at once."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
import pyarrow as pa


class TextFile:
    """Texts of several parts, numbered through; a part is put down in a file once a text of it is read."""

    def __init__(
        self, file: IO[bytes], counts: Sequence[int], of_part: Callable[[int], pa.ChunkedArray]
    ) -> None:
        """`counts` tells how many texts each part has; `of_part` makes those of the part of a number."""
        self._file, self._of_part = file, of_part
        self._ends = np.cumsum(counts, dtype=np.int64)
        self._is_there = np.zeros(len(counts), bool)
        total = int(self._ends[-1]) if len(counts) else 0
        self._starts, self._sizes = np.zeros(total, np.int64), np.zeros(total, np.int64)

    def read(self, numbers: np.ndarray) -> str:
        """Some of the texts, after each other."""
        for part in np.unique(np.searchsorted(self._ends, numbers, "right")).tolist():
            if not self._is_there[part]:
                self._put_down(part)
        file, spans = self._file.fileno(), zip(self._sizes[numbers], self._starts[numbers], strict=True)
        return b"".join(os.pread(file, size, start) for size, start in spans).decode()

    def _put_down(self, part: int) -> None:
        texts = self._of_part(part).combine_chunks()
        at, end = self._ends[part] - len(texts), self._file.seek(0, os.SEEK_END)
        offsets, content = texts.buffers()[1:]
        ends = np.frombuffer(offsets, np.int32, len(texts) + 1, 4 * texts.offset).astype(np.int64)
        self._file.write(memoryview(content)[ends[0] : ends[-1]])
        self._file.flush()
        self._starts[at : self._ends[part]] = ends[:-1] + (end - ends[0])
        self._sizes[at : self._ends[part]] = np.diff(ends)
        self._is_there[part] = True


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

    def take(self, places: np.ndarray) -> "Texts":
        """Some of them, in that order."""
        return Texts(self.file, self.numbers[places], self.digests[places], self.lengths[places])


def digests(texts: Sequence[str]) -> np.ndarray:
    """Numbers of 64 bits that depend on nothing but the characters of each text."""
    made = (hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8) for text in texts)
    return np.frombuffer(b"".join(each.digest() for each in made), np.uint64)
