"""Files beside the manifest of a release, no part of its id: each has its checksum beside it."""

import stat
from pathlib import Path

from warehouse.release.manifest import checksum
from warehouse.release.store import SUM_OF, sync


def stands(release: Path, name: str) -> bool:
    """Whether a release has its file of that name, one of SUM_OF, with the bytes that were moved in."""
    path, sums = release / name, release / SUM_OF[name]
    return path.is_file() and sums.is_file() and sums.read_bytes() == _sums(path)


def _sums(path: Path) -> bytes:
    """The checksum of a file as `sha256sum -c` reads it."""
    return f"{checksum(path)}  {path.name}\n".encode()


def move_in(draft: Path, release: Path) -> Path:
    """Move a finished file into its release, after its checksum, and return its path there.

    A reader finds either no file of that name or the finished one. `draft` lies on the disk of the release
    and has the file's name.
    """
    sums = draft.with_name(SUM_OF[draft.name])
    sums.write_bytes(_sums(draft))
    sums.chmod(stat.S_IMODE(draft.stat().st_mode))
    (release / draft.name).unlink(missing_ok=True)
    for made in (sums, draft):
        sync(made)
        made.replace(release / made.name)
    sync(release)
    return release / draft.name
