"""A nation of hosts for a survey: the demo's sites under thousands of names, and hosts that misbehave.

`python -m tests.replica.nation COUNT FILE.csv` writes the places of so many hosts, serves them until it is
stopped, and prints its port.
"""

import csv
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from spiders import discover
from spiders.content.regions import table
from spiders.replica.families.base import NOT_FOUND, ReplicaSite, Reply, Request
from spiders.replica.server import serve
from spiders.replica.sites import demo

SLOW, HANGING = 1.0, 12.0  # seconds before an answer; a search waits for 5 on the replica


def page(body: str, status: int = 200) -> Reply:
    return Reply(f"<html><head><title>某县人民政府</title></head><body>{body}</body></html>".encode(), status)


NOTHING = page("<a href='/news/'>新闻</a><a href='/zwgk/'>政务公开</a>")
SCRIPTED = page("<div id='list'></div><script src='/app.js'></script>")
# How a host misbehaves → its answer to any page, and the outcome that a survey must give.
FAULTS: Mapping[str, tuple[Reply, str]] = {
    "dead": (Reply(status=0), "unreachable"),
    "hanging": (NOTHING, "unreachable"),
    "broken": (page("internal error", 500), "unreachable"),
    "moved": (Reply(b"", 302, headers=(("Location", "http://www.elsewhere.example/"),)), "unreachable"),
    "wall": (page("forbidden", 403), "blocked"),
    "challenge": (page("<script>$_ts={}</script>", 412), "blocked"),
    "robots": (NOTHING, "blocked"),
    "nothing": (NOTHING, "nothing_found"),
    "scripted": (page("<a href='/nb/'>政府信息公开年报</a>"), "system_unknown"),
    "slow": (NOTHING, "nothing_found"),
}


@dataclass(frozen=True)
class Faulty(ReplicaSite):
    """A host that answers every page with a fault."""

    fault: str = ""

    def respond(self, request: Request) -> Reply:
        if self.fault in ("slow", "hanging"):
            time.sleep(SLOW if self.fault == "slow" else HANGING)
        if request.path == "/robots.txt" and self.fault not in ("dead", "hanging"):
            rules = b"User-agent: *\nDisallow: /\n" if self.fault == "robots" else b""
            return Reply(rules, content_type="text/plain")
        if self.fault == "scripted" and request.path == "/nb/":
            return SCRIPTED
        return FAULTS[self.fault][0] if request.path == "/" or self.fault in ("dead", "wall") else NOT_FOUND


@dataclass(frozen=True)
class Renamed(ReplicaSite):
    """A site of the demo under another name."""

    original: ReplicaSite | None = None

    def respond(self, request: Request) -> Reply:
        assert self.original is not None
        old, new = self.original.host, self.host
        asked = {name: value.replace(new, old) for name, value in request.headers.items()}
        reply = self.original.respond(replace(request, host=old, headers=asked))
        headers = tuple((name, value.replace(old, new)) for name, value in reply.headers)
        return replace(reply, body=reply.body.replace(old.encode(), new.encode()), headers=headers)


def host_of(number: int) -> str:
    return f"www.c{number:04}.gov.example"


@cache
def nation(count: int, every: int = 8) -> Mapping[str, ReplicaSite]:
    """So many hosts: of `every` few the last misbehaves, each in the next way."""
    good = [site for site in demo() if site.row]
    faults = tuple(FAULTS)
    found: dict[str, ReplicaSite] = {}
    for number in range(count):
        host = host_of(number)
        if number % every == every - 1:
            found[host] = Faulty(host, None, {}, fault=faults[number // every % len(faults)])
        else:
            found[host] = Renamed(host, None, {}, original=good[number % len(good)])
    return found


def expected(count: int, every: int = 8) -> list[str]:
    """The outcome of each place, in order."""
    hosts = nation(count, every).values()
    return [FAULTS[site.fault][1] if isinstance(site, Faulty) else "found" for site in hosts]


def write_places(path: Path, hosts: Sequence[str]) -> None:
    """A file of places: the codes of real divisions, the hosts in their order."""
    counties = [region for region in table() if region.valid_to is None]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("region_code", "place", "home_page"))
        for number, host in enumerate(hosts):
            region = counties[number % len(counties)]
            writer.writerow((region.code, region.full_name, f"http://{host}/"))


def impatient(seconds: int) -> None:
    """Let a survey of this process wait for so long alone, which the hanging hosts outlast."""
    discover.SEARCH_REPLICA = replace(discover.SEARCH_REPLICA, seconds=seconds)


if __name__ == "__main__":
    hosts = nation(int(sys.argv[1]))
    write_places(Path(sys.argv[2]), [*hosts])
    serve(hosts=lambda _: hosts)
