"""The ways into a release: a views script, nianbao.duckdb, and `connect`.

nianbao.duckdb holds only views, macros and comments, bound to the release's own absolute path. DuckDB does
not write the same bytes twice, so it is no part of the manifest: its checksum stands in a file beside it, and
a build makes both again where one is missing.
"""

from pathlib import Path

import duckdb

from warehouse import schema
from warehouse.engine import literal, model
from warehouse.errors import WarehouseError
from warehouse.publish import DOOR, DOOR_SUM, Store, checksum, sync
from warehouse.schema import Table

VIEWS = "views.sql"
MACROS = Path(__file__).with_name("macros.sql")


def script(root: str = "", comments: bool = True) -> str:
    """SQL that makes every view and macro, over the files at `root` (default: relative paths)."""
    prefix = f"{root}/" if root else ""
    statements = []
    for table in schema.tables().values():
        statements.append(_view(table, prefix))
        statements += _comments(table) if comments else []
    macros = MACROS.read_text(encoding="utf-8")
    return "\n".join(["BEGIN;", *statements, macros, "COMMIT;\n"])


def _view(table: Table, prefix: str) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    if table.layout == "view":
        source = f"(\n{model(f'view_{table.name}')})"
    else:
        source = f"read_parquet({_files(table, prefix)})"
    return f"CREATE OR REPLACE VIEW {table.name} AS SELECT {columns} FROM {source};"


def _comments(table: Table) -> list[str]:
    columns = [
        f'COMMENT ON COLUMN {table.name}."{column.name}" IS {literal(column.comment)};'
        for column in table.columns
    ]
    return [f"COMMENT ON VIEW {table.name} IS {literal(table.comment)};", *columns]


def _files(table: Table, prefix: str) -> str:
    """The arguments of read_parquet for a table."""
    cut = schema.LAYOUTS[table.layout]
    if not cut:
        return literal(f"{prefix}{table.name}.parquet")
    types = {column.name: column.type for column in table.columns if column.name in cut}
    hive = ", ".join(f"'{name}': {kind}" for name, kind in types.items())
    glob = f"{prefix}{table.name}/{'*/' * len(cut)}data.parquet"
    return f"{literal(glob)}, hive_partitioning=true, hive_types={{{hive}}}"


def open_door(release: Path, room: Path) -> Path:
    """nianbao.duckdb of a release; if missing, made in `room` and moved in whole, after its checksum."""
    path, told = release / DOOR, release / DOOR_SUM
    if not (path.exists() and told.exists()):
        draft, draft_sum = room / DOOR, room / DOOR_SUM
        with duckdb.connect(draft) as connection:
            connection.execute(script(str(release.resolve())))
        draft_sum.write_text(f"{checksum(draft)}  {DOOR}\n", encoding="utf-8")
        path.unlink(missing_ok=True)
        for made in (draft_sum, draft):
            sync(made)
            made.replace(release / made.name)
        sync(release)
    return path


def connect(registry: str = "demo", data: str | Path = "data") -> duckdb.DuckDBPyConnection:
    """A connection to the current release of `registry`: every table is a view, and stays in that release.

    The connection is in memory, so nothing it does can change the release.
    Raises WarehouseError where no release was built yet.
    """
    release = Store(Path(data) / registry / "warehouse").current()
    if release is None:
        raise WarehouseError(
            f"There is no release of {registry!r} under {data} yet. "
            f"Run `make build-warehouse REGISTRY={registry}` first."
        )
    return connect_release(release)


def connect_release(release: Path) -> duckdb.DuckDBPyConnection:
    """A connection to one release directory. The comments stay in nianbao.duckdb."""
    connection = duckdb.connect(config={"custom_user_agent": "nianbao"})
    if (release / DOOR).exists():  # its read lock tells `prune` that the release is in use
        connection.execute(f"ATTACH {literal(str(release.resolve() / DOOR))} AS release (READ_ONLY)")
    connection.execute(script(str(release.resolve()), comments=False))
    return connection
