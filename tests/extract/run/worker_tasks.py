"""What the workers' tests give them to do; no test library here, as every worker imports it."""

import gc
import os
import signal
import time
from pathlib import Path

from extract.model.document import Document, Hints, UnreadableError
from extract.readers import read_document


def square(number: int) -> tuple[int, int]:
    time.sleep(0.01 * (number % 3))
    return number * number, os.getpid()


def collector_is_running(_: str) -> bool:
    return gc.isenabled()


def crash(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGSEGV)
    return number


def raise_at_two(number: int) -> int:
    return number if number != 2 else number // 0


def burn(number: int) -> int:
    while number == 2:
        pass
    return number


def sleep_long(number: int) -> int:
    time.sleep(60 if number == 2 else 0)
    return number


def devour(number: int) -> int:
    return len(bytearray(3 << 30)) if number == 2 else number


class SlowToLoad:
    """Takes a worker a second to begin with."""

    def __getstate__(self) -> float:
        return 1.0

    def __setstate__(self, seconds: float) -> None:
        time.sleep(seconds)

    def __call__(self, number: int) -> int:
        return number


def fall_once(path: str) -> str:
    """Dies the first time, works the second."""
    mark = Path(path)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "read"


def outcome(data: bytes) -> Document | str:
    """The document, or the kind of problem that kept it from being read."""
    try:
        return read_document(data, Hints())
    except UnreadableError as error:
        return error.kind


def outcome_kind(data: bytes) -> str:
    """`read`, or the kind of problem."""
    found = outcome(data)
    return found if isinstance(found, str) else "read"
