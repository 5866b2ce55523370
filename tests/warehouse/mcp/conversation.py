"""Questions to a real server process by the SDK's own client, and what came back."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcp import Client
from mcp.client.stdio import StdioServerParameters

from tests.demo import ROOT, where

AT_ONCE = 8  # questions under way: answers of several threads must not mix
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A call of a tool, what kind of question it is, and what is known of the answer."""

    kind: str
    tool: str
    arguments: dict[str, object]
    expected: Any


def command(data: Path, *words: str) -> list[str]:
    return ["-m", "warehouse.cli", "mcp", *where(data), *words]


def by_stdio(data: Path, questions: Sequence[Question]) -> list[Answer]:
    """The answers of one server process, in the order of the questions."""
    server = StdioServerParameters(command=sys.executable, args=command(data), cwd=ROOT, env=dict(os.environ))
    return asyncio.run(_answers(server, questions))


def by_http(url: str, questions: Sequence[Question]) -> list[Answer]:
    return asyncio.run(_answers(url, questions))


async def _answers(server: StdioServerParameters | str, questions: Sequence[Question]) -> list[Answer]:
    limit = asyncio.Semaphore(AT_ONCE)
    async with Client(server) as client:

        async def answer(question: Question) -> Answer:
            async with limit:
                result = await client.call_tool(question.tool, question.arguments)
            return result.structured_content or {"status": "error", "message": str(result.content)}

        return await asyncio.gather(*map(answer, questions))


@contextmanager
def http_server(data: Path) -> Iterator[tuple[str, int]]:
    """A server on a free port of this machine: its URL and process id."""
    call = [sys.executable, *command(data, "--http", "0")]
    with subprocess.Popen(call, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield next(line.strip() for line in process.stderr if line.startswith("http://")), process.pid
        finally:
            process.terminate()
            process.stderr.read()
