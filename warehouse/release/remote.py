"""Releases on an object store, as S3 or GCS, through fsspec: sent whole, the pointer last; read in place.

URL/VERSION/…   the folder that `release VERSION` writes, its SHA256SUMS after all other files
URL/current     the name of one version; a reader resolves it once and then stays in that version
"""

import hashlib
from pathlib import Path

from fsspec import AbstractFileSystem

from warehouse.errors import WarehouseError
from warehouse.object_store import content_of, opened_store
from warehouse.release.manifest import HEAL, MANIFEST, Manifest, parsed
from warehouse.release.store import VERSION
from warehouse.release.verify import SUMS, differing, read_sums

POINTER = "current"
CHUNK = 1 << 20


def _text(store: AbstractFileSystem, url: str) -> str | None:
    """A small object as text; None where there is none."""
    content = content_of(store, url)
    return None if content is None else content.decode("utf-8", errors="replace")


def send(folder: Path, url: str) -> str:
    """Copy a folder that was handed out below `url`, make it the current version, and return its address.

    `url` is any that fsspec knows, as s3://bucket/prefix. A copy that was cut short is begun anew; until
    SHA256SUMS stands there it is no version. Raises WarehouseError where the store cannot be reached, or
    other bytes were sent under the same name: a version never changes.

    >>> send(Path("handed-out/2026.1"), "s3://bucket/nianbao")  # doctest: +SKIP
    's3://bucket/nianbao/2026.1'
    """
    address, sums = f"{url.rstrip('/')}/{folder.name}", (folder / SUMS).read_text(encoding="utf-8")
    with opened_store(url) as store:
        there = _text(store, f"{address}/{SUMS}")
        if there is None:
            _copy(store, folder, address, sums)
        elif there != sums:
            raise WarehouseError(f"{address} holds other bytes; send them under another version.")
        _point(store, url.rstrip("/"), folder.name)
    return address


def _copy(store: AbstractFileSystem, folder: Path, address: str, sums: str) -> None:
    if store.find(address):
        store.rm(address, recursive=True)
    names = list(read_sums(sums))
    for parent in sorted({(f"{address}/{name}").rpartition("/")[0] for name in names}):
        store.makedirs(parent, exist_ok=True)  # a store of files needs its folders; for others it is nothing
    store.put([str(folder / name) for name in names], [f"{address}/{name}" for name in names])
    store.put_file(str(folder / SUMS), f"{address}/{SUMS}")


def _point(store: AbstractFileSystem, root: str, version: str) -> None:
    """Swap the pointer: moved over the old one, which no store does by halves."""
    store.pipe_file(f"{root}/.{POINTER}", version.encode())
    store.mv(f"{root}/.{POINTER}", f"{root}/{POINTER}")


def resolve(url: str) -> str:
    """The address of a version: the one that `current` names, or `url` itself if it is one."""
    root = url.rstrip("/")
    with opened_store(url) as store:
        if version := _text(store, f"{root}/{POINTER}"):
            if not VERSION.fullmatch(version):
                raise WarehouseError(f"{root}/{POINTER} names no version: {version[:80]!r}.")
            return f"{root}/{version}"
        if _text(store, f"{root}/{SUMS}"):
            return root
    raise WarehouseError(f"{url} holds no release: there is neither {POINTER} nor {SUMS}.")


def manifest(address: str) -> Manifest:
    """The manifest of a version, by its address; raises WarehouseError where it is missing or damaged."""
    place = f"{address}/{MANIFEST}"
    with opened_store(address) as store:
        text = _text(store, place)
    if text is None:
        raise WarehouseError(f"{place} is missing. {HEAL}")
    return parsed(text, place)


def listed(store: AbstractFileSystem, address: str) -> dict[str, str]:
    """Path → sha256 of the files of a version: what it holds is what its SHA256SUMS lists."""
    return read_sums(_text(store, f"{address}/{SUMS}") or "")


def verify(url: str) -> list[str]:
    """What differs from SHA256SUMS in a version on a store, a line a file; empty if every byte is right.

    Every file is read through the network. WarehouseError where `url` cannot be reached or holds no release.
    """
    address = resolve(url)
    with opened_store(url) as store:
        sums = listed(store, address)
        root = store._strip_protocol(address)
        found = {path.removeprefix(f"{root}/") for path in store.find(root)}
        wrong = differing(sums, found, lambda name: _checksum(store, f"{address}/{name}"))
    return wrong + [f"{name}: not in {SUMS}" for name in sorted(found - set(sums) - {SUMS})]


def _checksum(store: AbstractFileSystem, url: str) -> str:
    digest = hashlib.sha256()
    with store.open(url, "rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
