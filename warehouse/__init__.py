"""The warehouse: readings in, immutable releases of Parquet out, SQL over the current one."""

from warehouse.door import connect

__all__ = ["connect"]
