"""Tables as CSV for Excel and R: UTF-8 with a byte order mark, a header line, no trailing zeros."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.query.connect import connect_release
from warehouse.query.terminal import print_csv_rows
from warehouse.release.manifest import read_manifest
from warehouse.release.notice import INVENTED, notice
from warehouse.schema.tables import quoted, tables

CHUNK = 50_000  # rows in memory at a time
# What Excel takes for a formula, as OWASP lists it (CSV injection), but for signed numbers and lone dashes.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,%\s-]*$)")


def export(release: Path, names: list[str], out: Path, is_raw: bool = False) -> list[Path]:
    """Write NAME.csv into the folder `out` for every table named (all without names); returns the files.

    Rows stand in the order of the table's files. A text that Excel would run as a formula gets an apostrophe
    before it, unless `is_raw`. WarehouseError names the tables where one is unknown.

    >>> export(Path("data/demo/warehouse/current"), ["reports"], Path("csv"))  # doctest: +SKIP
    [PosixPath('csv/reports.csv')]
    """
    if unknown := [name for name in names if name not in tables()]:
        known = ", ".join(tables())
        raise WarehouseError(f"There is no table {', '.join(unknown)}. The tables are: {known}.")
    out.mkdir(parents=True, exist_ok=True)
    if line := notice(read_manifest(release)):
        (out / INVENTED).write_text(f"{line}\n", encoding="utf-8")
    return [_write(release, name, out / f"{name}.csv", is_raw) for name in names or tables()]


def _write(release: Path, name: str, path: Path, is_raw: bool) -> Path:
    order = ", ".join(quoted(tables()[name].sort))
    with connect_release(release) as connection, path.open("w", encoding="utf-8-sig", newline="") as out:
        result = connection.execute(f"FROM {name} ORDER BY {order}")
        header = [column[0] for column in result.description or ()]
        print_csv_rows([header], out)
        while rows := result.fetchmany(CHUNK):
            print_csv_rows(rows if is_raw else _defused(rows), out)
    return path


def _defused(rows: Iterable[Iterable[object]]) -> Iterator[list[object]]:
    """The rows, with an apostrophe before what would be a formula."""
    for row in rows:
        yield [f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value for value in row]
