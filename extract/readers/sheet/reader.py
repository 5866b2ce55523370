"""XLS, XLSX and ET → Document: each sheet cut into its tables, cells at their addresses."""

import io
import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    ZipError,
)

from extract.model.document import Document, Hints, UnreadableError
from extract.model.looks import PICTURE_ALONE, LeftOut, Look, Trait, run, settled
from extract.readers.html.spans import MAX_SLOTS
from extract.readers.packages import AGAIN, Package
from extract.readers.sheet import number_formats, xls_facts, xls_records, xlsx_facts
from extract.readers.sheet.facts import Place, SheetFacts
from extract.readers.sheet.hidden import SHOWN
from extract.readers.sheet.tables import Merges, SheetTables
from extract.readers.sheet.xlsx_looks import with_looks
from extract.readers.sheet.xlsx_parts import SHEETS, column_number

HIDDEN, UNFORMATTED, UNKNOWN_FORMAT = map(Look, (Trait.HIDDEN, Trait.UNFORMATTED, Trait.UNKNOWN_FORMAT))
MAX_XLS_BYTES = 50_000_000
MAX_PICTURED = 10_000_000  # pictures times merged cells, which are looked through for each: a second
OLE = b"\xd0\xcf\x11\xe0"
# A cell with its address, in whatever prefix and quotes its program writes.
FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*?(?<!/)>")
NOTHING_TOLD = SheetFacts()


def read(data: bytes, hints: Hints) -> Document:
    """Read a workbook's visible sheets.

    Returns a Document of reader `xlsx` or `xls` (ET files are such): each sheet cut into its tables, cells at
    their addresses (`xlsx:Sheet1!B4`), texts as the sheet shows them, number formats applied.
    Notes: `hidden_text`, `damaged` where a record is cut.
    Raises UnreadableError: truncated, damaged, encrypted, hostile_content, resource_limit.
    """
    notes: tuple[tuple[str, str, str], ...] = ()
    if data.startswith(OLE):
        facts, notes = xls_facts.in_stream(_checked_stream(data))
        collector = _Collector("xls", facts)
    else:
        package = Package(data, "XLSX")
        _check_package(package)
        collector = _Collector("xlsx", xlsx_facts.in_package(package))
        data = with_looks(data, package)
    _collect(data, collector)
    return settled(collector.tables.document(collector.name, notes), collector.left_out)


def _checked_stream(data: bytes) -> bytes:
    if len(data) > MAX_XLS_BYTES:
        raise UnreadableError(
            "resource_limit", f"{len(data):,} bytes, the cap is {MAX_XLS_BYTES:,}; look at the file"
        )
    stream = xls_records.workbook_stream(data)
    xls_records.check(stream)
    return stream


def _check_package(package: Package) -> None:
    """Unpack the parts once within the caps, since calamine knows none, and see how far cells reach."""
    for part in package.parts:
        if not part.lower().endswith(".xml"):
            continue
        content = package.read(part)
        if b"<!DOCTYPE" in content[:4096]:
            raise UnreadableError(
                "hostile_content", f"{part} declares a document type; do not open the file", part
            )
        if part.lower().startswith(SHEETS):
            cells = FILLED.findall(content)
            rows = max((int(row) for _, row in cells), default=0)
            columns = max((column_number(letters) for letters, _ in cells), default=0)
            if rows * columns > MAX_SLOTS:
                raise UnreadableError(
                    "resource_limit",
                    f"{part} reaches over {rows:,} × {columns:,} cells; look at the file",
                    part,
                )


