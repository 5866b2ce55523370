"""Connections to a release: the current one of a registry, a folder, or a URL."""

import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from warehouse.errors import WarehouseError
from warehouse.query.limits import ASKED, OWN, Limits
from warehouse.query.locate import current, is_url
from warehouse.query.read_only import refuse_writing
from warehouse.release.manifest import read_manifest
from warehouse.release.store import DATABASE
from warehouse.schema.duckdb_connection import literal, literals
from warehouse.schema.views import views_script

CONFIG: dict[str, str | bool | int | float | list[str]] = {"custom_user_agent": "nianbao"}
BESIDE = "beside"  # the name of a database that is attached to a release


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

    def trusting_cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor for SQL of our own, which is not looked at: a third of a small question's time.

        Never for a text of others.
        """
        return self._connection.cursor()

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


def connect_release(
    release: Path | str, limits: Limits = OWN, beside: Path | None = None
) -> ReadOnlyConnection:
    """A connection to one release: its directory or its URL. The comments stay in nianbao.duckdb.

    `beside` is a database file that stands in it as BESIDE, for reading; of a directory alone.
    """
    if isinstance(release, str):
        return _connect_url(release, limits)
    release = release.resolve()
    paths = [entry.path for entry in read_manifest(release).files]
    connection = duckdb.connect(config=CONFIG)
    if (release / DATABASE).exists():
        _hold(connection, release / DATABASE)
    if beside:
        connection.execute(f"ATTACH {literal(str(beside))} AS {BESIDE} (READ_ONLY)")
    return _guarded(connection, (str(release),), paths, limits)


def connect_here(limits: Limits) -> ReadOnlyConnection:
    """A connection to the release that is the working folder, for questions of strangers over a network.

    Its views and plans name files as they stand in the release, so that no answer tells where that lies;
    settings would, which `refuse_settings` refuses. It holds no lock: who serves the release does.
    """
    paths = [entry.path for entry in read_manifest(Path()).files]
    return _guarded(duckdb.connect(config=CONFIG), (".",), paths, limits)


def _hold(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Keep the read lock that tells `prune` that the release is in use; another's lock tells it as well.

    DuckDB opens a database for writing unless it is told otherwise, and then nobody else may open it.
    """
    try:
        connection.execute(f"ATTACH {literal(str(database))} AS release (READ_ONLY)")
    except duckdb.IOException as error:
        if "Could not set lock" not in str(error):
            raise


def _connect_url(url: str, limits: Limits) -> ReadOnlyConnection:
    """A connection to the version that `url` names or points at; it reads the files listed there only."""
    from warehouse.object_store import opened_store
    from warehouse.release import remote  # fsspec and the store's library take longer than a local question

    address = remote.resolve(url)
    with opened_store(url) as store:
        # DuckDB asks the store four times about each file of each view: a listing answers, not the network.
        store.find(address)
        connection = duckdb.connect(config=CONFIG)
        connection.register_filesystem(store)
        # As we write an address, and as the store's own glob does, which DuckDB asks.
        roots = (address, store.unstrip_protocol(store._strip_protocol(address)))
        return _guarded(connection, roots, sorted(remote.listed(store, address)), limits)


def _guarded(
    connection: duckdb.DuckDBPyConnection, roots: Sequence[str], paths: Sequence[str], limits: Limits
) -> ReadOnlyConnection:
    """The views over the files of a release, and then nothing else."""
    connection.execute(views_script(roots[0], comments=False, paths=paths))
    _shut_in(connection, [f"{root}/{path}" for root in roots for path in paths], limits)
    return ReadOnlyConnection(connection)


def _shut_in(connection: duckdb.DuckDBPyConnection, files: Sequence[str], limits: Limits) -> None:
    """Leave a connection nothing but its views and `files`, and the limits; no statement can undo it.

    Files are allowed one by one, not by their folder: in an allowed folder DuckDB would also write.
    """
    # DuckDB makes this folder when it needs it, and removes it.
    spill = _temporary() / f"nianbao-spill-{secrets.token_hex(8)}"
    settings: dict[str, object] = {
        "temp_directory": str(spill),
        "memory_limit": limits.memory_mb and f"{limits.memory_mb}MB",
        "max_execution_time": limits.seconds and max(1, int(1000 * limits.seconds)),
        "max_temp_directory_size": limits.spill_mb and f"{limits.spill_mb}MB",
        "threads": limits.threads,
        "enable_progress_bar": False,  # it would stand among the rows of an answer
        "autoload_known_extensions": False,
        "autoinstall_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,  # else FROM x reads a variable of the program that asks
    }
    for name, value in settings.items():
        if value is not None:
            connection.execute(f"SET {name} = '{value}'")
    connection.execute(f"SET allowed_paths = {literals(files)}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _temporary() -> Path:
    """The folder for temporary files; WarehouseError, with what to do, where none takes a file."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError as error:  # so Python calls a full disk
        raise WarehouseError(
            f"no room to write beside the question ({error.strerror}); "
            "free some, or name a folder that has room in TMPDIR, and ask again"
        ) from error
