"""How a worker answers: bytes after their length, read as from a stranger.

A document may have taken its worker over, so nothing of an answer is unpickled, waited for or believed: it is
gathered as it comes, refused where it is longer than any reading, and its receiver checks what it says.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

LENGTH = struct.Struct("!Q")
MOST_BYTES = 256 << 20  # of one answer: four times the largest body
BLOCK = 1 << 20


class RefusedError(ValueError):
    """An answer that no worker of ours gives; the text says what is wrong with it."""


@dataclass
class Answers:
    """The answers of one worker, gathered from its end of a pipe."""

    descriptor: int
    held: bytearray = field(default_factory=bytearray)

    def receive(self, most: int) -> Iterator[bytes]:
        """Take what has come, once the pipe is ready; gives the answers that are whole, `most` of them.

        EOFError where the worker is gone; RefusedError, after those that were right, for one that is too long
        or has more behind it.
        """
        block = os.read(self.descriptor, BLOCK)
        if not block:
            raise EOFError
        self.held += block
        for rest in reversed(range(most)):
            if (answer := self._next()) is None:
                return
            if self.held and not rest:
                raise RefusedError("more answers than were asked for")
            yield answer

    def _next(self) -> bytes | None:
        if len(self.held) < LENGTH.size:
            return None
        (size,) = LENGTH.unpack_from(self.held)
        if size > MOST_BYTES:
            raise RefusedError(f"an answer of {size} bytes, more than {MOST_BYTES}")
        end = LENGTH.size + size
        if len(self.held) < end:
            return None
        answer = bytes(memoryview(self.held)[LENGTH.size : end])
        del self.held[:end]
        return answer


def send(descriptor: int, answer: bytes) -> None:
    """The worker's side: its answer, whole."""
    rest = memoryview(LENGTH.pack(len(answer)) + answer)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
