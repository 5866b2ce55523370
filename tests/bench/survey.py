"""A survey of thousands of simulated hosts on loopback: wall time, memory, requests, and the hours it takes.

    python -m tests.bench.survey [--hosts 3200] [--kills 5]   exit code 1 where an outcome or figure is wrong

Every eighth host misbehaves (tests/replica/nation.py). The survey is killed after equal shares of places
and gone on with: each place must have its outcome all the same, and be searched to its end once. The pauses
are left out; what they would take on the web is computed from the requests that were made.
"""

import argparse
import csv
import heapq
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.net.tls import HOSTS_AT_ONCE
from spiders.policy.settings import SEARCH
from tests.bench.collecting import judged
from tests.demo import ROOT
from tests.replica.nation import expected

MOST_MEMORY = 400  # MB


def was_asked(attempt: Attempt) -> bool:
    """Whether an attempt is a request that went out."""
    return attempt.status is not None or attempt.outcome in ("failed", "retry")


def hours(by_host: dict[str, list[Attempt]]) -> float:
    """What the requests take at the real pause, hosts side by side: the pause each, silence to its end."""
    ends = [0.0] * HOSTS_AT_ONCE
    for asked in by_host.values():
        silent = sum(each.status is None for each in asked)
        seconds = len(asked) * SEARCH.delay + silent * SEARCH.seconds
        seconds += sum(each.outcome == "retry" for each in asked) * SEARCH.back_off
        heapq.heapreplace(ends, ends[0] + seconds)
    return max(ends) / 3600


def run(hosts: int, folder: Path, kills: int = 0) -> tuple[float, float]:
    """Survey so many hosts in processes of their own; seconds of the clock and peak memory in MB."""
    places = folder / "places.csv"
    server = [sys.executable, "-m", "tests.replica.nation", str(hosts), str(places)]
    with subprocess.Popen(server, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            proxy = f"http://127.0.0.1:{int(process.stdout.readline())}"
            started = time.monotonic()
            words = ["--from", str(places), "--registry", str(folder / "country"), "--data", str(folder)]
            command = [sys.executable, "-m", "spiders", "discover", *words, "--proxy", proxy]
            for kill in range(1, kills + 1):
                _run_until(command, folder, kill * hosts // (kills + 1))
            subprocess.run(command, cwd=ROOT, check=True)
            seconds = time.monotonic() - started
            return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        finally:
            process.terminate()


def _run_until(command: list[str], folder: Path, places: int) -> None:
    """Run a survey and kill it once so many places have their outcome."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None and len(_journalled(folder)) < places:
            time.sleep(0.1)
        assert process.poll() is None, "it ended before it was killed"
        process.kill()


def _journalled(folder: Path) -> list[str]:
    """The place of each line that the survey's journal has."""
    path = folder / "discover" / "country" / "outcomes.jsonl"
    lines = path.read_bytes().splitlines() if path.exists() else []
    return re.findall(r'"key": "([^"]*)"', b"\n".join(lines).decode())


def bench(hosts: int, kills: int, console: Console) -> bool:
    """Print the figures; False where an outcome is not the host's, or a cap or the memory was not held."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds, memory = run(hosts, folder, kills)
        with (folder / "country" / "outcomes.csv").open(encoding="utf-8") as stream:
            lines = list(csv.DictReader(stream))
        places = Counter(_journalled(folder))
        by_host: dict[str, list[Attempt]] = {}
        for attempt in attempts(folder / "discover" / "country" / "archive"):
            if was_asked(attempt):
                by_host.setdefault(urlsplit(attempt.url).hostname or "", []).append(attempt)
    wrong = [
        (line, want) for line, want in zip(lines, expected(hosts), strict=True) if line["outcome"] != want
    ]
    for line, want in wrong[:5]:
        console.print(f"{line['home_page']}: {line['outcome']} and not {want}: {line['detail']}")
    counts = Counter({host: len(asked) for host, asked in by_host.items()})
    total, most, cap = sum(counts.values()), max(counts.values()), SEARCH.daily_cap
    console.print(f"{hosts} hosts in {seconds:.0f} s, {total} requests, {total / hosts:.1f} a host")
    console.print(f"at the real pause of {SEARCH.delay:g} s: {hours(by_host):.1f} hours")
    twice = sum(count > 1 for count in places.values())
    return all(
        [
            judged(
                not twice, f"{twice} places were searched to their end twice, over {kills} kills", console
            ),
            judged(not wrong, f"{len(lines) - len(wrong)} of {hosts} outcomes are the host's", console),
            judged(most <= cap, f"at most {most} requests a host (cap {cap})", console),
            judged(memory <= MOST_MEMORY, f"memory at most {memory:.0f} MB (bar {MOST_MEMORY})", console),
        ]
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=3200)
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    sys.exit(not bench(options.hosts, options.kills, Console(highlight=False)))
