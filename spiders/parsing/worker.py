"""One parse worker: `python -m spiders.parsing.worker CPU WALL MEMORY`, a socket as its standard input.

It answers questions until the other end closes. The kernel ends it, by its own timers where a page takes too
long, by its limit where a page takes too much memory: no deadline depends on how busy the crawl is.
"""

import gc
import os
import resource
import signal
import socket
import sys
from typing import IO, cast

from spiders.content.charset import decode
from spiders.content.page import Page
from spiders.families.listing import ListRequest
from spiders.families.static import Static
from spiders.parsing import wire
from spiders.parsing.parse import Asked, look

_BLOCK = 1 << 18  # bytes received at once: most questions whole
NICE = 5  # behind the crawl, which all sites share
# Loads what is loaded at first use: tables, codecs, patterns.
_PAGE = "<html><h1>某区2021年报告</h1><p>一、总体情况</p><a href=/a.pdf>某区2021年政府信息公开年报</a></html>"


def main(cpu: float, wall: float, memory: int) -> None:
    """Serve. cpu, wall: seconds that a page may take. memory: bytes of address space, with our own code."""
    connection = socket.socket(fileno=os.dup(0))
    _warm_up()
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(kind, (most, most))
    connection.sendall(wire.READY)
    try:
        questions = cast(IO[bytes], connection.makefile("rb", buffering=_BLOCK))
        while head := _exactly(questions, wire.QUESTION.size):
            parts = [_exactly(questions, size) for size in wire.QUESTION.unpack(head)]
            _set_timers(cpu, wall)
            answer = wire.reply(*parts)
            _set_timers(0, 0)
            connection.sendall(answer)
    except MemoryError:
        os._exit(wire.OUT_OF_MEMORY)  # half a question may be left, and half a tree
    except wire.AnswerOverCapError:
        os._exit(wire.ANSWER_OVER_CAP)


def _set_timers(cpu: float, wall: float) -> None:
    """Let the kernel end this process after so many seconds; 0 for never."""
    signal.setitimer(signal.ITIMER_PROF, cpu)
    signal.setitimer(signal.ITIMER_REAL, wall)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """So many bytes; none where the other end closed."""
    data = stream.read(size)
    return data if len(data) == size else b""


def _warm_up() -> None:
    page = Page("http://a/", _PAGE.encode())
    look(Asked("report", page.url, 200), Static(), page)
    Static().read(ListRequest(page.url), page)
    for codec in ("gb18030", "big5hkscs", "utf-16"):
        decode(_PAGE.encode(codec, errors="replace"))
    gc.freeze()


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
