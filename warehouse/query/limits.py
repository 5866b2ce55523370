"""What a question may use, of time, memory, disk and threads."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question may use; None is what DuckDB would take by itself, and no end."""

    memory_mb: int | None = None
    seconds: float | None = None
    spill_mb: int | None = None  # on disk, for what does not fit into memory
    threads: int | None = None


OWN = Limits()  # for questions that we wrote ourselves
ASKED = Limits(memory_mb=4000, seconds=300, spill_mb=20_000, threads=os.cpu_count())
ROWS = 100_000  # of an answer, at most
NARROW = "ask for less (a year, a province, LIMIT), or allow more with --seconds and --memory."
