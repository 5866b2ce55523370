"""Commands as users run them, that may be killed at a moment or find the disk full.

Most are forked (tests.forked); the others are started as `nianbao` is.
"""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.torture.outcomes import require
from tests.demo import ROOT
from tests.forked import Forked, command, file_limit, start

PATIENCE = 400.0  # seconds after which a command is taken for one that never ends
TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: exit code (negative: the signal), all it printed, and the seconds it took."""

    words: tuple[str, ...]
    code: int
    text: str
    seconds: float

    def expect(self, *codes: int) -> "Done":
        """Unexplained where it ended otherwise, or in a traceback."""
        told = f"{' '.join(self.words)}: exit code {self.code}\n{self.text[-1500:]}"
        require(self.code in codes and TRACEBACK not in self.text, told)
        return self


def run(
    words: Sequence[str | Path],
    kill_after: float | None = None,
    most_bytes: int | None = None,
    is_real: bool = False,
) -> Done:
    """Run `nianbao WORDS` and wait until it and all it started are gone.

    kill_after: seconds after which it is killed (SIGKILL). most_bytes: no file may grow over it, which fails
    as a full disk does. is_real: as a new process, not a forked one.
    """
    texts, began = [str(word) for word in words], time.monotonic()
    process, output = (_real if is_real else _forked)(texts, most_bytes)
    said, is_open = _read(output, began + (PATIENCE if kill_after is None else kill_after))
    if is_open:
        process.kill()
        more, is_open = _read(output, time.monotonic() + PATIENCE)
        said += more
    os.close(output)
    code = process.wait()
    require(not is_open and (kill_after is not None or code != -9), f"{' '.join(texts)} did not end")
    return Done(tuple(texts), code, said.decode(errors="replace"), time.monotonic() - began)


def _real(words: list[str], most_bytes: int | None) -> tuple["subprocess.Popen[bytes]", int]:
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "warehouse.cli", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_limit(most_bytes),
    )
    os.close(theirs)
    return process, ours


def _forked(words: list[str], most_bytes: int | None) -> tuple[Forked, int]:
    ours, theirs = os.pipe()
    process = start(command(words), theirs, theirs, beforehand=_limit(most_bytes))
    os.close(theirs)
    return process, ours


def _limit(most_bytes: int | None) -> Callable[[], None] | None:
    return None if most_bytes is None else partial(file_limit, most_bytes)


def _read(descriptor: int, until: float) -> tuple[bytes, bool]:
    """What comes until all who could write have gone, or the time is up: then it is still open."""
    said = bytearray()
    while (left := until - time.monotonic()) > 0:
        with suppress(InterruptedError):
            if select.select([descriptor], [], [], left)[0]:
                if not (block := os.read(descriptor, 1 << 16)):
                    return bytes(said), False
                said += block
    return bytes(said), True
