"""Arrow tables out to the Parquet files of a release, as schema.py declares them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import contract
from warehouse.publish import Entry, checksum
from warehouse.schema import Table

# Rows in a row group by layout; measured, SCALE §1: latency against size at 750M rows, long and wide.
ROW_GROUPS = {"one": 500_000, "province_year": 500_000, "year": 50_000}


def write(table: Table, data: pa.Table, release: Path, path: str, made_from: str = "") -> Entry:
    """Enforce the contract on rows that stand in the declared order, and write them as `release`/`path`."""
    contract.enforce_arrow(table, data)
    whole = data.select([column.name for column in table.stored]).cast(table.arrow()).combine_chunks()
    target = release / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(
        target, whole.schema, compression="zstd", compression_level=3, store_schema=False
    ) as writer:
        writer.write_table(whole, row_group_size=ROW_GROUPS[table.layout])
        writer.add_key_value_metadata(table.metadata())
    return Entry(path, checksum(target), target.stat().st_size, len(whole), made_from)
