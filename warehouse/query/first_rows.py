"""The first rows of a stranger's question, from a process that ends when nobody waits for them any more."""

import asyncio
import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from warehouse.errors import WarehouseError
from warehouse.query.limits import Limits
from warehouse.query.process import COMMAND, FIRST, GRACE_SECONDS, environment, refuse_failed, request

LONGEST_ERROR = 20_000  # bytes of what the process says
STARTING = 30  # seconds that a busy machine may take to start it, beside those that the question has


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The rows that were asked for; `is_cut` tells that there were more."""

    table: pa.Table
    is_cut: bool


async def first_rows(release: Path, sql: str, limits: Limits, rows: int, most_bytes: int) -> FirstRows:
    """The first `rows` rows of one question to a release folder, if they have no more than `most_bytes`.

    Cancel it, and the process ends. WarehouseError as `run_query`, and for answers of more bytes; what it
    says does not tell where the release lies.
    """
    with tempfile.TemporaryFile() as errors:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env=environment(),
        )
        try:
            async with asyncio.timeout((limits.seconds or 0) + GRACE_SECONDS + STARTING):
                answer = await _talk(process, request(release, sql, limits, rows, FIRST), most_bytes)
                code = await process.wait()
        except TimeoutError as error:
            raise WarehouseError("The machine is too busy to answer; try again.") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()  # asyncio tells the end of a process when its pipe is empty
        errors.seek(0)
        told = errors.read(LONGEST_ERROR).decode("utf-8", "replace")
    refuse_failed(code, told.replace(str(release), "release"), limits)
    return _parsed(answer, rows)


async def _talk(process: asyncio.subprocess.Process, asked: str, most_bytes: int) -> bytes:
    """Put the question; what the process answers."""
    assert process.stdin and process.stdout
    with contextlib.suppress(ConnectionError):  # it may have ended already; its errors tell why
        process.stdin.write(asked.encode())
        await process.stdin.drain()
    process.stdin.close()
    answer = await _read(process.stdout, most_bytes)
    if len(answer) > most_bytes:
        raise WarehouseError(
            f"The answer has more than {most_bytes / 1e6:.0f} MB: ask for fewer columns, or with LIMIT."
        )
    return answer


async def _read(stream: asyncio.StreamReader, most: int) -> bytes:
    """What comes, up to its end or to a byte more than `most`."""
    found = bytearray()
    while len(found) <= most and (part := await stream.read(most + 1 - len(found))):
        found += part
    return bytes(found)


def _parsed(answer: bytes, rows: int) -> FirstRows:
    with pa.ipc.open_stream(answer) as stream:
        table = stream.read_all()
    table.validate(full=True)  # a question that took its process over may have written anything
    return FirstRows(table.slice(0, rows), table.num_rows > rows)
