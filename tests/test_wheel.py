"""What a stranger installs: the wheel alone, in an environment of its own, far from this checkout.

In it an analyst, an engineer and a statistician walk their paths through the demo.
"""

import contextlib
import csv
import os
import re
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import duckdb
import pytest

from spiders import __version__
from spiders.registry import HERE, load
from tests import first_ten_minutes
from tests.demo import ask
from tests.replica.oracle import expected

pytestmark = pytest.mark.slow
pytest.importorskip("hatchling", reason="builds a wheel: hatchling comes with `make test`")

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("spiders", "extract", "warehouse")
SITES = ("demo-yunxi", "demo-songhe", "demo-lanxi")  # three families: pages, attachments, an answer to a POST
STEPS = list(first_ten_minutes.steps())
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked files alone, so that nothing that lies about in this checkout can get into the wheel."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    copy = tmp_path_factory.mktemp("source")
    for name in listed.stdout.splitlines():
        if name.split("/")[0] not in ("docs", "tests", "notebooks") and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as an installer builds it, by the build backend, without asking an index for one."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-c", BUILD, str(folder), cwd=source)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def nianbao(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment, which has the wheel of its own and borrows the dependencies."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    _run(
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "--offline",
        "--no-deps",
        "--python",
        str(python),
        str(wheel),
    )
    (packages,) = home.glob("lib/python*/site-packages")
    # Paths that a .pth file names are searched last, and .pth files in them are not read: an editable install
    # of this checkout there is not seen.
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()) + "\n", encoding="utf-8")
    return home / "bin" / "nianbao"


