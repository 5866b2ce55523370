"""A question in a process of its own: what DuckDB cannot interrupt or count is ended by the kernel.

`python -m warehouse sql` and `export --where` ask through it, and so may what puts questions of strangers.
"""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from spiders.command_line import in_words, legible_output
from warehouse.errors import WarehouseError
from warehouse.query.limits import NARROW, Limits
from warehouse.query.terminal import print_result

if TYPE_CHECKING:
    import pyarrow as pa

GRACE_SECONDS = 3  # DuckDB ends most questions in time by itself, with a better message
BESIDE_MB = 1500  # address space of Python, its libraries and the threads' stacks
ROWS_ADVICE = "ask for fewer, or for more with --rows; `export` writes whole tables."
COMMAND = (sys.executable, "-c", "import sys; from warehouse.query import process; sys.exit(process.main())")
# DuckDB, and for batches Arrow: of no use to the process that waits.
LIBRARIES = (("warehouse.query.sql",), ("warehouse.query.sql", "pyarrow"))
# Forms of an answer for our own programs, as a stream of Arrow: all rows, or the first for a stranger.
ARROW, FIRST = "arrow", "first"


def print_answer(release: Path | str, sql: str, limits: Limits, rows: int, form: str) -> str:
    """Print the answer to standard output in one of FORMATS; returns a remark for people, or nothing.

    WarehouseError for what `run_query` refuses, and where the process was ended.
    """
    done = subprocess.run(
        COMMAND,
        input=request(release, sql, limits, rows, form),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=environment(),
        check=False,
    )
    refuse_failed(done.returncode, done.stderr, limits)
    return done.stderr.strip()


def batches(release: Path | str, sql: str, limits: Limits, rows: int) -> Iterator["pa.RecordBatch"]:
    """All rows of an answer, in order, about `rows` at a time; limits.seconds bound the time to the first.

    Close it before its end, and the process ends, too. WarehouseError as for `print_answer`.
    """
    import pyarrow as pa

    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment()
        ) as process,
    ):
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(request(release, sql, limits, rows, ARROW).encode())
            process.stdin.close()
            with contextlib.suppress(pa.ArrowInvalid, OSError), pa.ipc.open_stream(process.stdout) as stream:
                yield from stream  # one that was cut short has its reason in how the process ended
        except GeneratorExit:
            process.kill()
            raise
        code = process.wait()
        errors.seek(0)
        refuse_failed(code, errors.read().decode("utf-8", "replace"), limits)


def request(release: Path | str, sql: str, limits: Limits, rows: int, form: str) -> str:
    """What the process takes on its standard input."""
    return json.dumps([str(release), isinstance(release, Path), sql, asdict(limits), rows, form])


def environment() -> dict[str, str]:
    """That of the process: it imports what this one can."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def refuse_failed(code: int, errors: str, limits: Limits) -> None:
    """WarehouseError where the process did not end well."""
    if code == -signal.SIGALRM:
        raise WarehouseError(f"The question took longer than {limits.seconds:g} s and was ended: {NARROW}")
    if code < 0:
        name = signal.Signals(-code).name
        raise WarehouseError(f"The question ended its process ({name}), mostly for want of memory: {NARROW}")
    if code:
        raise WarehouseError(errors.strip())


def main() -> int:
    """The process: a request on standard input, the answer on standard output, remarks on standard error."""
    legible_output()
    release, is_path, sql, limits, rows, form = json.load(sys.stdin)
    for library in LIBRARIES[form in (ARROW, FIRST)]:  # before the time begins that the question has
        import_module(library)
    limits = Limits(**limits)
    _hold(limits)
    answer = {ARROW: _answer_in_arrow, FIRST: _first_rows}.get(form, _answer)
    try:
        answer(Path(release) if is_path else release, sql, limits, rows, form)
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
    return 0


def _answer(release: Path | str, sql: str, limits: Limits, rows: int, form: str) -> None:
    from warehouse.query.sql import run_query

    answer = run_query(release, sql, limits, rows)
    _no_more_time_limit()
    print_result(form, answer.names, answer.rows)
    sys.stdout.flush()
    if answer.is_cut:
        print(f"Only the first {rows:,} rows are shown: {ROWS_ADVICE}", file=sys.stderr)


def _answer_in_arrow(release: Path | str, sql: str, limits: Limits, rows: int, _: str) -> None:
    import pyarrow as pa

    from warehouse.query.sql import opened_batches

    # DuckDB would count the time that the reader of the rows takes, too.
    with opened_batches(release, sql, replace(limits, seconds=None), rows) as (schema, found):
        first = next(found, None)
        _no_more_time_limit()
        with pa.ipc.new_stream(sys.stdout.buffer, schema) as out:
            for batch in [first] if first else []:
                out.write_batch(batch)
            for batch in found:
                out.write_batch(batch)


def _first_rows(release: Path | str, sql: str, limits: Limits, rows: int, _: str) -> None:
    """At most `rows` rows, and one that tells that there are more; the time limit holds to the last."""
    import pyarrow as pa

    from warehouse.query.read_only import refuse_settings
    from warehouse.query.sql import opened_batches

    refuse_settings(sql)
    os.chdir(release)
    left = rows + 1
    with (
        opened_batches(None, sql, replace(limits, seconds=None), left) as (schema, found),
        pa.ipc.new_stream(sys.stdout.buffer, schema) as out,
    ):
        while left > 0 and (batch := next(found, None)) is not None:
            out.write_batch(batch.slice(0, left))
            left -= len(batch)


def _no_more_time_limit() -> None:
    """Let whoever reads the answer, a pager or a writer of files, take his time."""
    signal.setitimer(signal.ITIMER_REAL, 0)


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
