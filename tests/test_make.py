"""What people write into make reaches the command as it stands: questions, paths, contacts."""

import json
import os
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.demo import ROOT

SPY = "import json, sys; json.dump([sys.argv[1:], sys.stdin.read()], sys.stdout)"
HOSTILE = (
    "select '$x' from \"a b\" where c = `id` and d ~ '$$(HOME)' -- $(shell echo owned) #",
    "o'brien@example.org",
    "/data/a b $HOME [x] 数据'",
)
WANTED = {
    "crawl": {"REGISTRY": "--registry", "SITES": "--sites", "YEARS": "--years", "CONTACT": "--contact"},
    "nightly": {"REGISTRY": "--registry", "SITES": "--sites", "YEARS": "--years", "DATA": "--data"},
    "discover": {"REGISTRY": "--registry", "FROM": "--from", "CONTACT": "--contact", "DATA": "--data"},
    "home-pages": {"CONTACT": "--contact"},
    "extract": {"REGISTRY": "--registry", "DATA": "--data"},
    "check": {"REGISTRY": "--registry", "DATA": "--data"},
    "sql": {"REGISTRY": "--registry", "DATA": "--data", "FORMAT": "--format"},
}


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The words of make, with a command that tells its own words in the place of `nianbao`."""
    folder = tmp_path_factory.mktemp("make")
    (folder / "spy.py").write_text(SPY, encoding="utf-8")
    (folder / "ready").touch()
    return ["make", "-s", f"NIANBAO={sys.executable} {folder / 'spy.py'}", f"READY={folder / 'ready'}"]


def told(words: list[str], stdin: str = "", **environment: str) -> tuple[list[str], str]:
    done = subprocess.run(
        words, cwd=ROOT, input=stdin, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    arguments, read = json.loads(done.stdout)
    return arguments, read


@pytest.mark.parametrize("target", WANTED)
def test_every_value_arrives_as_written(make: list[str], target: str) -> None:
    for value in HOSTILE:
        given_words = [f"{name}={value}" for name in WANTED[target]]
        arguments, _ = told([*make, target, *given_words])
        after = dict(pairwise(arguments))
        assert {after[option] for option in WANTED[target].values()} == {value}


def test_places_and_addresses_arrive_too(make: list[str]) -> None:
    assert told([*make, "home-pages", "FROM=a 'b'.csv"])[0][:2] == ["home-pages", "a 'b'.csv"]
    address = "https://www.example.org/?a=1&b='$x'"
    assert told([*make, "discover", f"URL={address}"])[0][:2] == ["discover", address]


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1))
def test_any_question_is_asked_as_it_stands(make: list[str], question: str) -> None:
    """On the command line, in the environment and through a pipe; make trims blanks where a value begins."""
    question = question.lstrip(" \t\v\f")
    if question:
        assert told([*make, "sql", f"Q={question}"])[0][-1] == question
        assert told([*make, "sql"], Q=question)[0][-1] == question
    arguments, read = told([*make, "sql"], question)
    assert (arguments[-2:], read) == (["--format", "table"], question)
