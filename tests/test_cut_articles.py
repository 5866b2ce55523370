"""Reports cut over several pages, over real sockets from the list to the cells: whole, or told not to be."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from extract.run import archive_run
from spiders.archive.attempt import Attempt, to_json
from spiders.archive.reader import attempts, log_path, summary_path
from spiders.archive.recovery import attempts_of_warc
from spiders.registry import COLUMNS, HERE, Site
from spiders.replica.server import Replica
from spiders.replica.sites import by_host
from tests.demo import ROOT
from tests.replica.cut_articles import CHANGED, CUTS, Cut, build, report_of, row_of
from warehouse.build.pipeline import build as build_release
from warehouse.build.staging.inputs import gather
from warehouse.evidence.archived import body_of
from warehouse.evidence.figures import load_report
from warehouse.evidence.proof import is_proved, pages_of
from warehouse.evidence.show import show
from warehouse.query.connect import connect_release
from warehouse.release.store import Store

NAMED = {cut.name: cut for cut in CUTS}
POLITE = {"delay": 0, "back_off": 0, "seconds": 60, "recheck_old_days": 0}


def crawl(
    registry: Path,
    data: Path,
    batch: str,
    edition: int = 1,
    cuts: Sequence[Cut] = CUTS,
    **polite: float,
) -> list[str]:
    """Crawl sites into a batch; returns the addresses that the server was asked for."""
    with Replica(edition, hosts=lambda number: by_host(build(number))) as replica:
        words = {
            "archive": str(data / registry.name / "archive"),
            "batch": batch,
            "sites": [asdict(Site(**asdict(row_of(cut)))) for cut in cuts],
            "polite": POLITE | polite,
            "proxy": replica.proxy_url,
        }
        script = ROOT / "tests" / "spiders" / "crawling" / "run_collector.py"
        command = [sys.executable, str(script), json.dumps(words)]
        subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True, timeout=400)
        return [each.url for each in replica.requests]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("registries") / "cut"
    folder.mkdir()
    rows = [asdict(row_of(cut)) | {"aggregator": "false"} for cut in CUTS]
    lines = [",".join(str(row[name]) for name in COLUMNS) for row in rows]
    (folder / "sites.csv").write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    for name in ("regions.csv", "invented"):
        shutil.copy(HERE / "demo" / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def data(registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crawl of the first edition, read."""
    found = tmp_path_factory.mktemp("data")
    (found / "asked").write_text("\n".join(crawl(registry, found, "20260101T000000Z-000")))
    assert archive_run.run(str(registry), found) == 0
    return found


def log(data: Path, batch: str = "20260101T000000Z-000") -> list[Attempt]:
    return [each for each in attempts(data / "cut" / "archive", batch) if each.is_final]


def readings(data: Path, batch: str = "20260101T000000Z-000") -> dict[str, dict[str, Any]]:
    """Rows of a batch by the address of the report."""
    rows = pq.read_table(data / "cut" / "readings" / f"{batch}.parquet").to_pylist()
    assert len({row["url"] for row in rows}) == len(rows)
    return {row["url"]: row for row in rows}


def cells(row: dict[str, Any]) -> dict[tuple[str, str | None, str | None], tuple[Any, str]]:
    found = row["cells"]
    return {(c["indicator"], c["applicant"], c["item"]): (c["value"], c["status"]) for c in found}


def printed(cut: Cut, edition: int = 1) -> dict[tuple[str, str | None, str | None], tuple[Any, str]]:
    return {key: (value.value, value.status) for key, value in report_of(cut, edition).cells.items()}


@pytest.mark.parametrize("name", ["called", "linked", "strange", "counted", "uncounted", "path"])
def test_every_figure_of_a_whole_report_is_read_right(data: Path, name: str) -> None:
    row = readings(data)[NAMED[name].addresses[0]]
    assert cells(row) == printed(NAMED[name])
    assert [each for each in row["problems"] if each["severity"] != "info"] == []
    assert [section["ordinal"] for section in row["sections"]] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("name", ["called", "linked", "counted", "uncounted", "path"])
def test_each_cell_names_the_page_it_stands_on(data: Path, name: str) -> None:
    cut = NAMED[name]
    row = readings(data)[cut.addresses[0]]
    places = {cell["locator"].rpartition("!")[0] for cell in row["cells"]}
    assert places == {"", *(f"part:{address}!"[:-1] for address in cut.addresses[1:])}


