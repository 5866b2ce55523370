"""How every command ends: in words, with the exit code that its --help names, and never in a traceback."""

import argparse
import codecs
import errno
import io
import os
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from spiders.errors import ToldError

if TYPE_CHECKING:
    from rich.console import Console

TRACEBACK_ENV = "NIANBAO_TRACEBACK"  # set, it adds where in the code an error came from
INTERRUPTED = 130
STOPPED = "interrupted; nothing is lost by it, run the same command again"
DUCKDB_INTERRUPTED = "Query interrupted"  # so its Python tells of ctrl-C, as a RuntimeError (DuckDB 2.0)
# What moves the cursor, sets titles and colours, or turns the direction of writing: C0 but for tab and line
# feed, C1, marks, embeddings, overrides and isolates of bidi, separators of lines, half characters.
UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
LIBRARIES = ("duckdb", "sqlite3", "pyarrow", "_duckdb")  # their errors tell of files and disks
FULL = re.compile(
    r"no space left|no usable temporary|disk (is )?full|file too large|quota exceeded|could not write", re.I
)
DENIED = re.compile(r"permission denied|read-only file system", re.I)
NO_ROOM = "no room to write ({}); free some and run the same command again, it goes on"
NOT_ALLOWED = "not allowed ({}); make the folder yours to write, or choose another with --data"
MEND = "mend that, then run the same command again"
# What our own words hold beside ASCII, for a terminal that shows no more than that.
PLAIN = {
    "→": "->",
    "…": "...",
    "×": "x",
    "·": "-",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "≥": ">=",
    "≤": "<=",
}
QUOTED = re.compile(r"\s*\bLINE \d+: .*")  # the part of a statement that DuckDB points at


def visible(text: str) -> str:
    r"""A text from outside as a terminal may show it: what would steer the terminal is spelled out.

    >>> visible("\x1b[2J 教育局 \u202e")
    '\\x1b[2J 教育局 \\u202e'
    """
    return UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def legible_output() -> None:
    """Let standard output and error print what their encoding lacks: our signs in ASCII, others as numbers.

    A terminal of ASCII, or of GBK with a rare character, would else end a command. `年` becomes \\u5e74.
    """
    codecs.register_error("legible", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="legible")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    spelled = (PLAIN.get(char) or char.encode("ascii", "backslashreplace").decode() for char in missing)
    return "".join(spelled), error.end


def say(console: "Console", text: str, style: str | None = None) -> None:
    """Print a text as it is: no markup, no emoji for `:on:`, no colours of numbers, no line broken."""
    console.print(text, style=style, highlight=False, markup=False, emoji=False, soft_wrap=True)


def ended_in_words(name: str, failed: int, run: Callable[[], int], advice: str = MEND) -> int:
    """Run a command; returns its own exit code, `failed` after an error, which is told, or INTERRUPTED.

    name: what the command calls itself before its errors. advice: what to do about a file that a library
    cannot read or a call that the system refused, unless room or rights are wanting. A reader of the
    output that has seen enough (`| head`) ends the command quietly, with 0.
    """
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _tell(f"{name}: {STOPPED}")
        return INTERRUPTED
    except Exception as error:
        if str(error) == DUCKDB_INTERRUPTED:
            _tell(f"{name}: {STOPPED}")
            return INTERRUPTED
        if os.environ.get(TRACEBACK_ENV):
            traceback.print_exc()
        _tell(f"{name}: {in_words(error, advice)}")
        return failed
    return code


def tell_exit_codes(parser: argparse.ArgumentParser, codes: str) -> None:
    """Let the help of a parser and of each of its commands end with the exit codes, if it has no own."""
    parser.epilog = codes
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                command.epilog = command.epilog or codes


def _tell(text: str) -> None:
    try:
        print(visible(text), file=sys.stderr, flush=True)
    except OSError:  # standard error lies on the full disk, or nobody reads it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def in_words(error: Exception, advice: str = MEND) -> str:
    """What happened and what to do; `advice` as for `ended_in_words`."""
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, ToldError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"not enough memory ({text}); let it use fewer processes or more memory, and run it again"
    if isinstance(error, OSError) or type(error).__module__.partition(".")[0] in LIBRARIES:
        return _remedy(getattr(error, "errno", None), QUOTED.sub("", text), advice)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"
    return f"a defect of ours, {where}: {text}; please report it, with what {TRACEBACK_ENV}=1 adds"


def _remedy(code: int | None, text: str, advice: str) -> str:
    """What this machine refused, and what to do about it."""
    if code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or FULL.search(text):
        return NO_ROOM.format(text)
    if code in (errno.EACCES, errno.EPERM, errno.EROFS) or DENIED.search(text):
        return NOT_ALLOWED.format(text)
    return f"{text}; {advice}"
