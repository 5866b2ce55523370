"""Every command on a machine that fails it: one line of what happened and what to do, exit code 2."""

from functools import partial
from pathlib import Path

import pytest

from spiders.__main__ import main
from spiders.archive.reader import plan_path, summary_path
from spiders.crawling import plan
from spiders.crawling.plan import Plan
from spiders.registry import load
from tests.forked import answer, command, file_limit

BATCH = "20260101T000000Z-000"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "demo" / "archive"
    folder.mkdir(parents=True)
    plan.write(folder, Plan(BATCH, "demo", (next(iter(load("demo"))),), None, "tests", edition=1))
    return folder


def one_line(capsys: pytest.CaptureFixture[str], *words: str) -> None:
    text = capsys.readouterr().err
    assert text.count("\n") == 1 and text.startswith("spiders: "), text
    assert all(word in text for word in words), text


COMMANDS = {
    "crawl": ["crawl", "--data", "{data}"],
    "status": ["status", "--data", "{data}"],
    "batch": ["batch", "{data}/demo/archive", BATCH],
    "rebuild-log": ["rebuild-log", "{data}/demo/archive", BATCH],
}


def run(name: str, data: Path | str) -> int:
    return main([word.format(data=data) for word in COMMANDS[name]])


@pytest.mark.parametrize("name", ["crawl", "status", "batch"])
@pytest.mark.parametrize("text", ["", "{", "[]", '{"batch": "b"}', "\x00\x01"])
def test_a_damaged_plan(name: str, text: str, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan_path(archive, BATCH).write_text(text)
    assert run(name, archive.parents[1]) == 2
    one_line(capsys, f"{BATCH}.plan.json", "remove it")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"finished": "x"}', '{"finished": "", "sites": [1]}'])
def test_a_damaged_summary(text: str, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary_path(archive, BATCH).write_text(text)
    assert run("status", archive.parents[1]) == 2
    one_line(capsys, f"{BATCH}.summary.json", "remove it")


@pytest.mark.parametrize("name", ["status", "batch"])
@pytest.mark.parametrize("text", ["{\n", "[]\n", "\xff\n", '{"batch": 1}\n'])
def test_a_damaged_log(name: str, text: str, archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (archive / f"{BATCH}.jsonl").write_bytes(text.encode("latin-1"))
    assert run(name, archive.parents[1]) == 2
    one_line(capsys, f"{BATCH}.jsonl:1", "rebuild-log")


@pytest.mark.parametrize("name", ["crawl", "batch", "rebuild-log"])
def test_a_folder_that_cannot_be_written(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "/proc/1/nowhere") == 2
    one_line(capsys)


def test_a_folder_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo").write_text("")
    assert run("crawl", tmp_path) == 2
    one_line(capsys, "demo", "run the same command again")


def test_status_html_into_a_folder_that_is_not_there(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = str(tmp_path / "no" / "status.html")
    assert main(["status", "--data", str(archive.parents[1]), "--html", page]) == 2
    one_line(capsys, page)


@pytest.mark.parametrize("size", [0, 60_000])
def test_a_full_disk_ends_a_crawl_in_words_and_the_same_command_goes_on(tmp_path: Path, size: int) -> None:
    """No file may grow over `size`, which fails as a full disk does: the plan, or the archive half way."""
    site = next(iter(load("demo")))
    crawl = command(["crawl", "--data", str(tmp_path), "--sites", site])
    code, _, text = answer(crawl, 300, beforehand=partial(file_limit, size))
    assert code == (1 if size else 2)
    errors = [line for line in text.splitlines() if line.startswith(("nianbao: ", "spiders: "))]
    assert len(errors) == 1 and "no room to write" in errors[0], text
    assert "Traceback" not in text, text
    code, output, text = answer(crawl, 300)
    assert code == 0, text + output
