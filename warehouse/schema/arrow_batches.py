"""Streams of rows cut into batches of the sizes that are wanted."""

from collections.abc import Iterable, Iterator

import pyarrow as pa


def batches_of(reader: pa.RecordBatchReader, sizes: Iterable[int]) -> Iterator[pa.RecordBatch]:
    """A batch of each of those sizes, in order; the last may be smaller, where the rows end."""
    return map(batch_of, tables_of(reader, sizes))


def tables_of(reader: pa.RecordBatchReader, sizes: Iterable[int]) -> Iterator[pa.Table]:
    """Like `batches_of`, in the batches that the rows come in: nothing is copied."""
    held = reader.schema.empty_table()
    for size in sizes:
        parts, wanted = [held], size - len(held)
        while wanted > 0 and (batch := next(reader, None)) is not None:
            parts.append(pa.Table.from_batches([batch]))
            wanted -= len(batch)
        whole = pa.concat_tables(parts)
        yield whole.slice(0, size)
        held = whole.slice(size)


def batch_of(table: pa.Table) -> pa.RecordBatch:
    """A table as one batch."""
    columns = [_array(column) for column in table.columns]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


def _array(column: pa.ChunkedArray) -> pa.Array:
    chunks = column.chunks
    return pa.concat_arrays(chunks) if chunks else pa.array([], column.type)
