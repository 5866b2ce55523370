"""The SQL console over HTTP: what it answers, what it refuses, and whom it lets ask."""

import csv
import html as escaping
import io
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit

import pyarrow.parquet as pq
import pytest
import uvicorn
from lxml import html
from psutil import Process

from tests.demo import ROOT
from tests.docs import commands
from tests.warehouse.query.hostile_statements import ENDLESS, HARMLESS, REFUSED, STUCK
from tests.warehouse.query.hostile_world import SECRET, current, filled, hostile_world
from tests.warehouse.web.test_server import Answer, get
from warehouse.query.limits import Limits
from warehouse.web.content import Both
from warehouse.web.doors import Folder
from warehouse.web.parts.console import routes
from warehouse.web.parts.console.desk import AT_ONCE, Desk
from warehouse.web.parts.console.examples import examples
from warehouse.web.parts.console.page import MOST_ROWS, SHOWN, Asked
from warehouse.web.questions import Questions
from warehouse.web.render import Renderer
from warehouse.web.server.application import application
from warehouse.web.server.guard import LONGEST_ADDRESS, Guard
from warehouse.web.server.materializing import answers_of
from warehouse.web.server.serving import Serving

SMALL = Limits(memory_mb=300, seconds=2, spill_mb=100, threads=1)
# Every second one: the process behind this door is asked all of them by tests/warehouse/query. Half of a
# character is in no address: a browser sends another one in its place.
SENT = [sql for sql in REFUSED if not re.search("[\ud800-\udfff]", sql)][::2]
EVERY = 12  # of the hostile statements are asked each time, all of them with the slow tests
T = TypeVar("T")
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with hostile_world(tmp_path_factory.mktemp("console"), answers_of) as root:
        yield root


@pytest.fixture(scope="module")
def console(world: Path) -> Iterator[str]:
    """The address of a server over a small release, whose console has small limits."""
    with pytest.MonkeyPatch.context() as patched, socket.create_server(("127.0.0.1", 0)) as listening:
        patched.setattr(routes, "Desk", lambda: Desk(SMALL, patience=0.5))
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        app = Guard(application(Serving(lambda: current(world))), [host])
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://{host}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def ask(console: str) -> Ask:
    def ask(sql: str, path: str = "/sql", headers: dict[str, str] | None = None, **more: str) -> Answer:
        """Waits its turn, as a test that runs beside others must."""
        while True:
            address = f"{path}?{urlencode({'q': sql, **more}, errors='surrogatepass')}"
            answer = get(console, address, **(headers or {}))
            if answer.status != 503:
                return answer
            time.sleep(0.2)

    return ask


def table(answer: Answer) -> list[list[str]]:
    rows = html.fromstring(answer.text).xpath("//div[contains(@class,'answer')]//tr")
    return [[cell.text_content().strip() for cell in row] for row in rows]


def test_an_answer_is_a_table_and_the_same_as_csv_and_parquet(ask: Ask) -> None:
    sql = """select year, count(*) as n, 'a' as n, 1.50 as half, NULL as nothing from reports
        group by all order by all"""
    names, *rows = table(ask(sql))
    assert names == ["year", "n", "n_2", "half", "nothing"]
    assert len(rows) == 2 and rows[0] == ["2021", rows[0][1], "a", "1.5", "NULL"]
    answer = ask(sql, "/sql/answer.csv")
    found = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert found[0] == names and found[1] == [*rows[0][:4], ""]
    assert "attachment" in answer.headers["content-disposition"]
    parquet = pq.read_table(io.BytesIO(ask(sql, "/sql/answer.parquet").body))
    assert parquet.column_names == names
    assert [str(year) for year in parquet["year"].to_pylist()] == [row[0] for row in rows]
    assert parquet.schema.metadata[b"nianbao.question"].decode() == sql
    assert sql in ask(sql, "/sql/answer.sql").text


def test_files_of_an_invented_registry_say_so(served: str) -> None:
    found = {kind: get(served, f"/sql/answer.{kind}?q=select+1+as+n") for kind in ("csv", "sql", "parquet")}
    assert "虚构" in found["csv"].text and "虚构" in found["sql"].text
    metadata = pq.read_schema(io.BytesIO(found["parquet"].body)).metadata
    assert "虚构" in metadata[b"nianbao.notice"].decode()


