"""The API: its answers are the release's rows, each with its source; all else is told in words."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest
from starlette.testclient import TestClient

from spiders.archive.data_dir import archive_dir
from tests.demo import Again, ask
from tests.warehouse.web.test_server import PATHS_TOLD, get
from warehouse.errors import WarehouseError
from warehouse.evidence.archived import body_of
from warehouse.evidence.figures import Capture
from warehouse.options import parser
from warehouse.query.terminal import plain
from warehouse.release.store import SEARCH, Store
from warehouse.schema.tables import comments_zh, tables
from warehouse.web.api import cursor, reference
from warehouse.web.api.application import description
from warehouse.web.api.listings import LISTINGS
from warehouse.web.api.problems import KINDS, ProblemError
from warehouse.web.questions import Questions
from warehouse.web.server import serving as serving_module
from warehouse.web.server.application import application
from warehouse.web.server.guard import Guard
from warehouse.web.server.serving import Serving

V1 = "/api/v1"
READER = "https://reader.example"


def client(release: Path, *origins: str) -> TestClient:
    """The pages and the API behind their guard, in this process."""
    app = Guard(application(Serving(lambda: release)), ["here"], origins)
    return TestClient(app, base_url="http://here", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def api(release: Path) -> TestClient:
    return client(release)


@pytest.fixture(scope="module")
def report(demo: Path) -> tuple[str, str, int]:
    """(agency, report, year) of a report whose arithmetic fails."""
    ((agency, number, year),) = ask(
        demo,
        """SELECT r.agency_id, r.report_id, r.year FROM reports r JOIN checks k USING (report_id)
        WHERE r.is_current AND r.reader = 'html' AND k.rule_id = 'T3.FLOW' AND k.outcome = 'failed'
        ORDER BY r.report_id LIMIT 1""",
    )
    return str(agency), str(number), year


def walked(api: TestClient, address: str) -> list[dict[str, Any]]:
    """The rows of every page of a list, by its links."""
    rows, path = [], address
    while path:
        answer = api.get(path).json()
        rows += answer["items"]
        path = answer["next"]
    return rows


@pytest.mark.parametrize(
    "address, sql",
    [
        ("places?limit=400", "SELECT region_code FROM regions"),
        ("bodies?limit=7", "SELECT agency_id FROM agencies"),
        (
            "bodies?kind=subdistrict_office&limit=1",
            "SELECT agency_id FROM agencies WHERE agency_name LIKE '%街道办事处'",
        ),
        ("reports?limit=300&editions=all", "SELECT report_id FROM reports"),
        (
            "reports?year=2024&place=990100&limit=9",
            "SELECT report_id FROM reports WHERE is_current AND year = 2024 AND region_code LIKE '9901%'",
        ),
        ("coverage?status=reported&limit=90", "SELECT site_id FROM coverage WHERE status = 'reported'"),
        ("indicators?limit=50", "SELECT indicator FROM indicators"),
        ("series?concept=req_new&limit=500", "SELECT report_id FROM series WHERE concept = 'req_new'"),
        (
            "figures?indicator=req_new&applicant=total&year=2023&limit=60",
            "SELECT report_id FROM cells WHERE "
            "is_current AND indicator = 'req_new' AND applicant = 'total' AND year = 2023",
        ),
    ],
)
def test_a_walk_over_pages_finds_every_row_once(api: TestClient, demo: Path, address: str, sql: str) -> None:
    rows = walked(api, f"{V1}/{address}")
    wanted = sorted(str(key) for (key,) in ask(demo, sql))
    key = re.search(r"SELECT (\w+)", sql)[1]  # type: ignore[index]
    assert sorted(row[key] for row in rows) == wanted
    assert len(wanted) > 1


def test_figures_are_found_by_body_place_and_edition(api: TestClient, demo: Path) -> None:
    """Also where the filters tell which files need not be read."""
    ((body, old),) = ask(
        demo, "SELECT agency_id, report_id FROM reports WHERE NOT is_current ORDER BY report_id LIMIT 1"
    )
    for query, sql in {
        f"agency_id={body}": f"is_current AND agency_id = {body}",
        f"agency_id={body}&editions=all": f"agency_id = {body}",
        f"report_id={old}": f"report_id = {old}",
        "place=990121&indicator=req_new": "is_current AND region_code = '990121' AND indicator = 'req_new'",
        "place=990100&year=2024&indicator=req_new": "is_current AND region_code LIKE '9901%' AND year = 2024 "
        "AND indicator = 'req_new'",
        "place=000000&year=2016&indicator=req_new": "is_current AND year = 2016 AND indicator = 'req_new'",
    }.items():
        rows = walked(api, f"{V1}/figures?limit=1000&{query}")
        wanted = ask(demo, f"SELECT report_id, ord FROM cells WHERE {sql} ORDER BY ALL")
        assert [(int(row["report_id"]), row["ord"]) for row in rows] == wanted, query
    assert api.get(f"{V1}/figures?report_id=1").json()["items"] == []


def test_every_figure_of_an_annual_report_is_that_of_the_release(
    api: TestClient, demo: Path, report: tuple[str, str, int]
) -> None:
    agency, number, year = report
    answer = api.get(f"{V1}/annual-report/{agency}/{year}").json()
    wanted = ask(
        demo,
        "SELECT ord, indicator, applicant, item, value, raw, locator FROM cells "
        f"WHERE report_id = {number} ORDER BY ord",
    )
    shown = [
        tuple(cell[name] for name in ("ord", "indicator", "applicant", "item", "value", "raw", "locator"))
        for cell in answer["figures"]
    ]
    assert shown == [tuple(plain(value) for value in row) for row in wanted]
    assert answer["report"]["report_id"] == number and answer["body"]["agency_id"] == agency
    failed = [
        check for check in answer["checks"] if check["outcome"] == "failed" and check["severity"] == "error"
    ]
    assert len(failed) == answer["report"]["failed_count"] > 0
    texts = ask(demo, f"SELECT text FROM sections WHERE report_id = {number} ORDER BY ord")
    assert [section["text"] for section in answer["sections"]] == [text for (text,) in texts]


def test_an_annual_report_is_plain_rows_too(api: TestClient, report: tuple[str, str, int]) -> None:
    agency, _, year = report
    address = f"{V1}/annual-report/{agency}/{year}"
    by_ending = api.get(f"{address}.csv")
    by_header = api.get(address, headers={"Accept": "text/csv, application/json;q=0.5"})
    assert by_ending.text == by_header.text
    assert by_ending.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(by_ending.text.removeprefix("\ufeff"))))
    cells = api.get(address, headers={"Accept": "application/json, text/csv;q=0.9"}).json()["figures"]
    assert [row["raw"] for row in rows] == [cell["raw"] for cell in cells]
    assert [Decimal(row["value"]) for row in rows if row["value"]] == [
        Decimal(str(cell["value"])) for cell in cells if cell["value"] is not None
    ]
    assert all("虚构" in row["notice"] for row in rows), "rows that leave the server say it, too"
    assert by_ending.headers["nianbao-release"]


def test_a_figure_is_proved_by_the_archived_bytes(
    api: TestClient, demo: Path, report: tuple[str, str, int]
) -> None:
    """The digest of the answer is that of the bytes which lie at its offset of its WARC."""
    _, number, _ = report
    answer = api.get(f"{V1}/provenance/{number}/req_new").json()
    assert {item["figure"]["applicant"] for item in answer["items"]} >= {"total", "natural_person"}
    for item in answer["items"]:
        data = body_of(archive_dir(demo, "demo"), Capture(**item["capture"]))
        assert (
            f"sha256:{hashlib.sha256(data).hexdigest()}"
            == item["capture"]["digest"]
            == answer["report"]["digest"]
        )
        assert item["capture"]["url"] == answer["report"]["url"] and item["figure"]["locator"]
        page = api.get(item["page"].partition("#")[0]).text
        assert f'id="{item["page"].partition("#")[2]}"' in page
    checks = [check["rule_id"] for item in answer["items"] for check in item["checks"]]
    assert "T3.FLOW" in checks
    total = api.get(f"{V1}/provenance/{number}/req_new?applicant=total").json()["items"]
    assert [item["figure"]["applicant"] for item in total] == ["total"]


def test_every_answer_names_its_release_and_that_it_is_invented(api: TestClient, release: Path) -> None:
    for path in (
        "",
        "/places?limit=1",
        "/search?q=局",
        "/changes",
        "/places/990101",
        "/places/1",
        "/nowhere",
    ):
        answer = api.get(V1 + path)
        assert answer.json()["release"] == answer.headers["nianbao-release"] == release.name
        assert "虚构" in answer.json()["notice"]


def test_what_a_reader_has_is_not_sent_again(api: TestClient) -> None:
    first = api.get(f"{V1}/places?limit=1")
    again = api.get(f"{V1}/places?limit=1", headers={"If-None-Match": f'W/{first.headers["etag"]}, "x"'})
    assert (again.status_code, again.content) == (304, b"")
    assert (
        api.get(f"{V1}/places.csv?limit=1", headers={"If-None-Match": first.headers["etag"]}).status_code
        == 200
    )
    assert "Accept" in first.headers["vary"]
    head = api.head(f"{V1}/places?limit=1")
    assert head.status_code == 200 and head.headers["etag"] == first.headers["etag"]


def test_what_changed_is_told_with_the_release_before(demo_again: Again) -> None:
    release = Store(demo_again.data / "demo" / "warehouse").current()
    assert release
    api = client(release)
    answer = api.get(f"{V1}/changes?limit=1").json()
    assert answer["since"] and answer["note"] is None
    every = walked(api, f"{V1}/changes?limit=1")
    wanted = duckdb.sql(
        f"SELECT what, change, new_report_id, indicator, new_value FROM '{release / 'changes.parquet'}'"
    ).fetchall()
    shown = [
        (row["what"], row["change"], row["new_report_id"], row["indicator"], row["new_value"])
        for row in every
    ]
    assert (
        shown == [(a, b, str(c) if c else None, d, plain(e)) for a, b, c, d, e in wanted] and len(shown) > 1
    )
    reports = walked(api, f"{V1}/changes?what=report&limit=1")
    assert reports == [row for row in every if row["what"] == "report"]


def test_a_cursor_holds_for_one_release_and_one_list(api: TestClient, release: Path) -> None:
    following = api.get(f"{V1}/bodies?limit=2").json()["next"]
    own = re.search(r"cursor=([\w-]+)", following)[1]  # type: ignore[index]
    other = cursor.written("000000000000", [1])
    assert api.get(f"{V1}/bodies?cursor={other}").json()["type"] == "/api#release-changed"
    for wrong in (
        own[:-2],
        "abc",
        "a" * 500,
        cursor.written(release.name, ["x"]),
        cursor.written(release.name, [2**60]),
    ):
        answer = api.get(f"{V1}/bodies?cursor={wrong}")
        assert answer.status_code == 422 and "next" in answer.json()["detail"]
    assert api.get(f"{V1}/coverage?cursor={own}").status_code == 422
    with pytest.raises(ProblemError):
        cursor.read("W1tbW1tb", "x", [int])


@pytest.mark.parametrize(
    "path, status, words",
    [
        ("/bodies?knd=department", 422, "did you mean kind"),
        ("/bodies?kind=departmnt", 422, "none of"),
        ("/series?concept=req_nwe", 422, "near it: req_new"),
        ("/series?concept=zzz&year=20244", 422, "less than or equal to 2100"),
        ("/places?limit=0", 422, "greater than or equal to 1"),
        ("/places?limit=5&limit=6", 422, "stands twice"),
        ("/places?place=99", 422, "six digits"),
        ("/search", 422, "q: it is needed"),
        (f"/search?q={'长' * 201}", 422, "at most 200"),
        ("/places/990199", 404, "/api/v1/places lists"),
        ("/bodies/1", 404, "There is no agency_id 1"),
        ("/annual-report/1/2024", 404, "There is no agency_id 1"),
        ("/provenance/1/req_new", 404, "There is no report_id 1"),
        ("/indicators/nothing", 404, "There is no indicator nothing"),
        ("/nowhere", 404, "nothing of that id or address"),
        ("/places/", 404, "nothing of that id or address"),
    ],
)
def test_what_is_not_understood_is_told_in_words(api: TestClient, path: str, status: int, words: str) -> None:
    answer = api.get(V1 + path)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == problem["status"] == status
    assert words in problem["detail"] and problem["detail_zh"] != problem["detail"]
    assert problem["type"].removeprefix("/api#") in {kind.name for kind in KINDS}


def test_a_report_that_was_not_collected_is_told_with_the_years_that_were(
    api: TestClient, report: tuple[str, str, int]
) -> None:
    agency, number, year = report
    for path, words in {
        f"annual-report/{agency}/1999": "it holds reports for years from",
        f"annual-report/{agency}/{year}?scope=unknown": "there are: own_",
        f"provenance/{number}/s14_app_total": f"figures?report_id={number}",
    }.items():
        answer = api.get(f"{V1}/{path}")
        assert answer.status_code == 404 and words in answer.json()["detail"]


HOSTILE = (
    "/places/%00",
    "/places/990101'%20OR%20'1'='1",
    "/bodies/1%20UNION%20SELECT%201",
    "/bodies/99999999999999999999999999",
    "/reports/-1",
    "/reports/%D9%A3",
    "/figures?indicator=req_new';DROP%20TABLE%20cells;--",
    "/figures?report_id=1%00",
    "/figures?place=99%2000",
    "/coverage?site_id=..%2F..%2Fetc%2Fpasswd",
    "/coverage?site_id=%27%20OR%201%3D1%20--",
    "/series?year=2024e0",
    "/series?year=%F0%9F%98%80",
    "/series?concept[]=req_new",
    "/search?q=%00%01%1b[31m",
    "/search?q=%22%20OR%20NEAR(",
    "/search?q=%25_%25",
    "/search?q=a&place=000000&year=1900",
    "/search?q=a&cursor=bnVsbA",
    "/search?q=%ff%fe",
    "/changes?agency_id=1",
    "/annual-report/1/9999",
    "/annual-report/../../etc/2024",
    "/provenance/1/__class__",
    "/places/990101%0a",
    "/bodies/%0a1",
    "/provenance/1/req_new?applicant=%3Cscript%3E",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/places.csv?limit=x",
    "/places.xml",
    "/openapi.json",
)


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_requests_are_answered_with_the_right_status_and_no_path(served: str, path: str) -> None:
    answer = get(served, V1 + path)
    assert answer.status in (200, 404, 422), answer.text[:300]
    assert answer.headers["content-type"] in ("application/json", "application/problem+json")
    assert not PATHS_TOLD.search(answer.text.replace("/nianbao", "").replace("/api/v1/", ""))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_answered(api: TestClient, method: str) -> None:
    answer = api.request(method, f"{V1}/places")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.json()["type"] == "/api#only-reading"


def test_a_question_over_the_limits_is_told_to_be_asked_again(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise WarehouseError("too long") from duckdb.InterruptException("interrupted")

    api = client(release)
    with monkeypatch.context() as patched:
        patched.setattr(Questions, "ask_with", interrupted)
        answer = api.get(f"{V1}/places")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert answer.json()["type"] == "/api#over-limits"
        patched.setattr(Questions, "ask_with", lambda *_: 1 / 0)
        failed = api.get(f"{V1}/places")
        assert (failed.status_code, failed.json()["type"]) == (500, "/api#fault")
        assert "division" not in failed.text
    assert api.get(f"{V1}/places").status_code == 200


def test_readers_who_get_no_turn_are_told_so(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving = Serving(lambda: release)
    monkeypatch.setattr(serving_module, "LONGEST_WAIT", 0.01)
    api = TestClient(Guard(application(serving), ["here"]), base_url="http://here")
    with serving.turn(), serving.turn(), serving.turn():
        answer = api.get(f"{V1}/places")
        assert (answer.status_code, answer.json()["type"]) == (503, "/api#over-limits")
    assert api.get(f"{V1}/places").status_code == 200


def test_a_release_without_an_index_says_what_it_lacks(world_without_index: TestClient) -> None:
    answer = world_without_index.get(f"{V1}/search?q=局")
    assert (answer.status_code, answer.json()["type"]) == (503, "/api#unavailable")
    page = world_without_index.get("/search?q=局")
    assert page.status_code == 200 and SEARCH in page.text and "nianbao build" in page.text
    assert world_without_index.get(f"{V1}/places").status_code == 200


@pytest.fixture
def world_without_index(release: Path, tmp_path: Path) -> Iterator[TestClient]:
    copy = tmp_path / release.name
    copy.mkdir()
    for path in release.iterdir():
        if path.name != SEARCH:
            (copy / path.name).symlink_to(path)
    yield client(copy)


def test_pages_of_others_read_the_api_where_they_were_allowed_to_and_nothing_else(release: Path) -> None:
    asked = {"Origin": READER, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    closed, opened, open_to_all = client(release), client(release, READER), client(release, "*")
    assert closed.get(f"{V1}/places", headers=asked).status_code == 403
    for api, origin in ((opened, READER), (open_to_all, "*")):
        answer = api.get(f"{V1}/places?limit=1", headers=asked)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, origin)
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "Origin" in answer.headers["vary"]
        preflight = api.options(f"{V1}/places", headers={**asked, "Access-Control-Request-Method": "GET"})
        assert (
            preflight.status_code == 204
            and "If-None-Match" in preflight.headers["access-control-allow-headers"]
        )
        for page in ("/", "/place/990101", "/api", "/assets/site.css"):
            assert api.get(page, headers=asked).status_code == 403, "pages are for this server's own"
        assert api.get(f"{V1}/places", headers={**asked, "Host": "evil.example"}).status_code == 421
        assert api.post(f"{V1}/places", headers=asked).status_code == 405
    assert opened.get(f"{V1}/places", headers={**asked, "Origin": "https://evil.example"}).status_code == 403
    assert opened.get(f"{V1}/places", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    plain_answer = opened.get(f"{V1}/places?limit=1")
    assert "access-control-allow-origin" not in plain_answer.headers
    assert plain_answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "text", ["example.org", "https://example.org/path", "null", "https://", "file://x", "**"]
)
def test_what_is_no_origin_is_refused_at_the_start(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It would match none, in silence."""
    with pytest.raises(SystemExit) as ended:
        parser("nianbao", None).parse_args(["serve", "--allow-origin", text])
    assert ended.value.code == 2 and "is no origin" in capsys.readouterr().err
    for good in ("*", READER, "http://localhost:3000"):
        parser("nianbao", None).parse_args(["serve", "--allow-origin", good])


