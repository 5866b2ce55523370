"""Commands that are killed or find no room: the same command, run again, brings what it would have."""

import shutil
from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

from spiders.archive.reader import attempts
from spiders.crawling import plan
from tests.bench.torture.commands import Done
from tests.bench.torture.outcomes import SAME, Tally, require
from tests.bench.torture.world import Scene, captures, enlarge, files, released, same

Judge: TypeAlias = Callable[[Scene], None]
Command: TypeAlias = Callable[..., Done]
MOST = 3  # blows before a command is let run to its end


def judge_crawl(scene: Scene) -> None:
    found = captures(scene.data)
    same("captures", found, scene.world.first)
    doubled = Counter(each.key for each in attempts(scene.archive) if each.is_final)
    require(max(doubled.values()) == 1, "a link was answered twice")
    scene.ask("verify-archive").expect(0)


def judge_readings(scene: Scene) -> None:
    same("readings", files(scene.readings), scene.world.readings)


def judge_release(scene: Scene) -> None:
    same("releases", released(scene.data), scene.world.release)
    scene.ask("verify").expect(0)


def judge_export(scene: Scene) -> None:
    same("exports", files(scene.folder / "export"), scene.world.export)


def export(scene: Scene, **disturbance: float) -> Done:
    return scene.ask("export", "--out", scene.folder / "export", **disturbance)


STEPS: dict[str, tuple[str, Command, Judge]] = {
    "crawl": ("empty", Scene.crawl, judge_crawl),
    "extract": ("archived", Scene.extract, judge_readings),
    "build": ("read", Scene.build, judge_release),
    "export": ("built", export, judge_export),
}


def kill(scene: Scene, tally: Tally, name: str) -> None:
    """Kill a command at random moments, then let it run."""
    blows = _repeated(scene, name, lambda: {"kill_after": scene.chance.uniform(0, scene.world.seconds[name])})
    tally.add(f"kill: {name}", SAME, blows)


def no_room(scene: Scene, tally: Tally, name: str) -> None:
    """No file may grow over some size, then they may again."""
    blows = _repeated(scene, name, lambda: {"most_bytes": int(10 ** scene.chance.uniform(0, 5.5))})
    tally.add(f"files may not grow: {name}", SAME, blows)


def _repeated(scene: Scene, name: str, disturbance: Callable[[], dict[str, float]]) -> int:
    """Disturb a command until it comes to its end in spite of that, or let it run then; how often it was."""
    stage, command, judge = STEPS[name]
    scene.lay(stage)
    wanted, blows = scene.chance.randint(1, MOST), 0
    while blows < wanted and not _has_ended(scene, name):
        blows += 1
        chosen = disturbance()
        done = command(scene, **chosen)
        if "most_bytes" in chosen:
            _is_told(done)
    if not _has_ended(scene, name):
        command(scene).expect(0)
    judge(scene)
    return blows


def _has_ended(scene: Scene, name: str) -> bool:
    """Whether a crawl walked all sites to the end: one more would be another crawl."""
    batches = list(scene.archive.glob("*.summary.json"))
    return name == "crawl" and bool(batches) and not plan.unfinished(scene.archive)


def full_disk(scene: Scene, tally: Tally, name: str) -> None:
    """The disk has little room left, then more."""
    stage, command, judge = STEPS[name]
    scene.lay(stage)
    with scene.small_disk(int(10 ** scene.chance.uniform(3.5, 6))) as disk:
        if disk is None:
            tally.skipped.add("full disk: only root can mount a small one")
            return
        _is_told(command(disk))
        enlarge(disk.folder)
        if not _has_ended(disk, name):
            command(disk).expect(0)
        judge(disk)
    shutil.rmtree(disk.folder, ignore_errors=True)
    tally.add(f"full disk: {name}", SAME)


def _is_told(done: Done) -> None:
    """It ended well, for it fitted; or it says in words that there is no room."""
    done.expect(0, 1, 2)
    if done.code:
        require("no room to write" in done.text, f"no word of the full disk: {done.text[-800:]}")
