"""The command `nianbao`: every command of the three packages, by the words of their own help."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from spiders import __version__
from spiders.policy.settings import USER_AGENT
from warehouse import cli

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^    (\w[\w-]*)\s+(\S.*)$", re.M)


def help_of(package: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What `python -m PACKAGE --help` prints, on a wide terminal."""
    monkeypatch.setenv("COLUMNS", "300")
    main = __import__(f"{package}.__main__", fromlist=["main"]).main
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("package", ["spiders", "warehouse"])
def test_front_lists_every_command_in_the_words_of_its_package(
    package: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = dict(LINE.findall(help_of(package, capsys, monkeypatch)))
    assert own
    assert own == {name: line for name, (owner, line) in cli.COMMANDS.items() if owner == package}


def test_help_lists_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == cli.main(["--help"]) == 0
    printed = capsys.readouterr().out
    for name, (_, line) in cli.COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", printed, re.M)


@pytest.mark.parametrize("command", ["crawl", "extract", "sql"])
def test_a_command_calls_itself_as_it_was_called(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    assert capsys.readouterr().out.startswith(f"usage: nianbao {command} [-h]")


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_a_registry_may_be_a_folder_of_ones_own(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No command names the registries that it takes, as a fixed choice would: `--registry {china,demo}`."""
    monkeypatch.setenv("COLUMNS", "300")
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0 and said.startswith(f"usage: nianbao {command} ")
    assert "--registry {" not in said


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_help_tells_every_option_and_the_exit_codes(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    usage, _, said = capsys.readouterr().out.partition("\n\n")
    entries = re.findall(r"^  \S.*", said, re.M)
    told = re.findall(r"^  \S.*?(?:  +|\n {8,})\S.*$", said, re.M)
    assert entries and len(told) == len(entries), said
    assert {*re.findall(r"--[a-z][\w-]*", usage)} <= {*re.findall(r"--[a-z][\w-]*", "\n".join(told))}
    assert re.search(r"Exit code", said)


def test_a_command_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bild"]) == 2
    assert "there is no command 'bild'" in capsys.readouterr().err


def test_version_is_said_in_one_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"nianbao {__version__}\n"
    assert USER_AGENT.startswith(f"nianbao/{__version__} (")


def test_help_loads_no_library() -> None:
    """What makes it slow is what it imports; a clock would fail on a busy machine."""
    script = (
        "import sys; from warehouse import cli; cli.main(['--help']); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    heavy = {"duckdb", "pyarrow", "numpy", "rich", "scrapy", "lxml", "fsspec"}
    assert not heavy & set(done.stderr.split())
