"""The manifest of a release: its files with their checksums, and what each was made from."""

import hashlib
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from warehouse.errors import WarehouseError
from warehouse.schema.tables import table_of

MANIFEST = "manifest.json"
ID_LENGTH = 12
HEAL = "Restore it from a copy, or remove the whole release folder and build again."


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a release. `made_from` fingerprints what a partition was made from; empty for other files."""

    path: str
    sha256: str
    size: int
    rows: int | None = None
    made_from: str = ""

    @property
    def table(self) -> str:
        """The table that the file is of, or what the file is called."""
        return table_of(self.path)

    def fault(self, release: Path, digest: Callable[[Path], str] | None = None) -> str:
        """What is wrong with the file below `release`; empty if every byte is right, as `digest` says."""
        path = release / self.path
        try:
            size = path.stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return f"{self.path}: missing"
        if size != self.size:
            return f"{self.path}: {size} bytes, published with {self.size}"
        is_right = (digest or checksum)(path) == self.sha256
        return "" if is_right else f"{self.path}: its bytes changed (sha256 differs)"


@dataclass(frozen=True)
class Manifest:
    """What a release holds. Equal content has an equal manifest and so an equal id, whenever it was built."""

    registry: str
    extractor_versions: tuple[str, ...]
    files: tuple[Entry, ...] = field(default=())
    is_invented: bool = False  # made from a registry of an invented world

    def paths(self, table: str) -> list[str]:
        """The files of a table, in order: as the code that published them cut it."""
        return [entry.path for entry in self.files if entry.table == table]

    @cached_property
    def release_id(self) -> str:
        return hashlib.sha256(self.text().encode()).hexdigest()[:ID_LENGTH]

    def text(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        """As JSON: a nation's lists thousands of files, and each step of a build asks for it."""
        values = {name: value for name, value in asdict(self).items() if value is not False}
        return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(release: Path) -> Manifest:
    """The manifest of a release directory; raises WarehouseError where there is none or it is damaged."""
    path = release / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise WarehouseError(f"{release} is not a release: it has no {MANIFEST}.") from error
    except UnicodeDecodeError as error:
        raise WarehouseError(f"{path} is damaged ({error}). {HEAL}") from error
    return parsed(text, str(path))


def parsed(text: str, place: str) -> Manifest:
    """The manifest that a text is; raises WarehouseError, which names its place, where it is none."""
    try:
        loaded: dict[str, Any] = json.loads(text)
        files = tuple(Entry(**entry) for entry in loaded["files"])
        versions, is_invented = tuple(loaded["extractor_versions"]), bool(loaded.get("is_invented"))
        return Manifest(loaded["registry"], versions, files, is_invented)
    except (ValueError, KeyError, TypeError) as error:
        raise WarehouseError(f"{place} is damaged ({error}). {HEAL}") from error


def checksum(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True)
class Release:
    """A published release: where it is and what it holds; `digest` is asked for the sha256 of a file."""

    path: Path
    manifest: Manifest
    digest: Callable[[Path], str] = checksum

    @cached_property
    def files(self) -> dict[str, Entry]:
        """Path → its entry: a nation has thousands, and each is asked for."""
        return {entry.path: entry for entry in self.manifest.files}

    @cached_property
    def faults(self) -> dict[str, str]:
        """Path → what is wrong with it: a disk may forget a bit, and a hard link would hand it on."""
        with ThreadPoolExecutor() as executor:
            found = executor.map(lambda entry: entry.fault(self.path, self.digest), self.manifest.files)
            return {
                entry.path: fault for entry, fault in zip(self.manifest.files, found, strict=True) if fault
            }

    def link(self, paths: list[str], made_from: str, candidate: Path) -> list[Entry]:
        """Hard-link `paths` into a candidate if all were made from the same and are whole; else nothing."""
        known = [self.files[path] for path in paths if path in self.files]
        same = [entry for entry in known if entry.made_from == made_from and entry.path not in self.faults]
        if len(same) < len(paths):
            return []
        return [self.hand_on(entry.path, candidate) for entry in same]

    def hand_on(self, path: str, candidate: Path) -> Entry:
        """Hard-link a file into a candidate; whoever asks knows that it is whole."""
        known, target = f"{self.path}/{path}", f"{candidate}/{path}"
        try:
            os.link(known, target)
        except FileNotFoundError:  # its folder: a nation has a thousand
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            os.link(known, target)
        return self.files[path]

    def is_linked(self, path: str, release: Path) -> bool:
        """Whether another release holds the very file of this one."""
        own = self.path / path
        return own.is_file() and own.samefile(release / path)

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.files:
            found.setdefault("/".join(path.split("/")[:2]), []).append(path)
        return found

    def below(self, folder: str) -> list[str]:
        """The files of a year of a table, in order, which lie in that folder or deeper."""
        return self._below.get(folder, [])

    def made_from(self, path: str) -> str:
        """What a file was made from; empty where the release holds no such file, or it is not whole."""
        return self.files[path].made_from if path in self.files and path not in self.faults else ""
