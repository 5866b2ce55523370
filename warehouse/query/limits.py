"""What a question may use, and a connection that is shut in with the files of one release."""

import os
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.schema.duckdb_connection import literals


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question may use; None is what DuckDB would take by itself, and no end."""

    memory_mb: int | None = None
    seconds: float | None = None
    spill_mb: int | None = None  # on disk, for what does not fit into memory
    threads: int | None = None


OWN = Limits()  # for questions that we wrote ourselves
ASKED = Limits(memory_mb=4000, seconds=300, spill_mb=20_000, threads=os.cpu_count())


def shut_in(connection: duckdb.DuckDBPyConnection, files: Sequence[str], limits: Limits) -> None:
    """Leave a connection nothing but its views and `files`, and the limits; no statement can undo it.

    Files are allowed one by one, not by their folder: in an allowed folder DuckDB would also write.
    """
    # DuckDB makes this folder when it needs it, and removes it.
    spill = Path(tempfile.gettempdir()) / f"nianbao-spill-{secrets.token_hex(8)}"
    settings: dict[str, object] = {
        "temp_directory": str(spill),
        "memory_limit": limits.memory_mb and f"{limits.memory_mb}MB",
        "max_execution_time": limits.seconds and max(1, int(1000 * limits.seconds)),
        "max_temp_directory_size": limits.spill_mb and f"{limits.spill_mb}MB",
        "threads": limits.threads,
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
