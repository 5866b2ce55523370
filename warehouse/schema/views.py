"""SQL that makes the views and macros of a release over its Parquet files."""

import re
from collections.abc import Callable, Collection

from warehouse.schema.duckdb_connection import literal
from warehouse.schema.models import model
from warehouse.schema.tables import LAYOUTS, Table, table_of, tables
from warehouse.schema.view_parts import macros
from warehouse.schema.view_parts.applicants import applicants_sql
from warehouse.schema.view_parts.names import with_names

VIEWS = "views.sql"
STORED = "stored"  # schema of a portable file: the tables that have a view with names over them
# What a model of a view leaves to code.
FILLED: dict[str, Callable[[], str]] = {
    "{applicants}": applicants_sql,
    "{macros}": macros.rows_sql,
}
BARE = re.compile(r"\{stored (\w+)\}")  # a table without its names, which a view has by joins of its own
PathSql = Callable[[str], str]  # a path below the release → SQL for where it is
# Where nianbao.duckdb lies, DuckDB tells by the spill folder it names after the file that was opened.
# `current` is a link to releases/ID, and is followed once, so that a reader stays in its release. Attached,
# or with another spill folder, it cannot know, and says so: a path kept from its making may lead elsewhere.
RELEASE_FOLDER = r"""CREATE OR REPLACE MACRO release_folder() AS regexp_replace(
CASE WHEN getvariable('nianbao_release') IS NOT NULL THEN getvariable('nianbao_release')
    WHEN ends_with(current_setting('temp_directory'), '/warehouse/current/{database}.tmp')
    THEN left(current_setting('temp_directory'), -length('current/{database}.tmp')) || 'releases/{release}'
    WHEN ends_with(current_setting('temp_directory'), '/{database}.tmp')
    THEN parse_dirpath(current_setting('temp_directory'))
    ELSE error('Where the files of {database} lie is not known when it is attached, or when temp_directory '
        || 'was set. Say it: SET VARIABLE nianbao_release = ''/path/of/its/folder''; '
        || 'or attach {portable}.') END,
'([*?\[])', '[\1]', 'g');
"""


def views_script(root: str = "", comments: bool = True, paths: Collection[str] | None = None) -> str:
    """SQL that makes every view and macro, over the files at `root` (default: relative paths).

    With `paths` (relative to root) a table reads those of its files, else all that its pattern finds.
    """
    prefix = f"{root}/" if root else ""
    return _script(lambda path: literal(prefix + path), comments, paths)


def database_script(release: str, database: str, portable: str) -> str:
    """The same for the file `database` of the release with that id, over the folder it lies in.

    While it runs, the variable `nianbao_release` must name the folder of the release.
    """
    views = _script(lambda file: "release_folder() || " + literal(f"/{file}"), True, None)
    return release_folder(release, database, portable) + views


def release_folder(release: str, database: str, portable: str) -> str:
    """The one statement of `database_script` that names the release."""
    return RELEASE_FOLDER.format(release=release, database=database, portable=portable)


def portable_script() -> str:
    """The views, comments and macros over tables that stand in the same database, for engines of old, too."""
    return _script(None, True, None)


def _script(path_sql: PathSql | None, comments: bool, paths: Collection[str] | None) -> str:
    """The statements in one transaction; without `path_sql` the tables stand in the database itself."""
    statements = []
    for table in sorted(tables().values(), key=_rank):
        source = _source(table, path_sql, paths)
        if source:
            statements.append(_view(table, source))
        if comments:
            statements += _comments(table, "VIEW" if source else "TABLE")
    statements.append(macros.script())
    if comments:
        statements += macros.comments()
    return "\n".join(["BEGIN;", *statements, "COMMIT;\n"])


def rows_of_files(table: Table, root: str, paths: Collection[str]) -> str:
    """SQL of the rows that a table has in these of its files (relative to root), names among the columns."""
    return with_names(table, f"read_parquet({_files(table, lambda path: literal(f'{root}/{path}'), paths)})")


def _rank(table: Table) -> int:
    """A view comes after those it reads: names of bodies, then the tables that carry them."""
    return 2 if table.layout == "view" else int(has_names(table))


def has_names(table: Table) -> bool:
    """Whether the view of a table adds names to what is stored."""
    return table.made != table.columns


def _source(table: Table, path_sql: PathSql | None, paths: Collection[str] | None) -> str:
    """What the view of that name reads; empty for a table that needs no view."""
    if table.layout == "view":
        query = model(f"view_{table.name}")
        for name, filled in FILLED.items():
            query = query.replace(name, filled()) if name in query else query
        query = BARE.sub(lambda found: _source(tables()[found[1]], path_sql, paths), query)
        return f"(\n{query})"
    if path_sql:
        return f"read_parquet({_files(table, path_sql, paths)})"
    return f"{STORED}.{table.name}" if has_names(table) else ""


def _view(table: Table, source: str) -> str:
    return f"CREATE OR REPLACE VIEW {table.name} AS {with_names(table, source)};"


def _comments(table: Table, kind: str) -> list[str]:
    columns = [
        f'COMMENT ON COLUMN {table.name}."{column.name}" IS {literal(column.comment)};'
        for column in table.columns
    ]
    return [f"COMMENT ON {kind} {table.name} IS {literal(table.comment)};", *columns]


def _files(table: Table, path_sql: PathSql, paths: Collection[str] | None) -> str:
    """The arguments of read_parquet for a table."""
    if paths is None or table.layout == "one":
        files = path_sql(table.pattern)
    else:
        files = f"[{', '.join(path_sql(path) for path in paths if table_of(path) == table.name)}]"
    cut = LAYOUTS[table.layout]
    if not cut:
        return files
    types = {column.name: column.type for column in table.columns if column.name in cut}
    hive = ", ".join(f"'{name}': {kind}" for name, kind in types.items())
    return f"{files}, hive_partitioning=true, hive_types={{{hive}}}"
