"""What fuzzing found stays mended, and a few new mutants of every kind are tried in each run."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.run.workers import worker_pool
from tests.fuzz.mutations import mutants
from tests.fuzz.targets import targets

FOUND = sorted(path for path in (Path(__file__).parent / "found").iterdir() if not path.name.startswith("."))
LIMITS = worker_pool.Limits(memory_bytes=2 << 30, cpu_seconds=30, wall_seconds=120)


def check(task: tuple[str, bytes]) -> bytes:
    name, data = task
    try:
        targets()[name].check(data)
    except AssertionError as error:
        return f"{error}".encode()
    return b""


def test_what_was_found_stays_mended() -> None:
    """In a worker: some ended their process."""
    tasks = [(path.stem, path.read_bytes()) for path in FOUND]
    answers = worker_pool.run(check, tasks, lambda _, answer: answer.decode(), lambda _, why: why, 1, LIMITS)
    assert {path.name: answer for path, answer in zip(FOUND, answers, strict=True) if answer} == {}


@pytest.mark.parametrize("name", targets())
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_few_mutants(name: str, data: st.DataObject) -> None:
    target = targets()[name]
    target.check(data.draw(mutants(target.seeds)))
