"""The header of every reading and the sizes of its lists; the lists themselves stay in the files."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.model.reading import READINGS
from warehouse.schema import nested_lists

HEADER = tuple(name for name in READINGS.names if name not in nested_lists.TYPES)
FIELDS = (
    "cells.list.element.status",
    "checks.list.element.outcome",
    "checks.list.element.severity",
    "problems.list.element.severity",
    "sections.list.element.ordinal",
)


def of_file(path: Path) -> pa.Table:
    """One row a document of the file: its header, its counts and its `row` there."""
    read = nested_lists.read(path, (*HEADER, *FIELDS))
    table = read.select(HEADER).rename_columns(
        ["warc_offset" if name == "offset" else name for name in HEADER]
    )
    for name, counted in _counts(read).items():
        table = table.append_column(name, pa.array(counted.astype(np.int32)))
    return table.append_column("row", pa.array(np.arange(len(table), dtype=np.int32)))


def _counts(read: pa.Table) -> dict[str, np.ndarray]:
    cells, checks, problems = (nested_lists.flat(read[name]) for name in ("cells", "checks", "problems"))
    failed = pc.and_(pc.equal(checks["outcome"], "failed"), pc.equal(checks["severity"], "error"))
    return {
        "cell_count": nested_lists.sizes(read["cells"]),
        "unreadable_count": _count_true(read["cells"], pc.equal(cells["status"], "unreadable")),
        "failed_count": _count_true(read["checks"], failed),
        "all_problem_count": nested_lists.sizes(read["problems"]),
        "problem_count": _count_true(read["problems"], pc.not_equal(problems["severity"], "info")),
        "section_count": nested_lists.sizes(read["sections"]),
    }


def _count_true(column: pa.ChunkedArray, is_so: pa.ChunkedArray) -> np.ndarray:
    """How many elements of each list are so."""
    counts = nested_lists.sizes(column)
    before = np.concatenate([[0], np.cumsum(pc.fill_null(is_so, False).to_numpy())])
    ends = np.cumsum(counts)
    found: np.ndarray = before[ends] - before[ends - counts]
    return found
