"""The SQL models: models/NAME.sql holds the SELECT of the relation NAME."""

from functools import cache

import duckdb

from warehouse.schema import FOLDER


@cache
def model(name: str) -> str:
    """The SELECT of models/NAME.sql."""
    return (FOLDER / "models" / f"{name}.sql").read_text(encoding="utf-8")


def run_model(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make the relation NAME from its model."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {model(name)}")


def relate_model(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make the relation NAME a view: for a model that is read once or twice."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {model(name)}")
