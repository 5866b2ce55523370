"""What the server keeps, and the processes that render its pages."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.warehouse.web.conftest import server_of, serving
from tests.warehouse.web.test_server import get
from warehouse.web import discovery
from warehouse.web.content import Both, NotFoundError
from warehouse.web.server import page_cache
from warehouse.web.server.page_cache import PageCache
from warehouse.web.server.processes import Opened, Processes
from warehouse.web.server.rendering import Rendered, Wanted, render
from warehouse.web.server.serving import LIMITS

PAGE = Rendered(b"a page", "text/html")


@pytest.fixture(scope="module")
def opened(release: Path) -> Opened:
    return Opened(release, LIMITS, None, None)


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    found = Processes(2)
    yield found
    found.close()


def test_a_page_is_the_same_from_another_process(opened: Opened, processes: Processes) -> None:
    for wanted in (
        Wanted("en", "", ""),
        Wanted("zh", "place", "990101"),
        Wanted("en", "place", "990101", "place_lines.csv"),
        Wanted("en", "place", "990101", "requests.html", {"year": "2020"}),
    ):
        assert processes.render(opened, wanted) == render(opened.renderer(), wanted)


def test_what_is_not_there_is_told_across_processes(opened: Opened, processes: Processes) -> None:
    with pytest.raises(NotFoundError) as raised:
        processes.render(opened, Wanted("en", "place", "1"))
    assert raised.value.text == Both(*raised.value.text) and "no place 1" in raised.value.text.en


def test_a_process_that_is_killed_is_replaced(opened: Opened, processes: Processes) -> None:
    wanted = Wanted("en", "dictionary", "")
    before = processes.render(opened, wanted)
    rendering = [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]
    assert rendering
    for process in rendering:
        process.send_signal(signal.SIGKILL)
    assert processes.render(opened, wanted) == before


def test_processes_end_with_a_server_that_is_killed(demo: Path) -> None:
    """Else they would hold memory, and the release, for ever."""
    with serving(demo) as root:
        server = psutil.Process(server_of(root))
        assert get(root, "/place/990101").status == 200
        below = server.children(recursive=True)
        assert len(below) >= (os.cpu_count() or 1)
        server.kill()
        _, left = psutil.wait_procs(below, timeout=30)
        assert not left


def test_pages_for_query_strings_push_out_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST_ASKED", 3)
    monkeypatch.setattr(page_cache, "MOST_PAGES", 5)
    pages = PageCache()
    pages.put(("place",), PAGE, has_query=False)
    for number in range(9):
        pages.put(("search", str(number)), PAGE, has_query=True)
    assert pages.get(("place",)) == PAGE
    assert [bool(pages.get(("search", str(number)))) for number in range(9)] == [False] * 6 + [True] * 3


def test_the_page_asked_for_last_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST_PAGES", 2)
    pages = PageCache()
    for name in ("one", "two"):
        pages.put((name,), PAGE, has_query=False)
    assert pages.get(("one",))
    pages.put(("three",), PAGE, has_query=False)
    assert pages.get(("one",)) and not pages.get(("two",))


def test_what_a_page_does_not_take_of_a_query_string_asks_for_nothing(served: str) -> None:
    plain = get(served, "/dictionary")
    for query in ("?figure=req_new", "?q=x", "?a=1&b=2", "?nothing=1"):
        assert get(served, f"/dictionary{query}").headers["etag"] == plain.headers["etag"]
    assert get(served, "/?year=2015").headers["etag"] != get(served, "/").headers["etag"]
    assert discovery.pages()["compare"].takes == ("a", "b")
