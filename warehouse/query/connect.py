"""The ways into a release: a views script, nianbao.duckdb, and `connect`.

nianbao.duckdb holds only views, macros and comments. They read the folder it lies in, so that a release can
be moved or copied; opened through a link such as `current`, or attached, they read the absolute path of the
release it was made for. DuckDB does not write the same bytes twice, so it is no part of the manifest: its
checksum stands in a file beside it, and a build makes both again where one is missing.
"""

from pathlib import Path

import duckdb

from spiders.registry import names
from warehouse.errors import WarehouseError
from warehouse.release import remote
from warehouse.release.store import DOOR, DOOR_SUM, Store, checksum, sync
from warehouse.schema.executor import literal
from warehouse.schema.views import door_script, script


def open_door(release: Path, room: Path) -> Path:
    """nianbao.duckdb of a release; if missing, made in `room` and moved in whole, after its checksum."""
    path, told = release / DOOR, release / DOOR_SUM
    if not (path.exists() and told.exists()):
        draft, draft_sum = room / DOOR, room / DOOR_SUM
        with duckdb.connect(draft) as connection:
            connection.execute(door_script(release.name, DOOR, str(release.resolve())))
        draft_sum.write_text(f"{checksum(draft)}  {DOOR}\n", encoding="utf-8")
        path.unlink(missing_ok=True)
        for made in (draft_sum, draft):
            sync(made)
            made.replace(release / made.name)
        sync(release)
    return path


def connect(registry: str = "demo", data: str | Path = "data") -> duckdb.DuckDBPyConnection:
    """A connection to the current release of `registry`: every table is a view, and stays in that release.

    A URL instead of a registry, as connect("s3://bucket/prefix"), opens what `release --to URL` sent there.
    The connection is in memory, so nothing it does can change the release.
    Raises WarehouseError where there is no release.
    """
    if remote.is_url(registry):
        return remote.connect(registry)
    return connect_release(current(registry, data))


def current(registry: str, data: str | Path) -> Path:
    """The current release of a registry, resolved once; WarehouseError says what to do without one."""
    release = Store(Path(data) / registry / "warehouse").current()
    if release is not None:
        return release
    if registry not in names():
        raise WarehouseError(f"there is no registry {registry!r}; known: {', '.join(names())}")
    raise WarehouseError(
        f"there is no release of {registry!r} under {data} yet. "
        f"Run `make build-warehouse REGISTRY={registry}` first."
    )


def connect_release(release: Path | str) -> duckdb.DuckDBPyConnection:
    """A connection to one release: its directory or its URL. The comments stay in nianbao.duckdb."""
    if isinstance(release, str):
        return remote.connect(release)
    connection = duckdb.connect(config=remote.AGENT)
    if (release / DOOR).exists():  # its read lock tells `prune` that the release is in use
        connection.execute(f"ATTACH {literal(str(release.resolve() / DOOR))} AS release (READ_ONLY)")
    connection.execute(script(str(release.resolve()), comments=False))
    return connection
