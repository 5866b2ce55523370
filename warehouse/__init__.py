"""The warehouse: readings in, immutable releases of Parquet out, SQL over the current one."""

import os
from typing import TYPE_CHECKING

# Read when Arrow is loaded. Its own allocator touches huge pages in every thread: a build held a tenth more
# memory, and a small change took a tenth longer, than with the system's.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

if TYPE_CHECKING:
    from warehouse.query.connect import connect

__all__ = ["connect"]


def __getattr__(name: str) -> object:
    """Import `connect` when it is asked for: DuckDB takes longer to load than a command to print its help."""
    if name != "connect":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from warehouse.query.connect import connect

    return connect
