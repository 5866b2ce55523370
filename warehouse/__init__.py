"""The warehouse: readings in, immutable releases of Parquet out, SQL over the current one."""

from warehouse.query.connect import connect

__all__ = ["connect"]
