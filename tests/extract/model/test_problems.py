"""Every problem that the sources can raise is in the vocabulary, with a severity and advice."""

import re
from pathlib import Path

import pytest

import extract
from extract.model.problems import PROBLEMS, problem

SOURCES = sorted(Path(extract.__file__).parent.rglob("*.py"))
RAISED = re.compile(r'(?:problem|tell|UnreadableError|refuse_row)\(\s*"([a-z_]+)"')
NOTED = re.compile(r'(?:notes\.append\(\(|yield |= \[\(|=\(\()"([a-z_]+)", f?"')


def test_every_kind_that_the_sources_name_is_in_the_vocabulary() -> None:
    named = {
        kind: path.name
        for path in SOURCES
        for pattern in (RAISED, NOTED)
        for kind in pattern.findall(path.read_text())
    }
    assert len(named) > 20
    assert {kind: name for kind, name in named.items() if kind not in PROBLEMS} == {}


@pytest.mark.parametrize("kind", PROBLEMS)
def test_each_kind_says_how_bad_it_is_and_what_to_do(kind: str) -> None:
    made = problem(kind, "file", "what happened")
    assert made.severity in ("error", "warn", "info")
    assert len(made.advice) > 15 and made.advice.endswith(".")
