"""Commands of `nianbao` as processes of their own, forked from one that has loaded their libraries.

That saves one or two seconds each. They call the same function with the same words as a started one; that
`nianbao` and `python -m` start well, tests/warehouse/test_front.py and tests/test_wheel.py show.

The server is a process of its own, not that of multiprocessing, which the workers under test fork from.
"""

import atexit
import ctypes
import gc
import os
import pickle
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from traceback import print_exc
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
PRELOADED = (
    "tests.forked",
    "spiders.__main__",
    "spiders.crawling.spider",
    "spiders.replica.server",
    "extract.__main__",
    "extract.run.archive_run",
    "warehouse.__main__",
    "warehouse.build.pipeline",
    "warehouse.build_summary",
    "warehouse.handout.bundle",
    "warehouse.release.verify",
    "pypinyin",
)
MOST_BYTES = 1 << 20  # of a request
CAPBSET_DROP, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2  # prctl(2), capabilities(7)
VERSION_3, EFFECTIVE, PERMITTED, INHERITABLE = (0x20080522, 0), 0, 1, 2  # capset(2): of the first 32
NOWHERE = os.open(os.devnull, os.O_WRONLY)  # for a stream that nobody reads
Call = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Forked:
    """A process that leads a session of its own, with the methods of a started one."""

    pid: int
    _line: socket.socket

    def has_ended(self) -> bool:
        """Whether `wait` would answer at once."""
        return bool(select.select([self._line], [], [], 0)[0])

    def kill(self) -> None:
        """End it at once, if it still lives."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, or the signal that ended it below zero; TimeoutError after so many seconds."""
        self._line.settimeout(timeout)
        with self._line:
            return int(self._line.recv(20))


def start(
    call: Call,
    output: int,
    errors: int,
    environment: Mapping[str, str] | None = None,
    beforehand: Callable[[], None] | None = None,
) -> Forked:
    """Call a function from the root in a new process; what it returns is the exit code.

    call, beforehand: functions of modules, or `partial` of these. environment: instead of this process's own.
    output, errors: descriptors for its standard streams.
    """
    ours, theirs = _packets()
    asked = pickle.dumps((call, dict(os.environ if environment is None else environment), beforehand))
    with theirs:
        socket.send_fds(_server(), [asked], [output, errors, theirs.fileno()])
    return Forked(int(ours.recv(20)), ours)


def command(words: Sequence[str]) -> Call:
    """The call that is `nianbao WORDS`."""
    return partial(_run, list(words))


def answer(
    call: Call,
    seconds: float,
    environment: Mapping[str, str] | None = None,
    beforehand: Callable[[], None] | None = None,
) -> tuple[int, str, str]:
    """Exit code, standard output and errors of a call; TimeoutError where it takes more than `seconds`."""
    ends = [os.pipe() for _ in range(2)]
    process = start(call, ends[0][1], ends[1][1], environment, beforehand)
    for _, written in ends:
        os.close(written)
    output, errors = _drain([read for read, _ in ends], monotonic() + seconds)
    try:
        return process.wait(1), output.decode(), errors.decode()
    except TimeoutError:
        process.kill()
        raise


def _drain(descriptors: list[int], until: float) -> list[bytes]:
    """Read to the end of each, which comes when all who could write have gone, or until the time is up."""
    said = {descriptor: bytearray() for descriptor in descriptors}
    still_open = [*said]
    while still_open and (left := until - monotonic()) > 0:
        for descriptor in select.select(still_open, [], [], left)[0]:
            if block := os.read(descriptor, 1 << 16):
                said[descriptor] += block
            else:
                still_open.remove(descriptor)
    for descriptor in descriptors:
        os.close(descriptor)
    return [bytes(each) for each in said.values()]


@cache
def _server() -> socket.socket:
    """The line to this process's server, which ends when the line closes."""
    ours, theirs = _packets()
    # Without a cache of what other runs once fetched, a library that asks others would ask them now.
    environment = os.environ | {"TLDEXTRACT_CACHE": _empty().name}
    with theirs:
        words = [sys.executable, "-m", "tests.forked", str(theirs.fileno())]
        subprocess.Popen(
            words, cwd=ROOT, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )
    return ours


@cache
def _empty() -> TemporaryDirectory[str]:
    """A folder that is removed when this process ends."""
    return TemporaryDirectory(prefix="nianbao-suffixes-")


def _packets() -> tuple[socket.socket, socket.socket]:
    """Two ends of a line that keeps messages apart."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for each in ends:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_BYTES)
    return ends


def serve(line: socket.socket) -> None:
    """Fork for every request on the line, until it closes; the process in between waits for the exit code."""
    for name in PRELOADED:
        import_module(name)
    import_module("spiders.replica.sites").demo()  # of which every crawl of the demo makes a server
    gc.collect()
    gc.freeze()  # no collector of a forked process looks through what is loaded, which copies its pages
    while True:
        asked, descriptors, _, _ = socket.recv_fds(line, MOST_BYTES, 3)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not asked:
            return
        if os.fork() == 0:
            line.close()
            os._exit(_keep(asked, *descriptors))
        for descriptor in descriptors:
            os.close(descriptor)


def _keep(asked: bytes, output: int, errors: int, line: int) -> int:
    if (pid := os.fork()) == 0:
        os.close(line)
        code = 1
        try:
            code = _become(asked, output, errors)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException:
            print_exc()
        finally:
            _leave(code)
    for descriptor in (output, errors):
        os.close(descriptor)
    os.write(line, b"%d" % pid)
    with suppress(BrokenPipeError):
        os.write(line, b"%d" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    return 0


def _leave(code: int) -> NoReturn:
    """End as Python does, threads awaited and handlers called, but let the kernel free what was loaded.

    To take a thousand modules apart costs 0.4 s. multiprocessing ends its processes like this, too.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _become(asked: bytes, output: int, errors: int) -> int:
    """Be the process that was asked for: its session, streams, environment, then its call."""
    os.setsid()
    for stream, descriptor in enumerate((output, errors), 1):
        os.dup2(descriptor, stream)
    for descriptor in (output, errors):
        os.close(descriptor)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    call, environment, beforehand = pickle.loads(asked)
    os.environ.clear()
    os.environ.update(environment)
    if beforehand is not None:
        beforehand()
    return int(call())


def _run(words: list[str]) -> int:
    from warehouse.cli import main

    return main(words)


def file_limit(most_bytes: int) -> None:
    """No file of this process may grow over a size, which fails as a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


def ascii_terminal() -> None:
    """Streams that can print ASCII and nothing else, here and in all that this process starts."""
    os.environ |= {"PYTHONIOENCODING": "ascii", "LANG": "C", "TERM": "dumb"}
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="ascii", errors="strict")  # type: ignore[union-attr]


def drop(*capabilities: int) -> None:
    """Root keeps its name and loses what lets it pass over the rights of files; others have no such right."""
    if os.getuid():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    head, sets = (ctypes.c_uint32 * 2)(*VERSION_3), (ctypes.c_uint32 * 6)()
    assert libc.capget(head, sets) == 0
    for number in capabilities:
        assert libc.prctl(CAPBSET_DROP, number, 0, 0, 0) == 0  # for what this process starts
        for each in (EFFECTIVE, PERMITTED, INHERITABLE):
            sets[each] &= ~(1 << number)
    assert libc.capset(head, sets) == 0, os.strerror(ctypes.get_errno())


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
