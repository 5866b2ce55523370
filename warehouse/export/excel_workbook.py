"""Tables as one workbook: what it is, a sheet a table, and the dictionary of their columns."""

from collections.abc import Sequence
from pathlib import Path

from extract.run.spreadsheet import MOST_CHARACTERS, MOST_DIGITS, MOST_ROWS, Workbook
from warehouse.export.about import ABOUT, ABOUT_HEADER, about, with_dictionary
from warehouse.export.source import Selection, refused

# Characters as Excel counts them, two for one beyond the first plane; a shorter text is not looked through.
LENGTH = (
    r"max(CASE WHEN length({0}) > {1} // 2 "
    r"THEN length({0}) + length(regexp_replace({0}, '[^\x{{10000}}-\x{{10FFFF}}]', '', 'g')) END)"
)


def write(selections: Sequence[Selection], dictionary: Selection, path: Path) -> list[str]:
    """Write the workbook; returns what a person should know of it. WarehouseError for what no sheet holds."""
    with Workbook() as book:  # says what to install before anything is asked
        for selection in selections:
            _refuse_what_no_sheet_holds(selection)
        first = book.sheet(ABOUT, ABOUT_HEADER)
        told = filter(None, [_fill(one, book) for one in with_dictionary(selections, dictionary)])
        remarks = list(told)
        for line in (*about(selections), *(("remark", remark) for remark in remarks)):
            first.append(line)
        book.save(path)
    return remarks


def _refuse_what_no_sheet_holds(selection: Selection) -> None:
    most = MOST_ROWS - 1  # without the header
    if selection.count > most:
        raise refused(selection, "xlsx", f"a sheet holds {most:,} rows, and it has {selection.count:,}")
    names = [column.name for column in selection.table.columns if column.type == "VARCHAR"]
    lengths = selection.measured(*(LENGTH.format(f'"{name}"', MOST_CHARACTERS) for name in names))
    for name, length in zip(names, lengths, strict=True):
        if length > MOST_CHARACTERS:
            why = f"a cell holds {MOST_CHARACTERS:,} characters, and the longest {name} has {length:,}"
            raise refused(selection, "xlsx", why)


def _fill(selection: Selection, book: Workbook) -> str:
    """Write the rows as a sheet; returns a remark where some number could only be written as a text."""
    name = selection.table.name
    sheet = book.sheet(name, [column.name for column in selection.table.columns])
    for row in selection.rows(ids_as_text=True):
        sheet.append(row)
    if not sheet.as_text:
        return ""
    return f"{name}: {sheet.as_text:,} numbers of more than {MOST_DIGITS} digits are text, or Excel cut them"
