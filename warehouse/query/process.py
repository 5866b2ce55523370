"""A question in a process of its own: what DuckDB cannot interrupt or count is ended by the kernel.

`python -m warehouse sql` asks through it, and so may whatever puts questions of strangers.
"""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from spiders.command_line import in_words
from warehouse.errors import WarehouseError
from warehouse.query.limits import NARROW, Limits
from warehouse.query.terminal import print_result

GRACE_SECONDS = 3  # DuckDB ends most questions in time by itself, with a better message
BESIDE_MB = 1500  # address space of Python, its libraries and the threads' stacks
ROWS_ADVICE = "ask for fewer, or for more with --rows; `export` writes whole tables."
RUN = "import sys; from warehouse.query import process; sys.exit(process.main())"


def print_answer(release: Path | str, sql: str, limits: Limits, rows: int, form: str) -> str:
    """Print the answer to standard output in one of FORMATS; returns a remark for people, or nothing.

    WarehouseError for what `run_query` refuses, and where the process was ended.
    """
    request = [str(release), isinstance(release, Path), sql, asdict(limits), rows, form]
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(request),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=False,
    )
    if done.returncode == -signal.SIGALRM:
        raise WarehouseError(f"The question took longer than {limits.seconds:g} s and was ended: {NARROW}")
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        raise WarehouseError(f"The question ended its process ({name}), mostly for want of memory: {NARROW}")
    if done.returncode:
        raise WarehouseError(done.stderr.strip())
    return done.stderr.strip()


def main() -> int:
    """The process: a request on standard input, the answer on standard output, remarks on standard error."""
    from warehouse.query.sql import run_query  # DuckDB, which the process that waits has no use for

    release, is_path, sql, limits, rows, form = json.load(sys.stdin)
    limits = Limits(**limits)
    _hold(limits)
    try:
        answer = run_query(Path(release) if is_path else release, sql, limits, rows)
        signal.setitimer(signal.ITIMER_REAL, 0)  # a pager may take its time
        print_result(form, answer.names, answer.rows)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as in `… | head`
        _drop_output()
    except WarehouseError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # of where the answer goes to, mostly
        _drop_output()
        print(in_words(error), file=sys.stderr)
        return 1
    except Exception as error:  # whatever a hostile question makes DuckDB's Python raise
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    else:
        if answer.is_cut:
            print(f"Only the first {rows:,} rows are shown: {ROWS_ADVICE}", file=sys.stderr)
    return 0


def _drop_output() -> None:
    """Let what was not written yet go nowhere: at the end Python would try it again, and fail aloud."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hold(limits: Limits) -> None:
    """Let the kernel end this process where it takes more than its time or memory."""
    if limits.seconds:
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + GRACE_SECONDS)  # SIGALRM, which nobody catches
    if limits.memory_mb:
        size = (limits.memory_mb + BESIDE_MB) * 2**20
        with contextlib.suppress(ValueError, OSError):  # a system without, or with a lower limit already
            resource.setrlimit(resource.RLIMIT_DATA, (size, size))