@pytest.mark.parametrize("name", ["early", "home", "again", "scripted"])
def test_what_did_not_come_is_told_and_the_rest_is_right(data: Path, name: str) -> None:
    cut = NAMED[name]
    row = readings(data)[cut.addresses[0]]
    wanted, found = printed(cut), cells(row)
    read = {key: cell for key, cell in found.items() if cell[1] not in ("unreadable", "not_in_form")}
    assert read and read.items() <= wanted.items()
    assert read.keys() < wanted.keys()
    (told,) = [each for each in row["problems"] if each["kind"] == "report_incomplete"]
    assert told["severity"] == "error"
    assert cut.addresses[cut.came] in told["message"]
    assert not [each for each in row["problems"] if "not printed" in each["message"]]


@pytest.mark.parametrize("name", sorted(NAMED))
def test_the_log_tells_the_pages_of_a_report_in_their_order(data: Path, name: str) -> None:
    cut = NAMED[name]
    of_site = [each for each in log(data) if each.site_id == f"cut-{name}"]
    report, *parts = [each for each in of_site if each.role in ("report", "part")]
    assert (report.role, report.url) == ("report", cut.addresses[0])
    asked = cut.addresses[1 : cut.came + bool(cut.told)]
    assert [part.url for part in parts] == asked
    assert {part.parent_url for part in parts} <= {report.url}
    assert [each.next_url for each in (report, *parts)][: len(asked)] == asked
    assert [part.reason for part in parts if part.reason] == ([cut.told] if cut.told else [])
    assert {part.link_text for part in parts} <= {report_of(cut).title}


def test_no_page_of_another_article_or_site_is_asked_for(data: Path) -> None:
    asked = (data / "asked").read_text().splitlines()
    assert not [url for url in asked if "content_12" in url or "copycat" in url]
    assert len(asked) == len(set(asked))


def test_the_log_can_be_made_again_from_the_warc(data: Path) -> None:
    archive, batch = data / "cut" / "archive", "20260101T000000Z-000"
    assert list(attempts_of_warc(archive, batch)) == list(attempts(archive, batch))


def test_more_pages_than_the_cap_are_not_asked_for_and_told(registry: Path, tmp_path: Path) -> None:
    batch = "20260101T000000Z-000"
    asked = crawl(registry, tmp_path, batch, cuts=[NAMED["called"]], pages=1)
    cut = NAMED["called"]
    assert cut.addresses[1] in asked and cut.addresses[2] not in asked
    assert archive_run.run(str(registry), tmp_path) == 0
    row = readings(tmp_path)[cut.addresses[0]]
    (told,) = [each["message"] for each in row["problems"] if each["kind"] == "report_incomplete"]
    assert cut.addresses[2] in told and "cap of further pages" in told


@pytest.fixture(scope="module")
def again(registry: Path, data: Path) -> Iterator[Path]:
    """The same archive with a second crawl of edition 1, and a third of edition 2; read after each."""
    for number, edition in ((2, 1), (3, 2)):
        crawl(registry, data, f"2026010{number}T000000Z-000", edition)
        assert archive_run.run(str(registry), data) == 0
    return data


def test_a_crawl_that_brings_nothing_new_is_not_read_again(again: Path) -> None:
    batch = "20260102T000000Z-000"
    made = [each for each in log(again, batch) if each.role in ("report", "part") and each.status]
    assert {each.status for each in made} == {304, 404}
    assert not [each for each in made if each.outcome == "fetched"]
    assert readings(again, batch) == {}


def test_a_page_that_came_late_or_changed_makes_its_report_anew_and_no_other(again: Path) -> None:
    batch = "20260103T000000Z-000"
    rows = readings(again, batch)
    wanted = {name: NAMED[name] for name in ("called", "early", "home", "again")}
    assert rows.keys() == {cut.addresses[0] for cut in wanted.values()}
    for cut in wanted.values():
        row = rows[cut.addresses[0]]
        assert cells(row) == printed(cut, 2)
        assert not [each for each in row["problems"] if each["kind"] == "report_incomplete"]
    assert cells(rows[NAMED["called"].addresses[0]])[CHANGED] == (987, "reported")
    first = [each for each in log(again, batch) if each.url == NAMED["called"].addresses[0]]
    assert [each.status for each in first] == [304]


