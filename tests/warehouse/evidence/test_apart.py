"""A document that ends or holds up its process costs itself; what such a process answers is not believed."""

import json
import os
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from extract.run.workers import worker_pool
from extract.run.workers.worker_pool import Limits
from warehouse.evidence import apart
from warehouse.evidence.apart import Spares, Task, answered, show_all_apart, show_apart
from warehouse.evidence.model import EvidenceError, Shown, Target
from warehouse.evidence.show import show

CASES = Path(__file__).parents[2] / "cases"
PAGE = b"<table><tr><td>a</td><td>7</td></tr></table>"
CELL = Target("cell-1", "html:t1/r1/c2", "7")
QUICK = Limits(memory_bytes=2 << 30, cpu_seconds=20, wall_seconds=2.0)


def ends(_: Task) -> bytes:
    os.abort()


def never_returns(_: Task) -> bytes:
    while True:
        time.sleep(1)


def takes_all_memory(_: Task) -> bytes:
    soft, _hard = resource.getrlimit(resource.RLIMIT_AS)
    return bytes(soft)


def asked_of(function: Callable[[Task], bytes]) -> Shown | EvidenceError:
    (found,) = worker_pool.run(function, [Task(PAGE, (CELL,))], apart._accepted, apart._lost, 1, QUICK)
    return found


@pytest.mark.parametrize(
    "name", ["html-clean/document.html", "pdf-rects/document.pdf", "docx-clean/document.docx"]
)
def test_what_comes_back_is_what_is_shown_here(name: str) -> None:
    data = (CASES / name).read_bytes()
    place = {"html": "html:t1/r3/c2", "pdf": "pdf:p1/218.3,355.4,325.2,373.1", "docx": "docx:t1/r3/c2"}
    targets = [Target("cell-1", place[name.rpartition(".")[2]], "0"), Target("cell-2", "html:t99/r1/c1", "")]
    assert show_apart(data, targets[:1]) == show(data, targets[:1])
    assert show_apart(data, targets) == show(data, targets)


def test_threads_side_by_side_get_each_their_own() -> None:
    pages = [PAGE.replace(b"7", b"%d" % number) for number in range(10, 22)]
    with ThreadPoolExecutor(6) as executor:
        shown = list(executor.map(lambda page: show_apart(page, [CELL]), pages))
    assert [each.html for each in shown] == [show(page, [CELL]).html for page in pages]


def test_processes_started_ahead_show_the_same_to_threads_side_by_side() -> None:
    spares = Spares(2)
    pages = [PAGE.replace(b"7", b"%d" % number) for number in range(10, 16)]
    with ThreadPoolExecutor(6) as executor:
        shown = list(executor.map(lambda page: spares.show(page, [CELL]), pages))
    assert [each.html for each in shown] == [show(page, [CELL]).html for page in pages]
    with pytest.raises(EvidenceError):
        spares.show(b"%PDF-1.7 damaged", [CELL])
    spares.close()
    assert spares._pools.empty(), "nothing goes on at work"


def test_a_process_started_ahead_shows_one_document_and_may_die_before() -> None:
    spares, seen = Spares(1), set()
    for is_killed in (False, False, True):
        pool = spares._pools.get()
        seen.add(pool.workers[0].process.pid)
        if is_killed:
            pool.workers[0].process.kill()
        spares._pools.put(pool)
        assert spares.show(PAGE, [CELL]).agreeing == {"cell-1"}
    spares.close()
    assert len(seen) == 3


def test_many_documents_come_in_their_order() -> None:
    tasks = [Task(PAGE.replace(b"7", b"%d" % number), (CELL,)) for number in range(10, 14)]
    found = list(show_all_apart([*tasks, Task(b"%PDF-1.7 damaged", (CELL,))]))
    assert found[:4] == [show(*task) for task in tasks]
    assert isinstance(found[4], EvidenceError)


@pytest.mark.parametrize("function", [ends, never_returns, takes_all_memory])
def test_a_document_that_ends_its_process_costs_itself(function: Callable[[Task], bytes]) -> None:
    found = asked_of(function)
    assert isinstance(found, EvidenceError)
    assert found.reason == "not_shown"
    assert show_apart(PAGE, [CELL]).agreeing == {"cell-1"}


def test_a_refusal_comes_back_as_one() -> None:
    with pytest.raises(EvidenceError) as caught:
        show_apart(b"%PDF-1.7 damaged", [CELL])
    assert caught.value.reason == "not_shown"


def changed(change: dict[str, Any]) -> bytes:
    return json.dumps(json.loads(answered(Task(PAGE, (CELL,)))) | change).encode()


PICTURE = {"page": 1, "width": 9, "height": 9, "png": "iVBORw0KGgo=", "boxes": [["cell-1", 1, 2, 3, 4]]}
NO_ANSWERS: Sequence[bytes] = [
    b"",
    b"\xff",
    b"[]",
    b"1",
    b'"reason"',
    b"[" * 100_000,
    b'{"reason": "because", "message": ""}',
    b'{"reason": "not_shown", "message": 1}',
    b'{"reason": []}',
    *map(
        changed,
        [
            {"kind": "film"},
            {"html": ["x"]},
            {"anchors": {"cell-1": "x}body{display:none"}},
            {"anchors": {"cell-2": "cell-2"}},
            {"anchors": ["cell-1"]},
            {"agreeing": ["cell-9"]},
            {"member": 1},
            {"pictures": [PICTURE | {"png": "PHN2Zz4="}]},
            {"pictures": [PICTURE | {"png": "<svg>"}]},
            {"pictures": [PICTURE | {"boxes": [["cell-2", 1, 2, 3, 4]]}]},
            {"pictures": [PICTURE | {"boxes": [["cell-1", 1, 2, 3]]}]},
            {"pictures": [PICTURE | {"boxes": [["cell-1", "1px;x", 2, 3, 4]]}]},
            {"pictures": [PICTURE | {"width": 0}]},
            {"pictures": [PICTURE | {"width": float("inf")}]},
            {"pictures": [PICTURE | {"boxes": [["cell-1", float("nan"), 2, 3, 4]]}]},
        ],
    ),
]


@pytest.mark.parametrize("answer", NO_ANSWERS)
def test_what_none_of_ours_answers_is_refused(answer: bytes) -> None:
    with pytest.raises(ValueError):
        apart._accepted(Task(PAGE, (CELL,)), answer)


def test_what_ours_answers_is_taken() -> None:
    assert (
        apart._accepted(Task(PAGE, (CELL,)), changed({"pictures": [PICTURE]})).pictures[0].boxes[0].right == 3
    )
