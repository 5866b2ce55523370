"""Loaded by every Python with this folder in its path: whom a command and all it starts turn to."""

import os
import sys


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        where = arguments[0] if event.startswith("socket.get") else arguments[1]
        log = os.open(os.environ["WATCHED_SOCKETS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(log, f"{event} {where}\n".encode())
        os.close(log)


sys.addaudithook(_watch)
