"""Folders whose names mean something to shells, patterns and addresses, and files that others hold."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.warehouse_world import World, many
from warehouse import build_summary
from warehouse.__main__ import main
from warehouse.errors import WarehouseError
from warehouse.release.database_file import write_portable
from warehouse.release.store import DATABASE
from warehouse.release.verify import verify

NAMES = {
    "brackets, blanks, quotes, Chinese, signs of a shell": 'a [b]* o\'brien "q"  数据 $HOME `id`;#%20',
    "very long": "/".join(["很长的路径" * 13] * 4 + ["x" * 200] * 4),
}
ASK = "SELECT count(*) FROM reports"


@pytest.fixture(scope="module", params=NAMES)
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with two releases below such a name."""
    world = World(tmp_path_factory.mktemp("paths") / NAMES[request.param] / "demo")
    many(world, years=(2021,)).build()
    many(world, granted=5, years=(2022,)).build()
    yield world.data.parent


COMMANDS = (
    ["sql", "--format", "csv", ASK],
    ["sql", "--release", "{release}", "--format", "csv", ASK],
    ["check"],
    ["verify"],
    ["verify", "{release}"],
    ["diff"],
    ["release", "1", "--out", "{data}/handed out/[1]"],
    ["portable", "--out", "{data}/o'brien.duckdb"],
    ["export", "reports", "--out", "{data}/csv [1]"],
    ["prune", "--keep", "5"],
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_every_command_works_there(data: Path, words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    release = (data / "demo" / "warehouse" / "current").resolve()
    command, *rest = (word.format(data=data, release=release) for word in words)
    assert main([command, "--data", str(data), *rest]) == 0, capfd.readouterr().err
    if command == "sql":
        assert capfd.readouterr().out == "count_star()\n6\n"


def test_plain_duckdb_opens_the_release_and_the_portable_file(data: Path, tmp_path: Path) -> None:
    release = (data / "demo" / "warehouse" / "current").resolve()
    portable = write_portable(release, data / "a 'b' [c].duckdb", data)
    for path in (release / DATABASE, portable):
        with duckdb.connect(path, read_only=True) as connection:
            assert connection.execute(ASK).fetchall() == [(6,)]


def test_the_last_lines_of_a_build_can_be_typed(
    data: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    release = (data / "demo" / "warehouse" / "current").resolve()
    monkeypatch.setattr("sys.argv", ["nianbao"])
    lines = dict(line.split(":", 1) for line in build_summary.next_steps(release, "demo", data).splitlines())
    assert [*lines] == ["ask it", "what it holds", "its quality", "with DuckDB"]
    for name in ("ask it", "its quality"):
        assert main(shlex.split(lines[name])[1:]) == 0, capfd.readouterr().err
    assert Path(shlex.split(lines["with DuckDB"])[-1]).is_file()


def test_a_registry_of_ones_own_is_named_in_the_next_steps() -> None:
    said = build_summary.next_steps(Path("/r"), "my reg", Path("data"))
    assert "sql --registry 'my reg' \"from trend('req_new')\"" in said and "--data" not in said


def test_where_duckdb_opens_nothing_it_says_so(of_2021: World, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="in a folder with \\? in its name; choose another"):
        write_portable(of_2021.release, tmp_path / "why?" / "out.duckdb", tmp_path / "why?")


def test_a_database_that_somebody_has_open_for_writing_is_asked_all_the_same(
    of_2021: World, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """`duckdb nianbao.duckdb` without -readonly locks others out of that file; the Parquet is read."""
    world = of_2021.copy(tmp_path / "demo")
    data = str(world.data.parent)
    with held(world.release / DATABASE):
        for words in (["sql", "--format", "csv", ASK], ["check"], ["diff"], ["verify"]):
            code = main([words[0], "--data", data, *words[1:]])
            said = capfd.readouterr()
            assert code == (1 if words == ["diff"] else 0), said.err
        assert main(["prune", "--data", data, "--keep", "1", "--days", "0"]) == 0
    assert verify(world.release) == []


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process has a database open for writing."""
    script = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    words = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline()
        yield
        process.communicate()
