"""The warehouse: readings in, immutable releases of Parquet out, SQL over the current one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.query.connect import connect

__all__ = ["connect"]


def __getattr__(name: str) -> object:
    """Import `connect` when it is asked for: DuckDB takes longer to load than a command to print its help."""
    if name != "connect":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from warehouse.query.connect import connect

    return connect
