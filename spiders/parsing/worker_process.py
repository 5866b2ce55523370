"""A parse worker as the crawl sees it: its process, and our end of the socket to it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from spiders.parsing import wire

Answer = tuple[bytes, bytes]  # its JSON, and the state of the family after it
_BLOCK = 1 << 18  # bytes received at once: most answers whole


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take. The largest list seen, of 2 MB, takes 0.3 s and 100 MB."""

    cpu_seconds: float = 5.0
    wall_seconds: float = 20.0  # where the machine is busy with other things
    memory_bytes: int = 512 << 20

    def told(self, ended: int) -> str | None:
        """Which limit a worker's exit code, or signal below zero, says was met; None for another end."""
        limits = {
            -signal.SIGPROF: f"more than {self.cpu_seconds:g} s of work",
            -signal.SIGALRM: f"no result within {self.wall_seconds:g} s",
            wire.OUT_OF_MEMORY: f"more than {self.memory_bytes >> 20} MB of memory",
            wire.ANSWER_OVER_CAP: f"more than {wire.MOST_ANSWER >> 20} MB of rows",
        }
        return limits.get(ended)


class WorkerProcess:
    """One process that answers one question at a time.

    seed: of its hashes, which families may remember. on_idle: called when it is ready, and after each answer.
    on_end: called with its exit code, or signal below zero, where it ended or said what is no answer.

    Its socket is read as soon as the loop of events finds it readable, and not by tasks that wait for it: the
    loop takes a round to wake each of them, 3 ms while 40 hosts answer, and the worker waits that long.
    """

    def __init__(
        self,
        limits: Limits,
        seed: int,
        on_idle: Callable[["WorkerProcess"], None],
        on_end: Callable[["WorkerProcess", int], None],
    ) -> None:
        """Start the process; raises OSError."""
        ours, theirs = socket.socketpair()
        words = (limits.cpu_seconds, limits.wall_seconds, limits.memory_bytes)
        command = [sys.executable, "-m", "spiders.parsing.worker", *map(str, words)]
        with theirs:
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONHASHSEED": str(seed)},
                )
            except BaseException:
                ours.close()
                raise
        self.is_ready = False
        self._socket, self._received = ours, bytearray()
        self._answer: asyncio.Future[Answer | int] | None = None
        self._on_idle, self._on_end = on_idle, on_end
        self._loop = asyncio.get_running_loop()
        ours.setblocking(False)
        self._loop.add_reader(ours, self._receive)

    def ask(self, question: bytes, answer: "asyncio.Future[Answer | int]") -> None:
        """Ask it while it is idle; `answer` becomes what it says, or how it ended over the question."""
        self._answer = answer
        self._send(memoryview(question))

    def end(self, grace: float = 0.0) -> int:
        """End the process, which holds nothing that could be lost; how it ended, as in `on_end`.

        grace: seconds that one which is ending by itself may take, so that it tells why.
        """
        self._close()
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=grace)
        self._process.kill()
        return self._process.wait()

    def _close(self) -> None:
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._socket.close()

    def _send(self, data: memoryview, is_rest: bool = False) -> None:
        """Send what the socket takes now, the rest once it takes more."""
        sent = 0
        with suppress(BlockingIOError, ConnectionError):  # of one that is gone, reading tells
            sent = self._socket.send(data)
        if sent < len(data):
            self._loop.add_writer(self._socket, self._send, data[sent:], True)
        elif is_rest:
            self._loop.remove_writer(self._socket)

    def _receive(self) -> None:
        """Take what came; one that is gone, or says more than it was asked for, is ended."""
        try:
            piece = self._socket.recv(_BLOCK)
        except BlockingIOError:
            return
        except ConnectionError:
            piece = b""
        self._received += piece
        came, due = len(self._received), self._due()
        if not piece or came > due or due > wire.ANSWER.size + wire.MOST_ANSWER:
            ended = self.end(grace=0.2)
            self._settle(ended)
            self._on_end(self, ended)
        elif came == due:
            self._take(bytes(self._received))

    def _due(self) -> int:
        """The bytes of what it may say now, as far as they are known."""
        if not self.is_ready:
            return len(wire.READY)
        if self._answer is None:
            return 0
        is_known = len(self._received) >= wire.ANSWER.size
        return wire.ANSWER.size + (sum(wire.ANSWER.unpack_from(self._received)) if is_known else 0)

    def _take(self, said: bytes) -> None:
        """Hand on a whole answer, or that it is ready."""
        self._received.clear()
        if self.is_ready:
            body = said[wire.ANSWER.size :]
            size = wire.ANSWER.unpack_from(said)[0]
            self._settle((body[:size], body[size:]))
        self.is_ready = True
        self._on_idle(self)

    def _settle(self, result: Answer | int) -> None:
        answer, self._answer = self._answer, None
        if answer and not answer.done():  # who asked may be gone
            answer.set_result(result)