def test_every_file_of_the_packages_is_in_the_wheel_and_no_other(source: Path, wheel: Path) -> None:
    tracked = {
        path.relative_to(source).as_posix()
        for package in PACKAGES
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        assert f"\nVersion: {__version__}\n" in archive.read(metadata).decode()
    assert packed == tracked
    assert len([name for name in packed if not name.endswith(".py")]) > 80


@pytest.fixture(scope="module")
def analyst(nianbao: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder of an analyst after the first ten minutes, and what each command printed."""
    folder = tmp_path_factory.mktemp("analyst")
    return folder, [first_ten_minutes.run(step.command, folder, nianbao.parent) for step in STEPS]


def test_the_wheel_runs_and_not_this_checkout(nianbao: Path, tmp_path: Path) -> None:
    found = _run(
        str(nianbao.with_name("python")),
        "-c",
        "import spiders, extract, warehouse; print(spiders.__file__)",
        cwd=tmp_path,
    )
    assert Path(found.strip()).is_relative_to(nianbao.parents[1])
    assert _run(str(nianbao), "--version", cwd=tmp_path) == f"nianbao {__version__}\n"


@pytest.mark.parametrize("page", first_ten_minutes.PAGES, ids=["en", "zh"])
def test_an_analyst_sees_what_the_first_ten_minutes_show(page: Path, analyst: tuple[Path, list[str]]) -> None:
    printed = dict(zip([step.command for step in STEPS], analyst[1], strict=True))
    shown = {step.command: step.output for step in first_ten_minutes.steps(page)}
    assert shown.keys() == printed.keys()
    assert len(shown) > 10
    renew = "python -m tests.first_ten_minutes"
    for command, output in shown.items():
        wanted, got = map(first_ten_minutes.comparable, (output, printed[command]))
        assert got == wanted, f"{command}\n{renew} writes the pages anew"


def test_the_analysts_release_holds_what_the_sites_published(
    nianbao: Path, analyst: tuple[Path, list[str]]
) -> None:
    folder, _ = analyst
    wanted = {
        (e.site_id, e.url, e.indicator, e.applicant, e.item, e.cell.value, e.cell.status)
        for e in expected()
        if e.site_id in SITES
    }
    printed = "from documents join cells using (report_id) where status != 'not_in_form'"
    count = _run(str(nianbao), "sql", "--format", "csv", f"select count(*) as n {printed}", cwd=folder)
    assert count.split() == ["n", str(len(wanted))]
    figures = ask(
        folder / "data",
        """select d.site_id, d.url, c.indicator, c.applicant, c.item, c.value, c.status
           from documents d join cells c using (report_id) where c.status != 'not_in_form'""",
    )
    assert set(figures) == wanted


def test_an_engineer_adds_a_look_alike_and_runs_it_every_night(nianbao: Path, tmp_path: Path) -> None:
    """A registry of one's own, a line found by discover, the chain by hand, then a night with nothing new."""
    own = tmp_path / "mine"
    own.mkdir()
    for name in ("sites.csv", "regions.csv"):
        head, *lines = (HERE / "demo" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (own / name).write_text("".join([head, *(lines if name == "regions.csv" else ())]), encoding="utf-8")
    (own / "invented").touch()
    where = ("--registry", "mine")
    home = ("http://www.chunshan.gov.example/", "--id", "my-chunshan", "--region", "990241")
    found = _run(str(nianbao), "discover", *home, *where, "--add", cwd=tmp_path)
    assert "family   huaian-col" in found
    assert [row.family for row in load(own).values()] == ["huaian-col"]

    _run(str(nianbao), "crawl", *where, "--years", "2024-2025", cwd=tmp_path)
    _run(str(nianbao), "extract", *where, cwd=tmp_path)
    _run(str(nianbao), "build", *where, cwd=tmp_path)
    bodies = "select year, count(*) as reports, bool_and(is_invented) as invented from reports group by year"
    asked = _run(str(nianbao), "sql", *where, "--format", "csv", f"{bodies} order by year", cwd=tmp_path)
    assert asked.splitlines() == ["year,reports,invented", "2024,3,True", "2025,3,True"]

    night = _run(str(nianbao), "nightly", *where, "--years", "2024-2025", cwd=tmp_path)
    row = re.findall(r"my-chunshan +│(.*)│", night)[0]
    listed, fetched, unchanged, _, refused, failed = map(int, row.split("│"))
    assert (listed, fetched, unchanged, refused, failed) == (6, 0, 6, 9, 0), (
        "asked again; nine of other years"
    )
    written, linked = re.findall(r"(\d+) partition files written, (\d+) kept", night)[0]
    assert int(linked) > int(written), "what did not change is taken from the release before"
    assert "my-chunshan" in (tmp_path / "data" / "mine" / "status.html").read_text(encoding="utf-8")


def test_a_statistician_gets_the_same_series_by_every_way(
    nianbao: Path, analyst: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """CSV, Parquet, the portable file and SQL: the same values, grades and ways to come by them."""
    folder, _ = analyst
    data, current = ("--data", str(folder / "data")), folder / "data/demo/warehouse/current"
    totals = """select concept, year, grade, basis, count(*) as n, sum(value)::bigint as total
        from {} group by all order by all"""
    asked = _run(str(nianbao), "sql", *data, "--format", "csv", totals.format("series"), cwd=tmp_path)
    _run(str(nianbao), "export", *data, "series", "cells", "--out", "csv", cwd=tmp_path)
    _run(str(nianbao), "portable", *data, "--out", "all.duckdb", cwd=tmp_path)
    ways = {
        "csv": "read_csv('csv/series.csv', types = {'report_id': 'VARCHAR', 'agency_id': 'VARCHAR'})",
        "parquet": f"read_parquet('{current}/series/*/*.parquet', hive_partitioning = true)",
        "portable": "portable.series",
    }
    with duckdb.connect() as db, contextlib.chdir(tmp_path):
        db.execute("attach 'all.duckdb' as portable (read_only)")
        for way, source in ways.items():
            rows = db.sql(totals.format(source)).fetchall()
            assert [",".join(map(str, row)) for row in rows] == asked.splitlines()[1:], way
        assert {grade for _, _, grade, *_ in rows} == {1, 2, 3}
        assert {basis for _, _, _, basis, *_ in rows} >= {"printed", "summed"}
        # How sure a sum is: what was found by label, what is blank, what could not be read.
        sure = db.sql("select status, method, count(*) from portable.cells group by all").fetchall()
        with Path("csv/cells.csv").open(encoding="utf-8-sig", newline="") as stream:
            assert sum(count for *_, count in sure) == sum(1 for _ in csv.DictReader(stream))
        assert {(status, method) for status, method, _ in sure} >= {("reported", "label"), ("blank", "label")}


def test_a_statistician_sees_checks_controls_and_how_to_cite(
    nianbao: Path, analyst: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, _ = analyst
    data = ("--data", str(folder / "data"))
    checked = _run(str(nianbao), "check", *data, "--fail-on", "error", cwd=tmp_path, code=1)
    for part in ("Identities that hold", "Controls from outside", "Findings"):
        assert part in checked
    assert _run(str(nianbao), "sql", *data, "--format", "csv", "from controls", cwd=tmp_path).count("\n") == 1
    _run(str(nianbao), "release", "2026.1", *data, "--out", "handed", cwd=tmp_path)
    citation = (tmp_path / "handed" / "CITATION.cff").read_text(encoding="utf-8")
    release = (folder / "data/demo/warehouse/current").resolve().name
    assert release in citation
    assert "CC-BY-4.0" in citation
    assert "every file is as published" in _run(str(nianbao), "verify", *data, cwd=tmp_path)


def _run(*words: str, cwd: Path | None = None, code: int = 0) -> str:
    """Run a command that sees nothing of this checkout and ends with `code`; returns what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == code, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout
