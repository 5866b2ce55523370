"""The printed cells of a few documents, straight from the readings files."""

from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.schema import nested_lists

SHAPE = pa.schema(
    [
        ("file", pa.int32()),
        ("row", pa.int32()),
        ("indicator", pa.string()),
        ("applicant", pa.string()),
        ("item", pa.string()),
        ("value", pa.decimal128(24, 6)),
        ("status", pa.string()),
    ]
)


def printed_cells(executor: Executor, readings: tuple[Path, ...], wanted: pa.Table) -> pa.Table:
    """One row a cell of the documents at the `wanted` file and row (NULL: no document)."""
    wanted = wanted.drop_null()
    file_of, row = wanted["file"].to_numpy(), wanted["row"].to_numpy()
    files = [int(file) for file in np.unique(file_of)]
    rows = [np.unique(row[file_of == file]) for file in files]
    found = executor.map(_of_file, [readings[file] for file in files], files, rows)
    return pa.concat_tables([SHAPE.empty_table(), *found])


def _of_file(path: Path, file: int, rows: np.ndarray) -> pa.Table:
    """The cells of the documents in those rows of a file, which are in order."""
    groups = nested_lists.row_groups(path, ["cells"], rows)
    return pa.concat_tables(_of_group(group["cells"], file, rows, start) for start, group in groups)


def _of_group(lists: pa.ChunkedArray, file: int, rows: np.ndarray, start: int) -> pa.Table:
    """The same of a row group, whose first row has the number `start`."""
    here = rows[slice(*np.searchsorted(rows, (start, start + len(lists))))]
    column = lists.take(pa.array(here - start))
    cells = nested_lists.flat(column)
    columns = {name: cells[name] for name in SHAPE.names[2:]}
    columns["file"] = pa.array(np.full(len(cells), file, np.int32))
    columns["row"] = pa.array(np.repeat(here, nested_lists.sizes(column)))
    return pa.table(columns).select(SHAPE.names).cast(SHAPE)
