"""The memory of a build, shared out: what DuckDB holds before it spills, how many parts are in hand."""

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

DEFAULT_MB = 2000
BESIDE_MB = 400  # Python, its libraries, and what they hold between two parts
LEAST_MB = 200
MB = 2**20


@dataclass(frozen=True, slots=True)
class Budget:
    """`total_mb` for the whole build, on `workers` threads."""

    total_mb: int
    workers: int

    @property
    def of_models(self) -> str:
        """What DuckDB may hold of the models before it spills; beside it stand the rows in and out."""
        return f"{max(LEAST_MB, self._for_rows // 2)}MB"

    @property
    def of_years(self) -> str:
        """The same of what is asked of years, less: what Python held of them before stands beside it."""
        return f"{max(LEAST_MB, self._for_rows * 3 // 8)}MB"

    @property
    def _for_rows(self) -> int:
        return max(LEAST_MB, self.total_mb - BESIDE_MB)

    def map(
        self,
        executor: Executor,
        largest: int,
        work: Callable[..., Any],
        *parts: Sequence[Any] | Iterable[Any],
    ) -> Iterator[Any]:
        """Like `executor.map`; one part after the other where several of `largest` bytes would not fit."""
        fits = self.workers * largest <= self._for_rows * MB
        return executor.map(work, *parts) if fits else map(work, *parts)


def release_unused() -> None:
    """Give back to the system what was freed and is held for later: between two steps hundreds of MB."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's, which else gives back little
    if trim:
        trim(0)
