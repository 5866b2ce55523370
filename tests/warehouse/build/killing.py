"""Builds killed at random moments while readers ask through every way in.

    python -m tests.warehouse.build.killing --kills 200

Every third build after a kill is let run to its end. A reader notes every answer that is not wholly one
release, and every question that failed; both must stay 0.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.warehouse.query.release_readers import ENTRIES, Seen, python_connect, seen_through
from tests.warehouse.warehouse_world import World, many
from warehouse import connect
from warehouse.build.pipeline import build
from warehouse.release.delta import delta_of
from warehouse.release.feed import FEED, feed
from warehouse.release.store import Store, is_beside
from warehouse.release.verify import verify

CONTEXT = get_context("forkserver")
PRELOADED = ["warehouse.build.pipeline", "warehouse.handout.bundle", "warehouse.release.verify"]
VARIANTS = range(3, 6)  # what the education bureau grants: each makes another release
YEARS = (2020, 2021)  # `many` changes the second; the first is hard-linked from release to release
KEEP = 3
EACH = 3  # kills to a build that is let run to its end
REST = 10  # a reader rests this many times as long as its last answer took, so that builds get on


@dataclass
class Tally:
    """What was done and what was seen."""

    kills: int = 0
    after_the_swap: int = 0
    pruned: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ways = ", ".join(f"{name} {count}" for name, count in sorted(self.answers.items()))
        return (
            f"{self.kills} builds killed ({self.after_the_swap} of them after the swap), "
            f"{self.pruned} releases pruned; {self.answers.total()} answers ({ways}): "
            f"{len(self.torn)} torn or mixed, {len(self.failed)} failed"
        )


@contextmanager
def own_forkserver() -> Iterator[None]:
    """Let nobody else's processes be forked from the server that these preload: multiprocessing has one.

    What it has loaded counts for every process forked from it, and readers of documents work under a limit of
    memory: forked from this one they were seen to find too little.
    """
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # starts anew when it is asked next
    CONTEXT.set_forkserver_preload(PRELOADED)
    try:
        yield
    finally:
        forkserver._forkserver._stop()  # type: ignore[attr-defined]


def made(data: Path, variant: int) -> World:
    return many(World(data / "demo"), variant, YEARS)


def build_one(data: Path, variant: int, line: Connection) -> None:
    """The process that is killed: tells when the build begins and, if it comes to that, when it has ended."""
    world = made(data, variant)
    inputs = world.inputs()
    line.send("begun")
    build(world.store, "demo", inputs, workers=2)
    line.send("done")


def started(data: Path, variant: int) -> tuple[ForkServerProcess, Connection]:
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=build_one, args=(data, variant, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.recv() == "begun"
    return process, ours


def completed(data: Path, variant: int) -> float:
    """Build to the end in a process of its own; returns the seconds it took."""
    process, line = started(data, variant)
    began = time.monotonic()
    assert line.recv() == "done"
    lasted = time.monotonic() - began
    process.join()
    assert process.exitcode == 0
    return lasted


def killed(data: Path, variant: int, moment: float) -> bool:
    """Kill a build after `moment` seconds; False where it had ended by then."""
    process, line = started(data, variant)
    was_at_work = not line.poll(moment)
    process.kill()
    process.join()
    return was_at_work and process.exitcode == -9


def ask_again_and_again(
    entry: str, data: Path, known: dict[str, Seen], notes: Path, line: Connection
) -> None:
    """A reader's life: a line of `notes` an answer."""
    with notes.open("w", encoding="utf-8") as out:
        rest = 0.0
        while not line.poll(rest):  # also true once the other end is gone, however it ended
            began = time.monotonic()
            print(json.dumps(_judged(entry, data, known)), file=out, flush=True)
            rest = REST * (time.monotonic() - began)


def _judged(entry: str, data: Path, known: dict[str, Seen]) -> tuple[str, str]:
    try:
        seen = ENTRIES[entry](data)
    except Exception as error:  # whatever a reader meets is a finding
        return "failed", f"{entry}: {type(error).__name__}: {error}"
    if seen in known.values():
        return "whole", entry
    return "torn", f"{entry}: {seen}"


def sit(data: Path, known: dict[str, Seen], notes: Path, line: Connection) -> None:
    """A reader that stays in the release it opened, for as many questions as it takes to be old."""
    with notes.open("w", encoding="utf-8") as out:
        while not line.poll():
            with connect(data=data) as connection:
                first = seen_through(connection)
                same = [seen_through(connection) == first for _ in range(15) if not line.poll(1)]
            verdict = "whole" if first in known.values() and all(same) else "torn"
            print(json.dumps((verdict, "sitting")), file=out, flush=True)


