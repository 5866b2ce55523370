"""search.sqlite of a release and the files it names: its bodies, places and newest texts.

    search.sqlite                            which texts are held, and in which file
    search/names.sqlite                      bodies and places
    search/year=2024/province=990000.sqlite  texts of a province-year

They lie beside the manifest, with their checksums, since the library that writes them puts its own version
into a file. What is made from the same as in the index before is a hard link to that. FTS5's tokenizers know
no Chinese, and its trigrams no word of two characters, which most are: so every character and every pair of
neighbours is a piece of its own, and what holds all pieces of a word is looked at once more. Rows are
numbered in the order in which they are told: an answer is the first few, at any size.
"""

import hashlib
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import astuple, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, TypeAlias

import duckdb

from extract.run.code_digest import code_digest
from spiders.content.chinese import simplified
from warehouse.errors import WarehouseError
from warehouse.query.connect import ReadOnlyConnection, connect_release
from warehouse.release.beside import move_in, stands
from warehouse.release.manifest import read_manifest
from warehouse.release.notice import notice
from warehouse.release.store import SEARCH, SEARCH_FILES
from warehouse.schema.tables import province_year_path
from warehouse.search import name_file, text_file
from warehouse.search.files import NAMES, texts_path
from warehouse.search.name_file import NAMED, write_names
from warehouse.search.sqlite_file import UNDISTURBED, connected
from warehouse.search.text_file import TEXTS, write_texts

# Of texts the newest years are held, as long as their characters are no more: about 100,000 reports. A nation
# has twenty times as many.
TEXT_CHARACTERS = 100_000_000
BATCH = 2000
Tables: TypeAlias = ReadOnlyConnection | duckdb.DuckDBPyConnection
SCHEMA = f"""
    {UNDISTURBED}
    CREATE TABLE about (note TEXT, place_count INTEGER, names_made_from TEXT);
    CREATE TABLE parts (
        year INTEGER, province TEXT, made_from TEXT, characters INTEGER, text_count INTEGER);
    CREATE TABLE held (year INTEGER PRIMARY KEY, is_held INTEGER);"""
# Of each province-year what its file says beside the texts.
PARTS = """
    SELECT year, province_code,
           md5(string_agg(concat_ws(' ', report_id, agency_name), ';' ORDER BY report_id))
    FROM reports WHERE is_current AND year IS NOT NULL
    GROUP BY ALL ORDER BY year DESC, province_code"""
CHARACTERS = """
    SELECT year, province, sum(length(text))::BIGINT FROM sections
    WHERE is_current AND list_contains(?, concat(year, '/', coalesce(province, 'None')))
    GROUP BY ALL"""


@dataclass(frozen=True)
class Part:
    """The texts of a province-year: what their file is made from, how long they are, how many it holds."""

    year: int
    province: str | None
    made_from: str
    characters: int = 0
    text_count: int = 0

    @property
    def path(self) -> str:
        return texts_path(self.year, self.province)


@dataclass(frozen=True)
class Before:
    """The index before, of a release folder: what its files were made from."""

    release: Path | None = None
    names_made_from: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)

    def same(self, part: Part) -> Part | None:
        """The part of that province-year, if it was made from the same."""
        known = self.parts.get(part.path)
        return known if known and known.made_from == part.made_from else None

    def link(self, path: str, target: Path) -> bool:
        """Hard-link one of its files, if there is one; returns whether it did."""
        if self.release is None or not (self.release / path).is_file():
            return False
        os.link(self.release / path, target)
        return True


NONE = Before()


def write_search(
    release: Path, scratch_dir: Path, before: Path | None = None, characters: int = TEXT_CHARACTERS
) -> Path:
    """Make search.sqlite of a release where it is missing or damaged, and return its path.

    Bodies and places are all in it; of texts those of the newest years that hold no more than `characters`
    together. It is made in `scratch_dir`, on the same disk. `before` is a release on that disk: what its
    index holds of the same is linked.

    >>> write_search(Path("data/demo/warehouse/current"), Path("."))  # doctest: +SKIP
    PosixPath('data/demo/warehouse/current/search.sqlite')
    """
    if stands(release, SEARCH):
        return release / SEARCH
    draft, manifest = scratch_dir / SEARCH, read_manifest(release)
    with connect_release(release) as tables:
        sums = {entry.path: entry.sha256 for entry in manifest.files}
        write_index(tables, draft, notice(manifest), characters, sums, _known(before))
    return move_in(draft, release)


