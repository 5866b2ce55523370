"""The materialized answers of a release for a server: found where an earlier one made them, or made apart."""

import atexit
import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query.limits import Limits
from warehouse.web.sql import materialized

# Apart, so that what it takes is given back; what does not fit is spilled beside the file.
LIMITS = Limits(memory_mb=600, threads=2)


def answers_of(release: Path) -> Path | None:
    """The file of the materialized answers of a release; made where there is none yet.

    It takes about a second a million cells, once a release. None, with a line on standard error, where it
    cannot be made (a full disk): every question is then asked of the release.
    """
    path = _folder(release.parents[1]) / materialized.file_name(release)
    if path.exists():
        return path
    print(f"warehouse serve: making the pages of release {release.name} fast …", file=sys.stderr, flush=True)
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as executor:
            made = executor.submit(materialized.write, release, path, LIMITS).result()
    except (OSError, duckdb.Error, WarehouseError, BrokenProcessPool) as error:
        print(f"warehouse serve: pages of release {release.name} stay slow: {error}", file=sys.stderr)
        return None
    _remove_others(made)
    return made


@cache
def _folder(store: Path) -> Path:
    """Beside the releases, or a folder of this process where these may not be written to."""
    if os.access(store, os.W_OK):
        return store / materialized.FOLDER
    folder = Path(tempfile.mkdtemp(prefix="nianbao-pages-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _remove_others(made: Path) -> None:
    """Remove what was made of other releases (who has it open goes on reading it), and what a kill left."""
    for path in made.parent.glob("*.duckdb"):
        if path != made:
            path.unlink(missing_ok=True)
    for draft in materialized.left_drafts(made.parent):
        shutil.rmtree(draft) if draft.is_dir() else draft.unlink(missing_ok=True)
