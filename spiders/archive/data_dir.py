"""Where the data of a registry lie: DATA/NAME, whatever folder the registry itself is in; and their locks."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def registry_name(registry: str) -> str:
    """The name of a registry given by name or by its folder: ./mine/country → country."""
    return Path(registry).resolve().name


def registry_dir(data: str | Path, registry: str) -> Path:
    """The folder of the archive, readings and warehouse of a registry, below the data folder."""
    return Path(data) / registry_name(registry)


def archive_dir(data: str | Path, registry: str) -> Path:
    """The folder of a registry's captures."""
    return registry_dir(data, registry) / "archive"


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder, made if need be; False where another process holds it.

    The kernel frees it however a process ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
