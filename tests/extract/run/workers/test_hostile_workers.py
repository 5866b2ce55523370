"""A worker that a document has taken over: what it may still do, and what its answers may do to us."""

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model.document import Hints
from extract.model.problems import problem
from extract.model.reading import Check, Figure, Mention, Reading, ReportHead, Section
from extract.readers.office import SOCKETS
from extract.run.capture import Task, packed
from extract.run.workers import confinement, worker_pool
from extract.run.workers.answers import LENGTH, MOST_BYTES, RefusedError
from extract.run.workers.rows import WIRE, accept_reading, accept_rows, pack
from extract.run.workers.worker_pool import Limits, run
from spiders.archive.attempt import Attempt
from tests.extract.readers.word.test_doc import NO_OFFICE
from tests.extract.run.worker_tasks import ATTEMPTS, forge, reach_out, text, through_office, value

SMALL = Limits(memory_bytes=1 << 30, cpu_seconds=5, wall_seconds=10)
ATTEMPT = Attempt("b", "s", "report", "http://a.example/", offset=7, length=9, digest="sha256:0")
TASK = Task(Path(), ATTEMPT, Hints())
READING = Reading(
    "sha256:0",
    "pdf",
    ReportHead(agency="云栖区教育局", year=2024),
    (Figure("req_new", Decimal("1.50"), "1.50", "reported", "pdf:p1"), Figure("x", None, "", "blank", "t")),
    (Check("rule", "scope", "failed", "error", Decimal(1), Decimal(2), "inconclusive", "1 is not 2"),),
    (problem("unreadable_cell", "pdf:p1", "what"),),
    (Section(1, "一、", "text", "pdf:p1"),),
    (Mention("m", "c", Decimal(1), "件", False, "一件", None),),
)


CELL = {"indicator": "x", "value": "1", "raw": "1", "status": "reported", "locator": "t", "method": "label"}


