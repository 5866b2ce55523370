"""`nianbao export`: where it writes, what it says, and what it tells to install."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from spiders import registry
from tests import forked
from tests.warehouse.warehouse_world import World, many
from warehouse.__main__ import main
from warehouse.build.pipeline import build
from warehouse.build.staging import inputs
from warehouse.errors import WarehouseError
from warehouse.export.formats import FORMATS, chosen
from warehouse.release.notice import INVENTED

EXTRAS = {"xlsx": "openpyxl", "dta": "pandas"}
NOTICE = "Invented 虚构: registry demo"


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Three bodies of a year, of the demo's registry."""
    world = many(World(tmp_path_factory.mktemp("invented") / "demo"), years=(2021,))
    divisions = inputs.divisions(registry.regions_file("demo"), registry.is_of_invented_world("demo"))
    build(world.store, "demo", replace(world.inputs(), regions=divisions))
    return world


def exported(world: World, *words: str) -> int:
    return main(["export", "reports", "agencies", "--data", str(world.data.parent), *words])


def in_csv(out: Path) -> str:
    return (out / INVENTED).read_text(encoding="utf-8")


def in_parquet(out: Path) -> str:
    metadata = pq.read_schema(out / "reports.parquet").metadata
    columns = json.loads(metadata[b"nianbao.columns"])
    assert [*columns] == pq.read_schema(out / "reports.parquet").names
    assert columns["report_id"]["zh"] == "年报版本号"
    return str(metadata[b"nianbao.notice"].decode())


def in_dta(out: Path) -> str:
    with pd.read_stata(out / "reports.dta", iterator=True) as reader:
        return f"{reader.data_label} demo"


def in_xlsx(out: Path) -> str:
    book = load_workbook(out)
    assert book.sheetnames == ["about", "reports", "agencies", "dictionary"]
    assert book["reports"].freeze_panes == "A2"
    described = {row[0] for row in book["dictionary"].iter_rows(min_row=2, values_only=True)}
    assert described == {"reports", "agencies"}
    return dict(book["about"].iter_rows(values_only=True))["notice"]


def in_sqlite(out: Path) -> str:
    with closing(sqlite3.connect(out)) as database:
        described = "SELECT DISTINCT table_name FROM dictionary ORDER BY 1"
        assert database.execute(described).fetchall() == [("agencies",), ("reports",)]
        ((definition,),) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'reports'").fetchall()
        assert '"region_code" TEXT, -- ' in definition and "年报版本号" in definition
        plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM reports WHERE report_id = 1").fetchall()
        assert "reports_key" in str(plan)
        return dict(database.execute("SELECT * FROM about").fetchall())["notice"]


FACES: dict[str, Callable[[Path], str]] = {
    "csv": in_csv,
    "parquet": in_parquet,
    "dta": in_dta,
    "xlsx": in_xlsx,
    "sqlite": in_sqlite,
}


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_says_what_it_is_and_describes_its_columns(
    form: str,
    invented: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert exported(invented, "--format", form) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith(NOTICE)
    out = Path(FORMATS[form].out)
    names = ("reports", "agencies", "dictionary")
    files = [str(out)] if FORMATS[form].is_one_file else [str(out / f"{name}.{form}") for name in names]
    assert captured.out.split() == files
    assert NOTICE.removesuffix(" registry demo") in FACES[form](out)
    assert not [*tmp_path.rglob("*.draft")]


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_is_told_and_leaves_nothing_half(form: str, invented: World, tmp_path: Path) -> None:
    """Also where it is that of temporary files, in which a workbook is made."""
    where = ("--data", str(invented.data.parent), "--format", form)
    out = tmp_path / "out" / (FORMATS[form].out if FORMATS[form].is_one_file else "")
    call = forked.command(["export", "indicators", *where, "--out", str(out)])
    code, _, errors = forked.answer(call, 300, beforehand=partial(forked.file_limit, 2048))
    assert code == 1
    assert "no room to write" in errors and "Traceback" not in errors
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} <= {INVENTED}


def test_of_a_real_world_nothing_says_so(
    built: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("csv", "x.xlsx", "x.db"):
        assert exported(built, "--out", str(tmp_path / name)) == 0
    assert not capsys.readouterr().err
    assert not (tmp_path / "csv" / INVENTED).exists()
    with pytest.raises(KeyError, match="notice"):
        in_xlsx(tmp_path / "x.xlsx")
    with pytest.raises(KeyError, match="notice"):
        in_sqlite(tmp_path / "x.db")


@pytest.mark.parametrize("form", EXTRAS)
def test_what_needs_an_extra_says_which_and_the_others_need_none(
    form: str,
    built: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for module in EXTRAS.values():
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.chdir(tmp_path)
    assert exported(built, "--format", form) == 1
    told = capsys.readouterr().err.splitlines()[-1]
    assert f"{EXTRAS[form]}, which comes with the extra `exports`: make setup EXTRAS=exports" in told
    assert not list(tmp_path.rglob(f"*{FORMATS[form].endings[0]}"))
    for other in FORMATS.keys() - EXTRAS.keys():
        assert exported(built, "--format", other) == 0


@pytest.mark.parametrize(
    ("form", "out", "expected"),
    [
        (None, None, ("csv", "csv")),
        (None, "somewhere", ("csv", "somewhere")),
        (None, "in.2024", ("csv", "in.2024")),
        (None, "a/X.XLSX", ("xlsx", "a/X.XLSX")),
        (None, "x.db", ("sqlite", "x.db")),
        ("sqlite", "x.sqlite3", ("sqlite", "x.sqlite3")),
        ("dta", None, ("dta", "dta")),
        ("xlsx", None, ("xlsx", "nianbao.xlsx")),
    ],
)
def test_the_ending_names_the_format(form: str | None, out: str | None, expected: tuple[str, str]) -> None:
    assert chosen(form, Path(out) if out else None) == (expected[0], Path(expected[1]))


@pytest.mark.parametrize(
    ("form", "out", "message"),
    [
        ("csv", "reports.csv", "csv is a file a table, TABLE.csv; name the folder of them"),
        (None, "reports.csv", "csv is a file a table"),
        (None, "reports.dta", "is a file a table"),
        ("parquet", "x.xlsx", "parquet is a file a table"),
        ("xlsx", "x.csv", "xlsx is one file; name it so that it ends in .xlsx"),
        ("xlsx", "folder", "ends in .xlsx"),
        ("sqlite", "x.duckdb", "ends in .sqlite or .sqlite3 or .db"),
    ],
)
def test_a_format_and_a_place_that_do_not_go_together_are_told(
    form: str | None, out: str, message: str
) -> None:
    with pytest.raises(WarehouseError, match=message):
        chosen(form, Path(out))


def test_a_folder_is_not_taken_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").mkdir()
    with pytest.raises(WarehouseError, match="xlsx is one file"):
        chosen("xlsx", tmp_path / "x.xlsx")


@pytest.mark.skipif(not shutil.which("soffice"), reason="opens workbooks as people do: needs LibreOffice")
def test_a_workbook_opens_in_a_program_that_is_not_of_python(built: World, tmp_path: Path) -> None:
    assert exported(built, "--out", str(tmp_path / "x.xlsx")) == 0
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    words = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        sheet,
        "--outdir",
        str(tmp_path),
        str(tmp_path / "x.xlsx"),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=300)
    (made,) = tmp_path.glob("x*.csv")
    assert "云栖区教育局" in made.read_text(encoding="utf-8")
