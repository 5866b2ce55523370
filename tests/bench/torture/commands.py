"""Commands as users run them, that may be killed at a moment or find the disk full.

Most run as processes forked from one that has loaded their libraries, which saves a second of imports each;
the others are started as `nianbao` is. Both call the same function with the same words.
"""

import os
import resource
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.bench.torture.outcomes import require
from tests.demo import ROOT

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        "spiders.__main__",
        "spiders.crawling.spider",
        "extract.run.archive_run",
        "warehouse.cli",
        "warehouse.__main__",
        "warehouse.build.pipeline",
        "warehouse.handout.bundle",
        "warehouse.release.verify",
    ]
)
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
        preexec_fn=lambda: _limit(most_bytes),
    )
    os.close(theirs)
    return process, ours


def _forked(words: list[str], most_bytes: int | None) -> tuple["_Forked", int]:
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_main, args=(words, theirs, most_bytes))
    process.start()
    theirs.close()
    descriptor = os.dup(ours.fileno())
    ours.close()
    return _Forked(process), descriptor


@dataclass(frozen=True, slots=True)
class _Forked:
    """A forked process with the methods of a started one."""

    process: ForkServerProcess

    def kill(self) -> None:
        self.process.kill()

    def wait(self) -> int:
        self.process.join()
        return int(self.process.exitcode or 0)


def _main(words: list[str], output: Connection, most_bytes: int | None) -> None:
    from warehouse.cli import main

    os.setsid()
    os.chdir(ROOT)
    for stream in (1, 2):
        os.dup2(output.fileno(), stream)
    output.close()
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    _limit(most_bytes)
    code = 1
    try:
        code = main(words)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdout.flush()
    sys.exit(code)


def _limit(most_bytes: int | None) -> None:
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


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
