"""The release that a command is about: the current one, or one that its options name."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from warehouse.release.store import Store


def store_of(options: argparse.Namespace) -> "Store":
    from spiders.archive.data_dir import registry_dir
    from warehouse.release.store import Store

    return Store(registry_dir(options.data, options.registry) / "warehouse")


def current(options: argparse.Namespace) -> Path:
    """The current release; raises WarehouseError before the first build."""
    from warehouse.query import locate

    return announced(locate.current(options.registry, options.data))


def announced(release: Path) -> Path:
    """The release, after a line on standard error where its world is invented."""
    from warehouse.release.manifest import read_manifest
    from warehouse.release.notice import announce

    announce(read_manifest(release))
    return release


def chosen(options: argparse.Namespace, name: str) -> Path:
    """A release by id or folder."""
    store = store_of(options)
    path = next((path for path in (Path(name), store.releases / name) if path.is_dir()), None)
    if path is None:
        known = ", ".join(release.name for release in store.history())
        raise WarehouseError(f"there is no release {name!r}. The releases are: {known}.")
    return path


def before(options: argparse.Namespace, release: Path) -> Path | None:
    """The release published last of all others."""
    found = store_of(options).before(release)
    return found.path if found else None


def named_release(options: argparse.Namespace) -> Path | str:
    """The release to ask: a URL, an id, a folder, or the current one."""
    from warehouse.query.locate import is_url

    if options.release and is_url(options.release):
        from warehouse.release import remote
        from warehouse.release.notice import announce

        address = remote.resolve(options.release)
        announce(remote.manifest(address))
        return address
    return announced(chosen(options, options.release)) if options.release else current(options)
