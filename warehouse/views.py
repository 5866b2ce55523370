"""SQL that makes the views and macros of a release over its Parquet files."""

from collections.abc import Collection
from pathlib import Path

from warehouse import schema
from warehouse.engine import literal, literals, model
from warehouse.schema import Table

VIEWS = "views.sql"
MACROS = Path(__file__).with_name("macros.sql")


def script(root: str = "", comments: bool = True, paths: Collection[str] | None = None) -> str:
    """SQL that makes every view and macro, over the files at `root` (default: relative paths).

    With `paths` (relative to root) a table reads those of its files, else all that its pattern finds.
    """
    prefix = f"{root}/" if root else ""
    statements = []
    for table in schema.tables().values():
        statements.append(_view(table, prefix, paths))
        statements += _comments(table) if comments else []
    macros = MACROS.read_text(encoding="utf-8")
    return "\n".join(["BEGIN;", *statements, macros, "COMMIT;\n"])


def _view(table: Table, prefix: str, paths: Collection[str] | None) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    if table.layout == "view":
        source = f"(\n{model(f'view_{table.name}')})"
    else:
        source = f"read_parquet({_files(table, prefix, paths)})"
    return f"CREATE OR REPLACE VIEW {table.name} AS SELECT {columns} FROM {source};"


def _comments(table: Table) -> list[str]:
    columns = [
        f'COMMENT ON COLUMN {table.name}."{column.name}" IS {literal(column.comment)};'
        for column in table.columns
    ]
    return [f"COMMENT ON VIEW {table.name} IS {literal(table.comment)};", *columns]


def _files(table: Table, prefix: str, paths: Collection[str] | None) -> str:
    """The arguments of read_parquet for a table."""
    cut = schema.LAYOUTS[table.layout]
    if not cut:
        return literal(f"{prefix}{table.name}.parquet")
    types = {column.name: column.type for column in table.columns if column.name in cut}
    hive = ", ".join(f"'{name}': {kind}" for name, kind in types.items())
    if paths is None:
        files = literal(f"{prefix}{table.name}/{'*/' * len(cut)}data.parquet")
    else:
        files = literals(tuple(f"{prefix}{path}" for path in paths if path.startswith(f"{table.name}/")))
    return f"{files}, hive_partitioning=true, hive_types={{{hive}}}"
