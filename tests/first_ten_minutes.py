"""The commands of the pages on the first ten minutes, in both languages: run in order, compared, renewed.

`python -m tests.first_ten_minutes` runs them in a folder of its own, with the `nianbao` beside this Python,
and writes their outputs anew; look at the diff before committing. tests/test_wheel.py compares them with what
those of a wheel print.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.demo import ROOT
from tests.docs import settled

PAGES = (ROOT / "docs" / "first-ten-minutes.md", ROOT / "docs" / "zh" / "first-ten-minutes.md")
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.S)
STEP = re.compile(r"^\$ (?P<command>.*\n(?:> .*\n)*)(?P<output>(?:(?!\$ ).*\n)*)", re.M)
# What differs from run to run besides the times of fetches: ids of releases and of the code, durations.
MOVING = re.compile(r"\b[0-9a-f]{12}\b|\b\d+\.\d s\b|(?:\d+|-):(?:\d\d|--):(?:\d\d|--)")
LOGGED = re.compile(r"^[\d-]{10} [\d:]{8} \[\S+\] \w+: .*\n?", re.M)  # a machine that is busy is told of
COLUMNS = "110"


@dataclass(frozen=True, slots=True)
class Step:
    """A command as typed, and what the page says it prints, both streams."""

    command: str
    output: str


def steps(page: Path = PAGES[0]) -> Iterator[Step]:
    """Every command of a page, in order."""
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        for step in STEP.finditer(block[0]):
            yield Step(_typed(step["command"]), step["output"])


def run(command: str, folder: Path, programs: Path) -> str:
    """What a command prints in a folder, where the programs of an environment are found first."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",  # the two streams in the order in which a terminal shows them
        "COLUMNS": COLUMNS,
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stdout, done.stdout
    return done.stdout


def comparable(output: str) -> str:
    """An output without what moves from run to run, or with the load of the machine."""
    return MOVING.sub("…", settled(LOGGED.sub("", output)))


def renew(programs: Path) -> None:
    """Run every command and write what it prints into the pages."""
    with tempfile.TemporaryDirectory() as folder:
        printed = {step.command: run(step.command, Path(folder), programs) for step in steps()}

    def answered(step: re.Match[str]) -> str:
        lines = [line.rstrip() for line in printed[_typed(step["command"])].splitlines()]
        return "\n".join([f"$ {step['command'].rstrip()}", *lines, ""])

    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(BLOCK.sub(lambda block: STEP.sub(answered, block[0]), text), encoding="utf-8")


def _typed(command: str) -> str:
    return command.replace("\n> ", "\n").rstrip("\n")


if __name__ == "__main__":
    renew(Path(sys.executable).parent)
