"""An S3 server of this machine over real sockets, that can be made to answer badly."""

import random
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import fsspec
import pytest
from moto.server import ThreadedMotoServer
from s3fs import S3FileSystem

BUSY = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
SLOW_SECONDS = 0.2
HALVES = {"lost": sys.maxsize, "cut": 2}  # what an answer is divided by
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Weather:
    """What becomes of requests: each fault has its share of them, by the dice of `seed`; none at first."""

    def __init__(self, application: Application) -> None:
        self.application, self.faults, self.seen = application, dict[str, float](), Counter[str]()
        self._chance = random.Random(0)

    def turn(self, seed: int = 0, **faults: float) -> None:
        """Answer from now on with these faults: `busy`, `slow`, `lost` (done, but nobody is told), `cut`."""
        self.faults, self._chance = faults, random.Random(seed)
        self.seen.clear()

    def __call__(self, environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        fault = self._drawn()
        self.seen[fault] += 1
        if fault == "busy":
            environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
            start("503 Slow Down", [("Content-Type", "application/xml")])
            return [BUSY]
        if fault == "slow":
            time.sleep(SLOW_SECONDS)
        answer = self.application(environment, start)
        if fault not in HALVES:
            return answer
        whole = b"".join(answer)
        return _hung_up(whole[: len(whole) // HALVES[fault]], environment["werkzeug.socket"])

    def _drawn(self) -> str:
        drawn = self._chance.random()
        for fault, share in self.faults.items():
            if drawn < share:
                return fault
            drawn -= share
        return "none"


def _hung_up(part: bytes, line: socket.socket) -> Iterator[bytes]:
    if part:
        yield part
    line.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError


@contextmanager
def s3_server() -> Iterator[Weather]:
    """An empty S3 on loopback with one bucket, `bucket`, and the environment in which s3fs finds it."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    server: Any = running._server
    weather = server.app = Weather(server.app)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        S3FileSystem.clear_instance_cache()  # what is kept of an earlier server asks that one
        store = fsspec.filesystem("s3")
        if store.exists("bucket"):  # moto keeps what it has as long as the process
            store.rm("bucket", recursive=True)
        store.mkdir("bucket")
        yield weather
    running.stop()
