"""The database files of a release, beside its manifest: DuckDB never writes the same bytes twice.

nianbao.duckdb holds views, macros and comments, no data, for the DuckDB of the lock file and newer. Its views
read the folder it lies in, so that a release can be moved, renamed and copied. nianbao-portable.duckdb holds
the tables themselves, for DuckDB 1.2 and newer, and reads nothing else. Each has its checksum beside it.
"""

import hashlib
import shutil
from collections.abc import Collection
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError
from warehouse.release.beside import move_in, stands
from warehouse.release.manifest import read_manifest
from warehouse.release.store import DATABASE, PORTABLE, sync
from warehouse.schema.duckdb_connection import literal, literals
from warehouse.schema.tables import Table, quoted, tables
from warehouse.schema.views import (
    STORED,
    database_script,
    has_names,
    portable_script,
    release_folder,
    views_script,
)

STORAGE_VERSION = "v1.2.0"  # the oldest that DuckDB 2 writes with comments, macros and compressed text
KIND = "views"  # of what builds keep
WHOLE = ("series", "findings")  # of a nation, too: what most questions are about
SMALL_CELLS = 2_000_000  # up to here a build makes the portable file, with all cells, in a few seconds


def write_database(release: Path, scratch_dir: Path, kept: Path) -> Path:
    """Make nianbao.duckdb of a release where it is missing or damaged, and return its path.

    Databases of the same code differ by the macro that tells where their release lies: one is kept in the
    folder `kept`, and copied, since a thousand comments and views took half a second. It is made in
    `scratch_dir`, which is on the disk of both.
    """
    if stands(release, DATABASE):
        return release / DATABASE
    draft = _nameable(scratch_dir / DATABASE)
    template = kept / KIND / _key()
    is_kept = stands(template, DATABASE)
    if is_kept:
        shutil.copyfile(template / DATABASE, draft)
    with duckdb.connect(draft) as connection:
        connection.execute(f"SET VARIABLE nianbao_release = {literal(str(release.resolve()))}")
        script = release_folder if is_kept else database_script
        connection.execute(script(release.name, DATABASE, PORTABLE))
    if not is_kept:
        _keep(draft, template)
    return move_in(draft, release)


def _key() -> str:
    """What a database is made of, but for the name of its release.

    Views keep the types of the columns that they were made over.
    """
    made_of = duckdb.__version__, tables(), database_script("", DATABASE, PORTABLE)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]


def _keep(made: Path, template: Path) -> None:
    """Keep a database for the next release, in place of those of other code."""
    shutil.rmtree(template.parent, ignore_errors=True)
    template.mkdir(parents=True)
    draft = made.parent / "to-keep" / made.name
    draft.parent.mkdir(exist_ok=True)
    move_in(Path(shutil.copyfile(made, draft)), template)


def is_small(release: Path) -> bool:
    """Whether a release has so few cells that its portable file holds them all."""
    rows = (entry.rows or 0 for entry in read_manifest(release).files if entry.path.startswith("cells/"))
    return sum(rows) <= SMALL_CELLS


def make_portable_if_small(release: Path, scratch_dir: Path) -> None:
    """Put nianbao-portable.duckdb beside the views of a small release, unless it stands there whole."""
    if is_small(release) and not stands(release, PORTABLE):
        move_in(write_portable(release, scratch_dir / PORTABLE, scratch_dir), release)


def write_portable(release: Path, out: Path, scratch_dir: Path, provinces: Collection[str] = ()) -> Path:
    """Write the tables, views, macros and comments of a release as one database file `out`, and return it.

    A small release is written whole (`is_small`). Of a large one, what fills gigabytes (cells, checks,
    figures, the text of sections …) is there for `provinces` alone, codes as 110000: none without. It is made
    in `scratch_dir`, on the same disk: whoever looks finds the finished file or the one before.

    >>> write_portable(Path("data/demo/warehouse/current"), Path("out.duckdb"), Path("."))  # doctest: +SKIP
    PosixPath('out.duckdb')
    """
    paths = [entry.path for entry in read_manifest(release).files]
    is_whole = is_small(release)
    draft = _nameable(scratch_dir / f".{out.name}.draft")
    draft.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(views_script(str(release.resolve()), comments=False, paths=paths))
        connection.execute(f"ATTACH {literal(str(draft))} AS portable (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute(f"CREATE SCHEMA portable.{STORED}")
        for table in tables().values():
            if table.layout != "view":
                kept = "" if is_whole else _of_provinces(table, provinces)
                schema = f"{STORED}." if has_names(table) else ""
                columns = ", ".join(quoted(tuple(column.name for column in table.made)))
                made = f"SELECT {columns} FROM {table.name} {kept}"
                connection.execute(f"CREATE TABLE portable.{schema}{table.name} AS {made}")
        connection.execute("USE portable")
        connection.execute(portable_script())
    sync(draft)
    return draft.replace(out)


def _nameable(path: Path) -> Path:
    """The path; WarehouseError where DuckDB would take the end of it for the query of an address."""
    if "?" in str(path):
        raise WarehouseError(f"{path}: DuckDB opens no file in a folder with ? in its name; choose another")
    return path


def _of_provinces(table: Table, provinces: Collection[str]) -> str:
    """The filter for a table of a large release."""
    column = {"province_year": "province", "year": "province_code"}.get(table.layout)
    if column is None or table.name in WHOLE:
        return ""
    return f"WHERE {column} IN (SELECT unnest({literals(list(provinces))}::VARCHAR[]))"
