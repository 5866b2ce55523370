"""Run a Collector once, as a process: `run_collector.py JSON` with archive, batch, sites, polite, proxy.

sockets: a file that is told of every address that any socket of the process connects, sends or looks up.
names: host → lists of addresses, given at the first look-up, the second and so on, instead of the DNS.
"""

import json
import socket
import sys
from pathlib import Path
from typing import Any


def main(text: str) -> int:
    """Exit code 0 where every site was walked to its end."""
    words = json.loads(text)
    if path := words.get("sockets"):
        watch_sockets(Path(path))
    if names := words.get("names"):
        socket.getaddrinfo = answers(names)
    # Twisted takes its resolver from the module of sockets when it is first imported.
    from spiders.archive.writer import BatchWriter
    from spiders.crawling.batch import collect
    from spiders.crawling.crawl_state import CrawlState
    from spiders.parsing.worker_process import Limits
    from spiders.policy.settings import Politeness
    from spiders.registry import Site

    archive_dir = Path(words["archive"])
    sites = [Site(**cells) for cells in words["sites"]]
    with BatchWriter(archive_dir, words["batch"]) as writer:
        state = CrawlState(archive_dir, writer, [site.site_id for site in sites])
        options = {"proxy": words["proxy"], "browser": words.get("browser", False)}
        if limits := words.get("limits"):
            options["limits"] = Limits(**limits)
        done = collect(state, sites, Politeness(**words["polite"]), "tests", **options)
    return int(done is None or not done.finished)


def watch_sockets(path: Path) -> None:
    """Note a line of JSON (event, host, port) for whatever leaves the process or is to be resolved."""
    events = (
        "socket.connect",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
    )

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in events:
            address = arguments[:2] if event.startswith("socket.get") else arguments[1]
            if isinstance(address, tuple):  # a path is a socket of this machine
                with path.open("a") as stream:
                    stream.write(json.dumps([event, *map(str, address[:2])]) + "\n")

    sys.addaudithook(note)


def answers(names: dict[str, list[list[str]]]) -> Any:
    """A getaddrinfo that knows these names alone; the last list is given for ever."""

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        waiting = names[host]
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in found
        ]

    return look_up


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