def test_an_answer_has_a_chart_of_the_columns_that_are_chosen(ask: Ask) -> None:
    sql = "select year, count(*) as n, 7 as seven from reports group by year order by year"
    page = html.fromstring(ask(sql).text)
    assert page.xpath("string(//figure//h3)") == "n by year"
    assert page.xpath("//noscript/img/@src") == [f"/sql/answer.svg?{urlencode({'q': sql})}"]
    chosen = html.fromstring(ask(sql, y="seven").text)
    assert chosen.xpath("string(//figure//h3)") == "seven by year"
    assert b"seven" in ask(sql, "/sql/answer.svg", y="seven").body
    assert ask(sql, "/sql/answer.png").body.startswith(b"\x89PNG")
    assert not html.fromstring(ask("select 1 as n").text).xpath("//figure")


def test_ids_lead_to_their_pages(ask: Ask, console: str) -> None:
    page = html.fromstring(ask("select report_id, agency_id, 'req_new' as concept from reports limit 1").text)
    links = page.xpath("//div[contains(@class,'answer')]//td/a/@href")
    assert [link.split("/")[1] for link in links] == ["report", "body", "concept"]
    assert [get(console, link).status for link in links] == [200] * 3


def test_an_error_says_what_to_do(ask: Ask) -> None:
    for path in ("/sql", "/zh/sql", "/sql/answer.csv"):
        answer = ask("selekt 1", path)
        assert answer.status == 400 and "Did you mean: select" in answer.text
    assert "One statement at a time" in ask("select 1; select 2").text
    assert "One statement at a time" in ask("-- nothing").text


def test_what_is_asked_and_answered_is_shown_as_text(ask: Ask) -> None:
    hostile = "<script>alert(1)</script>"
    answer = ask(f"select '{hostile}' as \"{hostile}\", '</textarea>{{{{7*7}}}}' as b, 1 as n")
    assert answer.status == 200 and hostile not in answer.text and ">49<" not in answer.text
    assert table(answer)[1][0] == hostile
    assert hostile not in ask(f"selekt '{hostile}'").text


def test_long_answers_are_cut_on_the_page_and_never_in_a_file(ask: Ask) -> None:
    answer = ask(f"select range as n from range({MOST_ROWS + 1})")
    assert f"the first {SHOWN} rows" in answer.text and len(table(answer)) == SHOWN + 1
    refused = ask(f"from range({MOST_ROWS + 1})", "/sql/answer.csv")
    assert refused.status == 400 and "would look whole" in refused.text
    whole = ask(f"select range as n from range({MOST_ROWS})", "/sql/answer.csv")
    assert whole.body.count(b"\n") == MOST_ROWS + 1
    wide = ask("select repeat('x', 1000000) from range(100)")
    assert wide.status == 400 and "12 MB" in wide.text


def test_another_site_cannot_ask(ask: Ask) -> None:
    """It may lead here: the question is shown, and asked when the reader wants it."""
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    for site in ("cross-site", "same-site"):
        answer = ask("select 41 + 1 as n", headers={**link, "Sec-Fetch-Site": site})
        assert answer.status == 200 and "select 41 + 1" in answer.text and not table(answer)
        assert "another site" in answer.text
        assert ask("select 1", "/sql/answer.csv", {**link, "Sec-Fetch-Site": site}).status == 403
    assert (
        ask("select 1", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}).status == 403
    )
    assert ask("select 1", headers={"Origin": "http://evil.example"}).status == 403
    assert table(ask("select 41 + 1 as n", headers={"Sec-Fetch-Site": "same-origin"})) == [["n"], ["42"]]


