"""Tables of a release written for other tools, each file whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spiders.archive.whole_file import replace_file
from warehouse.errors import WarehouseError
from warehouse.export import csv_file, excel_workbook, parquet_file, sqlite_database, stata_file
from warehouse.export.formats import FORMATS
from warehouse.export.source import Selection, Source
from warehouse.query.connect import connect_release
from warehouse.query.limits import ASKED, Limits
from warehouse.release.manifest import read_manifest
from warehouse.release.notice import INVENTED
from warehouse.schema.tables import Table, tables

DICTIONARY = "dictionary"


@dataclass(frozen=True, slots=True)
class Choice:
    """What to export: tables by name (all without), of each the rows for which `where` is true (SQL).

    is_raw: CSV without the apostrophe before what Excel would run. limits: of what the condition may use.
    """

    names: Sequence[str] = ()
    where: str | None = None
    is_raw: bool = False
    limits: Limits = field(default=ASKED)

    def tables(self) -> list[Table]:
        """The tables; WarehouseError names those that there are where one is unknown."""
        if unknown := [name for name in self.names if name not in tables()]:
            known = ", ".join(tables())
            raise WarehouseError(f"There is no table {', '.join(unknown)}. The tables are: {known}.")
        if self.where is not None and not self.names:
            raise WarehouseError(
                "A condition is about the columns of a table: name the tables that it is for, "
                "as in `nianbao export series --where \"concept = 'req_new'\"`."
            )
        return [tables()[name] for name in dict.fromkeys(self.names)] or [*tables().values()]


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were written, and what a person should know of them."""

    files: list[Path]
    remarks: list[str]


def export(release: Path, choice: Choice, form: str, out: Path) -> Exported:
    """Write tables of a release in one of FORMATS to `out`: a folder, or a file for xlsx and sqlite.

    Rows stand in the order of the table's files. The dictionary of the columns is written with them, and what
    is invented says so. WarehouseError for an unknown table, a condition that is none, and what a format does
    not hold: then what stood at `out` before still does.

    >>> export(Path("data/demo/warehouse/current"), Choice(["reports"]), "csv", Path("csv"))  # doctest: +SKIP
    Exported(files=[PosixPath('csv/reports.csv'), PosixPath('csv/dictionary.csv')], remarks=[])
    """
    with connect_release(release) as connection:  # open all the while, so that `prune` leaves the release
        source = Source(release, read_manifest(release), connection, choice.limits)
        chosen = choice.tables()
        selections = [source.selection(table, choice.where) for table in chosen]
        none = [one.table.name for one in selections if choice.where is not None and not one.count]
        remarks = [f"{name}: the condition is true of no row" for name in none]
        folder = out.parent if FORMATS[form].is_one_file else out
        folder.mkdir(parents=True, exist_ok=True)
        if FORMATS[form].is_one_file:
            write = {"xlsx": excel_workbook.write, "sqlite": sqlite_database.write}[form]
            remarks += write(selections, source.dictionary(tables()[DICTIONARY], chosen), out)
            return Exported([out], remarks)
        if source.notice:
            replace_file(out / INVENTED, f"{source.notice}\n".encode())
        if DICTIONARY not in [table.name for table in chosen]:
            selections.append(source.selection(tables()[DICTIONARY]))
        files = [out / f"{one.table.name}.{form}" for one in selections]
        for selection, path in zip(selections, files, strict=True):
            remarks += _write(selection, form, path, choice.is_raw)
        return Exported(files, remarks)


def _write(selection: Selection, form: str, path: Path, is_raw: bool) -> list[str]:
    """Write the file of one table; returns what a person should know of it."""
    if form == "dta":
        return stata_file.write(selection, path)
    if form == "parquet":
        parquet_file.write(selection, path)
    else:
        csv_file.write(selection, path, is_raw)
    return []
