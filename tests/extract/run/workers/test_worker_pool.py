"""Sandboxed workers: order, crashes, hangs, memory, recycling."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from extract.run.workers import worker_pool
from extract.run.workers.worker_pool import Limits, run
from tests.extract.run.worker_tasks import (
    SlowToLoad,
    burn,
    crash,
    devour,
    fall_once,
    pause,
    raise_at_two,
    sleep_long,
    slow_together,
    square,
    together,
    value,
)

SMALL = Limits(memory_bytes=1 << 30, cpu_seconds=5, wall_seconds=20, documents=3)


def lost(task: object, reason: str) -> str:
    return f"lost {task}: {reason}"


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    found = list(run(square, range(8), value, lost, workers, SMALL))
    assert [value for value, _ in found] == [number * number for number in range(8)]
    assert os.getpid() not in {process for _, process in found}


def test_workers_are_replaced_after_their_share() -> None:
    processes = [process for _, process in run(square, range(6), value, lost, 1, SMALL)]
    assert len(set(processes)) == 2
    assert processes[0] == processes[2] != processes[3]


@pytest.mark.parametrize(
    ("function", "limits", "word"),
    [
        (crash, SMALL, "SIGSEGV"),
        (raise_at_two, SMALL, "exit code 1"),
        (devour, SMALL, "exit code 1"),
        (burn, Limits(1 << 30, 1, 20), "SIGXCPU"),
        (sleep_long, Limits(1 << 30, 5, 1), "no result after 1 s"),
    ],
    ids=["crash", "exception", "memory", "cpu", "wall"],
)
def test_a_document_that_takes_its_worker_costs_itself_alone(
    function: Callable[[int], int], limits: Limits, word: str
) -> None:
    found = list(run(function, range(5), value, lost, 2, limits))
    assert [each for each in found if isinstance(each, int)] == [0, 1, 3, 4]
    assert word in str(found[2]) and "2 times" in str(found[2])


def test_a_document_is_tried_again_by_a_fresh_worker(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    pipe = os.open(path, os.O_RDWR)
    os.write(pipe, b"x")
    assert list(run(fall_once, [str(path)], value, lost, 1, SMALL)) == ["read"]
    os.close(pipe)


def alone(unit: tuple[float, ...]) -> list[tuple[float, ...]]:
    return [(each,) for each in unit]


def lost_alone(unit: tuple[float, ...], reason: str) -> list[str]:
    (one,) = unit
    return [f"lost {one:g}: {reason}"]


@pytest.mark.parametrize("workers", [1, 2])
def test_of_documents_read_together_the_one_that_takes_their_worker_costs_itself_alone(workers: int) -> None:
    units = [(0, 1), (4, 2, 3), (5,), (6, 7)]
    found = list(run(together, units, value, lost_alone, workers, SMALL, parts=alone))
    assert found[:2] + found[3:] == [[0, 1], [4], [3], [5], [6, 7]]
    assert found[2] == ["lost 2: the worker ended with SIGSEGV, 2 times"]


def test_documents_that_together_take_as_long_as_one_may_are_read_one_by_one() -> None:
    limits = Limits(1 << 30, 5, wall_seconds=1)
    found = list(run(slow_together, [(0.6, 0.7), (0.1, 0.2)], value, lost_alone, 1, limits, parts=alone))
    assert found == [[0.6], [0.7], [0.1, 0.2]]


def test_a_worker_is_replaced_by_the_documents_that_it_read() -> None:
    units = [(1, 3), (4, 5), (6, 7)]
    started: list[object] = []
    pool = worker_pool.Pool(together, value, lost_alone, units, SMALL, alone)
    start = pool._start
    pool._start = lambda: started.append(1) or start()  # type: ignore[method-assign]
    assert list(pool.run(1)) == [[1, 3], [4, 5], [6, 7]]
    assert len(started) == 2


def test_no_tasks_no_workers() -> None:
    assert list(run(square, [], value, lost, 2)) == []


def test_workers_that_never_start_end_the_run_and_blame_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that only this process has: no worker can find the function."""
    module = ModuleType("known_here_only")
    exec("def task(number): return number", module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with pytest.raises(RuntimeError, match="3 workers in a row did not start, the last: it ended with exit"):
        list(run(module.__dict__["task"], range(5), value, lost, 2, SMALL))


def test_a_slow_start_is_not_counted_as_a_documents_time() -> None:
    assert list(run(SlowToLoad(), range(2), value, lost, 1, Limits(1 << 30, 5, wall_seconds=0.7))) == [0, 1]


@pytest.mark.parametrize("slow", [0, 5])
def test_tasks_are_taken_as_they_are_needed(slow: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch of the nation's has hundreds of thousands; behind a slow one a few are done, and wait."""
    monkeypatch.setattr(worker_pool, "MANY", 2)
    monkeypatch.setattr(worker_pool, "MOST_OPEN", 6)
    taken: list[int] = []

    def tasks() -> Iterator[float]:
        for number in range(30):
            taken.append(number)
            yield 0.5 if number == slow else 0.0

    done = 0
    for _ in run(pause, tasks(), value, lost, 2):
        done += 1
        assert len(taken) <= done + 6
    assert done == len(taken) == 30


def test_documents_that_wait_are_counted_not_the_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "MANY", 2)
    monkeypatch.setattr(worker_pool, "MOST_OPEN", 6)
    taken: list[int] = []

    def units() -> Iterator[tuple[float, ...]]:
        for number in range(10):
            taken.extend((number,) * 3)
            yield (0.5 if number == 1 else 0.0,) * 3

    done = 0
    for found in run(slow_together, units(), value, lost_alone, 2, parts=alone):
        done += len(found)
        assert len(taken) <= done + 6
    assert done == len(taken) == 30
