"""The server from outside: HTTP on this machine alone, a missing extra, texts of hostile documents."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from spiders.command_line import UNSEEN
from tests.demo import ROOT, where
from tests.warehouse.mcp.conversation import by_http, http_server
from tests.warehouse.mcp.questions import drawn
from tests.warehouse.warehouse_world import HEAD, World, figures, reading
from warehouse.mcp import bodies, collected, trends
from warehouse.mcp import figures as figures_of
from warehouse.mcp.answers import LONGEST_TEXT, answered
from warehouse.mcp.server import LONGEST_REQUEST
from warehouse.mcp.source import Source
from warehouse.query.limits import Limits

SEED = 7
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "find_body", "arguments": {"name": "云栖区教育局"}},
}
HIDDEN = "局\x1b[2J\u202e"
WITHOUT = """
import sys
sys.modules[sys.argv[1]] = None
from warehouse.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture(scope="module")
def server(demo: Path) -> Iterator[tuple[str, int]]:
    with http_server(demo) as started:
        yield started


def post(url: str, body: bytes, **headers: str) -> tuple[int, str]:
    """Status and text of a request with headers of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    accepted = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", parts.path, body, accepted | headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_http_answers_as_standard_output_does(server: tuple[str, int], demo: Path) -> None:
    questions = list(drawn(demo, SEED, {"match": 3, "contradicts": 2}))
    answers = by_http(server[0], questions)
    assert [answer["verdict"] for answer in answers] == [question.expected for question in questions]


def test_only_this_machine_can_connect(server: tuple[str, int]) -> None:
    listening = [
        one for one in psutil.Process(server[1]).net_connections() if one.status == psutil.CONN_LISTEN
    ]
    assert [one.laddr.ip for one in listening] == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 200),
        ({"Origin": "{own}"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1:1"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
    ],
)
def test_a_page_of_another_host_is_refused(
    headers: dict[str, str], expected: int, server: tuple[str, int]
) -> None:
    own = server[0].removesuffix("/mcp")
    sent = {name: value.format(own=own) for name, value in headers.items()}
    assert post(server[0], json.dumps(CALL).encode(), **sent)[0] == expected


def test_a_request_that_is_too_large_is_refused(server: tuple[str, int]) -> None:
    assert post(server[0], b" " * (LONGEST_REQUEST + 1))[0] == 413


def test_half_a_character_breaks_nothing(server: tuple[str, int], demo: Path) -> None:
    body = json.dumps(CALL).replace("\\u4e91", "\\ud800").encode()
    assert b"\\ud800" in body
    status, text = post(server[0], body)
    assert status in (200, 400) and "Traceback" not in text
    (question,) = drawn(demo, SEED, {"match": 1})
    assert by_http(server[0], [question])[0]["verdict"] == "match"


def test_a_port_that_is_taken_is_told_in_words(server: tuple[str, int], demo: Path) -> None:
    port = str(urlsplit(server[0]).port)
    call = [sys.executable, "-m", "warehouse.cli", "mcp", *where(demo), "--http", port]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert "in use" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("package", ["mcp", "uvicorn", "pydantic"])
def test_a_missing_extra_is_told_with_the_remedy(package: str, built: World) -> None:
    call = [sys.executable, "-c", WITHOUT, package, "mcp", "--data", str(built.data.parent)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert "make setup EXTRAS=mcp" in done.stderr.splitlines()[-1] and "Traceback" not in done.stderr


def test_without_a_release_it_says_what_to_do(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "warehouse.cli", "mcp", "--data", str(tmp_path)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "make build-warehouse" in done.stderr


def test_hostile_texts_of_documents_steer_nothing(world: World) -> None:
    """A title that would steer a terminal, and one of a hundred thousand characters."""
    first = replace(HEAD, title=f"{HIDDEN}2023年年报", publisher=HIDDEN)
    second = replace(HEAD, year=2022, title="报" * 100_000)
    cells = [replace(cell, raw=f"{cell.raw}{HIDDEN}") for cell in figures()]
    world.add(reading(first, cells))
    world.add(reading(second))
    source = Source(world.build().release, Limits())
    for year in (2022, 2023):
        answer = answered(
            source, lambda year=year: figures_of.figures(source, HEAD.agency or "", year, None, "total", None)
        )
        assert answer["status"] == "answered" and answer["figures"]
        assert not UNSEEN.search(json.dumps(answer, ensure_ascii=False))
        assert len(answer["report"]["title"]) < LONGEST_TEXT + 50


def test_a_body_of_two_scopes_must_be_asked_for_one(world: World) -> None:
    world.add(reading(replace(HEAD, scope="own_agency")))
    world.add(
        reading(replace(HEAD, scope="region_aggregate"), figures(new=70)), url="https://www.yx.gov.example/s"
    )
    source, name = Source(world.build().release, Limits()), HEAD.agency or ""
    several = answered(source, lambda: figures_of.figures(source, name, 2023, "req_new", "total", None))
    assert (several["status"], several["reason"]) == ("refused", "scope_ambiguous")
    assert {row["scope"] for row in several["nearest"]} == {"own_agency", "region_aggregate"}
    one = answered(
        source, lambda: figures_of.figures(source, name, 2023, "req_new", "total", "region_aggregate")
    )
    assert one["figures"][0]["value"] == 70


def test_coverage_counts_reports_and_names_gaps(world: World) -> None:
    for year in (2020, 2022):
        world.add(reading(replace(HEAD, year=year)))
    source, name = Source(world.build().release, Limits()), HEAD.agency or ""
    body = answered(source, lambda: collected.coverage(source, name, None))
    assert [row["year"] for row in body["reports"]] == [2020, 2022]
    assert body["years_without_report"] == [2021]
    place = answered(source, lambda: collected.coverage(source, "云栖区", 2022))
    assert [(row["year"], row["report_count"]) for row in place["years"]] == [(2022, 1)]
    nothing = answered(source, lambda: collected.coverage(source, None, 1950))
    assert (nothing["reason"], nothing["nearest"]) == ("year_not_collected", [2020, 2022])


def test_a_name_of_two_bodies_is_refused_with_both_codes(world: World) -> None:
    """The same printed name in two districts: either might be meant."""
    for code in ("990101", "990102"):
        head = replace(HEAD, agency="民政局", region_code=code, function="civil_affairs")
        world.add(reading(head), url=f"https://www.yx.gov.example/{code}")
    source = Source(world.build().release, Limits())
    answer = answered(source, lambda: {"body": bodies.resolve_body(source, "民政局").row})
    assert (answer["status"], answer["reason"]) == ("refused", "body_ambiguous")
    assert len({row["agency_id"] for row in answer["nearest"]}) == 2


def test_a_question_over_its_limits_is_refused_as_such(world: World) -> None:
    world.add(reading())
    source = Source(world.build().release, Limits(memory_mb=1))
    answer = answered(source, lambda: trends.trend(source, "req_new", None))
    assert (answer["status"], answer["reason"]) == ("refused", "question_failed")
