"""Calls of pdfium's functions, many at once.

A page costs some 3,000 calls. For each argument that a function declares, ctypes calls a converter, which
takes longer than pdfium's own work: so none are declared, and addresses are wrapped once. Nor is Python's
lock let go for a call, a sixth of its time: pdfium serves one thread only.
"""

import ctypes
from array import array
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

BATCH = 512  # questions that are answered at once

INT, ADDRESS, FLOAT = ctypes.c_int, ctypes.c_void_p, ctypes.c_float
Address = Any  # an address, wrapped for calls

address: Callable[[int], Address] = ADDRESS.from_param


def call(name: str, result: type | None) -> Callable[..., Any]:
    """A pdfium function. Integers are given as C's int; addresses, and integers of other sizes, wrapped."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(getattr(pdfium, name), ADDRESS).value or 0)


class Answers:
    """Memory for what functions write: `count` numbers each, at the addresses given as last arguments."""

    def __init__(self, kind: Any, count: int) -> None:
        size = ctypes.sizeof(kind)
        self._count, self._answers = count, array(kind._type_, bytes(size * count * BATCH))
        self._blank = self._answers[:]
        buffer = (kind * (count * BATCH)).from_buffer(self._answers)
        self._places = [
            [ctypes.byref(buffer, size * (count * i + n)) for i in range(BATCH)] for n in range(count)
        ]

    def ask(self, question: Callable[..., int], *given: Sequence[Any]) -> tuple[list[int], list[list[Any]]]:
        """What the function returns for each of the first arguments, and what it writes, a list a number.

        One loop in C for all. Where it writes nothing, the numbers are 0.
        """
        returned: list[int] = []
        written: list[list[Any]] = [[] for _ in self._places]
        for start in range(0, len(given[0]), BATCH):
            batch = [arguments[start : start + BATCH] for arguments in given]
            end = self._count * len(batch[0])
            self._answers[:end] = self._blank[:end]
            returned += map(question, *batch, *self._places)
            for n, numbers in enumerate(written):
                numbers += self._answers[n : end : self._count]
        return returned, written


POINTS, BOXES = Answers(ctypes.c_double, 4), Answers(FLOAT, 4)
COLOURS, MODES = Answers(ctypes.c_uint, 4), Answers(ctypes.c_uint, 2)