@contextmanager
def readers(data: Path, known: dict[str, Seen], notes: Path, tally: Tally) -> Iterator[None]:
    """One process for every way in, and one that sits; their notes are counted at the end."""
    notes.mkdir()
    tasks = {name: (ask_again_and_again, (name, data, known)) for name in ENTRIES}
    tasks["sitting"] = (sit, (data, known))
    at_work = []
    for name, (task, words) in tasks.items():
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=task, args=(*words, notes / name, theirs))
        process.start()
        theirs.close()
        at_work.append((process, ours))
    try:
        yield
    finally:
        for _, line in at_work:
            line.close()
        for process, _ in at_work:
            process.join()
            if process.exitcode:
                tally.failed.append(f"a reader ended with {process.exitcode}")
        for path in notes.iterdir():
            add_up(path, tally)


def add_up(notes: Path, tally: Tally) -> None:
    for line in notes.read_text(encoding="utf-8").splitlines():
        verdict, text = json.loads(line)
        if verdict == "whole":
            tally.answers[text] += 1
        else:
            getattr(tally, verdict).append(text)


def undisturbed(root: Path) -> dict[int, tuple[Path, Seen]]:
    """Variant → its release as built with nobody near, and what it holds."""
    found = {}
    for variant in VARIANTS:
        data = root / f"undisturbed-{variant}"
        found[variant] = made(data, variant).build(workers=1).release, python_connect(data)
    return found


def tree(release: Path) -> dict[str, bytes]:
    """Every file of a release but those beside its manifest, bound to the folder or to what was before."""
    files = [path for path in release.rglob("*") if path.is_file() and not is_beside(path, release)]
    return {str(path.relative_to(release)): path.read_bytes() for path in files}


def visible(store: Store) -> dict[str, list[str]]:
    """Every release a reader can see → what is wrong with it."""
    return {path.name: verify(path) for path in store.history()}


def debris(store: Store) -> list[str]:
    return [path.name for path in [*store.releases.glob(".*"), *store.root.glob(".current-*")]]


@own_forkserver()
def run(root: Path, kills: int, tally: Tally, seed: int = 20260101) -> None:
    """Kill `kills` builds at work; AssertionError where a store is not as it must be after a round."""
    chance, data = random.Random(seed), root / "killed"
    wanted = undisturbed(root)
    known = {release.name: seen for release, seen in wanted.values()}
    store = Store(data / "demo" / "warehouse")
    tally.kills += killed(data, VARIANTS[0], chance.random())
    assert not any(visible(store).values())
    lasts = max(completed(data, variant) for variant in VARIANTS[:2])
    with readers(data, known, root / "notes", tally):
        for round_ in count(2):
            variant = VARIANTS[round_ % len(VARIANTS)]
            release = wanted[variant][0]
            was_at_work = killed(data, variant, chance.uniform(0, lasts))
            found = visible(store)
            assert set(found) <= set(known), found
            assert not any(found.values()), found
            tally.kills += was_at_work
            tally.after_the_swap += was_at_work and current_name(store) == release.name
            is_last = tally.kills == kills
            if is_last or round_ % EACH == 0:
                before = current_name(store)
                lasts = completed(data, variant)
                assert_tells_of(store, before)
                assert current_name(store) == release.name
                assert tree(store.releases / release.name) == tree(release)
                assert not debris(store)
                tally.pruned += len(store.prune(KEEP))
            if is_last:
                break


def assert_tells_of(store: Store, before: str) -> None:
    """The current release tells what changed since the one before, if that is another; so does the feed."""
    name = current_name(store)
    told = delta_of(store.releases / name)
    assert told is not None
    assert told["release"] == name
    assert told["since"] == before or before == name
    assert told["note"] is None or told["since"] is None
    assert (store.root / FEED).read_bytes() == feed(store.history())


def current_name(store: Store) -> str:
    current = store.current()
    assert current is not None
    return current.name


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20260101)
    options = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as root:
        try:
            run(Path(root), options.kills, tally, options.seed)
        finally:
            print(tally, *tally.torn[:5], *tally.failed[:5], sep="\n")
    return bool(tally.torn or tally.failed)


if __name__ == "__main__":
    sys.exit(main())
