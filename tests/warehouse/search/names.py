"""Tables of a release that an index is made of, as few or many rows as a test asks for."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.schema.arrow_schemas import declared_table
from warehouse.search.index import TEXT_CHARACTERS, write_index

PLACES = (  # code, name, former names, level, parent, province
    ("000000", "全国", (), "country", None, None),
    ("990000", "示例省", (), "province", "000000", "990000"),
    ("990100", "长乐市", (), "prefecture", "990000", "990000"),
    ("990101", "朝阳区", ("朝阳县", "六安镇"), "county", "990100", "990000"),
    ("990102", "绿园区", (), "county", "990100", "990000"),
)
CODES = [code for code, *_ in PLACES[2:]]


def tables(names: Sequence[str], texts: Iterable[tuple[int, str]] = ()) -> duckdb.DuckDBPyConnection:
    """A database of PLACES, of a body a name (number from 1; a line each where it had others), and of texts.

    `texts` are (year, text), each the one section of a report of the bodies in turn.
    """
    kinds = ("region_code", "region_name", "former_names", "level", "parent_code", "province_code")
    regions = [dict(zip(kinds, (*row[:2], list(row[2]), *row[3:]), strict=True)) for row in PLACES]
    bodies = [
        {
            "agency_id": number,
            "agency_name": name.split("\n")[0],
            "aliases": name.split("\n"),
            "region_code": CODES[number % len(CODES)],
            "level": "county",
            "report_count": number % 7,
        }
        for number, name in enumerate(names, 1)
    ]
    sections = [
        {
            "report_id": number,
            "ord": 1,
            "is_current": True,
            "agency_id": bodies[number % len(bodies)]["agency_id"],
            "agency_name": bodies[number % len(bodies)]["agency_name"],
            "region_code": bodies[number % len(bodies)]["region_code"],
            "province_code": "990000",
            "heading": "一、总体情况",
            "text": text,
            "year": year,
        }
        for number, (year, text) in enumerate(texts)
    ]
    connection = duckdb.connect()
    for name, rows in (("regions", regions), ("agencies", bodies), ("reports", sections)):
        connection.register(name, declared_table(name, rows))
    of_years = declared_table("sections", sections).append_column(
        "year", pa.array([section["year"] for section in sections], pa.int16())
    )
    of_years = of_years.append_column("province", pa.repeat("990000", len(of_years)))
    connection.register("sections", of_years)
    return connection


def release(folder: Path, made: duckdb.DuckDBPyConnection, characters: int = TEXT_CHARACTERS) -> Path:
    """A folder with the index of these tables, as a release has it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_index(made, folder / "search.sqlite", "invented", characters)
    return folder
