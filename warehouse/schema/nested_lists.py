"""The nested lists of readings as flat Arrow tables: no SQL, no Python object a value."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.model.reading import CELL_TYPE, CHECK_TYPE, MENTION_TYPE, PROBLEM_TYPE, SECTION_TYPE

TYPES = {
    "cells": CELL_TYPE,
    "checks": CHECK_TYPE,
    "problems": PROBLEM_TYPE,
    "sections": SECTION_TYPE,
    "mentions": MENTION_TYPE,
}
LZ4 = pa.ipc.IpcWriteOptions(compression="lz4")
# Words from a closed list travel as numbers; a dictionary of free text costs more than the text.
WORDS = {
    "cells": ("indicator", "applicant", "unit", "status", "method"),
    "checks": ("rule_id", "scope", "outcome", "severity", "verdict", "note"),
    "problems": ("kind", "severity"),
}


def read(path: Path, columns: Iterable[str]) -> pa.Table:
    """Columns of a readings file; `cells` is a whole list, `cells.list.element.status` one field of it."""
    # By itself Arrow puts no words of a list together that come from several row groups.
    return pa.concat_tables(table for _, table in row_groups(path, columns))


def row_groups(
    path: Path, columns: Iterable[str], rows: np.ndarray | None = None
) -> Iterator[tuple[int, pa.Table]]:
    """The row groups of a readings file, or those that hold some rows, each with the number of its first row.

    A batch of the nation's has hundreds of thousands of documents, whose lists are not held at once.
    """
    words = [f"{name}.list.element.{word}" for name, fields in WORDS.items() for word in fields]
    wanted, start = list(columns), 0
    with pq.ParquetFile(path, read_dictionary=words, page_checksum_verification=True) as file:
        for number in range(file.num_row_groups):
            end = start + file.metadata.row_group(number).num_rows
            if rows is None or ((start <= rows) & (rows < end)).any():
                yield start, file.read_row_group(number, wanted, use_threads=False)
            start = end


def save(path: Path, table: pa.Table) -> None:
    """Keep a table for another task of this build."""
    with pa.ipc.new_stream(path, table.schema, options=LZ4) as out:
        out.write_table(table)


def load(path: Path) -> pa.Table:
    """A table that `save` kept."""
    with pa.ipc.open_stream(path) as stream:
        return stream.read_all()


def sizes(column: pa.ChunkedArray) -> np.ndarray:
    """How many elements each list holds."""
    return pc.fill_null(pc.list_value_length(column), 0).to_numpy()  # type: ignore[no-any-return]


def flat(column: pa.ChunkedArray) -> pa.Table:
    """The structs of all lists after each other, a column a field, one chunk each."""
    kind = column.type.value_type
    chunks = [
        pa.Table.from_arrays(chunk.flatten().flatten(), schema=pa.schema(list(kind)))
        for chunk in column.chunks
    ]
    table = pa.concat_tables(chunks) if chunks else pa.schema(list(kind)).empty_table()
    return table.unify_dictionaries().combine_chunks()


def take(column: pa.ChunkedArray, rows: np.ndarray) -> pa.ListArray:
    """Some lists of a column, an empty one for NULL. Arrow's own `take` of lists of structs is far slower."""
    lengths = sizes(column)
    starts = np.cumsum(lengths) - lengths
    elements = flat(column).take(pa.array(spans(starts[rows], lengths[rows])))
    fields = [elements.schema.field(name) for name in elements.column_names]
    structs = pa.StructArray.from_arrays(
        [column.combine_chunks() for column in elements.columns], fields=fields
    )
    offsets = np.concatenate([[0], np.cumsum(lengths[rows])]).astype(np.int32)
    return pa.ListArray.from_arrays(offsets, structs)


def spans(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The positions of several stretches after each other: (3, 2), (7, 1) → 3 4 7."""
    ends = np.cumsum(lengths)
    shift = np.repeat(starts - (ends - lengths), lengths)
    return np.arange(len(shift)) + shift  # type: ignore[no-any-return]


def codes(column: pa.ChunkedArray | pa.Array) -> tuple[np.ndarray, int]:
    """A number a row that tells the values apart, and how many numbers there are; NULL counts as a value."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
    indices = pc.fill_null(encoded.indices.cast(pa.int64()), len(encoded.dictionary))
    return indices.to_numpy(zero_copy_only=False), len(encoded.dictionary) + 1


def ranks(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """A number a row in the order of the values, NULL last."""
    found, _ = codes(column)
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    words = array.dictionary if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array).dictionary
    order = np.empty(len(words) + 1, np.int64)
    order[pc.sort_indices(words).to_numpy()] = np.arange(len(words))
    order[len(words)] = len(words)
    return order[found]  # type: ignore[no-any-return]


def renumbered(array: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same words, numbered by their order, without those that no row bears."""
    known = len(array.dictionary)
    indices = pc.fill_null(array.indices.cast(pa.int32()), known).to_numpy(zero_copy_only=False)
    used = np.flatnonzero(np.bincount(indices, minlength=known + 1)[:known])
    words = array.dictionary.take(pa.array(used))
    order = pc.sort_indices(words).to_numpy()
    number = np.zeros(known + 1, np.int32)
    number[used[order]] = np.arange(len(used))
    return pa.DictionaryArray.from_arrays(
        pa.array(number[indices], mask=indices == known), words.take(pa.array(order))
    )
