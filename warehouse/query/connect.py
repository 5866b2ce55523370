"""Connections to a release: the current one of a registry, a folder, or a URL."""

from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError
from warehouse.release.store import DATABASE, Store
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.views import views_script

CONFIG: dict[str, str | bool | int | float | list[str]] = {"custom_user_agent": "nianbao"}


def connect(registry: str = "demo", data: str | Path = "data") -> duckdb.DuckDBPyConnection:
    """A connection to the current release of a registry: every table is a view, and stays in that release.

    `registry` is a name below `data`, or a URL that `release --to URL` sent a release to, as
    s3://bucket/prefix (its current version) or s3://bucket/prefix/2026.1. The connection is in memory, so
    nothing it does can change the release; close it, or use it in a `with`. WarehouseError where there is no
    release, with what to do.

    >>> with connect("demo") as db:  # doctest: +SKIP
    ...     db.sql("FROM trend('req_new')").df()
    """
    if is_url(registry):
        return _connect_url(registry)
    return connect_release(current(registry, data))


def is_url(text: str) -> bool:
    """Whether a release is named by its URL, and not by a registry or folder."""
    return "://" in text


def current(registry: str, data: str | Path) -> Path:
    """The current release of a registry, resolved once; WarehouseError says what to do without one."""
    release = Store(Path(data) / registry / "warehouse").current()
    if release is not None:
        return release
    from spiders.registry import names  # with every family of sites, which a question does not need

    if registry not in names():
        raise WarehouseError(f"there is no registry {registry!r}; known: {', '.join(names())}")
    raise WarehouseError(
        f"there is no release of {registry!r} under {data} yet. "
        f"Run `make build-warehouse REGISTRY={registry}` first."
    )


def connect_release(release: Path | str) -> duckdb.DuckDBPyConnection:
    """A connection to one release: its directory or its URL. The comments stay in nianbao.duckdb."""
    if isinstance(release, str):
        return _connect_url(release)
    connection = duckdb.connect(config=CONFIG)
    if (release / DATABASE).exists():  # its read lock tells `prune` that the release is in use
        connection.execute(f"ATTACH {literal(str(release.resolve() / DATABASE))} AS release (READ_ONLY)")
    connection.execute(views_script(str(release.resolve()), comments=False))
    return connection


def _connect_url(url: str) -> duckdb.DuckDBPyConnection:
    """A connection to the version that `url` names or points at; it reads the files listed there only."""
    from warehouse.release import remote  # fsspec and the store's library take longer than a local question

    address = remote.resolve(url)
    with remote.opened_store(url) as store:
        connection = duckdb.connect(config=CONFIG)
        connection.register_filesystem(store)
        paths = sorted(remote.listed(store, address))
        connection.execute(views_script(address, comments=False, paths=paths))
        return connection
