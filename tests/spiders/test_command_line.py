"""What every command says: texts as they are, whatever they hold."""

import io

from rich.console import Console

from spiders.command_line import say


def test_a_text_is_printed_as_it_is() -> None:
    """A folder named [bold] is no markup, numbers get no colours, and a long line is not broken."""
    out = io.StringIO()
    text = "/data/[bold]/demo: 12 of 345 sites :warning: " + "x" * 60
    say(Console(file=out, width=20, force_terminal=True, color_system="truecolor"), text)
    assert out.getvalue() == text + "\n"
