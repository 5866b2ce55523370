"""The facts of a release by province-year: units that share nothing and are rewritten only on change."""

import hashlib
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build import figure_matrix, parquet_files
from warehouse.build.facts import Facts
from warehouse.build.figure_matrix import Matrix
from warehouse.build.shuffle import Dealt, gather, spread
from warehouse.release.store import Entry, Release
from warehouse.schema import FOLDER, executor, nested_lists
from warehouse.schema import tables as schema

TABLES = ("cells", "checks", "problems", "sections", "mentions")
NONE = "__HIVE_DEFAULT_PARTITION__"
# What the yearly tables need to know of each report beside its figures.
HEADS = (
    "report_id",
    "is_current",
    "agency_id",
    "region_code",
    "province_code",
    "scope",
    "form",
    "form_t2",
    "form_t3",
    "form_t4",
)
# The code that shapes the files, beside the models and the declarations.
SHAPING = (
    "build/facts",
    "build/series",
    "schema/nested_lists",
    "build/parquet_files",
    "build/partitions",
    "build/shuffle",
    "build/figure_matrix",
    "schema/figure_columns",
    "build/yearly",
    "schema/crosswalk",
)


@dataclass(frozen=True)
class Partition:
    """A province-year: its documents in the order of the files, and what its files are made from."""

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
    """A digest of what shapes the files: another recipe makes every partition anew."""
    code = (FOLDER.parent / f"{name}.py" for name in SHAPING)
    sources = [*FOLDER.glob("*.csv"), *FOLDER.glob("models/*.sql"), *code]
    said = hashlib.sha256(f"{duckdb.__version__} {pa.__version__}".encode())
    for source in sorted(sources):
        said.update(source.name.encode() + source.read_bytes())
    return said.hexdigest()


def plan(connection: duckdb.DuckDBPyConnection) -> list[Partition]:
    """Every partition of the readings, in order; at least one, so that every table has a file."""
    executor.run_model(connection, "core_partition_documents")
    documents = connection.sql(
        "FROM core_partition_documents "
        "ORDER BY part, region_code, agency_id, report_id, is_record DESC, batch, warc_offset"
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
    """What the tasks need to know: where to write, the readings, and the corrections of this registry."""

    release: Path
    scratch: Path
    readings: tuple[Path, ...]
    corrections: pa.Table

    def piece(self, name: str, number: int) -> Path:
        """Where a relation of a partition waits for the others of its year."""
        return self.scratch / f"{name}-{number}.arrow"


def write_all(
    works: Works, hands: Executor, partitions: list[Partition], before: Release | None
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
    if changed:
        places = [partition.documents.select(["part", "file", "row"]) for partition in changed]
        dealt = spread(hands, works.scratch, works.readings, pa.concat_tables(places))
        for written in hands.map(partial(_write, works, dealt), changed):
            entries += written
    return entries, {partition.number for partition in changed}


def _write(works: Works, dealt: dict[int, Dealt], partition: Partition) -> list[Entry]:
    documents = partition.documents
    piece = gather(dealt, works.readings, partition.number, documents)
    facts = Facts(documents, piece)
    tables = facts.tables()
    _write_piece(works, partition.number, facts, tables["cells"], tables["checks"])
    return [
        parquet_files.write(
            schema.tables()[name], tables[name], works.release, partition.path(name), partition.made_from
        )
        for name in TABLES
    ]


def _write_piece(works: Works, number: int, facts: Facts, cells: pa.Table, checks: pa.Table) -> None:
    """What the yearly tables are made from: a head and the figures of each report."""
    reports = len(facts.records)
    owner = np.repeat(np.arange(reports), facts.cell_counts)
    failed = pc.and_(pc.equal(checks["outcome"], "failed"), pc.equal(checks["severity"], "error"))
    broken = checks.filter(failed)
    row = pc.index_in(broken["report_id"], facts.records["report_id"]).to_numpy()
    made = figure_matrix.matrix(
        cells, owner, figure_matrix.broken(broken["rule_id"].to_pylist(), row, reports)
    )
    heads = facts.records.select(HEADS)
    for name, states in {"blank_count": ["blank", "dash"], "unreadable_count": ["unreadable"]}.items():
        is_so = pc.is_in(cells["status"].cast(pa.string()), pa.array(states)).to_numpy()
        counted = np.bincount(owner[is_so], minlength=reports)
        heads = heads.append_column(name, pa.array(counted.astype(np.int32)))
    nested_lists.save(works.piece("heads", number), heads)
    nested_lists.save(
        works.piece("figures", number),
        pa.table({"micro": made.micro.ravel(), "basis": made.basis.ravel()}),
    )


def read_piece(works: Works, number: int) -> tuple[pa.Table, Matrix]:
    """The heads and figures of the reports of a partition that was written."""
    heads, figures = (
        nested_lists.load(works.piece("heads", number)),
        nested_lists.load(works.piece("figures", number)),
    )
    shape = (-1, len(heads)) if len(heads) else (len(figure_matrix.block_of()), 0)
    micro, basis = (figures[name].to_numpy().reshape(shape) for name in ("micro", "basis"))
    return heads, Matrix(micro, basis)
