"""Rows of the tables of the build before that no change reached, beside what was resolved again."""

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build.staging.touched import Touched
from warehouse.schema.models import model
from warehouse.schema.tables import Table

# Table → the relation and columns by which rows of the build before do not stand, and whether of the rows
# made now those of that relation alone count: they tell of others, too, but not the whole.
REPLACED = {
    "documents": ("replaced_documents", "batch, warc_offset", False),
    "reports": ("replaced_documents", "report_id", False),
    "agencies": ("replaced_documents", "agency_id", False),
    "coverage": ("replaced_sites", "site_id", True),
    "captures": ("replaced_batches", "batch", True),
}
JOINED = """
    CREATE OR REPLACE TEMP TABLE piece_{table} AS
    FROM (FROM {standing} WHERE {condition}) {but_replaced}
    UNION ALL BY NAME
    FROM out_{table} WHERE {condition}"""
IS_SAME = """
    SELECT (SELECT set_digest(t) FROM ({gone}) t) = (SELECT set_digest(t) FROM ({came}) t)"""
ADDRESSED = """
    SELECT r.report_id, r.agency_name, r.region_code, r.year, d.file, d.row
    FROM {reports} r
    SEMI JOIN stg_corrections USING (agency_name, region_code, year)
    JOIN standing_documents d ON d.report_id = r.report_id AND d.is_record
    WHERE r.is_current"""


def relate(connection: duckdb.DuckDBPyConnection, touched: Touched) -> None:
    """Make relations of what does not stand."""
    connection.register("replaced_documents", touched.old)
    connection.register("replaced_sites", pa.table({"site_id": touched.sites}))
    connection.register("replaced_batches", pa.table({"batch": touched.batches}))


def replaced(table: str, join: str) -> str:
    """A SEMI or ANTI join with what does not stand of a table."""
    relation, columns, _ = REPLACED[table]
    return f"{join} JOIN (FROM {relation}) USING ({columns})"


def make(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make out_TABLE: the rows that its model makes of what was resolved again."""
    is_only = REPLACED[table][-1]
    only = replaced(table, "SEMI") if is_only else ""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE out_{table} AS FROM ({model(f'out_{table}')}) {only}")


def join(connection: duckdb.DuckDBPyConnection, table: str, standing: str, condition: str) -> None:
    """Make piece_TABLE of the rows that meet a condition: those that stand in a source, and those made."""
    but_replaced = replaced(table, "ANTI")
    connection.execute(
        JOINED.format(table=table, standing=standing, condition=condition, but_replaced=but_replaced)
    )


def is_same(connection: duckdb.DuckDBPyConnection, table: Table, standing: str, condition: str) -> bool:
    """Whether the rows made that meet a condition are those that do not stand in a source."""
    gone = f"(FROM {standing} WHERE {condition}) {replaced(table.name, 'SEMI')}"
    came = f"out_{table.name} WHERE {condition}"
    ((found,),) = connection.execute(IS_SAME.format(gone=table.cast(gone), came=table.cast(came))).fetchall()
    return bool(found)


def last_years(_: duckdb.DuckDBPyConnection, touched: Touched) -> pa.Table:
    """The rows of core_last_years of the batches that did not change."""
    known = touched.before.last_years
    return known.filter(pc.invert(pc.is_in(known["batch"], touched.batches)))


def addressed(connection: duckdb.DuckDBPyConnection, touched: Touched) -> pa.Table:
    """The rows of core_addressed of the reports that stand."""
    connection.register(
        "standing_documents", touched.standing(columns=["report_id", "is_record", "file", "row"])
    )
    return connection.sql(ADDRESSED.format(reports=touched.before.source("reports"))).to_arrow_table()
