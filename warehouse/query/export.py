"""Tables as CSV for Excel and R: UTF-8 with a byte order mark, a header line, no trailing zeros."""

from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.query import terminal as render
from warehouse.query.connect import connect_release
from warehouse.schema import tables as schema

CHUNK = 50_000


def export(release: Path, names: list[str], out: Path) -> list[Path]:
    """Write NAME.csv into `out` for every table named (all without names); returns the files."""
    known = schema.tables()
    if unknown := [name for name in names if name not in known]:
        raise WarehouseError(f"There is no table {', '.join(unknown)}. The tables are: {', '.join(known)}.")
    out.mkdir(parents=True, exist_ok=True)
    return [_write(release, name, out / f"{name}.csv") for name in names or known]


def _write(release: Path, name: str, path: Path) -> Path:
    order = ", ".join(schema.quoted(schema.tables()[name].sort))
    with connect_release(release) as connection, path.open("w", encoding="utf-8-sig", newline="") as out:
        answer = connection.execute(f"FROM {name} ORDER BY {order}")
        header = [column[0] for column in answer.description or ()]
        render.as_csv(header, answer.fetchmany(CHUNK), out)
        while rows := answer.fetchmany(CHUNK):
            render.csv_rows(rows, out)
    return path