class Detonator:
    """Unpickled, it would leave a file behind."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return Path.touch, (Path(self.path),)  # type: ignore[return-value]


def test_a_worker_reaches_nothing_but_its_own_folder(caplog: pytest.LogCaptureFixture) -> None:
    worker_pool._tell_open.cache_clear()
    [[*refused, number]] = run(reach_out, [4], value, lambda _, reason: [reason, 0], 1, SMALL)
    if "are not held to" in caplog.text:
        pytest.skip("this machine cannot shut a worker in: no Landlock, or no namespaces")
    assert number == 4
    assert {*ATTEMPTS} - {*refused} == {"own folder", "nothing"}


@pytest.mark.skipif(not shutil.which("soffice"), reason=NO_OFFICE)
def test_libreoffice_works_where_a_worker_is_shut_in() -> None:
    limits = Limits(wall_seconds=170)
    page = "<html><body><p>规章 2 件</p></body></html>".encode()
    [found] = run(through_office, [page], text, lambda _, reason: reason, 1, limits)
    assert "规章" in found
    assert not [*SOCKETS.glob(f"OSL_PIPE_{os.getuid()}_*IPC_*")] or "soffice" in processes()


def processes() -> str:
    """Other conversions may be running beside this test."""
    return subprocess.run(["ps", "-A", "-o", "comm"], capture_output=True, text=True, check=True).stdout


def test_a_machine_without_guards_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    worker_pool._tell_open.cache_clear()
    for _ in range(2):
        worker_pool._tell_open(frozenset({confinement.NO_NETWORK}))
    assert [record.message.count("no network") for record in caplog.records] == [1]
    assert "docs/security.md" in caplog.text


def test_other_systems_have_no_guards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "/tmp")
    monkeypatch.setattr(sys, "platform", "darwin")
    # Its calls by number would mean something else there; without this the test would be shut in itself.
    monkeypatch.setattr(confinement.ctypes, "CDLL", lambda *_, **__: pytest.fail("asked a foreign kernel"))
    assert confinement.confine(tmp_path) == ()
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(tmp_path)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (lambda mark: pickle.dumps(Detonator(mark)), "more than"),
        (lambda mark: frame(pickle.dumps(Detonator(mark))), "answered what cannot be"),
        (lambda mark: LENGTH.pack(MOST_BYTES + 1), "more than"),
        (lambda mark: LENGTH.pack(100) + b"half", "no result after"),
        (lambda mark: frame(b"{}") + frame(b"{}"), "more answers than"),
        (lambda mark: frame(b"\xff"), "answered what cannot be"),
    ],
    ids=["bare pickle", "pickle", "endless", "half", "two", "bytes"],
)
def test_what_a_hostile_worker_writes_costs_its_document_alone(
    written: object, reason: str, tmp_path: Path
) -> None:
    mark = tmp_path / "detonated"
    answer = written(str(mark))  # type: ignore[operator]
    limits = replace(SMALL, wall_seconds=1)
    [found] = run(forge, [answer], value, lambda _, why: why, 1, limits)
    assert reason in found and "2 times" in found
    assert not mark.exists()


def frame(answer: bytes) -> bytes:
    return LENGTH.pack(len(answer)) + answer


def test_readings_and_rows_come_through_as_they_were() -> None:
    assert accept_reading(None, pack(READING)) == READING
    unit = TASK, replace(TASK, attempt=replace(ATTEMPT, offset=8))
    rows = [packed(task, READING) for task in unit]
    assert accept_rows(unit, answered(*rows)).to_pylist() == [
        row for each in rows for row in each.to_pylist()
    ]


def answered(*rows: pa.RecordBatch) -> bytes:
    """Rows as a worker answers with them."""
    answer: bytes = pa.concat_batches(rows).serialize().to_pybytes()
    return answer


@pytest.mark.parametrize(
    "other",
    [
        replace(TASK, attempt=replace(ATTEMPT, offset=8)),
        replace(TASK, attempt=replace(ATTEMPT, batch="c")),
        replace(TASK, attempt=replace(ATTEMPT, site_id="t")),
        replace(TASK, attempt=replace(ATTEMPT, url="http://b.example/")),
        replace(TASK, attempt=replace(ATTEMPT, digest="sha256:1")),
        replace(TASK, version="other"),
    ],
)
def test_a_row_that_names_another_capture_is_refused(other: Task) -> None:
    row, others = packed(TASK, READING), packed(other, READING)
    for unit, rows in (((other,), [row]), ((TASK, other), [row, row]), ((TASK, other), [others, row])):
        with pytest.raises(ValueError, match="another document"):
            accept_rows(unit, answered(*rows))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_answer_of_more_or_fewer_rows_than_captures_is_refused(count: int) -> None:
    row = packed(TASK, READING)
    answer = row.slice(0, 0).serialize().to_pybytes() if not count else answered(*[row] * count)
    with pytest.raises(RefusedError, match=f"{count} rows"):
        accept_rows((TASK, TASK), answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"cells": [CELL | {"value": "1E999999999"}]},
        {"cells": [CELL | {"value": "NaN"}]},
        {"cells": [CELL | {"status": "sure"}]},
        {"cells": [CELL | {"indicator": None}]},
        {"cells": [None]},
        {"cells": None},
        {"digest": None},
    ],
)
def test_a_reading_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    sound = pa.ipc.read_record_batch(pa.py_buffer(pack(READING)), WIRE).to_pylist()[0]
    assert accept_reading(None, as_answer(sound)) == READING
    with pytest.raises(RefusedError):
        accept_reading(None, as_answer(sound | changes))


def as_answer(row: dict[str, object]) -> bytes:
    answer: bytes = pa.RecordBatch.from_pylist([row], WIRE).serialize().to_pybytes()
    return answer


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_no_bytes_make_anything_but_a_reading_or_a_refusal(data: st.DataObject) -> None:
    """Flipped and cut answers: refused, or a reading of the declared shape whose texts are texts."""
    is_row = data.draw(st.booleans())
    sound = answered(packed(TASK, READING)) if is_row else pack(READING)
    changed = bytearray(sound[: data.draw(st.integers(1, len(sound)))])
    for at in data.draw(st.lists(st.integers(0, len(changed) - 1), max_size=6)):
        changed[at] = data.draw(st.integers(0, 255))
    try:
        found = accept_rows((TASK,), bytes(changed)) if is_row else accept_reading(None, bytes(changed))
    except RefusedError:
        return
    if isinstance(found, Reading):
        assert pack(found)
    else:
        assert len(found.to_pylist()) == 1
