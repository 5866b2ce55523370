"""Every command on damaged files, a full disk, folders of others: told in words, with an exit code.

Never a traceback, and never a defect of ours that a damaged file has met.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from spiders import registry
from spiders.archive import checksums
from spiders.archive.attempt import to_json
from spiders.archive.reader import attempts, log_path, summary_path
from spiders.archive.writer import BatchWriter
from spiders.registry import HERE
from tests import forked
from tests.command_store import CONTENTS, DAMAGED, SITE, STANDS_IN_THE_WAY, WORDS, Store, put
from tests.demo import ROOT, run
from tests.extract.readers.test_hostile import CASES
from tests.extract.run.test_archive_run import add
from tests.extract.run.test_cli import TEXT
from tests.forked import DAC_OVERRIDE, DAC_READ_SEARCH, ascii_terminal, drop, file_limit
from warehouse import cli


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("mishaps") / "data")
    run("crawl", "--data", str(store.data), "--sites", SITE)
    run(*store.words("extract"))
    run(*store.words("build"))
    return store


def answer(store: Store, command: str, beforehand: Callable[[], None] | None = None) -> tuple[int, str]:
    """Exit code of a command as a process of its own, and its errors, or what else it said."""
    code, output, errors = forked.answer(forked.command(store.words(command)), 300, beforehand=beforehand)
    return code, errors or output


def faults(code: int, text: str) -> str:
    """What a command must not answer with, whatever befell it."""
    if "Traceback" in text or "defect of ours" in text or code not in (0, 1, 2):
        return f"exit {code}: {text[-700:]}"
    return "" if code == 0 or text.strip() else f"exit {code} without a word"


def all_commands(store: Store, beforehand: Callable[[], None] | None = None) -> dict[str, tuple[int, str]]:
    """Every command's answer, each on the same store, two at a time; those that wait for a lock come last."""
    with ThreadPoolExecutor(2) as executor:
        found = executor.map(lambda command: answer(store, command, beforehand), WORDS)
        return dict(zip(WORDS, found, strict=True))


def test_every_command_is_tried() -> None:
    assert WORDS.keys() == cli.COMMANDS.keys(), "give a new command its words in tests/command_store.py"


