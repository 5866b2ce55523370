"""SQL that makes the views and macros of a release over its Parquet files."""

from collections.abc import Callable, Collection

from warehouse.schema import FOLDER
from warehouse.schema import tables as schema
from warehouse.schema.executor import literal, model
from warehouse.schema.tables import Table

VIEWS = "views.sql"
MACROS = FOLDER / "macros.sql"
Place = Callable[[str], str]  # a path below the release → SQL for where it is
# DuckDB names its spill folder after the file that was opened: all that a view can know of where it stands.
RELEASE_FOLDER = """CREATE OR REPLACE MACRO release_folder() AS
CASE WHEN ends_with(current_setting('temp_directory'), {own})
    THEN parse_dirpath(current_setting('temp_directory'))
    ELSE {path} END;
"""


def script(root: str = "", comments: bool = True, paths: Collection[str] | None = None) -> str:
    """SQL that makes every view and macro, over the files at `root` (default: relative paths).

    With `paths` (relative to root) a table reads those of its files, else all that its pattern finds.
    """
    prefix = f"{root}/" if root else ""
    return _script(lambda path: literal(prefix + path), comments, paths)


def door_script(release: str, door: str, path: str) -> str:
    """The same for the database file `door` of a release: over the folder it lies in, else over `path`."""
    folder = RELEASE_FOLDER.format(own=literal(f"/{release}/{door}.tmp"), path=literal(path))
    return folder + _script(lambda each: "release_folder() || " + literal(f"/{each}"), True, None)


def _script(place: Place, comments: bool, paths: Collection[str] | None) -> str:
    statements = []
    for table in sorted(schema.tables().values(), key=lambda each: each.layout == "view"):
        statements.append(_view(table, place, paths))
        statements += _comments(table) if comments else []
    macros = MACROS.read_text(encoding="utf-8")
    return "\n".join(["BEGIN;", *statements, macros, "COMMIT;\n"])


def _view(table: Table, place: Place, paths: Collection[str] | None) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    if table.layout == "view":
        source = f"(\n{model(f'view_{table.name}')})"
    else:
        source = f"read_parquet({_files(table, place, paths)})"
    return f"CREATE OR REPLACE VIEW {table.name} AS SELECT {columns} FROM {source};"


def _comments(table: Table) -> list[str]:
    columns = [
        f'COMMENT ON COLUMN {table.name}."{column.name}" IS {literal(column.comment)};'
        for column in table.columns
    ]
    return [f"COMMENT ON VIEW {table.name} IS {literal(table.comment)};", *columns]


def _files(table: Table, place: Place, paths: Collection[str] | None) -> str:
    """The arguments of read_parquet for a table."""
    cut = schema.LAYOUTS[table.layout]
    if not cut:
        return place(f"{table.name}.parquet")
    types = {column.name: column.type for column in table.columns if column.name in cut}
    hive = ", ".join(f"'{name}': {kind}" for name, kind in types.items())
    if paths is None:
        files = place(f"{table.name}/{'*/' * len(cut)}data.parquet")
    else:
        files = f"[{', '.join(place(path) for path in paths if path.startswith(f'{table.name}/'))}]"
    return f"{files}, hive_partitioning=true, hive_types={{{hive}}}"
