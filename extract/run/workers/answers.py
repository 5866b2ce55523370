"""How a worker answers: bytes after their length, read as from a stranger.

A document may have taken its worker over, so nothing of an answer is unpickled, waited for or believed: it is
gathered as it comes, refused where it is longer than any reading, and its receiver checks what it says.
"""

import os
import struct
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

    def receive(self) -> bytes | None:
        """Take what has come, once the pipe is ready; the answer where it is whole, else None.

        EOFError where the worker is gone, RefusedError for an answer that is too long or has more behind it.
        """
        block = os.read(self.descriptor, BLOCK)
        if not block:
            raise EOFError
        self.held += block
        if len(self.held) < LENGTH.size:
            return None
        (size,) = LENGTH.unpack_from(self.held)
        if size > MOST_BYTES:
            raise RefusedError(f"an answer of {size} bytes, more than {MOST_BYTES}")
        if len(self.held) < LENGTH.size + size:
            return None
        if len(self.held) > LENGTH.size + size:
            raise RefusedError("more than one answer to one task")
        answer = bytes(memoryview(self.held)[LENGTH.size :])
        self.held.clear()
        return answer


def send(descriptor: int, answer: bytes) -> None:
    """The worker's side: its answer, whole."""
    rest = memoryview(LENGTH.pack(len(answer)) + answer)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
