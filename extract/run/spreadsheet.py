"""What spreadsheets do to text and numbers, and workbooks (.xlsx) that are written row by row.

Excel keeps 15 digits of a number, has no dates before March 1900, runs a text that begins with `=` as a
formula, and shows `#N/A` as an error. In a workbook each text is marked as one, so that nothing is run.
"""

import errno
import math
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from lxml.etree import LxmlError, SerialisationError

from spiders.archive.whole_file import replacing
from spiders.errors import ToldError

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

# What Excel takes for a formula, as OWASP lists it (CSV injection), but for signed numbers and lone dashes.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,%\s-]*$)")
MOST_ROWS = 1_048_576  # of a sheet, the header among them
MOST_CHARACTERS = 32_767  # of a cell, as UTF-16 counts them; openpyxl would cut a longer text in silence
MOST_DIGITS = 15  # of a number; Excel turns the others to 0
FIRST_DATE = date(1900, 3, 1)  # before it Excel counts a day that never was
MISSING = "a workbook needs openpyxl, which comes with the extra `exports`: make setup EXTRAS=exports"
# XML holds no control characters, and makes a line feed of a carriage return: ECMA-376 (ST_Xstring) spells
# them `_x000D_`, and a text that looks like that with its own first character spelled.
_SPELLED = re.compile("[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NARROWEST, _WIDEST = 8, 40  # characters of a column


class Workbook:
    """A workbook that keeps one row in memory; ToldError where openpyxl is not installed.

    >>> with Workbook() as book:  # doctest: +SKIP
    ...     book.sheet("cells", ["raw", "value"]).append(["=1+1", Decimal("0.5")])
    ...     book.save(Path("cells.xlsx"))
    """

    def __init__(self) -> None:
        try:
            from openpyxl import Workbook as Made
        except ImportError as error:
            raise ToldError(f"{error}: {MISSING}") from error
        self.made = Made(write_only=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what is half written, or Python would tell of each sheet left so with a traceback.

        OSError for a full disk under the temporary folder, where the sheets lie until they are saved.
        """
        for made in self.made.worksheets:
            with suppress(OSError, LxmlError):  # the same disk, which is full
                if not made.closed:
                    made.close()
        if isinstance(error, SerialisationError):
            raise OSError(errno.ENOSPC, str(error), tempfile.gettempdir()) from error

    def sheet(self, title: str, header: Sequence[str]) -> "Sheet":
        """A new sheet after the others, with a header that stays in sight."""
        return Sheet(self.made.create_sheet(title), header)

    def save(self, path: Path) -> None:
        """Write the file whole or not at all; nothing can be added after it."""
        with replacing(path) as stream:
            self.made.save(stream)


class Sheet:
    """A sheet to append rows to; `as_text` counts the numbers that Excel could only hold as text."""

    def __init__(self, made: "WriteOnlyWorksheet", header: Sequence[str]) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font

        self._made, self._new_cell, self.as_text, self._rows = made, WriteOnlyCell, 0, 1
        made.freeze_panes = "A2"
        for place, name in enumerate(header, 1):
            width = min(max(len(name) + 2, _NARROWEST), _WIDEST)
            made.column_dimensions[_letters(place)].width = width
        heads = [self._text(name) for name in header]
        for head in heads:
            head.font = Font(bold=True)
        made.append(heads)

    def append(self, row: Iterable[object]) -> None:
        """Add a row of texts, numbers, booleans, dates and None; ToldError for what a sheet does not hold."""
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise ToldError(f"sheet {self._made.title}: a sheet holds {MOST_ROWS:,} rows, and there are more")
        self._made.append(list(self._cells(row)))

    def _cells(self, row: Iterable[object]) -> Iterator[object]:
        for value in row:
            if isinstance(value, str):
                yield self._text(value) if value else None
            elif isinstance(value, bool) or value is None:
                yield value
            elif isinstance(value, date):
                yield value if value >= FIRST_DATE else self._text(value.isoformat())
            else:
                yield self._number(value)

    def _number(self, value: Any) -> object:
        """The number with all its digits, as a text where a cell would not hold them."""
        if isinstance(value, int) and abs(value) < 10**MOST_DIGITS:
            return value
        text = digits(value)
        if not has_few_digits(value):
            self.as_text += 1
            return self._text(text)
        cell = self._new_cell(self._made, text)
        cell.data_type = "n"  # of a float, openpyxl itself would write 16 digits, one too few
        return cell

    def _text(self, value: str) -> "WriteOnlyCell":
        if utf16_length(value) > MOST_CHARACTERS:
            where = f"sheet {self._made.title}, row {self._rows:,}"
            raise ToldError(f"{where}: a cell holds {MOST_CHARACTERS:,} characters, and here are more")
        cell = self._new_cell(self._made, None)
        # Past openpyxl's look at it, which cuts a text that is longer only for what is spelled in it.
        cell._value = _SPELLED.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
        cell.data_type = "s"  # never a formula or an error, which openpyxl makes of `=1` and `#N/A`
        if FORMULA.match(value):
            cell.quotePrefix = True  # it stays a text when somebody edits the cell
        return cell


def utf16_length(text: str) -> int:
    """How many characters Excel counts: two for one beyond the first plane of Unicode, as an emoji."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def has_few_digits(value: float | Decimal) -> bool:
    """Whether a sheet holds a number as it is: a double it keeps whole, of others MOST_DIGITS."""
    if isinstance(value, float):
        return math.isfinite(value)
    number = Decimal(value)
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= MOST_DIGITS


def digits(value: float | Decimal) -> str:
    """A number with all its digits and no trailing zeros: 12.500000 is 12.5, and a decimal never 1.25E+1.

    >>> digits(Decimal("12.500000")), digits(100)
    ('12.5', '100')
    """
    if not isinstance(value, Decimal):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _letters(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))
