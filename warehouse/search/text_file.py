"""The file of the texts of a province-year in an index, each under the pieces of its characters."""

import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from warehouse.search.sqlite_file import PIECES, UNDISTURBED
from warehouse.search.words import fold, pieces

SCHEMA = f"""
    {UNDISTURBED}
    CREATE TABLE texts (
        id INTEGER PRIMARY KEY, report_id INTEGER, ord INTEGER, agency_id INTEGER, region_code TEXT,
        name TEXT, year INTEGER, heading TEXT, text BLOB);
    CREATE VIRTUAL TABLE text_pieces USING {PIECES};"""
DONE = "INSERT INTO text_pieces (text_pieces) VALUES ('optimize')"
INTO_TEXTS = "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
# The texts of a province-year as they are numbered.
TEXTS = """
    SELECT s.report_id, s.ord, s.agency_id, s.region_code, r.agency_name, s.year, s.heading, s.text
    FROM sections s JOIN reports r USING (report_id)
    WHERE s.is_current AND s.text <> '' AND s.year = ? AND s.province IS NOT DISTINCT FROM ?
    ORDER BY s.region_code, s.agency_id, s.report_id, s.ord"""


def write_texts(rows: Iterable[tuple[Any, ...]], path: Path) -> int:
    """Number and add the rows of TEXTS; returns how many there are."""
    number = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.executescript(SCHEMA)
        file.execute("BEGIN")
        for number, (*about, text) in enumerate(rows, 1):
            file.execute(INTO_TEXTS, (number, *about, zlib.compress(text.encode())))
            held = " ".join(pieces([fold(text)]))
            file.execute("INSERT INTO text_pieces (rowid, pieces) VALUES (?, ?)", (number, held))
        file.execute("COMMIT")
        file.executescript(DONE)
    return number
