"""The warehouse: readings in, immutable releases of Parquet out, SQL over the current one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.query.connect import connect

__all__ = ["connect"]


def __getattr__(name: str) -> object:
    """`connect`, loaded when it is asked for: DuckDB takes half a second, and `nianbao --help` needs none."""
    if name == "connect":
        from warehouse.query import connect

        return connect.connect
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