def test_a_figure_of_a_further_page_leads_to_that_page_and_its_bytes(again: Path, registry: Path) -> None:
    store = Store(again / "cut" / "warehouse")
    release = build_release(store, str(registry), gather(str(registry), again)).release
    cut = NAMED["linked"]
    indicator, _, _ = CHANGED
    query = "SELECT url, locator, digest, warc_offset, value::INTEGER FROM provenance(?, ?)"
    with duckdb.connect(str(release / "nianbao.duckdb"), read_only=True) as connection:
        wanted = [_report(connection, cut), indicator]
        ((url, locator, digest, offset, value),) = connection.execute(query, wanted).fetchall()
    (part,) = [each for each in log(again) if each.url == cut.addresses[2]]
    assert (url, digest, offset) == (part.url, part.digest, part.offset)
    assert locator.startswith(f"part:{part.url}!html:")
    assert value == int(printed(cut)[CHANGED][0])
    _check_evidence(release, again / "cut" / "archive", cut, [1])
    # The first page of the second version came again as a bare 304.
    _check_evidence(release, again / "cut" / "archive", NAMED["called"], [1, 2])


def _check_evidence(release: Path, archive: Path, cut: Cut, versions: list[int]) -> None:
    """Every cell of every version is shown on the page that it stands on."""
    query = "SELECT report_id, version FROM reports WHERE url = ? ORDER BY version"
    with connect_release(release) as source:
        found = source.execute(query, [cut.addresses[0]]).fetchall()
        reports = [load_report(source, number) for number, _ in found]
    assert [version for _, version in found] == versions
    for report in reports:
        pages = pages_of(report, archive, show)
        assert [page.capture.url for page in pages] == cut.addresses
        for page in pages:
            assert page.shown.kind == "page"
            assert page.shown.agreeing == {cell.id for cell in page.cells}
            assert is_proved(body_of(archive, page.capture), page.capture.digest)
        assert sum(len(page.cells) for page in pages) == len(report.cells)


def _report(connection: duckdb.DuckDBPyConnection, cut: Cut) -> int:
    ((number,),) = connection.execute(
        "SELECT report_id FROM reports WHERE url = ?", [cut.addresses[0]]
    ).fetchall()
    return int(number)


def test_an_archive_of_the_days_before_gets_the_pages_at_the_next_crawl(
    registry: Path, data: Path, tmp_path: Path
) -> None:
    """Its log names no next page, and the first page answers 304: nothing of it comes again."""
    batch, cut = "20260101T000000Z-000", NAMED["called"]
    archive = tmp_path / "cut" / "archive"
    archive.mkdir(parents=True)
    shutil.copy(data / "cut" / "archive" / f"{batch}.warc.gz", archive)
    old = [json.loads(to_json(each)) for each in log(data) if each.role != "part"]
    lines = [json.dumps({name: value for name, value in each.items() if name != "next_url"}) for each in old]
    log_path(archive, batch).write_text("\n".join(lines) + "\n", encoding="ascii")
    assert archive_run.run(str(registry), tmp_path) == 0
    assert cells(readings(tmp_path)[cut.addresses[0]]).items() < printed(cut).items()
    crawl(registry, tmp_path, "20260102T000000Z-000", cuts=[cut])
    assert archive_run.run(str(registry), tmp_path) == 0
    assert cells(readings(tmp_path, "20260102T000000Z-000")[cut.addresses[0]]) == printed(cut)
    made = {each.url: each.status for each in log(tmp_path, "20260102T000000Z-000")}
    assert [made[address] for address in cut.addresses] == [304, 200, 200]


def test_a_crawl_killed_between_two_pages_loses_nothing_and_asks_for_none_twice(
    registry: Path, data: Path, tmp_path: Path
) -> None:
    """Cut back to each line of its log, read, and gone on with: in between the report is told to be cut."""
    batch, cut = "20260101T000000Z-000", NAMED["called"]
    whole = log_path(data / "cut" / "archive", batch).read_bytes().splitlines(keepends=True)
    ends = [at for at, line in enumerate(whole, 1) if b'"cut-called"' in line and b"/nb/t2024" in line]
    assert len(ends) == 3
    for end in ends[:2]:
        home = tmp_path / str(end)
        archive = home / "cut" / "archive"
        archive.mkdir(parents=True)
        source = data / "cut" / "archive" / f"{batch}.warc.gz"
        (archive / source.name).write_bytes(source.read_bytes())
        log_path(archive, batch).write_bytes(b"".join(whole[:end]))
        assert not summary_path(archive, batch).exists()
        assert archive_run.run(str(registry), home) == 0
        row = readings(home)[cut.addresses[0]]
        assert [each["kind"] for each in row["problems"]].count("report_incomplete") == 1
        asked = crawl(registry, home, batch, cuts=[cut])
        known = ends.index(end) + 1
        assert [url for url in asked if url in cut.addresses] == cut.addresses[known:]
        assert archive_run.run(str(registry), home) == 0
        assert cells(readings(home)[cut.addresses[0]]) == printed(cut)
        assert len({each.key for each in log(home)}) == len(log(home))
