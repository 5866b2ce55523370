"""What a folder of a registry holds, and what it knows of a mirror that it was sent to or taken from."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from extract.run import readings_file
from spiders.archive.data_dir import locked
from spiders.archive.whole_file import replace_file
from warehouse.errors import WarehouseError
from warehouse.mirror.entry import Entries, from_json, to_json

ARCHIVE, READINGS, OWN = "archive", "readings", "mirror"
Sized = tuple[Path, int]  # a file, and how many of its bytes to take


@dataclass
class Known:
    """What a folder knows of a mirror.

    generations: the one that it holds, and one that it began to send. files: as the first of them has them.
    """

    generations: list[str] = field(default_factory=list)
    files: Entries = field(default_factory=dict)


def read_known(home: Path, url: str) -> Known:
    """What is known of a mirror; nothing where no file tells of it, or none that can be read."""
    try:
        content = json.loads(_place(home, url).read_bytes())
        return Known(content["generations"], from_json(content["files"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return Known()


def write_known(home: Path, url: str, known: Known) -> None:
    """Keep it, whole or not at all."""
    content = {"url": url, "generations": known.generations, "files": to_json(known.files)}
    replace_file(_place(home, url), json.dumps(content, ensure_ascii=False, indent=1).encode())


def _place(home: Path, url: str) -> Path:
    return home / OWN / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"


def readings_files(home: Path) -> list[Sized]:
    """The readings files, each with its checksum's; ask under their lock."""
    found = sorted((home / READINGS).glob("*.parquet"))
    both = [path for each in found for path in (each, each.with_name(each.name + readings_file.SUFFIX))]
    return [(path, path.stat().st_size) for path in both if path.exists()]


@contextmanager
def alone(home: Path, folder: str, others: str) -> Iterator[None]:
    """Hold the lock of a folder of the registry; `others`: who else may hold it, for the error."""
    lock = readings_file.locked if folder == READINGS else locked
    with lock(home / folder) as is_ours:
        if not is_ours:
            raise WarehouseError(f"another {others} is at work in {home / folder}; wait for it to end.")
        yield
