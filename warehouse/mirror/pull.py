"""Taking over from a mirror what a folder of a registry lacks: fetched beside, verified, then shown."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from spiders.crawling import site_cache
from warehouse.errors import WarehouseError
from warehouse.mirror.entry import PIECE, Entries, Entry, entry_of, piece_name
from warehouse.mirror.generations import Generation, Mirror
from warehouse.mirror.local import ARCHIVE, OWN, READINGS, Known, alone, read_known, write_known
from warehouse.mirror.push import FILES_AT_ONCE, SHOWN

DRAFT = ".{}.pulled"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did: the generation that the folder holds now, its files, those fetched and removed."""

    number: int
    files: int
    fetched: int
    removed: int
    remarks: tuple[str, ...]


def pull(home: Path, url: str) -> Pulled:
    """Bring a folder of a registry to the newest generation of a mirror, byte for byte.

    What only this folder has stays. Killed while it fetches it has changed nothing, and the next one goes on.
    Raises WarehouseError, nothing changed, where a file was changed here and there, where the mirror holds
    nothing or another registry, or where a piece is missing or damaged.

    >>> pull(Path("data/china"), "s3://bucket/china").fetched  # doctest: +SKIP
    42
    """
    mirror, registry = Mirror(url), home.resolve().name
    _chosen(mirror, registry)  # before a folder is made for nothing
    with alone(home, OWN, "push or pull"), alone(home, ARCHIVE, "crawl"), alone(home, READINGS, "reading"):
        current = _chosen(mirror, registry)
        known = read_known(home, mirror.url)
        wanted, gone = _changes(home, current, known, mirror.url)
        with ThreadPoolExecutor(FILES_AT_ONCE) as executor:
            list(executor.map(lambda name: _fetch(mirror, home / name, current.files[name]), wanted))
        _show(home, wanted, gone)
        write_known(home, mirror.url, Known([current.digest], current.files))
    return Pulled(current.number, len(current.files), len(wanted), len(gone), tuple(mirror.torn))


def _chosen(mirror: Mirror, registry: str) -> Generation:
    current = mirror.current()
    if current is None:
        raise WarehouseError(f"{mirror.url} holds no archive yet: `nianbao push` sends one.")
    if current.registry != registry:
        raise WarehouseError(f"{mirror.url} holds the registry {current.registry}, not {registry}.")
    return current


def _changes(home: Path, current: Generation, known: Known, url: str) -> tuple[list[str], list[str]]:
    """The files to fetch and to remove; raises WarehouseError where that would undo a change made here."""
    here: Entries = {
        name: entry_of(home / name, known.files.get(name))
        for name in (*current.files, *(known.files.keys() - current.files.keys()))
        if (home / name).is_file()
    }
    if current.digest in known.generations:  # what differs was changed here since, and is to be pushed
        return [name for name in current.files if name not in here], []
    wanted = [name for name, entry in current.files.items() if not entry.is_like(here.get(name))]
    gone = [name for name in here if name not in current.files]
    changed = [
        name for name in (*wanted, *gone) if name in here and not here[name].is_like(known.files.get(name))
    ]
    if changed:
        raise WarehouseError(
            f"{', '.join(changed[:SHOWN])}: changed here and on {url} ({len(changed)} files). Pull into "
            "another --data, or move these files away if the mirror's are the better ones."
        )
    return wanted, gone


def _fetch(mirror: Mirror, path: Path, entry: Entry) -> None:
    """Make the draft of a file; pieces that the file or an earlier draft has are not asked for."""
    draft = path.with_name(DRAFT.format(path.name))
    with draft.open("ab"):
        pass
    with draft.open("rb+") as stream:
        for number, name in enumerate(entry.pieces):
            offset = number * PIECE
            if piece_name(_piece_at(draft, offset, entry.size)) == name:
                continue
            content = _piece_at(path, offset, entry.size)
            stream.seek(offset)
            stream.write(content if piece_name(content) == name else mirror.get(name))
            stream.flush()
        stream.truncate(entry.size)
        os.fsync(stream.fileno())
    os.utime(draft, ns=(entry.mtime_ns, entry.mtime_ns))


def _piece_at(path: Path, offset: int, size: int) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as stream:
        stream.seek(offset)
        return stream.read(min(PIECE, size - offset))


def _show(home: Path, wanted: Sequence[str], gone: Sequence[str]) -> None:
    """Put the drafts in place of the files, in their order; remove what earlier pulls left."""
    for name in wanted:
        path = home / name
        path.with_name(DRAFT.format(path.name)).replace(path)
    for name in gone:
        (home / name).unlink()
    if wanted or gone:
        site_cache.clear(home / ARCHIVE)  # what was gathered from other logs may not be in these
    for folder in (home / ARCHIVE, home / READINGS):
        for draft in folder.glob(DRAFT.format("*")):
            draft.unlink()
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
