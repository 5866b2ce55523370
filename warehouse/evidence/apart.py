"""Showing a document in a process of its own, shut in and with limits, since strangers wrote the document.

A page can end its reader from C code, or never let go of it; whoever serves pages asks here, and goes on.
What comes back is looked at as hostile: it is markup for a sandboxed frame and pictures, nothing else.
"""

import atexit
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, replace
from math import isfinite
from queue import SimpleQueue
from threading import BoundedSemaphore
from typing import Any, NamedTuple, get_args

from extract.run.workers import worker_pool
from extract.run.workers.worker_pool import Limits, Pool
from warehouse.evidence.model import Box, EvidenceError, Kind, Picture, Reason, Shown, Target
from warehouse.evidence.show import show

LIMITS = Limits(memory_bytes=2 << 30, cpu_seconds=20, wall_seconds=30.0)
TURNS = BoundedSemaphore(max(os.cpu_count() or 1, 2))  # documents at once; others wait for theirs
PRELOADED = ["warehouse.evidence.preload"]
MOST_ANSWER = 64 << 20  # bytes: forty pages drawn have twenty
TOGETHER = 50  # documents a process where a whole site is written: 10 ms each, alone 300
PNG = b"\x89PNG\r\n\x1a\n"


class Task(NamedTuple):
    """What to show."""

    data: bytes
    targets: tuple[Target, ...]


_Answer = Shown | EvidenceError
_Pool = Pool[Task, _Answer]


def show_apart(data: bytes, targets: Sequence[Target], limits: Limits = LIMITS) -> Shown:
    """As `show.show`, in a process that the document may end or hold up, and no longer than `limits`.

    Threads may call it side by side: as many documents are at work as there are processors.
    The first call of a program takes a second longer: it starts the server that forks those processes.
    Raises EvidenceError, and NoWorkerError where this machine starts no process.
    """
    with TURNS:
        task = Task(data, tuple(targets))
        (answer,) = worker_pool.run(answered, [task], _accepted, _lost, 1, limits, PRELOADED)
    if isinstance(answer, EvidenceError):
        raise answer
    return answer


class Spares:
    """`show_apart` for a server: processes are started before their documents come, each still for one alone.

    To start one takes from a fifth of a second to a whole one, by what else the machine does: it makes a
    network of its own. As many documents are at work as there are spares; others wait for theirs.
    """

    def __init__(self, count: int = 2) -> None:
        worker_pool.preload(answered, PRELOADED)
        self._pools: SimpleQueue[_Pool] = SimpleQueue()
        self._starter = ThreadPoolExecutor(1, "spares")
        self._is_closed = False
        for _ in range(count):
            self._starter.submit(self._replace, None)
        atexit.register(self.close)

    def show(self, data: bytes, targets: Sequence[Target]) -> Shown:
        """As `show_apart`."""
        pool = self._pools.get()
        pool.tasks = [Task(data, tuple(targets))]
        results = pool.run(1)
        try:
            answer = next(results)
        finally:
            with suppress(RuntimeError):  # closed meanwhile
                self._starter.submit(self._replace, results)
        if isinstance(answer, EvidenceError):
            raise answer
        return answer

    def close(self) -> None:
        """End all that was started."""
        self._is_closed = True
        self._starter.shutdown()
        while not self._pools.empty():
            for _ in self._pools.get().run(1):
                pass  # of no task: its workers end

    def _replace(self, used: Iterator[_Answer] | None) -> None:
        """Start the next process, and end one that had its document."""
        pool = _Pool(answered, _accepted, _lost, [], LIMITS)
        if not self._is_closed:
            with suppress(OSError):  # whoever gets it starts one, and is told if that fails, too
                pool.start_ahead()
        self._pools.put(pool)
        for _ in used or ():
            pass


def show_all_apart(tasks: Sequence[Task]) -> Iterator[Shown | EvidenceError]:
    """What `show_apart` gives or raises for each of many documents, TOGETHER of them a process.

    As in reading, one that takes its process over could answer for those after it: what is shown of these
    may then be false, their archived bytes are not.
    """
    together = replace(LIMITS, documents=TOGETHER)
    return worker_pool.run(answered, tasks, _accepted, _lost, 1, together, PRELOADED)


def answered(task: Task) -> bytes:
    """The worker's side: what is shown, or why it is not, as JSON."""
    try:
        shown = show(task.data, task.targets)
    except EvidenceError as error:
        return json.dumps({"reason": error.reason, "message": str(error)}).encode()
    except MemoryError:
        return json.dumps({"reason": "not_shown", "message": "the document needs too much memory"}).encode()
    pictures = [{**asdict(each), "png": b64encode(each.png).decode()} for each in shown.pictures]
    record = {
        "kind": shown.kind,
        "html": shown.html,
        "pictures": pictures,
        "anchors": dict(shown.anchors),
        "agreeing": sorted(shown.agreeing),
        "is_cut": shown.is_cut,
        "member": shown.member,
    }
    return json.dumps(record).encode()


def _lost(_: Task, why: str) -> EvidenceError:
    return EvidenceError("not_shown", f"the document cannot be shown: {why}")


def _accepted(task: Task, answer: bytes) -> Shown | EvidenceError:
    """The answer of a worker; ValueError where none of ours gives it."""
    if len(answer) > MOST_ANSWER:
        raise ValueError(f"{len(answer)} bytes")
    try:
        found = json.loads(answer)
        return _error(found) if "reason" in found else _shown(found, {target.id for target in task.targets})
    except (TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no answer of ours: {type(error).__name__}") from error


def _error(found: dict[str, Any]) -> EvidenceError:
    if found["reason"] not in get_args(Reason):
        raise ValueError("no reason of ours")
    return EvidenceError(found["reason"], _text(found["message"])[:1000])


def _shown(found: dict[str, Any], ids: set[str]) -> Shown:
    anchors = {_text(name): _text(anchor) for name, anchor in found["anchors"].items()}
    agreeing = frozenset(map(_text, found["agreeing"]))
    if found["kind"] not in get_args(Kind) or not ids >= {*anchors, *anchors.values(), *agreeing}:
        raise ValueError("ids or a kind that were not asked for")
    return Shown(
        found["kind"],
        _text(found["html"]),
        tuple(_picture(each, ids) for each in found["pictures"]),
        anchors,
        agreeing,
        found["is_cut"] is True,
        None if found["member"] is None else _text(found["member"]),
    )


def _picture(found: dict[str, Any], ids: set[str]) -> Picture:
    page, width, height = (int(found[name]) for name in ("page", "width", "height"))
    png = b64decode(found["png"], validate=True)
    boxes = tuple(Box(_text(name), *map(_length, edges)) for name, *edges in found["boxes"])
    if not png.startswith(PNG) or not ids >= {box.id for box in boxes} or min(page, width, height) < 1:
        raise ValueError("no picture of ours")
    return Picture(page, width, height, png, boxes)


def _length(value: object) -> float:
    """A number of pixels: what stands in a style sheet must be nothing else."""
    if not isinstance(value, int | float) or not isfinite(value):
        raise TypeError("a length that is none")
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} for text")
    return value
