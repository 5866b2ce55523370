"""What may befall the files of a registry, and every command with the words that let it run on them."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

SITE = "demo-beijiao"
# Each command with its least words; {data} is the folder of all registries, {batch} the one batch there.
WORDS: dict[str, tuple[str, ...]] = {
    "crawl": ("--data", "{data}", "--sites", SITE),
    "discover": ("http://127.0.0.1/", "--data", "{data}"),
    "status": ("--data", "{data}", "--sites", SITE),
    "extract": ("--registry", "demo", "--data", "{data}"),
    "build": ("--data", "{data}", "--workers", "1"),
    "check": ("--data", "{data}"),
    "sql": ("--data", "{data}", "select count(*), max(agency_name) from reports"),
    "search": ("--data", "{data}", "北皎"),
    "diff": ("--data", "{data}", "{release}", "{release}"),
    "evidence": ("--data", "{data}", "{report}", "req_new", "--out", "{data}/cell.html"),
    "release": ("--data", "{data}", "1.0", "--out", "{data}/out"),
    "export": ("--data", "{data}", "--out", "{data}/csv"),
    "dictionary": (),
    "verify": ("--data", "{data}"),
    "prune": ("--data", "{data}", "--keep", "1", "--days", "0"),
    "portable": ("--data", "{data}", "--out", "{data}/portable.duckdb"),
    "nightly": ("--help",),  # runs crawl, extract, build and status, which are tried themselves
    "home-pages": ("--help",),  # asks the web: tests/spiders/survey
    "push": ("{data}/mirror", "--data", "{data}"),
    "pull": ("--help",),  # from what was pushed: tests/warehouse/mirror
    "verify-archive": ("--data", "{data}"),
    "rebuild-log": ("{data}/demo/archive", "{batch}"),
    "replica": ("--help",),  # serves until it is stopped, and opens no file
    "batch": ("{data}/demo/archive", "{batch}"),
    "site": ("--data", "{data}", "--out", "{data}/site", "--workers", "1", "--place", "990249"),
    "serve": ("--help",),  # answers until it is stopped: tests/warehouse/web
    "mcp": ("--help",),  # answers until its input ends: tests/warehouse/mcp
}


@dataclass(frozen=True, slots=True)
class Store:
    """A data folder with one site of the demo crawled, read and built; copied for each mishap."""

    data: Path

    @property
    def archive(self) -> Path:
        return self.data / "demo" / "archive"

    @property
    def batch(self) -> str:
        return next(self.archive.glob("*.plan.json")).name.removesuffix(".plan.json")

    @property
    def release(self) -> Path:
        return (self.data / "demo" / "warehouse" / "current").resolve()

    @property
    def report(self) -> int:
        """A report of the release that prints how many requests came."""
        cells = f"read_parquet('{self.release}/cells/**/*.parquet')"
        query = f"SELECT min(report_id) FROM {cells} WHERE indicator = 'req_new' AND applicant = 'total'"
        ((found,),) = duckdb.sql(query).fetchall()
        return int(found)

    def words(self, command: str) -> list[str]:
        filled = {"data": self.data, "batch": self.batch, "release": self.release.name}
        filled |= {"report": self.report} if "{report}" in WORDS[command] else {}
        return [command, *(word.format(**filled) for word in WORDS[command])]

    def copy(self, target: Path) -> "Store":
        return Store(Path(shutil.copytree(self.data, target, symlinks=True)))


def put(path: Path, content: bytes) -> None:
    """Other bytes in the place of a file, which may be read-only."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


@dataclass(frozen=True, slots=True)
class Damage:
    """Files of a store, and the commands that look at them."""

    files: Callable[[Store], list[Path]]
    read_by: tuple[str, ...]


RELEASED = ("sql", "check", "diff", "release", "export", "verify", "build", "evidence", "prune")
DAMAGED = {
    "plan": Damage(lambda store: [store.archive / f"{store.batch}.plan.json"], ("crawl", "batch")),
    "summary": Damage(lambda store: [store.archive / f"{store.batch}.summary.json"], ("crawl", "status")),
    "log": Damage(
        lambda store: [store.archive / f"{store.batch}.jsonl"],
        ("crawl", "status", "batch", "extract", "build", "rebuild-log"),
    ),
    "WARC": Damage(
        lambda store: [store.archive / f"{store.batch}.warc.gz"],
        ("crawl", "batch", "rebuild-log", "extract", "evidence"),
    ),
    "site cache": Damage(lambda store: [*store.archive.glob("site_cache/*.jsonl")], ("crawl",)),
    "readings": Damage(lambda store: [*store.data.glob("demo/readings/*.parquet")], ("build", "extract")),
    "sums": Damage(lambda store: [*store.data.glob("demo/readings/*.sha256")], ("build", "extract")),
    "manifest": Damage(lambda store: [store.release / "manifest.json"], RELEASED),
    "database": Damage(lambda store: [store.release / "nianbao.duckdb"], ("sql", "check", "verify", "prune")),
    "search index": Damage(lambda store: [store.release / "search.sqlite"], ("search", "verify", "build")),
    "tables": Damage(lambda store: [*store.release.rglob("*.parquet")], RELEASED[:-1]),
    "pointer": Damage(
        lambda store: [store.data / "demo" / "warehouse" / "current"], ("sql", "verify", "build")
    ),
}
CONTENTS = {"empty": b"", "no text": b"\xff\xfe\x00\n", "cut": b'{"a": [1, \n', "other": b"[]\n"}
# A file of the name of a folder that the command makes or writes: whoever asks, root too, is refused.
STANDS_IN_THE_WAY = [
    ("crawl", "demo"),
    ("crawl", "demo/archive"),
    ("status", "demo/archive"),
    ("rebuild-log", "demo/archive"),
    ("batch", "demo/archive"),
    ("extract", "demo/readings"),
    ("build", "demo/warehouse"),
    ("build", "demo/warehouse/releases"),
    ("sql", "demo/warehouse"),
    ("prune", "demo/warehouse"),
    ("release", "out"),
    ("export", "csv"),
]
