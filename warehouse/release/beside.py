"""Files beside the manifest of a release, no part of its id: each has its checksum beside it.

A file may have a folder of further files (FOLDER_OF), whose checksums stand with its own.
"""

import shutil
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from warehouse.release.manifest import checksum
from warehouse.release.store import FOLDER_OF, SUM_OF, sync, sync_tree


def stands(release: Path, name: str) -> bool:
    """Whether a release has its file of that name, one of SUM_OF, with the bytes that were moved in."""
    path, sums = release / name, release / SUM_OF[name]
    return path.is_file() and sums.is_file() and sums.read_bytes() == _sums(path)


def _sums(path: Path) -> bytes:
    """The checksums of a file and of its folder as `sha256sum -c` reads them."""
    files = [path, *_below(path.parent, path.name)]
    with ThreadPoolExecutor() as executor:  # which starts no thread where there is no folder, as mostly
        sums = zip([checksum(path), *executor.map(checksum, files[1:])], files, strict=True)
        return "".join(f"{sha256}  {each.relative_to(path.parent)}\n" for sha256, each in sums).encode()


def _below(root: Path, name: str) -> Iterator[Path]:
    """The files of the folder that belongs to a file."""
    if name in FOLDER_OF:
        yield from sorted(path for path in (root / FOLDER_OF[name]).rglob("*") if path.is_file())


def move_in(draft: Path, release: Path) -> Path:
    """Move a finished file into its release, after its checksum and folder, and return its path there.

    A reader finds either no file of that name or the finished one. `draft` lies on the disk of the release
    and has the file's name.
    """
    sums = draft.with_name(SUM_OF[draft.name])
    sums.write_bytes(_sums(draft))
    sums.chmod(stat.S_IMODE(draft.stat().st_mode))
    (release / draft.name).unlink(missing_ok=True)
    moved = [sums, draft]
    if folder := FOLDER_OF.get(draft.name):
        shutil.rmtree(release / folder, ignore_errors=True)
        sync_tree(draft.with_name(folder))
        moved.insert(1, draft.with_name(folder))  # after what lists its files: none is one too many
    for made in moved:
        sync(made)
        made.replace(release / made.name)
    sync(release)
    return release / draft.name
