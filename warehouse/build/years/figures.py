"""The rows of `figures`: what each report prints, nothing that was added or mended."""

import pyarrow as pa

from warehouse.build.context import BuildContext
from warehouse.build.years.figure_matrix import Matrix, row_declarations
from warehouse.schema.figure_columns import wide_columns
from warehouse.schema.figure_values import PRINTED, figure_column
from warehouse.schema.tables import tables


def declarations() -> tuple[object, ...]:
    """What decides a row beside the code: the table, and which figure each column holds."""
    return tables()["figures"].declaration, row_declarations()


def figures(_: BuildContext, reports: pa.Table, matrix: Matrix) -> pa.Table:
    """One row a report, in the order of `reports`; a column of `matrix` each."""
    about = reports.drop_columns(["form"])
    is_printed = matrix.basis == PRINTED
    columns = {
        column.name: figure_column(column, matrix.micro[place], is_printed[place])
        for place, column in enumerate(wide_columns())
    }
    return pa.table(dict(zip(about.column_names, about.columns, strict=True)) | columns)
