"""SQL that makes the views and macros of a release over its Parquet files."""

from collections.abc import Callable, Collection

from warehouse.schema import FOLDER
from warehouse.schema.applicants import applicants_sql
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.models import model
from warehouse.schema.tables import LAYOUTS, Table, tables

VIEWS = "views.sql"
PathSql = Callable[[str], str]  # a path below the release → SQL for where it is
# DuckDB names its spill folder after the file that was opened: all that a view can know of where it stands.
RELEASE_FOLDER = """CREATE OR REPLACE MACRO release_folder() AS
CASE WHEN ends_with(current_setting('temp_directory'), {own})
    THEN parse_dirpath(current_setting('temp_directory'))
    ELSE {path} END;
"""


def views_script(root: str = "", comments: bool = True, paths: Collection[str] | None = None) -> str:
    """SQL that makes every view and macro, over the files at `root` (default: relative paths).

    With `paths` (relative to root) a table reads those of its files, else all that its pattern finds.
    """
    prefix = f"{root}/" if root else ""
    return _script(lambda path: literal(prefix + path), comments, paths)


def database_script(release: str, database: str, path: str) -> str:
    """The same for the file `database` of a release: over the folder it lies in, else over `path`."""
    folder = RELEASE_FOLDER.format(own=literal(f"/{release}/{database}.tmp"), path=literal(path))
    return folder + _script(lambda file: "release_folder() || " + literal(f"/{file}"), True, None)


def _script(path_sql: PathSql, comments: bool, paths: Collection[str] | None) -> str:
    statements = []
    for table in sorted(tables().values(), key=lambda table: table.layout == "view"):
        statements.append(_view(table, path_sql, paths))
        statements += _comments(table) if comments else []
    macros = (FOLDER / "macros.sql").read_text(encoding="utf-8")
    return "\n".join(["BEGIN;", *statements, macros, "COMMIT;\n"])


def _view(table: Table, path_sql: PathSql, paths: Collection[str] | None) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    if table.layout == "view":
        query = model(f"view_{table.name}").replace("{applicants}", applicants_sql())
        source = f"(\n{query})"
    else:
        source = f"read_parquet({_files(table, path_sql, paths)})"
    return f"CREATE OR REPLACE VIEW {table.name} AS SELECT {columns} FROM {source};"


def _comments(table: Table) -> list[str]:
    columns = [
        f'COMMENT ON COLUMN {table.name}."{column.name}" IS {literal(column.comment)};'
        for column in table.columns
    ]
    return [f"COMMENT ON VIEW {table.name} IS {literal(table.comment)};", *columns]


def _files(table: Table, path_sql: PathSql, paths: Collection[str] | None) -> str:
    """The arguments of read_parquet for a table."""
    cut = LAYOUTS[table.layout]
    if not cut:
        return path_sql(f"{table.name}.parquet")
    types = {column.name: column.type for column in table.columns if column.name in cut}
    hive = ", ".join(f"'{name}': {kind}" for name, kind in types.items())
    if paths is None:
        files = path_sql(f"{table.name}/{'*/' * len(cut)}data.parquet")
    else:
        files = f"[{', '.join(path_sql(path) for path in paths if path.startswith(f'{table.name}/'))}]"
    return f"{files}, hive_partitioning=true, hive_types={{{hive}}}"
