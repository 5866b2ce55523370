"""changes.parquet, delta.json and feed.xml: what changed and why; none of it is part of a release's id."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from extract.model.problems import problem
from extract.model.reading import to_row
from tests.warehouse.warehouse_world import BATCH, HEAD, World, figures, reading
from warehouse.__main__ import main
from warehouse.handout import bundle, diff
from warehouse.release import delta
from warehouse.release.changes import SCHEMA
from warehouse.release.feed import ATOM, FEED
from warehouse.release.store import CHANGES, DELTA
from warehouse.release.verify import verify

LATER = "20250601T000000Z-000"
OTHER = replace(HEAD, agency="云栖区民政局", function="civil_affairs")
THIRD = replace(HEAD, agency="云栖区财政局", function="finance")
UNDATED = replace(HEAD, agency="云栖区司法局", function="justice", year=None)
Rows = list[tuple[object, ...]]


def told(release: Path, *columns: str) -> Rows:
    rows = pq.read_table(release / CHANGES, columns=list(columns))
    return [tuple(row.values()) for row in rows.to_pylist()]


def counts(release: Path) -> dict[tuple[str, str, str], int]:
    found = delta.delta_of(release)
    assert found is not None
    return {(row["what"], row["change"], row["reason"]): row["count"] for row in found["counts"]}


def three_releases(world: World) -> list[Path]:
    """A first one; one of a later crawl with newer code; and one with a correction."""
    for head in (HEAD, OTHER, THIRD, UNDATED):
        world.add(reading(head))
    found = [world.build().release]
    changed_document = reading(cells=figures(granted=7), digest="sha256:b")
    world.add(changed_document, batch=LATER)  # of the education bureau
    world.add(reading(replace(HEAD, year=2022)), batch=LATER)
    rows = world.rows[BATCH]
    place = {name: rows[1][name] for name in ("batch", "offset", "site_id", "url")}
    # The bytes of the second are read otherwise; the third went from the archive.
    other = reading(OTHER, figures(granted=5)[:-1], digest=str(rows[1]["digest"]))
    rows[1:3] = [place | {"extractor_version": "x2"} | to_row(other)]
    found.append(world.build().release)
    correction = {
        "region_code": "990101",
        "agency_name": HEAD.agency,
        "year": 2023,
        "indicator": "req_granted",
    }
    proof = {
        "printed": Decimal(7),
        "corrected": Decimal(8),
        "reason": "a slip",
        "source": "page 2",
        "line": 2,
    }
    world.corrections.append(correction | {"applicant": "total"} | proof)
    return [*found, world.build().release]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return three_releases(World(tmp_path_factory.mktemp("changes") / "demo"))


def test_a_first_release_says_that_it_is_one(releases: list[Path]) -> None:
    first = delta.delta_of(releases[0])
    assert first is not None
    assert (first["since"], first["note"], first["counts"]) == (None, delta.FIRST, [])
    assert first["release"] == releases[0].name
    assert pq.read_schema(releases[0] / CHANGES).names == SCHEMA.names
    assert told(releases[0], "what") == []


def test_reports_are_told_with_the_reason(releases: list[Path]) -> None:
    rows = told(releases[1], "what", "change", "reason", "agency_name", "year")
    assert [row[1:] for row in rows if row[0] == "report"] == [
        ("added", "source", "云栖区教育局", 2022),
        ("gone", "source", "云栖区财政局", 2023),
        ("revised", "source", "云栖区教育局", 2023),
        ("revised", "reader", "云栖区民政局", 2023),
    ]


def test_cells_are_told_with_old_and_new_value_and_the_reason(releases: list[Path]) -> None:
    names = (
        "agency_name",
        "indicator",
        "change",
        "reason",
        "old_value",
        "new_value",
        "old_status",
        "new_status",
    )
    rows = [row[1:] for row in told(releases[1], "what", *names) if row[0] == "cell"]
    assert sorted(rows, key=str) == [
        ("云栖区教育局", "req_granted", "revised", "source", 6, 7, "reported", "reported"),
        ("云栖区教育局", "req_unable_not_held", "revised", "source", 3, 2, "reported", "reported"),
        ("云栖区民政局", "req_carried_out", "gone", "reader", 2, None, "reported", None),
        ("云栖区民政局", "req_granted", "revised", "reader", 6, 5, "reported", "reported"),
        ("云栖区民政局", "req_unable_not_held", "revised", "reader", 3, 4, "reported", "reported"),
    ]
    assert counts(releases[1])["cell", "revised", "source"] == 2
    assert sum(counts(releases[1]).values()) == len(told(releases[1], "what")) == 9


def test_a_correction_is_told_as_one_and_nothing_else(releases: list[Path]) -> None:
    names = ("what", "change", "reason", "indicator", "applicant", "old_value", "new_value", "agency_name")
    correction = ("cell", "revised", "correction", "req_granted", "total", 7, 8, "云栖区教育局")
    assert told(releases[2], *names) == [correction]
    assert delta.between(releases[2], releases[1])["new_value"].to_pylist() == [7]  # and back again


def test_what_a_build_found_is_what_a_comparison_finds(
    releases: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = delta.between(*releases[:2])
    with monkeypatch.context() as patched:
        patched.setattr(delta, "compare", None)
        assert delta.between(*releases[:2]).equals(stored)
    monkeypatch.setattr(delta, "delta_of", lambda _: None)
    assert delta.between(*releases[:2]).equals(stored)
    assert stored.num_rows == 9


def test_a_folder_handed_out_has_them_since_any_release(releases: list[Path], tmp_path: Path) -> None:
    folder = bundle.write(releases[2], "1", tmp_path / "1", since=releases[0])
    made = json.loads((folder / DELTA).read_text(encoding="utf-8"))
    assert made["since"] == releases[0].name
    rows = pq.read_table(folder / CHANGES)
    assert rows.num_rows == 10
    text = (folder / "CHANGES.md").read_text(encoding="utf-8")
    assert f"Since {releases[0].name}: " in text
    assert "cells revised 1 (correction)" in text
    assert "云栖区财政局" in text
    reports, cells = diff.results(rows)
    assert (len(reports.rows), len(cells.rows)) == (4, 6)
    assert verify(folder) == []
    alone = bundle.write(releases[0], "0", tmp_path / "0")
    assert delta.FIRST in (alone / "CHANGES.md").read_text(encoding="utf-8")


def feed_ids(root: Path) -> list[str]:
    """The release ids of the entries of a feed."""
    name = f"{{{ATOM}}}"
    entries = ElementTree.fromstring((root / FEED).read_bytes()).findall(f"{name}entry")
    return [entry.findtext(f"{name}id", "").rpartition(":")[2] for entry in entries]


def test_the_feed_has_an_entry_a_release(releases: list[Path]) -> None:
    path = releases[0].parent.parent / FEED
    top = ElementTree.fromstring(path.read_bytes())
    name = f"{{{ATOM}}}"
    assert top.tag == f"{name}feed"
    for required in ("id", "title", "updated", f"author/{name}name"):
        assert top.findtext(f"{name}{required}"), required
    entries = top.findall(f"{name}entry")
    assert feed_ids(path.parent) == [release.name for release in reversed(releases)]
    for entry in entries:
        (link,) = entry.findall(f"{name}link")
        assert (path.parent / link.attrib["href"]).is_file()
        assert entry.findtext(f"{name}title")
    updated = [entry.findtext(f"{name}updated") for entry in entries]
    assert updated == ["2025-06-01T00:00:00Z", "2025-06-01T00:00:00Z", "2025-03-01T00:00:00Z"]
    assert top.findtext(f"{name}updated") == updated[0]
    summaries = [entry.findtext(f"{name}summary", "") for entry in entries]
    assert summaries[0] == f"Since {releases[1].name}: cells revised 1 (correction)"
    assert summaries[2] == delta.FIRST


def test_changes_are_no_part_of_the_id_and_last(world: World, make_world: Callable[[str], World]) -> None:
    """The same content after another release; a rebuild; damage; and back to the first."""
    world.add(reading())
    first = world.build().release
    world.add(reading(OTHER), batch=LATER)
    second = world.build().release
    alone = make_world("alone")
    alone.attempts, alone.rows = list(world.attempts), dict(world.rows)
    same = alone.build().release
    assert same.name == second.name
    assert (same / CHANGES).read_bytes() != (second / CHANGES).read_bytes()
    assert verify(same) == verify(second) == []

    made = {name: (second / name).read_bytes() for name in (CHANGES, DELTA)}
    feed = (world.store.root / FEED).read_bytes()
    world.build()
    assert {name: (second / name).read_bytes() for name in made} == made
    assert (world.store.root / FEED).read_bytes() == feed

    for name in made:
        damaged = second / name
        damaged.chmod(0o644)
        damaged.write_bytes(made[name][:-1])
        assert verify(second) == [f"{name}: its bytes changed (sha256 differs)"]
        world.build()
        assert damaged.read_bytes() == made[name]

    world.attempts.pop()
    later = world.rows.pop(LATER)
    assert later
    (world.data / "readings" / f"{LATER}.parquet").unlink()
    (world.archive() / f"{LATER}.jsonl").unlink()
    assert world.build().release == first
    back = delta.delta_of(first)
    assert back is not None
    assert back["since"] == second.name
    assert counts(first) == {("report", "gone", "source"): 1}
    assert feed_ids(world.store.root) == [first.name, second.name]
    assert main(["prune", "--keep", "1", "--days", "0", "--data", str(world.data.parent)]) == 0
    assert feed_ids(world.store.root) == [first.name]


def test_of_a_damaged_release_before_nothing_is_told(world: World) -> None:
    world.add(reading())
    first = world.build().release
    damaged = first / "corrections.parquet"
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\0")
    world.add(reading(OTHER), batch=LATER)
    found = delta.delta_of(world.build().release)
    assert found is not None
    assert (found["since"], found["counts"]) == (first.name, [])
    assert found["note"] == f"Not compared: 1 files of {first.name} are not as published."


def test_a_page_that_came_late_completes_its_report_and_revises_no_figure(tmp_path: Path) -> None:
    """Below the digest of the first page; what stood there before and differs now is the source's still."""
    world = World(tmp_path / "demo")
    lost = problem("report_incomplete", "file", "it goes on at t1_1.html: HTTP 404")
    cut = {"problems": (lost,), "digest": "sha256:a"}
    unread = replace(figures()[2], value=None, status="unreadable")
    for head in (HEAD, OTHER):
        world.add(reading(head, (*figures()[:2], unread), **cut))
    world.add(reading(THIRD, digest="sha256:a"))
    world.build()
    world.add(reading(HEAD, digest="sha256:a", problems=()), batch=LATER)
    world.add(reading(OTHER, figures(new=12), digest="sha256:a"), batch=LATER)
    world.add(reading(THIRD, figures(granted=5), digest="sha256:a"), batch=LATER)
    rows = told(world.build().release, "what", "reason", "agency_name", "indicator", "change")
    assert sorted((row[1:3] for row in rows if row[0] == "report"), key=str) == [
        ("completion", "云栖区教育局"),
        ("completion", "云栖区民政局"),
        ("source", "云栖区财政局"),
    ]
    cells = [row[1:] for row in rows if row[0] == "cell"]
    late = ("req_carried_out", "req_result_total", "req_unable_not_held")
    assert {row for row in cells if row[1] == HEAD.agency} == {
        ("completion", HEAD.agency, "req_granted", "revised"),
        *(("completion", HEAD.agency, name, "added") for name in late),
    }
    assert {row[0] for row in cells if row[1] == OTHER.agency and row[2] != "req_new"} == {"completion"}
    assert [row[::3] for row in cells if row[1:3] == (OTHER.agency, "req_new")] == [("source", "revised")]
    assert {row[0] for row in cells if row[1] == THIRD.agency} == {"source"}


def test_a_report_that_is_still_not_whole_is_not_called_completed(tmp_path: Path) -> None:
    world = World(tmp_path / "demo")
    lost = (problem("report_incomplete", "file", "it goes on at t1_1.html: HTTP 404"),)
    world.add(reading(cells=figures()[:2], digest="sha256:a", problems=lost))
    world.build()
    world.add(reading(cells=figures()[:4], digest="sha256:a", problems=lost), batch=LATER)
    assert {row[0] for row in told(world.build().release, "reason")} == {"source"}
