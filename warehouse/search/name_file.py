"""The file of the names of bodies and places in an index, each under the pieces of its words."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from warehouse.search.sqlite_file import PIECES, UNDISTURBED
from warehouse.search.words import fold, pieces, readings

SCHEMA = f"""
    {UNDISTURBED}
    CREATE TABLE named (
        id INTEGER PRIMARY KEY, kind TEXT, agency_id INTEGER, region_code TEXT, name TEXT, former TEXT,
        above TEXT, folded TEXT, own_words TEXT, all_words TEXT);
    CREATE VIRTUAL TABLE named_pieces USING {PIECES};"""
DONE = """
    INSERT INTO named_pieces (named_pieces) VALUES ('optimize');
    CREATE INDEX named_folded ON named (folded);
    CREATE INDEX named_region ON named (region_code);"""
INTO_NAMED = "INSERT INTO named VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
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


def write_names(rows: Iterable[tuple[Any, ...]], path: Path) -> None:
    """Number and add the rows of NAMED: places, then bodies."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.executescript(SCHEMA)
        file.execute("BEGIN")
        spelt: dict[str, list[str]] = {}  # names of places stand in those of many bodies
        for number, (kind, agency_id, region_code, name, former, above) in enumerate(rows, 1):
            names = [fold(each) for each in (name, *former)]
            own = [[each, *readings(each)] for each in names]
            path_down = list(dict.fromkeys(above))
            for place in path_down:
                if place not in spelt:
                    spelt[place] = [fold(place), *readings(fold(place))]
            spellings = (*own, *(spelt[place] for place in path_down))
            words = [word for each in spellings for word in each]
            told = kind, agency_id, region_code, name, "\n".join(former), " ".join(path_down)
            # A line a name, so that it is known which one was asked for.
            lines = "\n".join(map(" ".join, own))
            file.execute(INTO_NAMED, (number, *told, names[0], lines, " ".join(words)))
            held = " ".join(pieces(words))
            file.execute("INSERT INTO named_pieces (rowid, pieces) VALUES (?, ?)", (number, held))
        file.execute("COMMIT")
        file.executescript(DONE)
