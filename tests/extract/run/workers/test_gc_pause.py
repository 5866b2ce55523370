"""The garbage collector rests while a document is read, and is found as it was left."""

import gc

import pytest

from extract.run.workers.gc_pause import garbage_collector_paused
from extract.run.workers.worker_pool import run
from tests.extract.run.worker_tasks import collector_is_running, value


@pytest.mark.parametrize("is_running", [True, False])
def test_the_collector_is_left_as_it_was_found(is_running: bool) -> None:
    (gc.enable if is_running else gc.disable)()
    try:
        with pytest.raises(ValueError, match="in between"), garbage_collector_paused():
            assert not gc.isenabled()
            raise ValueError("in between")
        assert gc.isenabled() is is_running
    finally:
        gc.enable()


def test_a_worker_reads_without_collections() -> None:
    assert list(run(collector_is_running, ["a", "b"], value, lambda task, reason: True)) == [False, False]
