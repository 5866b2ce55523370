"""The figures of each report of a partition, kept in the scratch folder until its year is written."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build.context import BuildContext
from warehouse.build.years.figure_matrix import Matrix, block_of, broken_blocks, matrix
from warehouse.schema import nested_lists

# What the yearly tables need to know of each report beside its figures.
REPORT_COLUMNS = (
    "report_id",
    "is_current",
    "agency_id",
    "region_code",
    "province_code",
    "scope",
    "form",
    "form_t2",
    "form_t3",
    "form_t4",
)
COUNTS = {"blank_count": ["blank", "dash"], "unreadable_count": ["unreadable"]}  # column → statuses counted


def save(
    context: BuildContext, place: tuple[int, int], documents: pa.Table, cells: pa.Table, checks: pa.Table
) -> None:
    """Keep the columns and the figures of the reports among some documents with these cells and checks.

    `place` is the number of their partition, and of their run in it.
    """
    records = documents.filter(documents["is_record"])
    count = len(records)
    owner = _owner(cells, records)
    reports = records.select(REPORT_COLUMNS)
    for name, statuses in COUNTS.items():
        is_counted = pc.is_in(cells["status"].cast(pa.string()), pa.array(statuses)).to_numpy()
        counted = np.bincount(owner[is_counted], minlength=count)
        reports = reports.append_column(name, pa.array(counted.astype(np.int32)))
    figures = matrix(cells, owner, _broken(records, checks))
    nested_lists.save(_path(context, "reports", *place), reports)
    flat = {"micro": figures.micro.ravel(), "basis": figures.basis.ravel()}
    nested_lists.save(_path(context, "figures", *place), pa.table(flat))


def _owner(rows: pa.Table, records: pa.Table) -> np.ndarray:
    """The place among the records of the report of each row."""
    return pc.index_in(rows["report_id"], records["report_id"].combine_chunks()).to_numpy()  # type: ignore[no-any-return]


def _broken(records: pa.Table, checks: pa.Table) -> np.ndarray:
    """block × report: whether an error of arithmetic stands against the block."""
    failed = pc.and_(pc.equal(checks["outcome"], "failed"), pc.equal(checks["severity"], "error"))
    errors = checks.filter(failed)
    return broken_blocks(errors["rule_id"].to_pylist(), _owner(errors, records), len(records))


def load(context: BuildContext, numbers: Iterable[int]) -> tuple[pa.Table, Matrix]:
    """The reports of partitions that were kept, in their order, and their figures."""
    loaded = [_load_run(context, number, run) for number in numbers for run in _runs(context, number)]
    reports = pa.concat_tables(table for table, _ in loaded).combine_chunks()
    micro, basis = (
        np.concatenate([getattr(figures, name) for _, figures in loaded], axis=1)
        for name in ("micro", "basis")
    )
    return reports, Matrix(micro, basis)


def _runs(context: BuildContext, number: int) -> range:
    """The runs of a partition that were kept."""
    return range(len(list(context.scratch_dir.glob(_path(context, "reports", number, "*").name))))


def _load_run(context: BuildContext, number: int, run: int) -> tuple[pa.Table, Matrix]:
    reports = nested_lists.load(_path(context, "reports", number, run))
    figures = nested_lists.load(_path(context, "figures", number, run))
    shape = (-1, len(reports)) if len(reports) else (len(block_of()), 0)
    micro, basis = (figures[name].to_numpy().reshape(shape) for name in ("micro", "basis"))
    return reports, Matrix(micro, basis)


def _path(context: BuildContext, kind: str, number: int, run: int | str) -> Path:
    return context.scratch_dir / f"{kind}-{number}-{run}.arrow"
