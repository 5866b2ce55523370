"""search.sqlite of a release: its bodies, places and newest texts, each under the pieces of its words.

It lies beside the manifest, with its checksum, since the library that writes it puts its own version into the
file. FTS5's tokenizers know no Chinese, and its trigrams no word of two characters, which most are: so every
character and every pair of neighbours is a piece of its own, and what holds all pieces of a word is looked at
once more. Rows are numbered in the order in which they are told: an answer is the first few, at any size.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query.connect import ReadOnlyConnection, connect_release
from warehouse.release.beside import move_in, stands
from warehouse.release.manifest import read_manifest
from warehouse.release.notice import notice
from warehouse.release.store import SEARCH
from warehouse.search.words import fold, pieces, readings

# Of texts the newest years are held, as long as their characters are no more: about 100,000 reports. A nation
# has twenty times as many, and each new release writes its index anew.
TEXT_CHARACTERS = 100_000_000
BATCH = 2000
Tables: TypeAlias = ReadOnlyConnection | duckdb.DuckDBPyConnection
PIECES = "pieces, content='', detail=none, columnsize=0, tokenize='ascii'"
SCHEMA = f"""
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE about (note TEXT, place_count INTEGER);
    CREATE TABLE named (
        id INTEGER PRIMARY KEY, kind TEXT, agency_id INTEGER, region_code TEXT, name TEXT, former TEXT,
        above TEXT, folded TEXT, own_words TEXT, all_words TEXT);
    CREATE VIRTUAL TABLE named_pieces USING fts5({PIECES});
    CREATE TABLE texts (
        id INTEGER PRIMARY KEY, report_id INTEGER, ord INTEGER, agency_id INTEGER, region_code TEXT,
        name TEXT, year INTEGER, heading TEXT, text BLOB);
    CREATE VIRTUAL TABLE text_pieces USING fts5({PIECES});
    CREATE TABLE held (year INTEGER PRIMARY KEY, is_held INTEGER);"""
DONE = """
    INSERT INTO named_pieces (named_pieces) VALUES ('optimize');
    INSERT INTO text_pieces (text_pieces) VALUES ('optimize');
    CREATE INDEX named_folded ON named (folded);
    CREATE INDEX named_region ON named (region_code);"""
INTO_NAMED = "INSERT INTO named VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INTO_TEXTS = "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
# Places before bodies, large before small; `above` leads from the province down.
NAMED = """
    WITH levels AS (
        SELECT unnest(['country', 'province', 'prefecture', 'county', 'township']) AS level,
               unnest([0, 1, 2, 3, 4]) AS rank
    ),
    places AS (
        SELECT r.*, p.region_name AS province, nullif(u.level, 'country') IS NOT NULL AS has_upper,
               u.region_name AS upper
        FROM regions r
        LEFT JOIN regions p ON p.region_code = r.province_code
        LEFT JOIN regions u ON u.region_code = r.parent_code
    ),
    named AS (
        SELECT 'place' AS kind, NULL::BIGINT AS agency_id, region_code, region_name AS name,
               former_names AS former, level, 0 AS report_count,
               [if(province = region_name, NULL, province), if(has_upper, upper, NULL)] AS above
        FROM places
        UNION ALL
        SELECT 'body', a.agency_id, a.region_code, a.agency_name,
               list_filter(a.aliases, lambda x: x <> a.agency_name),
               a.level, a.report_count, [p.province, if(p.has_upper, p.upper, NULL), p.region_name]
        FROM agencies a LEFT JOIN places p ON p.region_code = a.region_code
    )
    SELECT kind, agency_id, region_code, name, former, list_filter(above, lambda x: x IS NOT NULL) AS above
    FROM named LEFT JOIN levels USING (level)
    ORDER BY kind DESC, rank NULLS LAST, report_count DESC, length(name), name, region_code, agency_id"""
YEARS = """
    SELECT year, sum(length(text)) AS characters FROM sections
    WHERE is_current AND year IS NOT NULL AND text <> '' GROUP BY year ORDER BY year DESC"""
TEXTS = """
    SELECT s.report_id, s.ord, s.agency_id, s.region_code, r.agency_name, s.year, s.heading, s.text
    FROM sections s JOIN reports r USING (report_id)
    WHERE s.is_current AND s.text <> '' AND s.year = ?
    ORDER BY s.region_code, s.agency_id, s.report_id, s.ord"""


def write_search(release: Path, scratch_dir: Path, characters: int = TEXT_CHARACTERS) -> Path:
    """Make search.sqlite of a release where it is missing or damaged, and return its path.

    Bodies and places are all in it; of texts those of the newest years that hold no more than `characters`
    together. It is made in `scratch_dir`, on the same disk.

    >>> write_search(Path("data/demo/warehouse/current"), Path("."))  # doctest: +SKIP
    PosixPath('data/demo/warehouse/current/search.sqlite')
    """
    if stands(release, SEARCH):
        return release / SEARCH
    draft = scratch_dir / SEARCH
    with connect_release(release) as tables:
        write_index(tables, draft, notice(read_manifest(release)), characters)
    return move_in(draft, release)


def write_index(tables: Tables, path: Path, note: str = "", characters: int = TEXT_CHARACTERS) -> None:
    """Write the index of the tables of a release as a file; equal tables make equal bytes.

    `note` is what the file says about itself. WarehouseError where SQLite cannot write it: a full disk, or a
    library without FTS5.
    """
    path.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as index:
            index.executescript(SCHEMA)
            index.execute("BEGIN")
            place_count = _add_named(index, tables)
            index.execute("INSERT INTO about VALUES (?, ?)", (note, place_count))
            _add_texts(index, tables, characters)
            index.execute("COMMIT")
            index.executescript(DONE)
    except sqlite3.Error as error:
        raise WarehouseError(f"{path.name} could not be written: {error}") from error


def _rows(tables: Tables, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
    result = tables.execute(sql, list(values))
    while rows := result.fetchmany(BATCH):
        yield from rows


def _add_named(index: sqlite3.Connection, tables: Tables) -> int:
    """Number and add places, then bodies; returns how many places there are."""
    place_count = 0
    spelt: dict[str, list[str]] = {}  # names of places stand in those of many bodies
    for number, (kind, agency_id, region_code, name, former, above) in enumerate(_rows(tables, NAMED), 1):
        place_count += kind == "place"
        names = [fold(each) for each in (name, *former)]
        own = [[each, *readings(each)] for each in names]
        path = list(dict.fromkeys(above))
        for place in path:
            if place not in spelt:
                spelt[place] = [fold(place), *readings(fold(place))]
        words = [word for spellings in (*own, *(spelt[place] for place in path)) for word in spellings]
        told = kind, agency_id, region_code, name, "\n".join(former), " ".join(path)
        lines = "\n".join(map(" ".join, own))  # a line a name, so that it is known which one was asked for
        index.execute(INTO_NAMED, (number, *told, names[0], lines, " ".join(words)))
        held = " ".join(pieces(words))
        index.execute("INSERT INTO named_pieces (rowid, pieces) VALUES (?, ?)", (number, held))
    return place_count


def _add_texts(index: sqlite3.Connection, tables: Tables, characters: int) -> None:
    number, room, is_held = 0, characters, True
    for year, size in list(_rows(tables, YEARS)):  # the connection answers one question at a time
        is_held = is_held and size <= room  # no year is left out between two that are there
        index.execute("INSERT INTO held VALUES (?, ?)", (year, is_held))
        if not is_held:
            continue
        room -= size
        for *about, text in _rows(tables, TEXTS, year):
            number += 1
            index.execute(INTO_TEXTS, (number, *about, zlib.compress(text.encode())))
            held = " ".join(pieces([fold(text)]))
            index.execute("INSERT INTO text_pieces (rowid, pieces) VALUES (?, ?)", (number, held))