def test_two_hundred_readers_at_once_are_answered(served: str, report: tuple[str, str, int]) -> None:
    agency, number, year = report
    mix = [
        f"{V1}/annual-report/{agency}/{year}",
        f"{V1}/provenance/{number}/req_new",
        f"{V1}/series?concept=req_new&year=2024",
        f"{V1}/search?q={quote('教育')}",
        f"{V1}/bodies?kind=nothing",
        "/search?q=dqjd",
        f"/report/{number}",
        "/place/990101",
    ]
    with ThreadPoolExecutor(200) as executor:
        answers = list(executor.map(lambda number: get(served, mix[number % len(mix)]), range(200)))
    by_path: dict[str, set[tuple[int, bytes]]] = {}
    for number, answer in enumerate(answers):
        by_path.setdefault(mix[number % len(mix)], set()).add((answer.status, answer.body))
    assert {path: len(found) for path, found in by_path.items()} == dict.fromkeys(mix, 1), "all get the same"
    assert {status for found in by_path.values() for status, _ in found} == {200, 422}
    assert get(served, f"{V1}/places").status == 200


def test_rows_are_described_by_the_dictionary(api: TestClient) -> None:
    """Types, units and words of columns.csv: none stands a second time."""
    models = description()["components"]["schemas"]
    for listing in LISTINGS:
        table = listing.key[0].partition(".")[0]
        known = {column.name: column for column in tables()[table].columns}
        shown = models[listing.row.__name__]["properties"]
        assert len(known.keys() & shown.keys()) > 5
        for name in known.keys() & shown.keys():
            assert shown[name]["description"] == known[name].en
            assert shown[name]["x-zh"] == comments_zh()[table, name]
            assert shown[name].get("x-unit", "") == known[name].unit
    assert api.get("/api/openapi.json").json() == description()
    assert description()["openapi"].startswith("3.1")


@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_the_page_tells_of_every_address_and_its_parameters(api: TestClient, prefix: str) -> None:
    page = api.get(f"{prefix}/api").text
    for operation in reference.operations():
        assert operation.path in page
        assert (operation.title.zh if prefix else operation.title.en) in page
        assert all(f"<code>{field.name}</code>" in page for field in operation.parameters)
    for kind in KINDS:
        assert f'id="{kind.name}"' in page
    assert api.get("/api/", follow_redirects=False).headers["location"] == "/api"


def test_the_examples_of_the_page_are_answered(api: TestClient) -> None:
    shown = re.findall(
        r"curl &#39;http://127.0.0.1:8000(.*?)&#39;|curl 'http://127.0.0.1:8000(.*?)'", api.get("/api").text
    )
    addresses = [(one or other).replace("&amp;", "&") for one, other in shown]
    assert len(addresses) == 5
    assert [api.get(address).status_code for address in addresses] == [200] * 5
