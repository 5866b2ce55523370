"""The replica's world keeps its own promises, and its server answers as an origin and as a proxy."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path

import pytest

from spiders.replica import figures, forms, layouts, quirks
from spiders.replica.bodies import bodies, districts
from spiders.replica.families.base import Listed
from spiders.replica.model import APPLICANTS, Report
from spiders.replica.server import Replica
from spiders.replica.sites import demo_rows, registry_csv
from spiders.replica.world import world
from tests.replica.hosts import replica as served
from tests.replica.hosts import sites
from tests.replica.oracle import listing

ROOT = Path(__file__).parents[3]


def clean_reports() -> list[Report]:
    """Modern reports that no quirk changes."""
    marked = {(body, year) for body, year, quirk in quirks.load()}
    return [
        report
        for (body, year, _), report in world().items()
        if (body, year) not in marked and not body.startswith("real-") and report.form != "2014"
    ]


def value(report: Report, indicator: str, applicant: str | None = None) -> Decimal:
    found = report.cells[indicator, applicant, None].value
    assert found is not None
    return found


def test_world_has_three_districts_of_twelve_bodies_in_every_year() -> None:
    years = Counter((body.split("-")[0], year) for body, year, variant in world() if not variant)
    first_three = list(districts())[:3]
    assert all(years[district, year] >= 12 for district in first_three for year in range(2019, 2026))
    assert {report.form for report in world().values()} == {"2014", "2019", "2021"}


@pytest.mark.parametrize("applicant", APPLICANTS)
def test_requests_balance(applicant: str) -> None:
    for report in clean_reports():
        incoming = value(report, "req_new", applicant) + value(report, "req_carried_in", applicant)
        closed = value(report, "req_result_total", applicant)
        assert incoming == closed + value(report, "req_carried_out", applicant), report.title
        results = [indicator for path, indicator in layouts.T3[report.form] if len(path) > 1]
        assert closed == sum(value(report, i, applicant) for i in results[:-1]), report.title


def test_rows_and_disputes_add_up() -> None:
    for report in clean_reports():
        for _, indicator in layouts.T3[report.form]:
            parts = [value(report, indicator, applicant) for applicant in APPLICANTS]
            assert sum(parts[:-1]) == parts[-1], (report.title, indicator)
        for way in layouts.DISPUTES:
            parts = [value(report, f"{way}_{outcome}") for outcome in layouts.OUTCOMES]
            assert sum(parts[:-1]) == parts[-1], (report.title, way)


def test_backlog_carries_over_and_reform_hands_it_on() -> None:
    all_figures = figures.all_figures()
    for body in bodies().values():
        heirs = [other for other in bodies().values() if other.successor == body.id]
        for year in range(2020, 2026):
            if body.kind == "government" or (body.id, year - 1) not in all_figures:
                continue
            before = [body.id, *(heir.id for heir in heirs if heir.last_year == year - 1)]
            handed = sum(all_figures[key, year - 1]["req_carried_out", "total", None] for key in before)
            if (body.id, year) in all_figures:
                assert all_figures[body.id, year]["req_carried_in", "total", None] == handed


def test_government_is_the_sum_of_its_district() -> None:
    found = figures.all_figures()
    members = [
        key for key in found if key[0].startswith("yunxi-") and key[1] == 2024 and key[0] != "yunxi-qzf"
    ]
    total = sum(found[key]["req_new", "total", None] for key in members)
    assert found["yunxi-qzf", 2024]["req_new", "total", None] >= total > 0


def test_every_quirk_changes_what_is_printed() -> None:
    known = {*quirks.CHANGES, *quirks.MISPRINTS, *quirks.TRAITS}
    known |= {"form_2019", "nameless", "republished", "corrected", "late", "says_otherwise", "copied_year"}
    for body, year, quirk in quirks.load():
        assert quirk in known
        assert (body, year, "") in world(), (body, year)
        report = world()[body, year, ""]
        if quirk == "t4_total_zero":
            parts = [
                value(report, f"{way}_{end}") for way in layouts.DISPUTES for end in layouts.OUTCOMES[:-1]
            ]
            assert sum(parts) > 0
        if quirk in quirks.MISPRINTS:
            texts = [box.text for table in forms.tables(report) for row in table.rows for box in row]
            assert any(printed in texts for printed in quirks.MISPRINTS[quirk].values()), (body, quirk)
        if quirk == "signed":
            assert any(cell.raw.startswith("+") for cell in report.cells.values())


def test_tables_print_every_cell_once() -> None:
    for report in world().values():
        boxes = [box for table in forms.tables(report) for row in table.rows for box in row if box.key]
        assert Counter(box.key for box in boxes) == Counter(report.cells.keys())


def test_editions_differ_in_one_cell_of_one_report() -> None:
    first, second = world(1), world(2)
    changed = [key for key in first if first[key] != second[key]]
    assert changed == [("nanping-cgj", 2024, "")]
    one, two = (each[changed[0]].cells for each in (first, second))
    assert [key for key in one if one[key] != two[key]] == [("penalty_decisions", None, None)]


def test_real_reports_keep_their_own_faults() -> None:
    hongze = world()["real-hongze-qzf", 2023, ""]
    parts = [value(hongze, f"disp_review_{end}") for end in layouts.OUTCOMES]
    assert sum(parts[:-1]) == 11
    assert parts[-1] == 0


def test_registry_file_is_made_from_the_sites() -> None:
    written = (ROOT / "spiders/registry/demo/sites.csv").read_text(encoding="utf-8")
    assert written == registry_csv(demo_rows()), (
        "run: python -m spiders.replica.sites > spiders/registry/demo/sites.csv"
    )


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with served() as running:
        yield running


def ask(replica: Replica, url: str, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", replica.port, timeout=10)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    connection.request("GET", url, headers={"Connection": "close", **named})
    return connection.getresponse()


def test_every_listed_page_answers_with_its_report(replica: Replica) -> None:
    for listed in listing():
        if listed.fate == "report":
            reply = ask(replica, listed.url)
            body = reply.read()
            charset = "utf-8" if "charset" in (reply.getheader("Content-Type") or "") else "gb18030"
            assert reply.status == 200, listed.url
            assert listed.title in body.decode(charset), listed.url


def test_listed_addresses_are_distinct() -> None:
    urls = Counter(listed.url for listed in listing())
    assert [url for url, times in urls.items() if times > 1] == []


def test_origin_by_host_header_equals_proxy(replica: Replica) -> None:
    listed = _first_report()
    host, _, path = listed.url.removeprefix("http://").partition("/")
    assert ask(replica, f"/{path}", Host=host).read() == ask(replica, listed.url).read()


def test_unchanged_pages_answer_304(replica: Replica) -> None:
    url = _first_report().url
    etag = ask(replica, url).getheader("ETag") or ""
    again = ask(replica, url, If_None_Match=etag)
    assert (again.status, again.read()) == (304, b"")


def test_strangers_are_refused_and_logged(replica: Replica) -> None:
    reply = ask(replica, "http://www.nobody.example/")
    assert reply.status == 502
    assert replica.requests[-1].url == "http://www.nobody.example/"


def _first_report() -> Listed:
    return next(listed for listed in listing() if listed.fate == "report")


def test_faults_misbehave_on_the_wire(replica: Replica) -> None:
    base = "http://www.fault-{}.gov.example/zwgk/nb/"
    assert ask(replica, base.format("wall-412")).status == 412
    first = ask(replica, base.format("cookie-302"))
    assert (first.status, first.getheader("Location")) == (302, "/zwgk/nb/")
    assert ask(replica, base.format("cookie-302"), Cookie="CT6T=1").status == 200
    with pytest.raises(ConnectionError):
        ask(replica, "http://www.fault-robots-reset.gov.example/robots.txt")
    statuses = [ask(replica, base.format("burst-429")).status for _ in range(8)]
    assert 429 in statuses


def test_endless_and_oversized_bodies(replica: Replica) -> None:
    page = ask(replica, "http://www.fault-endless.gov.example/zwgk/nb/index_77.html").read().decode()
    assert "关于第77-0号事项的通知" in page
    article = _article_of("two-gigabytes")
    answer = ask(replica, article)
    assert answer.getheader("Content-Length") == str(2 << 30)
    assert len(answer.read(100_000)) == 100_000
    answer.close()
    short = ask(replica, _article_of("short-length"))
    with pytest.raises(IncompleteRead):
        short.read()
    packed = ask(replica, _article_of("gzip-bomb"))
    assert packed.getheader("Content-Encoding") == "gzip"
    assert len(packed.read()) < 2 << 20


def _article_of(fault: str) -> str:
    site = sites()[f"www.fault-{fault}.gov.example"]
    return next(listed.url for listed in site.listed if listed.fate == "report")


DIGEST = """
import hashlib
from spiders.replica.server import demo_hosts
from spiders.replica.sites import registry_csv, demo_rows
from spiders.replica.families.base import Request
digest = hashlib.sha256(registry_csv(demo_rows()).encode())
for host in ("www.yunxi.gov.example", "www.nanping.gov.example", "www.heyan.gov.example"):
    for path, page in demo_hosts(1)[host].pages.items():
        digest.update(path.encode() + page(Request("GET", host, path)).body)
print(digest.hexdigest())
"""


def test_pages_are_the_same_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