@pytest.mark.parametrize("what", DAMAGED)
def test_damaged_files(what: str, sound: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each command that looks at them, each with other contents in their place."""
    found, readers = {}, DAMAGED[what].read_by
    for number, command in enumerate(readers):
        name, content = list(CONTENTS.items())[(number + len(what)) % len(CONTENTS)]
        store = sound.copy(tmp_path / command)
        words = store.words(command)
        for path in DAMAGED[what].files(store):
            put(path, content)
        code = cli.main(words)
        if wrong := faults(code, capfd.readouterr().err):
            found[command, name] = wrong
        shutil.rmtree(store.data)
    assert not found


@pytest.mark.parametrize("command", ["crawl", "status", "extract", "build"])
def test_a_registry_with_a_mistake_stops_every_command_with_its_file(
    command: str,
    sound: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    table, words = tmp_path / "demo" / "sites.csv", sound.words(command)
    table.parent.mkdir()
    monkeypatch.setattr(registry, "HERE", tmp_path)
    head = (HERE / "demo" / "sites.csv").read_bytes().split(b"\n")[0] + b"\n"
    for content in ("site_id,名称\n".encode("gb18030"), head + b'"' + b"x" * 200_000, head + b"a,b\n", b""):
        table.write_bytes(content)
        code, text = cli.main(words), capfd.readouterr().err
        assert code and not faults(code, text) and str(table) in text, text


@pytest.mark.parametrize(("command", "name"), STANDS_IN_THE_WAY)
def test_a_file_that_stands_in_the_way(
    command: str, name: str, sound: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = sound.copy(tmp_path / "data")
    words, path = store.words(command), store.data / name
    shutil.rmtree(path, ignore_errors=True)
    path.write_bytes(b"")
    code, text = cli.main(words), capfd.readouterr().err
    assert code and not faults(code, text), text
    assert path.name in text, text


@pytest.mark.slow
def test_a_full_disk(sound: Store, tmp_path: Path) -> None:
    """No file may grow over 0 bytes: an error of the disk, as the kernel tells it to whoever is root too."""
    store = sound.copy(tmp_path / "data")
    for path in [*store.data.glob("demo/readings/*"), *store.archive.glob("*.summary.json")]:
        path.unlink()  # so that extract and crawl have work
    found = all_commands(store, partial(file_limit, 0))
    assert not {command: wrong for command, (code, text) in found.items() if (wrong := faults(code, text))}
    failed = {command for command, (code, text) in found.items() if code and "no room to write" in text}
    assert failed >= {"crawl", "batch", "extract", "sql", "release", "export", "rebuild-log"}
    again = answer(store, "crawl"), answer(store, "extract"), answer(store, "build")
    assert [code for code, _ in again] == [0, 0, 0], again


@pytest.fixture
def barred(sound: Store, tmp_path: Path) -> Iterator[tuple[Store, Callable[[int, int], None]]]:
    """A store whose rights a test takes away, and gives back at the end for the folder to be removed."""
    store = sound.copy(tmp_path / "data")

    def chmod(folders: int, files: int) -> None:
        for path in [store.data, *store.data.rglob("*")]:
            if not path.is_symlink():
                path.chmod(folders if path.is_dir() else files)

    yield store, chmod
    store.data.chmod(0o700)
    subprocess.run(["chmod", "-R", "u+rwX", str(store.data)], check=True)


@pytest.mark.slow
def test_a_folder_that_may_only_be_read(barred: tuple[Store, Callable[[int, int], None]]) -> None:
    """Whoever asks is answered; whoever writes is told what may not be written."""
    store, chmod = barred
    chmod(0o555, 0o444)
    found = all_commands(store, partial(drop, DAC_OVERRIDE))
    assert not {command: wrong for command, (code, text) in found.items() if (wrong := faults(code, text))}
    asking = {"check", "sql", "diff", "dictionary", "verify", "status"}
    assert {command: text for command, (code, text) in found.items() if command in asking and code} == {}
    denied = {command for command, (code, text) in found.items() if code and "not allowed" in text}
    assert denied >= {"crawl", "extract", "build", "release", "export", "rebuild-log", "batch", "prune"}


@pytest.mark.slow
def test_a_folder_of_somebody_else(barred: tuple[Store, Callable[[int, int], None]]) -> None:
    store, _ = barred
    words = {command: store.words(command) for command in WORDS}
    (store.data / "demo").chmod(0)
    found = all_commands(FixedWords(store.data, words), partial(drop, DAC_OVERRIDE, DAC_READ_SEARCH))
    assert not {command: wrong for command, (code, text) in found.items() if (wrong := faults(code, text))}
    without_files = {"dictionary", "discover"} | {c for c, least in WORDS.items() if least == ("--help",)}
    assert {c for c, (code, _) in found.items() if code == 0} <= without_files


@pytest.mark.slow
def test_a_terminal_of_ascii(sound: Store, tmp_path: Path) -> None:
    """Every command says there what it says elsewhere: what the terminal cannot show is spelled out."""
    store = sound.copy(tmp_path / "data")
    found = all_commands(store, ascii_terminal)
    assert not {command: wrong for command, (code, text) in found.items() if (wrong := faults(code, text))}
    failed = {command for command, (code, _) in found.items() if code}
    assert failed <= {"discover", "status"}, "no site is there; the crawl beside it is at work"
    assert all(text.isascii() for _, text in found.values())
    assert "Invented \\u865a\\u6784: registry demo" in found["sql"][1]


class FixedWords(Store):
    """A store that nobody can look into any more: its words were told before."""

    def __init__(self, data: Path, words: dict[str, list[str]]) -> None:
        object.__setattr__(self, "data", data)
        object.__setattr__(self, "_words", words)

    __slots__ = ("_words",)

    def words(self, command: str) -> list[str]:
        return self._words[command]


def test_a_rerun_in_two_batches_asks_no_finished_site_again(tmp_path: Path) -> None:
    """Two sites in two batches, the second batch cut short: the same command goes on with that one alone."""
    crawl = ("crawl", "--data", str(tmp_path), "--sites", f"{SITE},demo-yuhe", "--batches", "2")
    run(*crawl)
    archive = tmp_path / "demo" / "archive"
    first, second = sorted(archive.glob("*.plan.json"))
    finished = {path.name: path.read_bytes() for path in archive.glob(first.name.split(".")[0] + ".*")}
    (archive / second.name.replace(".plan.", ".summary.")).unlink()
    run(*crawl)
    assert sorted(archive.glob("*.plan.json")) == [first, second]
    assert finished == {name: (archive / name).read_bytes() for name in finished}
    assert len([*archive.glob("*.summary.json")]) == 2


def test_captures_dated_in_the_future_are_due_at_once(sound: Store, tmp_path: Path) -> None:
    """A clock that was wrong: the next crawl asks for all of them again."""
    store = sound.copy(tmp_path / "data")
    dated = []
    for each in attempts(store.archive, store.batch):
        moment = each.fetched_at or ""
        dated.append(to_json(replace(each, fetched_at=f"{int(moment[:4]) + 10}{moment[4:]}")) + "\n")
    log_path(store.archive, store.batch).write_text("".join(dated))
    summary = checksums.load(summary_path(store.archive, store.batch).read_bytes())
    summary["log_check"] = f"{checksums.crc32_of(log_path(store.archive, store.batch)):08x}"
    summary_path(store.archive, store.batch).write_bytes(checksums.dump(summary))
    shutil.rmtree(store.archive / "site_cache")
    before = store.batch
    run(*store.words("crawl"))
    asked = {each.url for each in attempts(store.archive) if each.batch != before and each.role == "report"}
    assert asked == {each.url for each in attempts(store.archive, before) if each.role == "report"}


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file below a folder: size, time of its last change, bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_size,
            path.stat().st_mtime_ns,
            path.read_bytes(),
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_asking_changes_nothing(sound: Store, capfd: pytest.CaptureFixture[str]) -> None:
    """Every command that asks, and statements that would write, leave all that is stored as it was."""
    before = tree(sound.data / "demo")
    asking = ["sql", "check", "diff", "verify", "dictionary", "status", "export", "release"]
    assert [cli.main(sound.words(command)) for command in asking] == [0] * len(asking)
    target = sound.release / "sites.parquet"
    for statement in (f"copy (select 1) to '{target}'", "drop view reports", f"from read_text('{__file__}')"):
        assert cli.main(["sql", "--data", str(sound.data), statement]) == 1
    assert "Traceback" not in capfd.readouterr().err
    assert tree(sound.data / "demo") == before


def test_a_crawl_turns_to_nobody_but_the_hosts_of_its_rows(tmp_path: Path) -> None:
    """The command and all it starts, whatever the pages link to: every socket leads to the replica."""
    log = tmp_path / "sockets"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "watched"), str(ROOT)]),
        "WATCHED_SOCKETS": str(log),
        "TLDEXTRACT_CACHE": str(tmp_path / "suffixes"),  # empty: a library that asks others would ask now
    }
    words = ["crawl", "--sites", "demo-yunxi", "--years", "2022-2024", "--data", str(tmp_path)]
    command = [sys.executable, "-m", "warehouse.cli", *words]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    asked = log.read_text().splitlines()
    assert any(line.startswith("socket.connect ") for line in asked)
    assert {line for line in asked if "'127.0.0.1'" not in line and line.split()[-1] != "127.0.0.1"} == set()
    logged = [*attempts(tmp_path / "demo" / "archive")]
    assert any(each.reason == "host_out_of_scope" and each.status is None for each in logged)


def test_hostile_files_cost_their_documents_alone(tmp_path: Path) -> None:
    """Extract and build of an archive that holds them: the sound reports are there, the others are told."""
    hostile = {
        "bomb.docx": CASES["zip bomb in docx"][0](),
        "nested.html": CASES["nested tables"][0](),
        "groups.rtf": CASES["rtf of groups"][0](),
        "torn.pdf": b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>",
        "surrogate.html": b"<html><title>\xed\xa0\xbd</title>&#xd800;",
    }
    with BatchWriter(tmp_path / "demo" / "archive", "20260101T000000Z-000") as writer:
        for year, (name, content) in enumerate(hostile.items(), 2018):
            add(writer, f"http://a.example/{name}", content)
            add(writer, f"http://a.example/{year}.txt", TEXT.replace("2023", str(year)).encode())
        writer.commit()
    run("extract", "--registry", "demo", "--data", str(tmp_path))
    run("build", "--data", str(tmp_path), "--workers", "1")
    query = "select url, count(c.value) from documents left join cells c using (report_id) group by url"
    printed = run("sql", "--data", str(tmp_path), "--format", "csv", query)
    found = dict(line.rsplit(",", 1) for line in printed.splitlines()[1:])
    assert {found.get(f"http://a.example/{year}.txt") for year in range(2018, 2018 + len(hostile))} == {"3"}
    assert not {name for name in hostile if found.get(f"http://a.example/{name}", "0") != "0"}
