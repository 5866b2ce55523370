"""The formats of an export, and where each is written: a folder of files, or one file of all tables."""

from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `out` is where it is written by default; the first of its endings is what it writes."""

    endings: tuple[str, ...]
    is_one_file: bool
    out: str


FORMATS = {
    "csv": Format((".csv",), False, "csv"),
    "parquet": Format((".parquet",), False, "parquet"),
    "xlsx": Format((".xlsx",), True, "nianbao.xlsx"),
    "dta": Format((".dta",), False, "dta"),
    "sqlite": Format((".sqlite", ".sqlite3", ".db"), True, "nianbao.sqlite"),
}


def chosen(form: str | None, out: Path | None) -> tuple[str, Path]:
    """The format and the place that are meant by what was given of them.

    A file's ending names its format where nothing else does. WarehouseError where the two do not go together.

    >>> chosen(None, Path("reports.xlsx")), chosen("dta", None)
    (('xlsx', PosixPath('reports.xlsx')), ('dta', PosixPath('dta')))
    """
    named = _of_ending(out) if out else None
    form = form or (named if named and FORMATS[named].is_one_file else "csv")
    chosen_format = FORMATS[form]
    if out is None:
        return form, Path(chosen_format.out)
    if chosen_format.is_one_file and (named != form or out.is_dir()):
        endings = " or ".join(chosen_format.endings)
        raise WarehouseError(f"{out}: {form} is one file; name it so that it ends in {endings}.")
    if named and not chosen_format.is_one_file:
        raise WarehouseError(
            f"{out}: {form} is a file a table, TABLE{chosen_format.endings[0]}; name the folder of them."
        )
    return form, out


def _of_ending(out: Path) -> str | None:
    ending = out.suffix.lower()
    return next((name for name, one in FORMATS.items() if ending in one.endings), None)
