"""From readings to a published release: stage, resolve, write the facts, write the small tables, publish."""

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.build import findings, headers, parquet_files, partitions, yearly
from warehouse.build import printed_cells as printed
from warehouse.build.inputs import Inputs
from warehouse.errors import WarehouseError
from warehouse.query import connect as door
from warehouse.release.store import Entry, Manifest, Release, Store, checksum
from warehouse.schema import FOLDER, crosswalk, executor, figure_columns, rules
from warehouse.schema import tables as schema
from warehouse.schema.views import VIEWS, script

# The core models in their order. Between them CELLS puts the cells of the few documents that a model names.
CORE = (
    "out_regions",
    "core_captures",
    "core_bodies",
    "core_documents",
    "core_sources",
    "core_contested",
    "core_figure_digests",
    "core_contents",
    "core_versions",
    "core_carriers",
    "core_reports",
    "core_aimed",
    "core_corrections",
)
CELLS = {"core_contested": "core_contested_cells", "core_aimed": "core_aimed_cells"}
SMALL = (
    "regions",
    "agencies",
    "reports",
    "documents",
    "captures",
    "coverage",
    "sites",
    "indicators",
    "concepts",
    "corrections",
    "breaks",
    "rules",
    "dictionary",
)
SEEDS = {"stg_law_breaks": "breaks.csv", "stg_successions": "successions.csv"}
CORRECTIONS = "SELECT report_id, place, corrected FROM core_corrections WHERE report_id IS NOT NULL"
MEMORY_MB = 5000


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the release, whether it is new, and how many partition files were written or kept."""

    release: Path
    is_new: bool
    written: int
    kept: int
    rows: dict[str, int]


def build(store: Store, registry: str, inputs: Inputs, workers: int = 2, memory_mb: int = MEMORY_MB) -> Built:
    """Build a candidate, enforce every contract on it, publish it and make it current.

    Raises ContractError, with nothing published, where a table is not what schema.py declares.
    """
    before = store.latest()
    with store.building() as room, ThreadPoolExecutor(workers) as hands:
        candidate = room / "release"
        with executor.connect(room, workers, f"{memory_mb}MB") as connection:
            stage(connection, inputs, hands)
            refuse_stale(connection)
            corrections = connection.sql(CORRECTIONS).to_arrow_table()
            works = partitions.Works(candidate, room, inputs.readings, corrections)
            parts = partitions.plan(connection)
            facts, changed = partitions.write_all(works, hands, parts, before)
            years = yearly.years_of(parts, changed)
            facts += yearly.write_all(works, hands, years, before)
            small = write_small(connection, hands, candidate)
            facts += findings.write_all(works, hands, years, before)
            versions = connection.execute(
                "SELECT DISTINCT extractor_version FROM stg_readings ORDER BY 1"
            ).fetchall()
        views = write_views(candidate)
        files = tuple(sorted([*facts, *small, *views], key=lambda entry: entry.path))
        release = store.publish(candidate, Manifest(registry, tuple(each for (each,) in versions), files))
        door.open_door(release, room)
        store.point(release)
    return _built(release, before, facts, files)


def stage(connection: duckdb.DuckDBPyConnection, inputs: Inputs, hands: Executor) -> None:
    """Register the inputs and run the core models over them."""
    for name, table in (inputs.staged() | {"stg_places": figure_columns.column_table()}).items():
        connection.register(name, table)
    connection.register("stg_readings", headers.staged(inputs.readings, hands))
    connection.register("stg_dictionary", schema.dictionary())
    connection.register("stg_concepts", crosswalk.concept_rows())
    connection.register("stg_rules", rules.rule_rows())
    for name, seed in SEEDS.items():
        path = executor.literal(str(FOLDER / "seeds" / seed))
        connection.execute(f"CREATE TEMP VIEW {name} AS FROM read_csv({path}, header=true)")
    for name in CORE:
        executor.run_model(connection, name)
        if name in CELLS:
            wanted = connection.sql(f"SELECT file, row FROM {name}").to_arrow_table()
            connection.register(CELLS[name], printed.cells_of(hands, inputs.readings, wanted))


def refuse_stale(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise WarehouseError where a correction was written for another figure than the report prints now."""
    stale = connection.execute(
        "SELECT line, region_code, agency_name, year, indicator, printed, printed_now FROM core_corrections "
        "WHERE report_id IS NOT NULL AND (place IS NULL OR printed_now IS DISTINCT FROM printed) ORDER BY ALL"
    ).fetchall()
    if stale:
        lines = [
            f"line {line}: {name} ({region}) {year} {indicator}: written for {printed}, now printed {now}"
            for line, region, name, year, indicator, printed, now in stale
        ]
        raise WarehouseError(
            "stale corrections, change or remove them in warehouse/schema/seeds/corrections.csv:\n"
            + "\n".join(lines)
        )


def write_small(connection: duckdb.DuckDBPyConnection, hands: Executor, candidate: Path) -> list[Entry]:
    """Write every table that is one file."""
    made = []
    for name in SMALL:
        executor.run_model(connection, f"out_{name}")
        table = schema.tables()[name]
        rows = executor.rows(connection, table, f"out_{name}")
        made.append(hands.submit(parquet_files.write, table, rows, candidate, f"{name}.parquet"))
    return [each.result() for each in made]


def write_views(candidate: Path) -> list[Entry]:
    path = candidate / VIEWS
    path.write_text(script(), encoding="utf-8")
    return [Entry(path.name, checksum(path), path.stat().st_size)]


def _built(release: Path, before: Release | None, facts: list[Entry], files: tuple[Entry, ...]) -> Built:
    old = {(entry.path, entry.made_from) for entry in before.manifest.files} if before else set()
    kept = sum((entry.path, entry.made_from) in old for entry in facts)
    rows: dict[str, int] = {}
    for entry in files:
        if entry.rows is not None:
            name = entry.path.split("/")[0].removesuffix(".parquet")
            rows[name] = rows.get(name, 0) + entry.rows
    is_new = before is None or release != before.path
    return Built(release, is_new, len(facts) - kept, kept, rows)
