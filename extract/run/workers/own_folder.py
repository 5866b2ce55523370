"""A worker's own folder, which ends with it; those of a process that was killed are removed by the next one.

Who made a folder holds a lock on it, which the kernel frees however that process ends. It is taken before the
folder has its name, so that none is ever seen without.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PREFIX = "nianbao-worker-"


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """A folder and the lock on it."""

    path: Path
    descriptor: int

    def remove(self) -> None:
        """Remove it with all that is in it, and give up the lock."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.descriptor)


def make_folder() -> OwnFolder:
    """A new folder among the temporary files of this machine; the first time, what was left behind goes."""
    _remove_left(Path(tempfile.gettempdir()))
    made = Path(tempfile.mkdtemp(prefix=f".{PREFIX}"))
    descriptor = os.open(made, os.O_RDONLY)
    with suppress(OSError):  # a file system without locks: what is left on it stays
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return OwnFolder(made.rename(made.with_name(made.name.removeprefix("."))), descriptor)


@cache
def _remove_left(among: Path) -> None:
    for path in among.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another user's, a live one's, or gone meanwhile
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(descriptor)
