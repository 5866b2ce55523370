"""Bytes that change on the disk: flipped, cut, lost; noticed, named, put right in the way that is told."""

import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

from spiders.archive.reader import ArchiveError, attempts, body
from tests.bench.torture.outcomes import EXPLAINED, SAME, Tally, require
from tests.bench.torture.world import Scene, contents, files, released, rows, same
from warehouse.release.manifest import MANIFEST
from warehouse.release.store import is_beside

MOST = 3  # blows at once
REMEDIES = 3  # that are followed one after the other


def damage(path: Path, chance: Random) -> str:
    """Change a file; says how."""
    data = bytearray(path.read_bytes())
    how = chance.choices(("flipped", "cut", "hole", "zeros", "gone"), (12, 3, 2, 2, 1))[0]
    place = chance.randrange(max(1, len(data)))
    if how == "flipped" and data:
        data[place] ^= 1 << chance.randrange(8)
    elif how == "cut":
        del data[place:]
    elif how == "hole":
        del data[place : place + chance.randint(1, 600)]
    elif how == "zeros":
        data[place : place + 512] = bytes(len(data[place : place + 512]))
    path.chmod(0o644)
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data)
    return how


def strike(scene: Scene, paths: Sequence[Path], kind: str) -> list[tuple[Path, str]]:
    """Damage files one to three times; returns (path, kind of blow) where bytes changed."""
    struck = []
    for _ in range(scene.chance.randint(1, MOST)):
        path = scene.chance.choice(paths)
        before = path.read_bytes() if path.exists() else None
        if before is None:
            continue
        how = damage(path, scene.chance)
        if not path.exists() or path.read_bytes() != before:
            struck.append((path, f"{kind}: {how}"))
    return struck


def add_up(tally: Tally, struck: Sequence[tuple[Path, str]], outcome: str) -> None:
    for _, kind in struck:
        tally.add(kind, outcome)


def warcs(scene: Scene, tally: Tally) -> None:
    """A damaged record costs its document and is named; the next crawl has its link again."""
    scene.lay("archived")
    struck = strike(scene, list(scene.archive.glob("*.warc.gz")), "WARC")
    named = scene.ask("verify-archive").expect(0, 1)
    scene.extract().expect(0)
    found, wanted = rows(scene.data), scene.world.rows
    lost = {url for url in wanted if found.get(url) != wanted[url]}
    for url in lost:
        kinds = [problem["kind"] for problem in found[url]["problems"]] if url in found else []
        require(kinds == ["archive_damaged"], f"{url} is read otherwise in silence: {kinds}")
    require(not lost or named.code == 1, "verify-archive names nothing, but documents are lost")
    scene.crawl().expect(0)
    same("captures after the next crawl", contents(scene.data), scene.world.second)
    _readable(scene)
    add_up(tally, struck, EXPLAINED if lost else SAME)


def _readable(scene: Scene) -> None:
    """The last capture of every link has its bytes."""
    last = {each.key: each for each in attempts(scene.archive) if each.is_final and each.has_content}
    for each in last.values():
        try:
            body(scene.archive, each)
        except ArchiveError as error:
            require(False, f"the last capture of a link is damaged: {error}")


def logs(scene: Scene, tally: Tally) -> None:
    """A damaged log stops whoever reads it, and the command that the error names makes it again."""
    scene.lay("archived")
    log = next(scene.archive.glob("*.jsonl"))
    before = log.read_bytes()
    struck = strike(scene, [log], "log")
    if not struck:
        return
    scene.ask("verify-archive").expect(1)
    stopped = scene.extract().expect(2)
    _, _, remedy = stopped.text.partition("python -m spiders rebuild-log ")
    require(remedy, f"no remedy is named: {stopped.text[-600:]}")
    scene.run("rebuild-log", *shlex.split(remedy.splitlines()[0])).expect(0)
    require(log.read_bytes() == before, "the log made again from the WARC differs")
    scene.extract().expect(0)
    same("readings", files(scene.readings), scene.world.readings)
    add_up(tally, struck, SAME)


def notes(scene: Scene, tally: Tally) -> None:
    """Plans, summaries and caches: left aside, or named with a remedy that works."""
    scene.lay("archived")
    paths = [*scene.archive.glob("*.json"), *scene.archive.glob("site_cache/*")]
    struck = strike(scene, paths, "plan, summary, cache")
    scene.ask("status").expect(0, 1, 2)
    done = scene.crawl().expect(0, 2)
    for _ in range(REMEDIES):
        if done.code == 0:
            break
        broken = [path for path in paths if f"{path}:" in done.text and "remove it" in done.text]
        require(broken, f"no remedy is named: {done.text[-600:]}")
        broken[0].unlink()
        done = scene.crawl().expect(0, 2)
    require(done.code == 0, "the remedies do not help")
    found, first = (
        contents(scene.data),
        {each.key: each.digest for each in scene.world.known if each.has_content},
    )
    is_second = found == scene.world.second
    require(is_second or found == first, "captures differ")
    add_up(tally, struck, SAME if is_second else EXPLAINED)


def readings(scene: Scene, tally: Tally) -> None:
    """A build stops at readings that changed, and the command that it names reads them anew."""
    scene.lay("built")
    struck = strike(scene, [path for path in scene.readings.iterdir() if path.name != ".lock"], "readings")
    if not struck:
        return
    stopped = scene.build().expect(1)
    require("extract" in stopped.text, f"no remedy is named: {stopped.text[-600:]}")
    scene.extract().expect(0)
    same("readings", files(scene.readings), scene.world.readings)
    if scene.chance.random() < 0.5:
        scene.build().expect(0)
        same("releases", released(scene.data), scene.world.release)
    add_up(tally, struck, SAME)


def releases(scene: Scene, tally: Tally) -> None:
    """`verify` names each file, and the next build puts it right, or names what to remove first.

    The manifest holds the checksums: where it is damaged, it alone is named.
    """
    scene.lay("built")
    current = (scene.data / "demo" / "warehouse" / "current").resolve()
    struck = strike(
        scene, [p for p in current.rglob("*") if p.is_file() and not is_beside(p, current)], "release"
    )
    if not struck:
        return
    named = scene.ask("verify").expect(1)
    names = [str(path.relative_to(current)) for path, _ in struck]
    for name in [each for each in names if each == MANIFEST] or names:
        require(name in named.text, f"{name} is not named: {named.text[-600:]}")
    done = scene.build().expect(0, 1)
    if done.code:
        require("remove the whole release folder" in done.text, f"no remedy is named: {done.text[-600:]}")
        shutil.rmtree(current)
        scene.build().expect(0)
    same("releases", released(scene.data), scene.world.release)
    scene.ask("verify").expect(0)
    add_up(tally, struck, SAME)
