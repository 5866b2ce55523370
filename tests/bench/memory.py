"""The memory that a process itself has held."""

import re
from pathlib import Path


def peak_mb() -> float:
    """The most resident memory of this process so far, in MB.

    From VmHWM: ru_maxrss starts with what the parent held when it started the process.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024
