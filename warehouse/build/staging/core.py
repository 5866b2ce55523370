"""The core models: which report each document is, of which body, and in which version."""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from spiders.archive.reader import ArchiveError
from warehouse.build.staging import standing_rows, touched
from warehouse.build.staging.archive_tables import Archive
from warehouse.build.staging.inputs import Inputs
from warehouse.build.staging.printed_cells import printed_cells
from warehouse.build.staging.resolved import Resolved
from warehouse.build.staging.touched import Touched
from warehouse.errors import WarehouseError
from warehouse.schema import FOLDER
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.models import relate_model, run_model
from warehouse.schema.reference_tables import concepts_table, dictionary_table, figure_places, rules_table

# The core models in their order: what is read, and what follows. Between them CELLS puts the cells of the few
# documents that a model names, and STANDING adds what stands of the documents that are not resolved again.
READ = ("core_captures", "core_documents", "core_last_years", "core_last_year")
MODELS = (
    "core_sources",
    "core_contested",
    "core_figure_digests",
    "core_contents",
    "core_versions",
    "core_carriers",
    "core_reports",
    "core_addressed",
    "core_aimed",
    "core_corrections",
    "core_partition_documents",
)
CELLS = {"core_contested": "core_contested_cells", "core_aimed": "core_aimed_cells"}
STANDING = {"core_last_years": standing_rows.last_years, "core_addressed": standing_rows.addressed}
SEEDS = {"stg_law_breaks": "breaks.csv", "stg_successions": "successions.csv"}
CORRECTIONS = "SELECT report_id, place, corrected FROM core_corrections WHERE report_id IS NOT NULL"
LAST_YEARS = """
    SELECT batch, max(named_year) AS named_year, max(due_year) AS due_year
    FROM core_last_years GROUP BY batch"""
STALE = """
    SELECT line, region_code, agency_name, year, indicator, printed, printed_now FROM core_corrections
    WHERE report_id IS NOT NULL AND (place IS NULL OR printed_now IS DISTINCT FROM printed) ORDER BY ALL"""


def stage_small(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """Make relations of the inputs that do not grow with the archive."""
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
    run_model(connection, "out_regions")


def resolve(
    connection: duckdb.DuckDBPyConnection, archive: Archive, before: Resolved | None, inputs: Inputs
) -> Touched | None:
    """Stage the readings and logs, and run the core models; where `before` allows, over few of them.

    Returns what was resolved again, None where all was. The relations hold that alone, but for
    core_last_year and core_corrections, which tell of all. Raises WarehouseError where a log is damaged.
    """
    try:
        found = _read_touched(connection, archive, before) if before else None
        if found is None:
            archive.stage(connection)
            run_model(connection, "core_bodies")
            relate_model(connection, "core_attributed")
            _run(connection, READ, None)
    except ArchiveError as error:
        raise WarehouseError(str(error)) from error
    for name in MODELS:
        _run(connection, [name], found)
        if name in CELLS:
            wanted = connection.sql(f"SELECT file, row FROM {name}").to_arrow_table()
            connection.register(CELLS[name], printed_cells(archive.executor, inputs.readings, wanted))
    return found


def _read_touched(
    connection: duckdb.DuckDBPyConnection, archive: Archive, before: Resolved
) -> Touched | None:
    """What a change touched, staged; None where that is all: in another year `coverage` has new rows."""
    found = touched.find(connection, archive, before)
    if found:
        _run(connection, READ, found)
    return found if found and last_year(connection) == before.last_year else None


def _run(connection: duckdb.DuckDBPyConnection, names: Iterable[str], found: Touched | None) -> None:
    for name in names:
        run_model(connection, name)
        if found and name in STANDING:
            connection.register("standing", STANDING[name](connection, found))
            connection.execute(f"INSERT INTO {name} BY NAME FROM standing")


def last_year(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The last report year that any site is asked for; None without an attempt and a document."""
    ((year,),) = connection.execute("FROM core_last_year").fetchall()
    return None if year is None else int(year)


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


def last_years(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """A row a batch: what core_last_years says of it."""
    return connection.sql(LAST_YEARS).to_arrow_table()
