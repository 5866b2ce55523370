"""Parse workers: a page costs at most itself, and what a worker says is checked."""

import asyncio
import json
import os
import pickle
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spiders.archive.reasons import FETCHED
from spiders.content.markup import PageOverCapError
from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.base import ListRequest
from spiders.families.listing import ListRefusedError
from spiders.parsing.parse import Asked, Look, OtherError, OverLimitsError
from spiders.parsing.pool import WORKERS, ParserPool, WorkerStartError
from spiders.parsing.wire import NonsenseError, Question, found
from spiders.parsing.worker_process import Limits

# A worker that is ready, as code, with the beginning of an answer to whatever it is asked.
_STAND_IN = (
    "import os, signal, socket, struct; s = socket.socket(fileno=0); s.send(b'r');"
    "TEXT = b'[[[], [], [null, null], null], null]'; ANSWER = struct.pack('>QQ', len(TEXT), 0) + TEXT;"
)
URL = "http://www.a.gov.example/nb/"
ROW = "<li><a href=./t20250120_1.html>示例区2024年政府信息公开工作年度报告</a></li>"
GOOD = Page(URL, f"<html><body>{ROW}{' ' * 600}".encode())
LARGE = Page(URL, b"<p>" * 5_000_000)  # sound, below every cap, and takes ten seconds and more
REQUEST = ListRequest(URL)


def pooled(work: Callable[[ParserPool], Awaitable[Any]], limits: Limits | None = None) -> Any:
    async def run() -> Any:
        async with ParserPool(limits) as pool:
            return await work(pool)

    return asyncio.run(run())


async def titles(pool: ParserPool, page: Page, name: str = "trs-static") -> list[str]:
    family = FAMILIES[name]()
    pool.begin("a", family)
    return [row.title for row in (await pool.read(family, ListRequest(page.url), page)).rows]


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(cpu_seconds=0.5, wall_seconds=100), "more than 0.5 s of work"),
        (Limits(cpu_seconds=100, wall_seconds=0.5), "no result within 0.5 s"),
        (Limits(cpu_seconds=100, wall_seconds=100, memory_bytes=48 << 20), "more than 48 MB of memory"),
    ],
)
def test_a_page_over_a_limit_is_refused_and_the_next_is_read(limits: Limits, told: str) -> None:
    async def work(pool: ParserPool) -> list[str]:
        with pytest.raises(OverLimitsError, match=told):
            await titles(pool, LARGE)
        with pytest.raises(OverLimitsError, match=told):
            await pool.look("a", Asked("report", URL, 200), LARGE)
        return await titles(pool, GOOD) if limits.wall_seconds > 1 else ["示例区"]

    assert [title[:3] for title in pooled(work, limits)] == ["示例区"]


def test_a_list_with_more_rows_than_an_answer_may_hold_is_refused() -> None:
    rows = "".join(f"<a href=t20250120_{number}.html>年度报告</a>" for number in range(4400))
    page = Page(URL, f"<base href='http://www.a.gov.example/{'x' * 3900}/'>{rows}".encode())
    with pytest.raises(OverLimitsError, match="MB of rows"):
        pooled(lambda pool: titles(pool, page), Limits(cpu_seconds=100, wall_seconds=500))


def test_a_worker_that_something_else_ended_costs_no_page() -> None:
    async def work(pool: ParserPool) -> list[str]:
        await titles(pool, GOOD)
        pool._idle[0]._process.kill()
        return await titles(pool, GOOD)

    assert len(pooled(work)) == 1


def test_a_crash_costs_its_page_after_a_second_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker starts, and a question ends it: as a fault in a parser of C would."""
    code = f"{_STAND_IN} s.recv(9); os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr(sys, "executable", _program(code))
    with pytest.raises(OverLimitsError, match="SIGSEGV, 2 times"):
        pooled(lambda pool: titles(pool, GOOD))


@pytest.mark.parametrize(
    "said",
    [
        "ANSWER + b'x'",  # more than one answer
        "struct.pack('>QQ', 1 << 40, 0)",  # the beginning of what would fill the memory
    ],
)
def test_a_worker_that_says_more_than_one_answer_is_ended(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says unasked must not become the answer to the next page, which may be of another site."""
    monkeypatch.setattr(sys, "executable", _program(f"{_STAND_IN} s.recv(9); s.send({said}); signal.pause()"))
    with pytest.raises(OverLimitsError, match="SIGKILL, 2 times"):
        pooled(lambda pool: titles(pool, GOOD))


def test_a_walk_that_was_broken_off_costs_other_walks_nothing() -> None:
    """Neither the answer that nobody waits for any more, nor a question that was not handed out yet."""

    async def work(pool: ParserPool) -> list[list[str]]:
        walks = [asyncio.create_task(titles(pool, GOOD)) for _ in range(6)]
        await asyncio.sleep(0)
        for walk in walks[:3]:
            walk.cancel()
        return await asyncio.gather(*walks[3:])

    assert len(pooled(work)) == 3


