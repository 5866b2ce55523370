"""What lies on a store: pieces of files, and generations, which say what files were made of which pieces.

    URL/pieces/SHA256           never changes
    URL/generations/00000007    JSON: the registry, and every file with its length, time and pieces

A generation is written after all its pieces; the highest counts, so a reader finds one state or the next. It
takes a number that nobody has, and S3, GCS and folders refuse to write over an object: of two machines that
send at once the second is told.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from fsspec import AbstractFileSystem

from spiders.archive import checksums
from warehouse.errors import WarehouseError
from warehouse.mirror.entry import Entries, from_json, piece_name, to_json
from warehouse.object_store import content_of, opened_store

PATH = re.compile(r"(archive|readings)/\w[\w.-]*", re.ASCII)  # a file to write: none that leads elsewhere
NAME = re.compile("[0-9a-f]{64}")
NUMBER = re.compile("[0-9]{8}")


@dataclass(frozen=True, slots=True)
class Generation:
    """A state of a registry's archive and readings."""

    number: int
    registry: str
    files: Entries

    def content(self) -> bytes:
        """As it lies on a store, with a checksum of itself."""
        return checksums.dump({"registry": self.registry, "files": to_json(self.files)})

    @property
    def digest(self) -> str:
        """What tells it from all others, among them that of its number on a store begun anew."""
        return hashlib.sha256(b"%08d" % self.number + self.content()).hexdigest()


def parsed(number: int, content: bytes) -> Generation:
    """A generation as it was written; raises ValueError for one that is torn, or not ours."""
    try:
        fields: Any = checksums.load(content)
        made = Generation(number, str(fields["registry"]), from_json(fields["files"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no generation ({error!r})") from error
    names = [name for entry in made.files.values() for name in entry.pieces]
    if not all(map(PATH.fullmatch, made.files)) or not all(map(NAME.fullmatch, names)):
        raise ValueError("it names what is no file of a registry")
    return made


class Mirror:
    """The place behind a URL; what its store cannot do raises WarehouseError."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.torn: list[str] = []  # generations that were not written to their end, as `current` found them

    def current(self) -> Generation | None:
        """The newest whole generation."""
        with opened_store(self.url) as store:
            self.torn = []
            for number in sorted(_numbers(store, self.url), reverse=True):
                try:
                    return parsed(number, content_of(store, self._place(number)) or b"")
                except ValueError as error:
                    self.torn.append(f"{self._place(number)}: {error}")
        return None

    def publish(self, made: Generation) -> bool:
        """Make a generation the newest; False where another one has its number."""
        content, place = made.content(), self._place(made.number)
        with opened_store(self.url) as store:
            store.makedirs(f"{self.url}/generations", exist_ok=True)
            try:
                store.pipe_file(place, content, mode="create")
            except Exception:  # each store has an error of its own for what is there already
                if (there := content_of(store, place)) is None:
                    raise
                return there == content  # it was written, and only its answer was lost
        return True

    def next_number(self) -> int:
        """A number above that of every generation, whole or torn."""
        with opened_store(self.url) as store:
            return max(_numbers(store, self.url), default=0) + 1

    def sizes(self) -> dict[str, int]:
        """The pieces that are there, by their names; of one that was cut short the length tells."""
        with opened_store(self.url) as store:
            store.makedirs(f"{self.url}/pieces", exist_ok=True)  # a store of files needs its folders
            found: dict[str, dict[str, Any]] = store.find(f"{self.url}/pieces", detail=True)
            return {path.rpartition("/")[2]: int(facts["size"]) for path, facts in found.items()}

    def put(self, content: bytes) -> None:
        """Send a piece."""
        with opened_store(self.url) as store:
            store.pipe_file(f"{self.url}/pieces/{piece_name(content)}", content)

    def get(self, name: str) -> bytes:
        """A piece, verified."""
        place = f"{self.url}/pieces/{name}"
        with opened_store(self.url) as store:
            content = content_of(store, place)
        if content is None or piece_name(content) != name:
            what = "is missing" if content is None else "is damaged: remove it"
            raise WarehouseError(f"{place} {what}; a push from a machine that has it sends it anew.")
        return content

    def _place(self, number: int) -> str:
        return f"{self.url}/generations/{number:08}"


def _numbers(store: AbstractFileSystem, url: str) -> list[int]:
    try:
        paths: list[str] = store.ls(f"{url}/generations", detail=False)
    except FileNotFoundError:
        return []
    names = (path.rpartition("/")[2] for path in paths)
    return [int(name) for name in names if NUMBER.fullmatch(name)]
