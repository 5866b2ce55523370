"""The memory that a process, or a process with all below it, has held."""

import re
from collections.abc import Callable, Iterator
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


def resident(process: psutil.Process) -> int:
    """Bytes that a process holds in memory, those that it shares with others among them."""
    return int(process.memory_info().rss)


def proportional(process: psutil.Process) -> int:
    """Bytes that a process holds, of shared ones its part: what several hold together is their sum."""
    try:
        told = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # it has ended
        return 0
    return int(re.findall(r"^Pss:\s+(\d+) kB", told, re.M)[0]) * 1024


@contextmanager
def watched(
    process: psutil.Process, every: float = 0.1, held: Callable[[psutil.Process], int] = resident
) -> Iterator[list[float]]:
    """The most memory in MB of a process and all below it, looked at `every` so many seconds."""
    over, highest = Event(), [0.0]
    watch = Thread(target=_watch, args=(process, every, held, over, highest))
    watch.start()
    try:
        yield highest
    finally:
        over.set()
        watch.join()


def _watch(
    watched: psutil.Process,
    every: float,
    held: Callable[[psutil.Process], int],
    over: Event,
    highest: list[float],
) -> None:
    while not over.wait(every):
        used = 0
        for process in [watched, *watched.children(recursive=True)]:
            try:
                used += held(process)
            except psutil.NoSuchProcess:
                continue
        highest[0] = max(highest[0], used / 2**20)
