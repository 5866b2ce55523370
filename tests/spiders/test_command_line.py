"""What every command says: texts as they are, whatever they hold."""

import io

import pytest
from rich.console import Console

from spiders.command_line import INTERRUPTED, ended_in_words, say


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
