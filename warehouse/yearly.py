"""Tables cut by year: put together from province-years, the unchanged ones from the release before."""

import hashlib
import os
from itertools import groupby
from pathlib import Path

from warehouse import engine, schema
from warehouse.partitions import NONE, Partition, Works
from warehouse.publish import Entry, Manifest, checksum

TABLES = ("figures", "series")


def write_all(
    works: Works,
    partitions: list[Partition],
    changed: set[int],
    previous: Path | None,
    before: Manifest | None,
) -> list[Entry]:
    """Write every year of every yearly table, those that did not change as hard links."""
    known = {(entry.path, entry.made_from): entry for entry in before.files} if before else {}
    entries = []
    for year, group in groupby(partitions, key=lambda partition: partition.year):
        parts = list(group)
        made_from = hashlib.sha256("".join(part.made_from for part in parts).encode()).hexdigest()[:32]
        for table in TABLES:
            path = f"{table}/year={year or NONE}/data.parquet"
            entry = known.get((path, made_from))
            if entry and previous:
                (works.release / path).parent.mkdir(parents=True, exist_ok=True)
                os.link(previous / path, works.release / path)
            else:
                entry = _write(works, table, path, parts, changed, previous, made_from)
            entries.append(entry)
    return entries


def _write(
    works: Works,
    table: str,
    path: str,
    parts: list[Partition],
    changed: set[int],
    previous: Path | None,
    made_from: str,
) -> Entry:
    sources = [f"FROM {_scan(part.piece(works, table))}" for part in parts if part.number in changed]
    kept = [part.province for part in parts if part.number not in changed]
    if kept and previous:
        provinces = ", ".join("NULL" if each is None else f"'{each}'" for each in kept)
        sources.append(
            f"FROM {_scan(previous / path)} WHERE list_contains([{provinces}], province_code) "
            f"OR (province_code IS NULL AND {None in kept})"
        )
    with works.connect() as connection:
        connection.execute(f"CREATE TEMP TABLE together AS {' UNION ALL BY NAME '.join(sources)}")
        target = works.release / path
        rows = engine.write(connection, schema.tables()[table], "together", target)
    return Entry(path, checksum(target), target.stat().st_size, rows, made_from)


def _scan(path: Path) -> str:
    return f"read_parquet({engine.literal(str(path))}, hive_partitioning=false)"
