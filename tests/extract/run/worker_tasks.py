"""What the workers' tests give them to do; no test library here, as every worker imports it."""

import gc
import json
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from extract.model.document import Document, Hints, UnreadableError
from extract.readers import read_document
from extract.readers.office import convert


def value(_: object, answer: bytes) -> Any:
    """What is made of an answer in these tests: any JSON."""
    return json.loads(answer)


def text(_: object, answer: bytes) -> str:
    return answer.decode()


def square(number: int) -> bytes:
    time.sleep(0.01 * (number % 3))
    return json.dumps([number * number, os.getpid()]).encode()


def pause(seconds: float) -> bytes:
    time.sleep(seconds)
    return b"null"


def collector_is_running(_: str) -> bytes:
    return json.dumps(gc.isenabled()).encode()


def crash(number: int) -> bytes:
    if number == 2:
        os.kill(os.getpid(), signal.SIGSEGV)
    return b"%d" % number


def raise_at_two(number: int) -> bytes:
    return b"%d" % (number if number != 2 else number // 0)


def burn(number: int) -> bytes:
    while number == 2:
        pass
    return b"%d" % number


def sleep_long(number: int) -> bytes:
    time.sleep(60 if number == 2 else 0)
    return b"%d" % number


def devour(number: int) -> bytes:
    return b"%d" % (len(bytearray(3 << 30)) if number == 2 else number)


class SlowToLoad:
    """Takes a worker a second to begin with."""

    def __getstate__(self) -> float:
        return 1.0

    def __setstate__(self, seconds: float) -> None:
        time.sleep(seconds)

    def __call__(self, number: int) -> bytes:
        return b"%d" % number


def fall_once(path: str) -> bytes:
    """Dies on the byte that it takes out of a pipe, and works once there is none left."""
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        os.read(pipe, 1)
        os.kill(os.getpid(), signal.SIGKILL)
    return b'"read"'


def reach_out(number: int) -> bytes:
    """What a worker that a document has taken over may still do: the names of what was refused."""
    refused = []
    for name, attempt in ATTEMPTS.items():
        try:
            attempt()
        except OSError:
            refused.append(name)
    return json.dumps([*refused, number]).encode()


ATTEMPTS: dict[str, Callable[[], object]] = {
    "write beside": lambda: Path(tempfile.gettempdir(), "..", f"{os.getpid()}.beside").write_text(""),
    "write here": lambda: Path(f"{os.getpid()}.here").write_text(""),
    "empty a file": lambda: os.truncate(__file__, 0),
    "remove a file": lambda: Path(__file__).unlink(),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9), 5),
    "listen": lambda: socket.create_server(("127.0.0.1", 0)),
    "send a datagram": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 53)),
    "signal its parent": lambda: os.kill(os.getppid(), 0),
    "own folder": lambda: Path(tempfile.gettempdir(), "own").write_text("own"),
    "nothing": lambda: Path("/dev/null").write_text("nothing"),
}


def through_office(page: bytes) -> bytes:
    """A page as LibreOffice makes a text of it, in a folder that it may write."""
    return convert(page, ".html", ".txt")


def forge(answer: bytes) -> bytes:
    """Writes to the pipe as it likes: the task says what, and where the descriptor is to be looked for."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
        with suppress(OSError):
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):  # noqa: PTH115
                os.write(int(name), answer)
    time.sleep(60)
    return b""


def outcome(data: bytes) -> Document | str:
    """The document, or the kind of problem that kept it from being read."""
    try:
        return read_document(data, Hints())
    except UnreadableError as error:
        return error.kind


def outcome_kind(data: bytes) -> bytes:
    """`read`, or the kind of problem."""
    found = outcome(data)
    return found.encode() if isinstance(found, str) else b"read"


def together(numbers: tuple[int, ...]) -> bytes:
    """A task of many: 2 ends its worker."""
    return json.dumps([json.loads(crash(number)) for number in numbers]).encode()


def slow_together(seconds: tuple[float, ...]) -> bytes:
    """A task of many, each of which takes its time."""
    time.sleep(sum(seconds))
    return json.dumps(seconds).encode()
