"""Diff, handing out, pruning, export: what happens to releases after they are published."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.warehouse.warehouse_world import HEAD, World, figures, reading
from warehouse.__main__ import main
from warehouse.errors import WarehouseError
from warehouse.handout import bundle, diff
from warehouse.release.store import Store
from warehouse.release.verify import verify

LATER = "20250601T000000Z-000"
GONE = replace(HEAD, agency="云栖区民政局", function="civil_affairs")
NEW = replace(HEAD, year=2022)


def two_releases(world: World) -> tuple[Path, Path]:
    """One report revised, one added, one gone."""
    world.add(reading(GONE))
    world.add(reading(cells=figures(granted=6)))
    old = world.build().release
    world.rows[next(iter(world.rows))].pop(0)
    world.add(reading(NEW), batch=LATER)
    world.add(reading(cells=figures(granted=7), digest="sha256:b"), batch=LATER)
    return old, world.build().release


def test_diff_tells_reports_and_cells(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    reports, cells = diff.compare(*two_releases(world))
    assert [row[:3] for row in reports.rows] == [
        ("added", "云栖区教育局", 2022),
        ("gone", "云栖区民政局", 2023),
        ("revised", "云栖区教育局", 2023),
    ]
    assert [(row[2], row[5], row[6]) for row in cells.rows] == [
        ("req_granted", 6, 7),
        ("req_unable_not_held", 3, 2),
    ]
    assert main(["diff", "--data", str(world.data.parent), "--what", "cells", "--format", "csv"]) == 0
    assert "云栖区教育局,2023,req_granted,total,,6,7,reported,reported" in capsys.readouterr().out
    assert main(["diff", "nothing", "--data", str(world.data.parent)]) == 1
    assert "The releases are:" in capsys.readouterr().err
    assert main(["release", "2", "--data", str(world.data.parent), "--out", str(world.data / "2")]) == 0
    assert "req_granted" in (world.data / "2" / "CHANGES.md").read_text(
        encoding="utf-8"
    )  # since the one before


def test_a_release_handed_out_is_whole_and_the_same_again(
    world: World, make_world: Callable[[str], World], tmp_path: Path
) -> None:
    old, new = two_releases(world)
    folder = bundle.write(new, "2025.1", tmp_path / "a", since=old)
    again = bundle.write(new, "2025.1", tmp_path / "b", since=old)
    sums = (folder / "SHA256SUMS").read_bytes()
    assert sums == (again / "SHA256SUMS").read_bytes()
    assert verify(folder) == []
    for name in (
        "README.md",
        "CITATION.cff",
        "dictionary.md",
        "checks.md",
        "CHANGES.md",
        "changes.parquet",
        "delta.json",
        "coverage.csv",
        "views.sql",
    ):
        assert (folder / name).stat().st_size > 0, name
    assert "date-released: 2025-06-01" in (folder / "CITATION.cff").read_text()
    folder = folder.rename(tmp_path / "elsewhere")
    with contextlib.chdir(folder), duckdb.connect() as connection:
        connection.execute(Path("views.sql").read_text(encoding="utf-8"))
        assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(3,)]
        assert connection.execute("SELECT year FROM trend('req_new')").fetchall() == [(2022,), (2023,)]
    path = folder / "sites.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert verify(folder) == ["sites.parquet: its bytes changed (sha256 differs)"]
    with pytest.raises(WarehouseError, match="exists"):
        bundle.write(new, "2025.1", folder)


def test_parquet_tells_its_own_columns(world: World) -> None:
    world.add(reading())
    metadata = pq.read_schema(world.build().release / "reports/990000.parquet").metadata
    assert json.loads(metadata[b"nianbao.columns"])["report_id"]["zh"] == "年报版本号"


def test_export_opens_in_excel(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world.add(reading())
    world.build()
    out = tmp_path / "csv"
    assert main(["export", "cells", "reports", "--data", str(world.data.parent), "--out", str(out)]) == 0
    assert (out / "cells.csv").read_bytes().startswith("\ufeffreport_id,ord,".encode())
    assert "云栖区教育局" in (out / "reports.csv").read_text(encoding="utf-8-sig")
    assert main(["export", "cell", "--data", str(world.data.parent), "--out", str(out)]) == 1
    assert "The tables are: reports" in capsys.readouterr().err


READER = """
import sys
from pathlib import Path
from warehouse.query.connect import connect_release
connection = connect_release(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def test_prune_keeps_the_current_release_and_those_in_use(world: World) -> None:
    releases = []
    for granted in (3, 4, 5):
        world.rows.clear()
        world.add(reading(cells=figures(granted=granted)))
        releases.append(world.build().release)
    root = Path(__file__).parents[3]
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(releases[0])],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    assert world.store.prune(keep=1) == [releases[1]]
    reader.communicate("")
    assert world.store.prune(keep=1) == [releases[0]]
    assert world.store.history() == [releases[2]]


def test_prune_leaves_a_release_days_after_the_next(tmp_path: Path) -> None:
    store, now = Store(tmp_path), time.time()
    for name, age in {"a": 30, "b": 10, "c": 2}.items():
        (store.releases / name).mkdir(parents=True)
        (store.releases / name / "manifest.json").touch()
        os.utime(store.releases / name / "manifest.json", (now - age * 86_400,) * 2)
    store.point(store.releases / "c")
    assert store.prune(keep=1, days=11) == []
    assert store.prune(keep=2, days=7) == [store.releases / "a"]
    assert store.prune(keep=1, days=7) == []  # b was the newest until two days ago
    assert store.prune(keep=0, days=1) == [store.releases / "b"]
    assert store.history() == [store.current()]