def _known(release: Path | None) -> Before:
    """The index of a release; nothing where it has none, or a file of it is not as it was made."""
    if release is None or not stands(release, SEARCH):
        return NONE
    with closing(connected(release.resolve() / SEARCH)) as index:
        ((names,),) = index.execute("SELECT names_made_from FROM about")
        parts = [Part(*row) for row in index.execute("SELECT * FROM parts")]
    return Before(release, names, {part.path: part for part in parts})


def write_index(
    tables: Tables,
    path: Path,
    note: str = "",
    characters: int = TEXT_CHARACTERS,
    sums: Mapping[str, str] = MappingProxyType({}),
    before: Before = NONE,
) -> None:
    """Write the index of the tables of a release as a file, and beside it those that it names.

    Equal tables make equal bytes. `note` is what the file says about itself; `sums` are the checksums of the
    files of the release by their paths. WarehouseError where SQLite cannot write it: a full disk, or a
    library without FTS5.
    """
    shutil.rmtree(path.parent / SEARCH_FILES, ignore_errors=True)
    (path.parent / SEARCH_FILES).mkdir()
    path.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as index:
            index.executescript(SCHEMA)
            index.execute("BEGIN")
            names = _add_names(tables, path.parent, before)
            index.execute("INSERT INTO about VALUES (?, ?, ?)", (note, *names))
            parts = _parts(tables, sums, before)
            held = _held(parts, characters)
            index.executemany("INSERT INTO held VALUES (?, ?)", held.items())
            for part in parts:
                is_held = part.characters > 0 and held[part.year]
                count = _add_texts(tables, path.parent, part, before) if is_held else 0
                row = astuple(replace(part, text_count=count))
                index.execute("INSERT INTO parts VALUES (?, ?, ?, ?, ?)", row)
            index.execute("COMMIT")
    except sqlite3.Error as error:
        raise WarehouseError(f"{path.name} could not be written: {error}") from error


def _rows(tables: Tables, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
    result = tables.execute(sql, list(values))
    while rows := result.fetchmany(BATCH):
        yield from rows


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _made_by(module: ModuleType) -> tuple[object, ...]:
    """How a file is made: the code, what it reads beside it, and the libraries that write it."""
    versions = sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION, version("pypinyin")
    return code_digest([module.__name__]), versions, sorted(simplified().items())


def _add_names(tables: Tables, folder: Path, before: Before) -> tuple[int, str]:
    """The file of the names; returns how many places there are, and what it is made from."""
    rows = list(_rows(tables, NAMED))
    made_from = _digest(_made_by(name_file), rows)
    if before.names_made_from != made_from or not before.link(NAMES, folder / NAMES):
        write_names(rows, folder / NAMES)
        (folder / NAMES).chmod(0o444)
    return sum(kind == "place" for kind, *_ in rows), made_from


def _parts(tables: Tables, sums: Mapping[str, str], before: Before) -> list[Part]:
    """Every province-year that may have texts, the newest first; only the new ones are counted."""
    way, found = _made_by(text_file), []
    for year, province, names in list(_rows(tables, PARTS)):
        content = sums.get(province_year_path("sections", year, province), "")
        part = Part(year, province, _digest(way, content, names))
        found.append(before.same(part) or part)
    new = [f"{part.year}/{part.province}" for part in found if before.same(part) is None]
    counted = {texts_path(year, province): size for year, province, size in _rows(tables, CHARACTERS, new)}
    return [replace(part, characters=counted.get(part.path, part.characters)) for part in found]


def _held(parts: list[Part], characters: int) -> dict[int, bool]:
    """Year → whether its texts are held, the newest first."""
    sizes: dict[int, int] = {}
    for part in parts:
        if part.characters:
            sizes[part.year] = sizes.get(part.year, 0) + part.characters
    held, room, is_held = {}, characters, True
    for year, size in sizes.items():
        is_held = is_held and size <= room  # no year is left out between two that are there
        room -= size
        held[year] = is_held
    return held


def _add_texts(tables: Tables, folder: Path, part: Part, before: Before) -> int:
    """The file of a province-year; returns how many texts it holds."""
    target, same = folder / part.path, before.same(part)
    target.parent.mkdir(exist_ok=True)
    if same and same.text_count and before.link(part.path, target):
        return same.text_count
    count = write_texts(_rows(tables, TEXTS, part.year, part.province), target)
    target.chmod(0o444)  # of an index that comes after it may be a part, too
    return count
