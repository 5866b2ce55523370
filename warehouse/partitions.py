"""The facts of a release by province-year: units that share nothing and are rewritten only on change."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import engine, schema
from warehouse.publish import Entry, Release, checksum

PIECES = ("core_heads", "core_effective")
MODELS = (
    "core_facts",
    "out_cells",
    "out_checks",
    "out_problems",
    "out_sections",
    "out_mentions",
    *PIECES,
)
TABLES = ("cells", "checks", "problems", "sections", "mentions")
NONE = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class Partition:
    """A province-year: its documents (relation partition_documents) and what its files are made from."""

    number: int
    year: int | None
    province: str | None
    made_from: str
    documents: pa.Table

    def path(self, table: str) -> str:
        """Where the release keeps this partition of a table."""
        return f"{table}/year={self.year or NONE}/province={self.province or NONE}/data.parquet"


@cache
def recipe() -> str:
    """A digest of the code that shapes the files: another recipe makes every partition anew."""
    here = Path(__file__).parent
    code = [here / f"{name}.py" for name in ("engine", "partitions", "yearly", "wide", "concepts")]
    sources = sorted([*here.glob("*.csv"), *here.glob("models/*.sql"), *code])
    said = hashlib.sha256(duckdb.__version__.encode())
    for source in sources:
        said.update(source.name.encode() + source.read_bytes())
    return said.hexdigest()


def plan(connection: duckdb.DuckDBPyConnection) -> list[Partition]:
    """Every partition of the readings, in order; at least one, so that every table has a file."""
    engine.run_model(connection, "core_partition_documents")
    documents = connection.sql(
        "FROM core_partition_documents ORDER BY part, batch, warc_offset"
    ).to_arrow_table()
    rows = connection.execute(
        f"SELECT part, any_value(year), any_value(province_code), count(*), {_FINGERPRINT} "
        "FROM core_partition_documents GROUP BY part ORDER BY part"
    ).fetchall()
    found, start = [], 0
    for part, year, province, count, said in rows:
        found.append(Partition(part, year, province, _made_from(said), documents.slice(start, count)))
        start += count
    return found or [Partition(0, None, None, _made_from(""), documents)]


# Everything the files of a partition are made from, beside the recipe.
_FINGERPRINT = """md5(string_agg(
    concat_ws('|', batch, warc_offset, document_id, coalesce(report_id, 0), is_record,
              coalesce(is_current, false), coalesce(agency_id, 0), coalesce(region_code, ''),
              content_digest, extractor_version, corrected),
    ';' ORDER BY batch, warc_offset))"""


def _made_from(said: str) -> str:
    return hashlib.sha256(f"{recipe()}:{said}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Works:
    """What the partition tasks need: where to write, the readings, the hands and memory there are."""

    release: Path
    scratch: Path
    readings: tuple[Path, ...]
    workers: int
    memory_mb: int
    lookups: dict[str, pa.Table]

    def piece(self, name: str, partition: Partition) -> Path:
        """Where a relation of a partition waits for the others of its year."""
        return self.scratch / f"{name}-{partition.number}.parquet"

    def connect(self) -> duckdb.DuckDBPyConnection:
        return engine.connect(self.scratch, 1, f"{self.memory_mb // self.workers}MB")


def write_all(
    works: Works, partitions: list[Partition], before: Release | None
) -> tuple[list[Entry], set[int]]:
    """Write every partition, those that did not change as hard links of the release before.

    Returns the files and the numbers of the partitions that were written.
    """
    entries, changed = [], []
    for partition in partitions:
        paths = [partition.path(table) for table in TABLES]
        kept = before.lend(paths, partition.made_from, works.release) if before else []
        entries += kept
        changed += [] if kept else [partition]
    spread(works, changed)
    with ThreadPoolExecutor(works.workers) as pool:
        for written in pool.map(lambda partition: _write(works, partition), changed):
            entries += written
    return entries, {partition.number for partition in changed}


def spread(works: Works, partitions: list[Partition]) -> None:
    """Sort the documents of the changed partitions into scratch/part=N, one task a readings file."""
    if not partitions:
        return
    wanted = pa.concat_tables(
        partition.documents.select(["batch", "warc_offset", "part", "file"]) for partition in partitions
    )
    files = set(wanted["file"].to_pylist())
    with ThreadPoolExecutor(works.workers) as pool:
        list(pool.map(lambda number: _spread_file(works, wanted, number), sorted(files)))


def _spread_file(works: Works, wanted: pa.Table, number: int) -> None:
    with works.connect() as connection:
        connection.register("wanted", wanted)
        connection.execute(
            f"COPY (SELECT r.*, w.part FROM read_parquet({engine.literal(str(works.readings[number]))}) r "
            f'JOIN wanted w ON w.file = {number} AND w.batch = r.batch AND w.warc_offset = r."offset") '
            f"TO {engine.literal(str(works.scratch / 'pieces'))} (FORMAT parquet, COMPRESSION lz4, "
            f"PARTITION_BY (part), OVERWRITE_OR_IGNORE, FILENAME_PATTERN 'file{number}_{{i}}')"
        )


def _write(works: Works, partition: Partition) -> list[Entry]:
    with works.connect() as connection:
        for name, table in {"partition_documents": partition.documents, **works.lookups}.items():
            connection.register(name, table)
        pieces = sorted((works.scratch / "pieces" / f"part={partition.number}").glob("*.parquet"))
        source = pieces or works.readings[:1]
        limit = "" if pieces else " LIMIT 0"
        connection.execute(
            'CREATE TEMP VIEW piece AS SELECT * RENAME ("offset" AS warc_offset) '
            f"FROM read_parquet({engine.literals(source)}, hive_partitioning=false){limit}"
        )
        for model in MODELS:
            engine.run_model(connection, model)
        _write_pieces(connection, works, partition)
        return [_write_table(connection, works, partition, table) for table in TABLES]


def _write_pieces(connection: duckdb.DuckDBPyConnection, works: Works, partition: Partition) -> None:
    """What the yearly tables are pivoted from."""
    for name in PIECES:
        path = engine.literal(str(works.piece(name, partition)))
        connection.execute(f"COPY {name} TO {path} (FORMAT parquet, COMPRESSION lz4)")


def _write_table(
    connection: duckdb.DuckDBPyConnection, works: Works, partition: Partition, name: str
) -> Entry:
    path = works.release / partition.path(name)
    rows = engine.write(connection, schema.tables()[name], f"out_{name}", path)
    return Entry(partition.path(name), checksum(path), path.stat().st_size, rows, partition.made_from)
