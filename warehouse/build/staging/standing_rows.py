"""Rows of the tables of the build before that no change reached, beside what was resolved again."""

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build.staging.touched import Touched
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.models import model

# Table → the relation and columns by which rows of the build before do not stand, and whether of the rows
# made now those of that relation alone count: they tell of others, too, but not the whole.
REPLACED = {
    "documents": ("replaced_documents", "batch, warc_offset", False),
    "reports": ("replaced_documents", "report_id", False),
    "agencies": ("replaced_documents", "agency_id", False),
    "coverage": ("replaced_sites", "site_id", True),
    "captures": ("replaced_batches", "batch", True),
}
WHOLE = """
    CREATE OR REPLACE TEMP TABLE out_{table} AS
    FROM read_parquet({path}) ANTI JOIN (FROM {replaced}) USING ({columns})
    UNION ALL BY NAME
    FROM ({made}) {only}"""
ADDRESSED = """
    SELECT r.report_id, r.agency_name, r.region_code, r.year, d.file, d.row
    FROM read_parquet({reports}) r
    SEMI JOIN stg_corrections USING (agency_name, region_code, year)
    JOIN standing_documents d ON d.report_id = r.report_id AND d.is_record
    WHERE r.is_current"""


def relate(connection: duckdb.DuckDBPyConnection, touched: Touched) -> None:
    """Make relations of what does not stand."""
    connection.register("replaced_documents", touched.old)
    connection.register("replaced_sites", pa.table({"site_id": touched.sites}))
    connection.register("replaced_batches", pa.table({"batch": touched.batches}))


def make_whole(connection: duckdb.DuckDBPyConnection, touched: Touched, table: str) -> None:
    """Make out_TABLE of the rows that stand, and of those that its model makes of what was resolved again."""
    replaced, columns, is_only = REPLACED[table]
    only = f"SEMI JOIN (FROM {replaced}) USING ({columns})" if is_only else ""
    path = literal(str(touched.before.table(table)))
    made = model(f"out_{table}")
    connection.execute(
        WHOLE.format(table=table, path=path, replaced=replaced, columns=columns, made=made, only=only)
    )


def last_years(_: duckdb.DuckDBPyConnection, touched: Touched) -> pa.Table:
    """The rows of core_last_years of the batches that did not change."""
    known = touched.before.last_years
    return known.filter(pc.invert(pc.is_in(known["batch"], touched.batches)))


def addressed(connection: duckdb.DuckDBPyConnection, touched: Touched) -> pa.Table:
    """The rows of core_addressed of the reports that stand."""
    connection.register(
        "standing_documents", touched.standing().select(["report_id", "is_record", "file", "row"])
    )
    path = literal(str(touched.before.table("reports")))
    return connection.sql(ADDRESSED.format(reports=path)).to_arrow_table()
