"""Sending a registry's archive and readings to a mirror: pieces that it lacks, then what names them all."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from spiders.archive.batch_files import CAPTURED, consistent_files
from warehouse.errors import WarehouseError
from warehouse.mirror.entry import Entries, Entry, piece_name, pieces_of, unlike
from warehouse.mirror.generations import Generation, Mirror
from warehouse.mirror.local import (
    ARCHIVE,
    OWN,
    READINGS,
    Known,
    Sized,
    alone,
    read_known,
    readings_files,
    write_known,
)

FILES_AT_ONCE = 4  # each holds a piece in memory
SHOWN = 3  # paths that an error names
ADVICE = "`nianbao pull` takes it over, unless the same files changed here; then push again."


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: the generation that stands now, its files, the lengths of the pieces it sent."""

    number: int
    files: int
    is_new: bool
    sent: tuple[int, ...]
    remarks: tuple[str, ...]


def push(home: Path, url: str) -> Pushed:
    """Send what a folder of a registry holds, also while a crawl goes on; what is there is not sent again.

    Killed at any moment it changes nothing for readers, and the next one goes on with the pieces that came.
    Raises WarehouseError, the mirror as it was, where the newest generation is none that this folder holds,
    where captures of it are gone here, or where the store cannot be reached.

    >>> push(Path("data/china"), "s3://bucket/china").number  # doctest: +SKIP
    7
    """
    mirror, registry = Mirror(url), home.resolve().name
    with alone(home, OWN, "push or pull"):
        known, before = read_known(home, mirror.url), mirror.current()
        _require_own(mirror.url, before, known, registry)
        sending = Sending(mirror, home, known.files)
        with alone(home, READINGS, "reading"):  # a reading is never newer than the log that it was made from
            readings = sending.all(readings_files(home))
        files = sending.all(consistent_files(home / ARCHIVE)) | readings
        _require_captures(mirror.url, before, files, home)
        is_new = before is None or bool(unlike(before.files, files))
        if before is None or is_new:
            made = Generation(mirror.next_number(), registry, files)
            _publish(mirror, home, Known([each.digest for each in (before, made) if each], known.files), made)
        else:
            made = before
        write_known(home, mirror.url, Known([made.digest], files))
    return Pushed(made.number, len(files), is_new, tuple(sending.sent), tuple(mirror.torn))


def _publish(mirror: Mirror, home: Path, known: Known, made: Generation) -> None:
    write_known(home, mirror.url, known)  # killed after the next step, the push to come knows it for its own
    if not mirror.publish(made):
        raise WarehouseError(f"another machine sent to {mirror.url} at this moment. {ADVICE}")


def _require_own(url: str, before: Generation | None, known: Known, registry: str) -> None:
    """Raise WarehouseError where the newest generation is none that this folder holds."""
    if before and before.registry != registry:
        raise WarehouseError(f"{url} holds the registry {before.registry}, not {registry}.")
    if before and before.digest not in known.generations:
        raise WarehouseError(f"{url} has generation {before.number}, which this folder lacks. {ADVICE}")


def _require_captures(url: str, before: Generation | None, files: Entries, home: Path) -> None:
    """Raise WarehouseError where there is nothing to send, or captures that were sent are here no more."""
    if not files:
        raise WarehouseError(f"{home} holds nothing to send: crawl first, or give another --data.")
    sent = before.files if before else {}
    if lost := [name for name in sent if name.endswith(CAPTURED) and name not in files]:
        raise WarehouseError(
            f"{', '.join(lost[:SHOWN])}: captures that {url} holds are gone here ({len(lost)} files). "
            "`nianbao pull` brings them back."
        )


class Sending:
    """One push: what is known of the files, which pieces lie on the store, the lengths of those sent."""

    def __init__(self, mirror: Mirror, home: Path, known: Entries) -> None:
        self.mirror, self.home, self.known, self.there = mirror, home, known, mirror.sizes()
        self.sent: list[int] = []

    def all(self, files: Iterable[Sized]) -> Entries:
        """Send the files, some at once; their entries."""
        with ThreadPoolExecutor(FILES_AT_ONCE) as executor:
            return dict(executor.map(self._one, list(files)))

    def _one(self, sized: Sized) -> tuple[str, Entry]:
        path, size = sized
        name = path.relative_to(self.home).as_posix()
        mtime_ns, known = path.stat().st_mtime_ns, self.known.get(name)
        if known and known[:2] == (size, mtime_ns) and self.there.keys() >= {*known.pieces}:
            return name, known
        with path.open("rb") as stream:
            names = tuple(self._piece(content) for content in pieces_of(stream, size))
            if stream.tell() != size:
                raise WarehouseError(f"{path} became shorter while it was sent. Push again.")
        return name, Entry(size, mtime_ns, names)

    def _piece(self, content: bytes) -> str:
        name = piece_name(content)
        if self.there.get(name) != len(content):
            self.mirror.put(content)
            self.there[name] = len(content)
            self.sent.append(len(content))
        return name