def test_too_many_questions_at_once_are_told_so(console: str) -> None:
    slow = f"/sql?{urlencode({'q': STUCK[0]})}"
    with ThreadPoolExecutor(AT_ONCE) as executor:
        asked = [executor.submit(get, console, slow) for _ in range(AT_ONCE)]
        time.sleep(0.7)
        busy = [get(console, f"{path}?q=select+1") for path in ("/sql", "/zh/sql", "/sql/answer.csv")]
        assert [answer.status for answer in busy] == [503] * 3
        assert all(answer.headers["retry-after"] for answer in busy) and "请稍候" in busy[1].text
        assert get(console, "/sql").status == 200, "the page itself, and all others, answer"
        assert [each.result().status for each in asked] == [400] * AT_ONCE
    assert get(console, "/sql?q=select+1").status == 200


def test_a_question_ends_with_its_reader(console: str) -> None:
    """Who closes the page gives the place free: no process works on for nobody."""
    address = urlsplit(console)
    before = {child.pid for child in Process().children()}
    with socket.create_connection((address.hostname or "", address.port or 0)) as reader:
        sql = quote("SELECT max(a.range * b.range) FROM range(100000000) a, range(100000000) b")
        reader.sendall(f"GET /sql?q={sql} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        working = _wait_for(lambda: {child.pid for child in Process().children()} - before)
        assert len(working) == 1
    left = time.monotonic()
    _wait_for(lambda: not working & {child.pid for child in Process().children()})
    assert time.monotonic() - left < SMALL.seconds + 1  # type: ignore[operator]  # sooner than its own end


def _wait_for(found: Callable[[], T]) -> T:
    end = time.monotonic() + 30
    while not (value := found()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return value


def contained(answer: Answer, world: Path, asked: str, statuses: tuple[int, ...]) -> None:
    """No secret, and no path that the question itself did not name."""
    told = escaping.unescape(answer.text)
    assert answer.status in statuses, told[:500]
    assert SECRET not in told and "Traceback" not in told
    assert str(world) not in told or str(world) in asked


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param(sql, marks=[pytest.mark.slow] if number % EVERY else [])
        for number, sql in enumerate((*SENT, *ENDLESS, *STUCK))
    ],
)
def test_hostile_statements_are_contained(ask: Ask, world: Path, sql: str) -> None:
    """414: an address too long. None is answered, and none tells where the machine keeps what."""
    asked = filled(sql, world)
    contained(ask(asked), world, asked, (400, 414))


@pytest.mark.parametrize(
    "sql",
    [
        *HARMLESS,
        "FROM duckdb_views()",
        "FROM sqlite_master",
        "FROM pg_catalog.pg_views",
        "FROM pg_catalog.pg_settings",
        "FROM information_schema.schemata",
        "FROM duckdb_temporary_files()",
        'FROM "duckdb_databases"()',
        "EXPLAIN ANALYZE FROM reports",
        "PIVOT (SELECT current_setting('allowed_paths') AS x) ON x USING count(*)",
    ],
)
def test_nothing_of_the_machine_is_told(ask: Ask, world: Path, sql: str) -> None:
    contained(ask(sql), world, sql, (200, 400))


def test_there_are_more_than_the_80_of_the_promise() -> None:
    assert len({*SENT, *ENDLESS, *STUCK}) >= 80


def test_the_examples_are_those_of_the_docs_and_fit_into_an_address() -> None:
    asked = [command for command in commands(ROOT / "docs" / "questions.md") if command.startswith("select")]
    assert [example.sql for example in examples()] == asked
    assert len(asked) == 15
    for example in examples():
        assert isinstance(example.title, Both) and example.title.en != example.title.zh
        assert len(Asked(example.sql).query) < LONGEST_ADDRESS - 100


@pytest.mark.slow
def test_every_example_is_answered_on_the_demo(served: str) -> None:
    for example in examples():
        answer = get(served, f"/sql{Asked(example.sql).query}")
        assert answer.status == 200 and len(table(answer)) > 1, example.title.en


def test_a_folder_tells_how_to_ask(questions: Questions) -> None:
    renderer = Renderer(questions, Folder())
    page = html.fromstring(renderer.html("sql", "", "en", renderer.content("sql", "")))
    assert not page.xpath("//main//form") and "nianbao serve" in page.text_content()
    assert [pre.text_content() for pre in page.xpath("//details/pre")] == [one.sql for one in examples()]
