"""The core models: which report each document is, of which body, and in which version."""

from concurrent.futures import Executor

import duckdb
import pyarrow as pa

from warehouse.build.kept import Kept
from warehouse.build.staging import archive_tables
from warehouse.build.staging.inputs import Inputs
from warehouse.build.staging.printed_cells import printed_cells
from warehouse.errors import WarehouseError
from warehouse.schema import FOLDER
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.models import run_model
from warehouse.schema.reference_tables import concepts_table, dictionary_table, figure_places, rules_table

# The core models in their order. Between them CELLS puts the cells of the few documents that a model names.
MODELS = (
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
SEEDS = {"stg_law_breaks": "breaks.csv", "stg_successions": "successions.csv"}
CORRECTIONS = "SELECT report_id, place, corrected FROM core_corrections WHERE report_id IS NOT NULL"
STALE = """
    SELECT line, region_code, agency_name, year, indicator, printed, printed_now FROM core_corrections
    WHERE report_id IS NOT NULL AND (place IS NULL OR printed_now IS DISTINCT FROM printed) ORDER BY ALL"""


def stage(connection: duckdb.DuckDBPyConnection, inputs: Inputs, kept: Kept, executor: Executor) -> None:
    """Make relations of the inputs and run the core models over them.

    Raises WarehouseError where a log is damaged.
    """
    archive_tables.stage(connection, inputs, kept, executor)
    tables = inputs.small | {
        "stg_places": figure_places(),
        "stg_dictionary": dictionary_table(),
        "stg_concepts": concepts_table(),
        "stg_rules": rules_table(),
    }
    for name, table in tables.items():
        connection.register(name, table)
    for name, seed in SEEDS.items():
        path = literal(str(FOLDER / "seeds" / seed))
        connection.execute(f"CREATE TEMP VIEW {name} AS FROM read_csv({path}, header=true)")
    for name in MODELS:
        run_model(connection, name)
        if name in CELLS:
            wanted = connection.sql(f"SELECT file, row FROM {name}").to_arrow_table()
            connection.register(CELLS[name], printed_cells(executor, inputs.readings, wanted))


def corrections(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """report_id, place and value of the corrections whose reports are there.

    WarehouseError where one was written for another figure than the report prints now.
    """
    stale = connection.execute(STALE).fetchall()
    if stale:
        listed = [
            f"line {line}: {name} ({region}) {year} {indicator}: written for {printed}, now printed {now}"
            for line, region, name, year, indicator, printed, now in stale
        ]
        raise WarehouseError(
            "stale corrections, change or remove them in warehouse/schema/seeds/corrections.csv:\n"
            + "\n".join(listed)
        )
    return connection.sql(CORRECTIONS).to_arrow_table()


def extractor_versions(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Which versions of the extractor the readings are of."""
    rows = connection.execute("SELECT DISTINCT extractor_version FROM stg_readings ORDER BY 1").fetchall()
    return tuple(version for (version,) in rows)
