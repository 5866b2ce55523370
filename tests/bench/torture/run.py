"""Blow after blow, drawn by a seed, until the time is up."""

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import TypeAlias

from spiders.replica.server import Replica
from tests.bench.torture import damage, hostile_sql, hostile_web
from tests.bench.torture.interrupted import STEPS, full_disk, kill, no_room
from tests.bench.torture.outcomes import Tally, UnexplainedError
from tests.bench.torture.world import Cut, Scene, World, prepare

WHOLE = Cut()
Strike: TypeAlias = Callable[[Scene, Tally], None]


def strikes(replica: Replica) -> dict[str, tuple[Strike, float]]:
    """Name of a kind → how it is dealt, and how often it is drawn."""
    found: dict[str, tuple[Strike, float]] = {
        "WARC": (damage.warcs, 2),
        "log": (damage.logs, 3),
        "notes": (damage.notes, 2),
        "readings": (damage.readings, 3),
        "release": (damage.releases, 3),
        "servers": (partial(hostile_web.servers, replica=replica), 4),
        "texts": (partial(hostile_web.texts, replica=replica), 1),
        "SQL": (hostile_sql.statements, 3),
    }
    for name in STEPS:
        found[f"kill: {name}"] = partial(kill, name=name), 1
        found[f"no room: {name}"] = partial(no_room, name=name), 1
        found[f"full disk: {name}"] = partial(full_disk, name=name), 0.5
    return found


def torture(
    root: Path,
    seconds: float,
    seed: int,
    workers: int = 2,
    names: Sequence[str] = (),
    rounds: int = 0,
    cut: Cut = WHOLE,
) -> Tally:
    """Strike in `workers` folders side by side for so long, or `rounds` times each kind; returns the tally.

    names: the kinds to draw from, all by default. The number of a round and the seed decide all but where a
    command stands when its kill comes.
    """
    tally, world, numbers = Tally(), prepare(root, cut), count()
    until = time.monotonic() + seconds
    with Replica(edition=1) as replica:
        kinds = {name: kind for name, kind in strikes(replica).items() if not names or name in names}
        listed = [name for name in kinds for _ in range(rounds)]
        threads = [
            threading.Thread(target=_work, args=(world, tally, kinds, numbers, seed, until, listed, worker))
            for worker in range(workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return tally


def _work(
    world: World,
    tally: Tally,
    kinds: dict[str, tuple[Strike, float]],
    numbers: "count[int]",
    seed: int,
    until: float,
    listed: Sequence[str],
    worker: int,
) -> None:
    while time.monotonic() < until:
        number = next(numbers)
        if listed and number >= len(listed):
            return
        chance = Random(f"{seed}/{number}")
        weights = [weight for _, weight in kinds.values()]
        name = listed[number] if listed else chance.choices(list(kinds), weights)[0]
        scene = Scene(world, world.root / f"scene-{worker}", chance)
        try:
            kinds[name][0](scene, tally)
        except UnexplainedError as error:
            tally.find(name, f"round {number}: {error}")
        except Exception:
            tally.find(name, f"round {number}: {traceback.format_exc()[-1500:]}")
