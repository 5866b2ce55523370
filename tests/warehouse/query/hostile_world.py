"""A release with a secret beside it, for statements that look for it; all is as it was when they are over."""

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.warehouse.warehouse_world import World, many
from warehouse.release.verify import verify

SECRET = "s3cr3t-of-the-machine"
Files: TypeAlias = dict[str, tuple[int, bytes]]


def files(folder: Path) -> Files:
    return {
        str(path): (stat.S_IMODE(path.stat().st_mode), path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def hostile_world(root: Path, prepare: Callable[[Path], object] = lambda release: None) -> Iterator[Path]:
    """A release, and a folder beside it; both as they were when all is over, and nothing new around them.

    prepare: makes of the release what may stand beside it.
    """
    release = many(World(root / "demo"), years=(2021, 2022)).build().release
    prepare(release)
    (root / "outside").mkdir()
    (root / "outside" / "secret.csv").write_text(f"word\n{SECRET}\n", encoding="utf-8")
    before = files(root)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NIANBAO_SECRET", SECRET)
        environment.chdir(root / "outside")
        yield root
    assert files(root) == before
    assert verify(release) == []


def current(root: Path) -> Path:
    return (root / "demo" / "warehouse" / "current").resolve()


def filled(sql: str, root: Path) -> str:
    return sql.replace("{release}", str(current(root))).replace("{outside}", str(root / "outside"))
