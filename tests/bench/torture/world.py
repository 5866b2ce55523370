"""A small piece of the demo as nobody disturbed it, and the folders in which it is disturbed."""

import os
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq

from spiders import registry
from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from tests.bench.torture.commands import Done, run
from tests.bench.torture.outcomes import require
from warehouse.release.store import MADE_BESIDE

WHERE = ("--registry", "demo", "--data")
Files = dict[str, bytes]
Key = tuple[str, str, str, str | None]
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Cut:
    """The piece of the demo, and the share of commands that are started as users start them."""

    sites: tuple[str, ...] = ("demo-bibo", "demo-lianhu")
    years: tuple[int, int] = (2023, 2024)
    real_share: float = 0.2

    def crawl(self, data: Path) -> tuple[str | Path, ...]:
        """The words of the crawl command."""
        years = "-".join(map(str, self.years))
        return ("crawl", "--sites", ",".join(self.sites), "--years", years, *WHERE, data)

    def rows(self) -> list[registry.Site]:
        """The rows of the registry that are crawled."""
        known = registry.load("demo")
        return [known[name] for name in self.sites]


@dataclass(frozen=True)
class World:
    """Stages of the undisturbed folder, and what each command made of it.

    stages: `empty`, `archived`, `read` and `built`, data folders to copy. `known` are the final attempts of
    its crawl. `seconds`: how long each command took.
    """

    root: Path
    cut: Cut
    known: tuple[Attempt, ...]
    first: Counter[tuple[object, ...]]
    readings: Files
    rows: Rows
    release: Files
    seconds: dict[str, float]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def stage(self, name: str) -> Path:
        """A data folder to copy."""
        return self.root / "stages" / name

    @property
    def second(self) -> dict[Key, str | None]:
        """Digest of each link's content after one more crawl, made when it is first asked for."""
        with self.lock:
            data = self.root / "again"
            if not data.exists():
                shutil.copytree(self.stage("archived"), data)
                run(self.cut.crawl(data)).expect(0)
        return contents(data)

    @property
    def export(self) -> Files:
        """All tables as CSV, made when they are first asked for."""
        with self.lock:
            out = self.root / "export"
            if not out.exists():
                run(("export", "--out", out, *WHERE, self.stage("built"))).expect(0)
        return files(out)


def prepare(root: Path, cut: Cut) -> World:
    """Crawl, extract and build with nobody near."""
    data, stages = root / "undisturbed", root / "stages"
    data.mkdir(parents=True)
    seconds = {"export": 5.0}

    def step(words: Sequence[str | Path], stage: str) -> None:
        seconds[str(words[0])] = run(words, is_real=cut.real_share > 0).expect(0).seconds
        shutil.copytree(data, stages / stage, symlinks=True)

    shutil.copytree(data, stages / "empty")
    step(cut.crawl(data), "archived")
    step(("extract", *WHERE, data), "read")
    step(("build", "--workers", "1", *WHERE, data), "built")
    known = tuple(each for each in attempts(data / "demo" / "archive") if each.is_final)
    return World(
        root,
        cut,
        known,
        captures(data),
        files(data / "demo" / "readings"),
        rows(data),
        released(data),
        seconds,
    )


@dataclass
class Scene:
    """A folder to disturb the world in, and chance; `told` is all that commands said."""

    world: World
    folder: Path
    chance: Random
    told: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def archive(self) -> Path:
        return self.data / "demo" / "archive"

    @property
    def readings(self) -> Path:
        return self.data / "demo" / "readings"

    def lay(self, stage: str) -> Path:
        """Put a stage of the undisturbed world there, fresh."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.world.stage(stage), self.data, symlinks=True)
        return self.data

    def run(self, *words: str | Path, **disturbance: Any) -> Done:
        """Run a command on the folder; options of `commands.run`."""
        is_real = self.chance.random() < self.world.cut.real_share
        done = run(words, is_real=is_real, **disturbance)
        self.told.append(done.text)
        return done

    def crawl(self, **disturbance: Any) -> Done:
        return self.run(*self.world.cut.crawl(self.data), **disturbance)

    def extract(self, **disturbance: Any) -> Done:
        return self.run("extract", *WHERE, self.data, **disturbance)

    def build(self, **disturbance: Any) -> Done:
        return self.run("build", "--workers", "1", *WHERE, self.data, **disturbance)

    def ask(self, command: str, *words: str | Path, **disturbance: Any) -> Done:
        return self.run(command, *words, *WHERE, self.data, **disturbance)

    @contextmanager
    def small_disk(self, size: int) -> Iterator["Scene | None"]:
        """The folder on a disk of its own with room for so many bytes; None where only root may make one."""
        used = sum(path.stat().st_size + 4096 for path in self.folder.rglob("*"))
        mount = ["mount", "-t", "tmpfs", "-o", f"size={used + size}", "tmpfs"]
        disk = self.folder.with_name(self.folder.name + "-disk")
        disk.mkdir(exist_ok=True)
        if os.geteuid() or subprocess.run([*mount, str(disk)], capture_output=True, check=False).returncode:
            yield None
            return
        try:
            shutil.copytree(self.data, disk / "data", symlinks=True)
            yield Scene(self.world, disk, self.chance, self.told)
        finally:
            subprocess.run(["umount", str(disk)], capture_output=True, check=False)


def enlarge(disk: Path) -> None:
    """Give a small disk room again."""
    subprocess.run(["mount", "-o", "remount,size=256m", str(disk)], check=True)


def files(folder: Path, ignored: Collection[str] = (".lock",)) -> Files:
    """Every file of a folder by its path."""
    below = (path for path in folder.rglob("*") if path.is_file())
    found = [path for path in below if not {path.name, path.relative_to(folder).parts[0]} & set(ignored)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def released(data: Path) -> Files:
    """The current release, its id among it; its database file is bound to the folder and left out."""
    current = (data / "demo" / "warehouse" / "current").resolve()
    return files(current, MADE_BESIDE) | {"": current.name.encode()}


def captures(data: Path) -> Counter[tuple[object, ...]]:
    """What a crawl brought, without times, batches and places."""
    return Counter(
        (a.site_id, a.role, a.url, a.final_url, a.digest, a.outcome, a.reason, a.link_text, a.parent_url)
        for a in attempts(data / "demo" / "archive")
        if a.is_final
    )


def contents(data: Path) -> dict[Key, str | None]:
    """Digest of the last content of each link."""
    return {a.key: a.digest for a in attempts(data / "demo" / "archive") if a.is_final and a.has_content}


def rows(data: Path) -> Rows:
    """Readings by address, without batch and place."""
    found: Rows = {}
    for path in sorted((data / "demo" / "readings").glob("*.parquet")):
        for row in pq.read_table(path).to_pylist():
            found[row["url"]] = {name: row[name] for name in row if name not in ("batch", "offset")}
    return found


def same(name: str, found: object, wanted: object) -> None:
    """Unexplained where a result is not the undisturbed one."""
    if found != wanted:
        text = ""
        if isinstance(found, dict) and isinstance(wanted, dict):
            text = ", ".join(
                sorted(str(key) for key in {*found, *wanted} if found.get(key) != wanted.get(key))
            )
        elif isinstance(found, Counter) and isinstance(wanted, Counter):
            text = f"more: {[*(found - wanted)][:3]}; fewer: {[*(wanted - found)][:3]}"
        require(False, f"{name} differ: {text[:800]}")