def test_another_worker_starts_where_a_page_waits_for_long() -> None:
    async def work(pool: ParserPool) -> tuple[int, int]:
        await titles(pool, GOOD)
        before = len(pool._workers)
        slow = asyncio.create_task(titles(pool, LARGE))
        await asyncio.sleep(0)
        await titles(pool, GOOD)
        slow.cancel()
        return before, len(pool._workers)

    assert pooled(work) == (1, 2)


def test_pages_wait_for_the_workers_that_there_are_and_for_those_in_place_of_lost_ones() -> None:
    """Many at once start four at most; each that ends over a page has one in its place for those behind."""

    async def work(pool: ParserPool) -> tuple[list[bool], int]:
        pages = [LARGE] * 6 + [GOOD] * 20
        found = await asyncio.gather(*(titles(pool, page) for page in pages), return_exceptions=True)
        return [isinstance(each, list) for each in found], len(pool._workers)

    read, workers = pooled(work, Limits(cpu_seconds=0.3, wall_seconds=100))
    assert read == [False] * 6 + [True] * 20
    assert workers <= WORKERS


def test_without_a_worker_the_machine_is_to_blame_and_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerStartError, match="exit code 1"):
        pooled(lambda pool: titles(pool, GOOD))


def test_a_machine_that_starts_no_process_is_told_to_the_page_and_may_recover(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first worker starts before any page: what fails there is no failure of the whole crawl yet."""

    async def work(pool: ParserPool) -> list[str]:
        with pytest.raises(FileNotFoundError):
            await titles(pool, GOOD)
        monkeypatch.setattr(sys, "executable", python)
        return await asyncio.wait_for(titles(pool, GOOD), 20)

    python = sys.executable
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert len(pooled(work)) == 1


def _program(code: str) -> str:
    """A program that stands in for Python and runs this code, whatever it is told."""
    path = Path(os.environ["PYTEST_TMP"]) / "stand-in"
    path.write_text(f"#!{sys.executable}\n{code}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_TMP", str(tmp_path))


def test_errors_that_a_walk_tells_apart_come_back_as_they_were() -> None:
    with pytest.raises(PageOverCapError, match="elements in one another"):
        pooled(lambda pool: titles(pool, Page(URL, b"<div>" * 5000)))
    call = Page("http://www.a.gov.example/gkmlpt/api/all/1", b'{"articles": 7}')
    with pytest.raises(ListRefusedError, match="no list at 'articles'"):
        pooled(lambda pool: titles(pool, call, "gkmlpt"))


def test_what_a_family_remembers_goes_with_its_pages() -> None:
    """A guessed second page with the rows of the first lists nothing new, in whatever worker it is read."""

    async def work(pool: ParserPool) -> tuple[int, int]:
        family = FAMILIES["static"]()
        pool.begin("a", family)
        first = await pool.read(family, REQUEST, GOOD)
        pool._idle[0]._process.kill()
        again = await pool.read(family, replace(REQUEST, page=2, guess=True), GOOD)
        return len(first.rows), len(again.rows)

    assert pooled(work) == (1, 0)


class Evil:
    """What would run where it is unpickled."""

    def __reduce__(self) -> Any:
        return os._exit, (77,)


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"null", b"[]", b"[1]", b"\xff", b"[" * 100_000, pickle.dumps(Evil()),
        b'[["text/html", ["fetched", null, null, null], null, null], null]',
        b'[["text/html", ["fetched", null, null], null, null, null], null]',
        b'[["text/html", ["fetched", 7, null, null], null, null, null], null]',
        b'[["text/html", ["fetched", null, null, null], {"a": 7}, null, null], null]',
        b'[["text/html", ["fetched", null, null, null], null, [["http://a/", "b"]], null], null]',
        b'[["text/html", ["fetched", null, null, null], null, [["http://a/", "b", 7]], null], null]',
    ],
)  # fmt: skip
def test_nonsense_of_a_worker_is_refused(answer: bytes) -> None:
    with pytest.raises(NonsenseError):
        found(Question("look", URL, ""), answer)


@pytest.mark.parametrize(
    "error",
    [["os", "_exit", "77"], ["builtins", "SystemExit", "x"], ["spiders.archive.reader", "ArchiveError", "x"],
     ["spiders.content.page", "Page", "x"], ["spiders.families.nowhere", "Error", "x"]],
)  # fmt: skip
def test_a_worker_chooses_no_error_but_those_of_parsing(error: list[str]) -> None:
    with pytest.raises(OtherError):
        found(Question("look", URL, ""), json.dumps([None, error]).encode())


def test_an_answer_becomes_what_it_was() -> None:
    async def work(pool: ParserPool) -> Look:
        family = FAMILIES["static"]()
        pool.begin("a", family)
        return await pool.look("a", Asked("list", URL, 200), GOOD)

    assert pooled(work) == Look("text/html", FETCHED)
