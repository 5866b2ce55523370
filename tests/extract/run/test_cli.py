"""python -m extract: formats, order, exit codes, and reading an archive."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from extract.__main__ import main
from extract.model.reading import READINGS
from extract.run.files import read_files
from extract.run.output import CSV_CELL, CSV_HEAD, WHOLE
from extract.run.workers.worker_pool import Limits
from tests.extract.readers.pdf.test_hostile_pdf import fan_out

CSV_RAW = len(CSV_HEAD) + CSV_CELL.index("raw")
TEXT = """云岭县商务局2023年政府信息公开工作年度报告
二、主动公开政府信息情况
\t信息内容
\t本年制发件数
\t本年废止件数
\t现行有效件数

\t规章
\t0
\t
\t-

\t行政规范性文件
\t2
\t6 23
\t9
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.html"
    good.write_text(TEXT)
    bad.write_bytes(b"\x00\x01binary\x00" * 40)
    return [bad, good]


def test_jsonl_prints_one_object_a_file_in_order_even_for_bad_files(files, capsys) -> None:
    assert main(["--format", "jsonl", *map(str, files)]) == 1
    bad, good = map(json.loads, capsys.readouterr().out.splitlines())
    assert [Path(each["file"]).name for each in (bad, good)] == ["bad.html", "good.txt"]
    assert bad["cells"] == [] and bad["problems"][0]["kind"] == "binary_content"
    assert good["report"]["agency"] == "云岭县商务局" and good["report"]["form"] == "2021"
    cells = {cell["indicator"]: (cell["value"], cell["status"], cell["raw"]) for cell in good["cells"]}
    assert cells["rules_made"] == ("0", "reported", "0")
    assert cells["rules_repealed"] == (None, "blank", "")
    assert cells["rules_in_force"] == (None, "dash", "-")
    assert cells["normdoc_repealed"] == (None, "unreadable", "6 23")
    assert {"cell_boundaries_lost", "table_missing"} <= {each["kind"] for each in good["problems"]}


def test_the_ending_of_the_output_names_its_format(files: list[Path], tmp_path: Path) -> None:
    """JSON, CSV and a workbook say the same; what ends otherwise is the page that people read."""
    out = {
        ending: tmp_path / f"out.{ending}" for ending in ("json", "jsonl", "csv", "xlsx", "parquet", "txt")
    }
    for path in out.values():
        assert main(["-o", str(path), *map(str, files)]) == 1
    objects = json.loads(out["json"].read_text("utf-8"))
    assert objects == [json.loads(line) for line in out["jsonl"].read_text("utf-8").splitlines()]
    assert pq.read_table(out["parquet"]).num_rows == len(objects) == 2
    assert "行政规范性文件" in out["txt"].read_text("utf-8")
    with out["csv"].open(encoding="utf-8", newline="") as stream:
        printed = list(csv.reader(stream))
    assert [row[CSV_RAW] for row in printed][:5] == ["raw", "0", "", "-", "2"]
    book = load_workbook(out["xlsx"])
    cells, problems = (list(book[name].iter_rows(values_only=True)) for name in ("cells", "problems"))
    assert [["" if value is None else str(value) for value in row] for row in cells] == printed
    told = [
        (each["file"], problem["kind"], problem["advice"]) for each in objects for problem in each["problems"]
    ]
    assert [(row[0], row[4], row[7]) for row in problems[1:]] == told
    assert main(["-o", str(tmp_path / "none.json"), "--format", "csv", str(files[1])]) == 0
    assert (tmp_path / "none.json").read_text("utf-8").startswith("file,agency,year")


@pytest.mark.parametrize("form", WHOLE)
def test_a_file_that_is_made_whole_needs_a_name(
    form: str, files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--format", form, str(files[1])])
    assert ended.value.code == 2
    assert f"--format {form} needs -o OUT" in capsys.readouterr().err


def test_without_openpyxl_a_workbook_says_what_to_install(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert main(["-o", str(tmp_path / "out.xlsx"), str(files[1])]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("comes with the extra `exports`: make setup EXTRAS=exports")


def test_readable_files_alone_exit_with_zero_and_show_the_page(files, capsys) -> None:
    assert main([str(files[1])]) == 0
    page = capsys.readouterr().out
    for words in ("云岭县商务局", "2023", "行政规范性文件", "本年废止件数", "cell_boundaries_lost", "checks"):
        assert words in page


def test_a_file_that_is_not_there_is_listed_and_the_rest_is_read(files, capsys) -> None:
    assert main(["--format", "jsonl", "no/such.txt", str(files[1])]) == 1
    gone, good = map(json.loads, capsys.readouterr().out.splitlines())
    assert gone["problems"][0]["kind"] == "file_unreadable"
    assert len(good["cells"]) == 6


def test_a_file_that_kills_its_reader_is_listed_and_the_rest_is_read(files, tmp_path) -> None:
    """pdfium asks for more memory than there is and aborts its process."""
    killer = tmp_path / "killer.pdf"
    killer.write_bytes(fan_out())
    limits = Limits(memory_bytes=600_000_000, cpu_seconds=20)
    found = list(read_files([killer, files[1]], limits=limits))
    assert [path for path, _ in found] == [killer, files[1]]
    assert [problem.kind for problem in found[0][1].problems] == ["quarantined"]
    assert "SIG" in found[0][1].problems[0].message
    assert len(found[1][1].cells) == 6


def test_a_relative_path_holds_in_the_workers(files, monkeypatch, capsys) -> None:
    monkeypatch.chdir(files[1].parent)
    assert main(["--format", "jsonl", files[1].name]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == files[1].name


def test_csv_has_a_header_and_a_line_a_cell(files, capsys) -> None:
    main(["--format", "csv", str(files[1])])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 6
    assert rows[0]["agency"] == "云岭县商务局"
    assert (rows[4]["indicator"], rows[4]["status"], rows[4]["value"]) == (
        "normdoc_repealed",
        "unreadable",
        "",
    )


def test_parquet_has_the_schema_of_the_readings(files, tmp_path) -> None:
    target = tmp_path / "out.parquet"
    assert main(["--format", "parquet", "-o", str(target), *map(str, files)]) == 1
    table = pq.read_table(target)
    assert table.schema.equals(READINGS)
    assert [len(cells) for cells in table.column("cells").to_pylist()] == [0, 6]


@pytest.mark.parametrize(
    "arguments", [[], ["--format", "parquet", "x.txt"], ["--format", "xml", "x.txt"], ["--no-such"]]
)
def test_wrong_usage_exits_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_the_module_runs_and_helps() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "extract", "--help"], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0
    assert "--registry" in run.stdout
