"""A table as a Stata file (version 118, Unicode), which R, SPSS and pandas read, too.

Stata's variable names have 32 characters and may not be words of its language, labels have 80, its text
before version 13 had 2,045 bytes (longer ones are strL), and its numbers are doubles at most.
"""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.run.spreadsheet import digits
from spiders.archive.whole_file import replacing
from spiders.errors import ToldError
from warehouse.export.source import Selection, refused
from warehouse.export.values import as_double, is_decimal, is_id
from warehouse.schema.tables import Column

if TYPE_CHECKING:
    import pandas as pd

MISSING = "a Stata file needs pandas, which comes with the extra `exports`: make setup EXTRAS=exports"
NAME_LENGTH, LABEL_LENGTH, TEXT_BYTES = 32, 80, 2045
MOST_VALUES = 20_000_000  # of a file, which pandas holds in memory: some 2 GB
EXACT = 2**53  # up to here a double holds every integer
# Words of Stata and Mata, of those that our columns are called.
RESERVED = {"function", "class", "byte", "long", "double", "float", "int", "if", "in", "using", "with"}
SHORTER = (("_legal_", "_"), ("_natural_person", "_natural"), ("req_", ""))  # one after the other
LARGEST = 8.9e307  # larger doubles mean "missing"
# INTEGER is Int64 here: only of that does pandas look at the values and make doubles of those next to 2**31,
# which as Stata's own long integers would mean "missing".
INTEGERS = {"BOOLEAN": "Int8", "SMALLINT": "Int16", "INTEGER": "Int64", "BIGINT": "Int64"}
NO_YES: dict[float, str] = {0: "no 否", 1: "yes 是"}
STATA_NAME = Column("stata_name", "VARCHAR", "Stata 变量名", "The name of the variable in the Stata file")


def write(selection: Selection, path: Path) -> list[str]:
    """Write the rows; returns what a person should know of the file. WarehouseError for what is too large."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ToldError(f"{error}: {MISSING}") from error
    _refuse_what_no_memory_holds(selection)
    columns = _columns(selection)
    frame = pd.DataFrame({stata_name(one.name): _series(one, values) for one, values in columns.items()})
    texts = [name for name in frame if frame[name].dtype == object]
    with replacing(path) as stream:
        frame.to_stata(
            stream,
            write_index=False,
            version=118,
            data_label=_data_label(selection),
            variable_labels={stata_name(column.name): _label(column) for column in columns},
            value_labels={stata_name(one.name): NO_YES for one in columns if one.type == "BOOLEAN"},
            convert_dates={stata_name(one.name): "td" for one in columns if one.type == "DATE"},
            convert_strl=[name for name in texts if _longest(frame[name]) > TEXT_BYTES],
        )
    lossy = [one.name for one in columns if _is_number(one) and stata_name(one.name) in texts]
    return [f"{selection.table.name}.{name} is text, for no double holds all its numbers" for name in lossy]


def _refuse_what_no_memory_holds(selection: Selection) -> None:
    values = selection.count * len(selection.table.columns)
    if values > MOST_VALUES:
        why = f"a file is made in memory, of {MOST_VALUES:,} values at most, and it has {values:,}"
        raise refused(selection, "dta", why)


def _columns(selection: Selection) -> dict[Column, list[Any]]:
    """Every column with its values; in the dictionary also what Stata calls each."""
    rows = list(selection.rows(ids_as_text=True))
    columns: dict[Column, list[Any]] = {
        column: [row[place] for row in rows] for place, column in enumerate(selection.table.columns)
    }
    if selection.table.name == "dictionary":
        names = next(values for column, values in columns.items() if column.name == "column_name")
        columns[STATA_NAME] = [stata_name(name) for name in names]
    return columns


def stata_name(name: str) -> str:
    """What a column is called in Stata: as here, where that is short enough and no word of its language.

    >>> stata_name("function"), stata_name("req_notproc_petition_natural_person")
    ('function_', 'req_notproc_petition_natural')
    """
    if name in RESERVED:
        return f"{name}_"
    for long, short in SHORTER:
        if len(name) > NAME_LENGTH:
            name = name.replace(long, short)
    return name


def _label(column: Column) -> str:
    return _cut(" ".join(column.comment.split()))


def _data_label(selection: Selection) -> str:
    manifest = selection.source.manifest
    invented = "Invented 虚构: " if manifest.is_invented else ""
    return _cut(f"{invented}nianbao {manifest.registry} {manifest.release_id} {selection.table.name}")


def _cut(label: str) -> str:
    return label if len(label) <= LABEL_LENGTH else f"{label[: LABEL_LENGTH - 1]}…"


def _is_number(column: Column) -> bool:
    return (column.type in INTEGERS or column.type == "DOUBLE" or is_decimal(column)) and not is_id(column)


def _series(column: Column, values: list[Any]) -> "pd.Series[Any]":
    """The values as pandas must have them to write the right type; numbers as text where a double loses."""
    import numpy as np
    import pandas as pd

    if column.type == "DATE":
        return pd.Series(np.array(values, dtype="datetime64[s]"))
    if not _is_number(column) or not all(value is None or _is_held(value) for value in values):
        return pd.Series([_text(value) for value in values], dtype=object)
    if column.type in INTEGERS:
        return pd.Series(values, dtype=INTEGERS[column.type])
    return pd.Series([None if value is None else float(value) for value in values], dtype="float64")


def _text(value: str | float | Decimal | None) -> str:
    """A value as text; Stata knows no missing one but the empty one."""
    if value is None:
        return ""
    return value if isinstance(value, str) else digits(value)


def _is_held(value: float | Decimal) -> bool:
    """Whether a number is still itself in Stata."""
    if isinstance(value, Decimal):
        return as_double(value) is not None
    return abs(value) <= (EXACT if isinstance(value, int) else LARGEST)


def _longest(texts: "pd.Series[Any]") -> int:
    """Bytes of the longest text, which are what Stata counts."""
    return max((len(text.encode()) for text in texts), default=0)
