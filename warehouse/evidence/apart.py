"""Showing a document in a process of its own, shut in and with limits, since strangers wrote the document.

A page can end its reader from C code, or never let go of it; whoever serves pages asks here, and goes on.
What comes back is looked at as hostile: it is markup for a sandboxed frame and pictures, nothing else.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from threading import BoundedSemaphore
from typing import Any, NamedTuple, get_args

from extract.run.workers import worker_pool
from extract.run.workers.worker_pool import Limits
from warehouse.evidence.model import Box, EvidenceError, Kind, Picture, Reason, Shown, Target
from warehouse.evidence.show import show

LIMITS = Limits(memory_bytes=2 << 30, cpu_seconds=20, wall_seconds=30.0)
TURNS = BoundedSemaphore(max(os.cpu_count() or 1, 2))  # documents at once; others wait for theirs
PRELOADED = ["warehouse.evidence.preload"]
MOST_ANSWER = 64 << 20  # bytes: forty pages drawn have twenty
PNG = b"\x89PNG\r\n\x1a\n"


class Task(NamedTuple):
    """What to show."""

    data: bytes
    targets: tuple[Target, ...]


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
