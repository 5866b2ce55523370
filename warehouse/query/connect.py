"""Connections to a release: the current one of a registry, a folder, or a URL."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query.limits import ASKED, OWN, Limits, shut_in
from warehouse.query.read_only import refuse_writing
from warehouse.release.manifest import read_manifest
from warehouse.release.store import DATABASE, Store
from warehouse.schema.duckdb_connection import literal
from warehouse.schema.views import views_script

CONFIG: dict[str, str | bool | int | float | list[str]] = {"custom_user_agent": "nianbao"}


class ReadOnlyConnection:
    """A DuckDB connection that takes SQL which reads, and no other; else used as DuckDB's own.

    It guards against SQL, not against the program that holds it: Python can do to files what its user can.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def execute(self, query: str | duckdb.Statement, parameters: object = None) -> Self:
        """As DuckDB's own, after a look at the statements; so are the others."""
        self._connection.execute(self._checked(query), parameters)
        return self

    def executemany(self, query: str | duckdb.Statement, parameters: object = None) -> Self:  # noqa: D102
        self._connection.executemany(self._checked(query), parameters)
        return self

    def sql(self, query: str | duckdb.Statement, **options: Any) -> duckdb.DuckDBPyRelation:  # noqa: D102
        return self._connection.sql(self._checked(query), **options)

    query = from_query = sql

    def cursor(self) -> "ReadOnlyConnection":  # noqa: D102
        return ReadOnlyConnection(self._connection.cursor())

    duplicate = cursor

    def _checked(self, query: str | duckdb.Statement) -> str:
        text = query if isinstance(query, str) else query.query
        refuse_writing(self._connection.cursor(), text)
        return text


def connect(registry: str = "demo", data: str | Path = "data", limits: Limits = ASKED) -> ReadOnlyConnection:
    """A connection to the current release of a registry: every table is a view, and stays in that release.

    `registry` is a name below `data`, or a URL that `release --to URL` sent a release to, as
    s3://bucket/prefix (its current version) or s3://bucket/prefix/2026.1. The connection reads the files of
    that release and no other, within `limits`; close it, or use it in a `with`. WarehouseError where there is
    no release, with what to do, and for SQL that would write.

    >>> with connect("demo") as db:  # doctest: +SKIP
    ...     db.sql("FROM trend('req_new')").df()
    """
    if is_url(registry):
        return _connect_url(registry, limits)
    return connect_release(current(registry, data), limits)


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


def connect_release(release: Path | str, limits: Limits = OWN) -> ReadOnlyConnection:
    """A connection to one release: its directory or its URL. The comments stay in nianbao.duckdb."""
    if isinstance(release, str):
        return _connect_url(release, limits)
    release = release.resolve()
    paths = [entry.path for entry in read_manifest(release).files]
    connection = duckdb.connect(config=CONFIG)
    if (release / DATABASE).exists():  # its read lock tells `prune` that the release is in use
        connection.execute(f"ATTACH {literal(str(release / DATABASE))} AS release (READ_ONLY)")
    return _guarded(connection, (str(release),), paths, limits)


def _connect_url(url: str, limits: Limits) -> ReadOnlyConnection:
    """A connection to the version that `url` names or points at; it reads the files listed there only."""
    from warehouse.release import remote  # fsspec and the store's library take longer than a local question

    address = remote.resolve(url)
    with remote.opened_store(url) as store:
        connection = duckdb.connect(config=CONFIG)
        connection.register_filesystem(store)
        roots = (address, store.unstrip_protocol(address))  # as we, and as DuckDB's glob through it, write it
        return _guarded(connection, roots, sorted(remote.listed(store, address)), limits)


def _guarded(
    connection: duckdb.DuckDBPyConnection, roots: Sequence[str], paths: Sequence[str], limits: Limits
) -> ReadOnlyConnection:
    """The views over the files of a release, and then nothing else."""
    connection.execute(views_script(roots[0], comments=False, paths=paths))
    shut_in(connection, [f"{root}/{path}" for root in roots for path in paths], limits)
    return ReadOnlyConnection(connection)