def _collect(data: bytes, collector: "_Collector") -> None:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                collector.read(workbook.get_sheet_by_name(sheet.name))
    except PasswordError as error:
        raise UnreadableError("encrypted", xls_records.LOCKED) from error
    except (CalamineError, ZipError, OSError, ValueError) as error:
        raise UnreadableError("damaged", f"the workbook cannot be read ({error}); {AGAIN}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine panics on cut XLS files; it is no Exception
            raise
        raise UnreadableError("damaged", f"the workbook contradicts itself ({error}); {AGAIN}") from error


class _Collector:
    """The texts of all sheets as they are shown, and the tables that they make."""

    def __init__(self, name: str, facts: Mapping[str, SheetFacts]) -> None:
        self.name, self.facts = name, facts
        self.left_out = LeftOut()
        self.tables = SheetTables()

    def read(self, sheet: CalamineSheet) -> None:
        if sheet.total_height * sheet.total_width > MAX_SLOTS:
            raise UnreadableError(
                "resource_limit", f"sheet {sheet.name} has over {MAX_SLOTS:,} cells; look at the file"
            )
        place = f"{self.name}:{sheet.name}!"
        facts = self.facts.get(sheet.name, NOTHING_TOLD)
        rows = self._shown_rows(sheet.to_python(skip_empty_area=False), facts, place)
        merges = dict(sheet.merged_cell_ranges or [])
        _show_pictures(rows, merges, facts.pictures)
        self.tables.add(rows, merges, facts.hidden.rows, place, facts.framed)

    def _shown_rows(
        self, values: Sequence[Sequence[object]], facts: SheetFacts, place: str
    ) -> list[list[str]]:
        """The texts of the sheet, with what calamine does not tell of them."""
        rows = [[_printed(value) for value in row] for row in values]
        for (row, column), code in facts.formats.items():
            if row < len(values) and column < len(values[row]):
                rows[row][column] = self._formatted(values[row][column], code, place)
        if facts.hides_zeros:
            self._hide_zeros(values, rows, place)
        for (row, column), text in facts.texts.items():
            if row < len(rows) and column < MAX_SLOTS // len(rows):
                rows[row] += [""] * (column + 1 - len(rows[row]))
                rows[row][column] = _printed(text)
        for (row, column), look in facts.looks.items():
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = run(rows[row][column], look, self.left_out, place)
        for text in facts.hidden.take_out(rows) if facts.hidden != SHOWN else ():
            self.left_out.add(HIDDEN, text, place)
        return rows

    def _formatted(self, value: object, code: str, place: str) -> str:
        """A value as its number format shows it; dates stand as calamine gives them, which no figure does."""
        plain = _printed(value)
        if isinstance(value, float | int) and not isinstance(value, bool):
            shown = number_formats.number(value, code)
        elif isinstance(value, str) and value:
            shown = number_formats.text(value, code)
        else:
            return plain
        if shown is None:
            return run(plain, UNKNOWN_FORMAT, self.left_out, place)
        return _printed(shown) if shown else run(plain, UNFORMATTED, self.left_out, place)

    def _hide_zeros(self, values: Sequence[Sequence[object]], rows: list[list[str]], place: str) -> None:
        for row, cells in enumerate(values):
            for column, value in enumerate(cells):
                if value == 0 and isinstance(value, float | int) and not isinstance(value, bool):
                    rows[row][column] = ""
                    self.left_out.add(UNFORMATTED, "0", place)


def _show_pictures(rows: list[list[str]], merges: Merges, pictures: Collection[Place]) -> None:
    """Put a sign into the empty cells of printed rows on which a picture begins: it may be their figure.

    Raises UnreadableError(resource_limit) for more pictures and merged cells than a report has.
    """
    if len(pictures) * len(merges) > MAX_PICTURED:
        told = f"a sheet has {len(pictures):,} pictures and {len(merges):,} merged cells; look at the file"
        raise UnreadableError("resource_limit", told)
    for row, column in pictures:
        for (top, left), (bottom, right) in merges.items():
            if top <= row <= bottom and left <= column <= right:
                row, column = top, left
        if row < len(rows) and any(rows[row]) and column < len(rows[row]):
            rows[row][column] = rows[row][column] or PICTURE_ALONE


def _printed(value: object) -> str:
    """The value as a sheet shows it by default: 15 digits, whole numbers without a point."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(Decimal(format(value, ".15g")).normalize(), "f")
    return "\n".join(" ".join(line.split()) for line in str(value).split("\n") if line.strip())
