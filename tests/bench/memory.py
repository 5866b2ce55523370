"""The memory that a process, or a process with all below it, has held."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psutil


def peak_mb() -> float:
    """The most resident memory of this process so far, in MB.

    From VmHWM: ru_maxrss starts with what the parent held when it started the process.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


@contextmanager
def watched(process: psutil.Process, every: float = 0.1) -> Iterator[list[float]]:
    """The most memory in MB of a process and all below it, looked at `every` so many seconds."""
    over, highest = Event(), [0.0]
    watch = Thread(target=_watch, args=(process, every, over, highest))
    watch.start()
    try:
        yield highest
    finally:
        over.set()
        watch.join()


def _watch(watched: psutil.Process, every: float, over: Event, highest: list[float]) -> None:
    while not over.wait(every):
        used = 0
        for process in [watched, *watched.children(recursive=True)]:
            try:
                used += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        highest[0] = max(highest[0], used / 2**20)
