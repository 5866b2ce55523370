"""nianbao.duckdb of a small release takes a third of its build: it is made once in a process, then copied."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse.release import database_file
from warehouse.release.beside import move_in, stands
from warehouse.release.store import DATABASE, PORTABLE
from warehouse.schema.views import RELEASE_FOLDER, database_script

Write = Callable[[Path, Path], Path]


def copying(folder: Path) -> Write:
    """A `write_database` that keeps what it made in `folder`, and copies it for the next release.

    Databases of the same script differ by the macro that names their release alone, which a copy gets anew.
    """
    kept: dict[str, Path] = {}

    def write(release: Path, scratch_dir: Path) -> Path:
        if stands(release, DATABASE):
            return release / DATABASE
        script = database_script("", DATABASE, PORTABLE)
        if script not in kept:
            made = database_file.write_database(release, scratch_dir)
            kept[script] = Path(shutil.copy(made, folder / str(len(kept))))
            return made
        draft = Path(shutil.copyfile(kept[script], scratch_dir / DATABASE))
        with duckdb.connect(draft) as connection:
            connection.execute(
                RELEASE_FOLDER.format(release=release.name, database=DATABASE, portable=PORTABLE)
            )
        return move_in(draft, release)

    return write
