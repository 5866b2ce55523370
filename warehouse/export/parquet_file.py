"""A table as one Parquet file, which tells its own columns, its release, and whether it is invented."""

from pathlib import Path

import pyarrow.parquet as pq

from spiders.archive.whole_file import replacing
from warehouse.export.source import Selection


def write(selection: Selection, path: Path) -> None:
    """Write the rows with the types of the release, lists and decimals among them."""
    source = selection.source
    told = {"nianbao.release": source.manifest.release_id, "nianbao.notice": source.notice}
    schema = selection.schema.with_metadata(selection.table.metadata(selection.table.columns) | told)
    with replacing(path) as stream, pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for batch in selection.batches():
            writer.write_batch(batch.cast(schema))
