"""How the SQLite files of an index are written and opened."""

import sqlite3
from pathlib import Path

# Nobody reads a file that is being written, and one that was broken off is made anew.
UNDISTURBED = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
PIECES = "fts5(pieces, content='', detail=none, columnsize=0, tokenize='ascii')"


def address(path: Path) -> str:
    """A finished file as SQLite opens it: to be read only, and never locked."""
    return f"{path.as_uri()}?mode=ro&immutable=1"


def connected(path: Path) -> sqlite3.Connection:
    """A connection to a finished file, whose columns are asked by number or by name."""
    connection = sqlite3.connect(address(path), uri=True)
    connection.row_factory = sqlite3.Row
    return connection
