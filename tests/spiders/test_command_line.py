"""What every command says: texts as they are, whatever they hold."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from spiders.command_line import INTERRUPTED, PLAIN, ended_in_words, legible_output, say


def test_a_text_is_printed_as_it_is() -> None:
    """A folder named [bold] is no markup, numbers get no colours, and a long line is not broken."""
    out = io.StringIO()
    text = "/data/[bold]/demo: 12 of 345 sites :warning: " + "x" * 60
    say(Console(file=out, width=20, force_terminal=True, color_system="truecolor"), text)
    assert out.getvalue() == text + "\n"


def test_whoever_interrupts_is_told_that_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    assert ended_in_words("spiders", 2, interrupted) == INTERRUPTED == 130
    said = "spiders: interrupted; nothing is lost by it, run the same command again\n"
    assert capsys.readouterr().err == said


def test_a_question_of_duckdb_that_is_interrupted_is_no_defect(capsys: pytest.CaptureFixture[str]) -> None:
    """Raised as DuckDB raises it: of four real interrupts of an endless sum it heard one (2.0)."""

    def interrupted() -> int:
        raise RuntimeError("Query interrupted")

    assert ended_in_words("warehouse check", 1, interrupted) == INTERRUPTED
    said = "warehouse check: interrupted; nothing is lost by it, run the same command again\n"
    assert capsys.readouterr().err == said


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["ascii", "gb18030", "gbk", "latin-1"]))
def test_a_terminal_of_few_characters_shows_all(text: str, encoding: str) -> None:
    """What it lacks is spelled out; what it has stays as it is."""
    with pytest.MonkeyPatch.context() as patched:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
        patched.setattr(sys, "stdout", stream)
        legible_output()
        print(text, end="", flush=True)
        shown = raw.getvalue().decode(encoding)
        stream.detach()
    assert shown.isascii() or encoding != "ascii"
    lacking = {char for char in text if char not in shown}
    assert not lacking or shown != text
    for char in lacking:
        assert (PLAIN.get(char) or char.encode("ascii", "backslashreplace").decode()) in shown
