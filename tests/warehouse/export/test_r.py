"""The R that docs/exports.md shows gives the answer of SQL, with every package of it that R has here."""

import csv
import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.demo import ROOT
from warehouse.export.export import Choice, export
from warehouse.query.connect import connect_release
from warehouse.release.store import PORTABLE

PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
SCRIPTS = re.findall(r"```r\n(.*?)```", PAGE, re.S)
PACKAGES = [re.findall(r"library\((\w+)\)", script) for script in SCRIPTS]
ANSWER = "SELECT year, value::BIGINT FROM trend('req_new') WHERE year >= 2019"


@pytest.fixture(scope="module")
def exports(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the page tells to export, and the portable file."""
    folder, release = tmp_path_factory.mktemp("r"), (demo / "demo" / "warehouse" / "current").resolve()
    for form, out in (("csv", "csv"), ("dta", "dta"), ("sqlite", "nianbao.sqlite")):
        export(release, Choice(["own_series"]), form, folder / out)
    (folder / PORTABLE).symlink_to(release / PORTABLE)
    return folder


@pytest.fixture
def answer(demo: Path) -> list[tuple[int, int]]:
    with connect_release((demo / "demo" / "warehouse" / "current").resolve()) as connection:
        rows: list[tuple[int, int]] = connection.execute(ANSWER).fetchall()
    assert len(rows) > 5
    return rows


def run_r(code: str, folder: Path) -> str:
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["Rscript", "-e", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    return done.stdout


@pytest.mark.skipif(not shutil.which("Rscript"), reason="runs the R of docs/exports.md: needs Rscript")
@pytest.mark.parametrize(
    ("script", "packages"),
    list(zip(SCRIPTS, PACKAGES, strict=True)),
    ids=["-".join(each) or "base" for each in PACKAGES],
)
def test_r_gives_the_answer_of_sql(
    script: str, packages: list[str], exports: Path, answer: list[tuple[int, int]]
) -> None:
    for package in packages:
        if run_r(f"cat(requireNamespace('{package}', quietly = TRUE))", exports) != "TRUE":
            pytest.skip(f"runs the R of docs/exports.md: R has no package {package}")
    header, *rows = csv.reader(run_r(script, exports).splitlines())
    assert header == ["year", "value"]
    assert [(int(year), float(value)) for year, value in rows] == answer


def test_the_questions_that_the_scripts_ask_give_the_answer_too(
    exports: Path, answer: list[tuple[int, int]]
) -> None:
    """Where R has no duckdb: what it is told to ask, of the file it is told to open."""
    (script,) = (script for script in SCRIPTS if "library(duckdb)" in script)
    (question,) = re.findall(r'dbGetQuery\(db, "(.*?)"\)', script, re.S)
    (name,) = re.findall(r'duckdb\("(.*?)"', script)
    with duckdb.connect(str(exports / name), read_only=True) as connection:
        assert connection.execute(question).fetchall() == answer
