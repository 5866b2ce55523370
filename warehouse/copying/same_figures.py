"""When the tables of a report are those of another once more."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FEWEST = 8  # figures that are not zero: small bodies repeat zeros lawfully


def same_figures(reports: pa.Table, others: pa.Table) -> np.ndarray:
    """How many figures of each report are not zero, if all are those of the other; else 0, as of too few.

    Both tables have a row a report, the two of a pair in the same place, and a column a figure. What neither
    prints is the same, too.
    """
    is_same, counts = np.ones(len(reports), bool), np.zeros(len(reports), np.int32)
    for name in reports.column_names:
        own, other = reports[name], others[name]
        is_alike = pc.if_else(own.is_valid(), pc.equal(own, other), other.is_null())
        is_same &= pc.fill_null(is_alike, False).to_numpy()
        counts += pc.fill_null(pc.not_equal(own, 0), False).to_numpy()
    counts[~is_same | (counts < FEWEST)] = 0
    return counts
