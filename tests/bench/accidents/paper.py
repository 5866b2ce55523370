"""A report as laid out on paper: tables of boxes, paragraphs, and for every figure what a person sees."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

Key = tuple[str, str | None, str | None]  # indicator, applicant, item


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look: "", "hidden", "struck", "raised", "deleted", "inserted", "plain".

    "plain" asks for a run of its own that looks like its neighbours (a span, a link, a font tag).
    """

    text: str
    look: str = ""


@dataclass(eq=False, slots=True)
class Box:
    """A printed cell. One box at several places of a grid is one merged cell.

    `role` is head, label, value, pad, or hidden where its whole row is not shown. `amount` is the number that
    a sheet stores under `number_format`, where it is not what the text says.
    """

    runs: list[Run]
    role: str = "pad"
    key: Key | None = None
    amount: Decimal | None = None
    number_format: str = ""

    @property
    def text(self) -> str:
        """All that is written, hidden text too."""
        return "".join(run.text for run in self.runs)

    def say(self, text: str) -> None:
        """Print this text: no number is stored any more that a format would show instead."""
        self.runs, self.amount, self.number_format = [Run(text)], None, ""


def box(text: str, role: str = "pad", key: Key | None = None) -> Box:
    return Box([Run(text)], role, key)


Grid = list[list[Box | None]]


@dataclass(eq=False)
class Table:
    """A printed table. `grid[r][c]` is a box, or None where no cell is written (the row is then ragged).

    `header` counts the head rows, `labels` the columns before the figures.
    """

    name: str
    grid: Grid
    header: int = 0
    labels: int = 0

    @property
    def width(self) -> int:
        return max(map(len, self.grid))

    def boxes(self, role: str | None = None) -> Iterator[Box]:
        """Each box once, in reading order."""
        seen: set[int] = set()
        for row in self.grid:
            for each in row:
                if each is not None and id(each) not in seen and role in (None, each.role):
                    seen.add(id(each))
                    yield each

    def places(self, wanted: Box) -> list[tuple[int, int]]:
        return [(r, c) for r, row in enumerate(self.grid) for c, each in enumerate(row) if each is wanted]

    def touched(self, wanted: Box) -> set[Key]:
        """The figures that a label or head speaks for: those of its rows, or of its columns."""
        places = self.places(wanted)
        rows, columns = {r for r, _ in places}, {c for _, c in places}
        return {
            each.key
            for r, row in enumerate(self.grid)
            for c, each in enumerate(row)
            if each is not None and each.key and (c in columns if wanted.role == "head" else r in rows)
        }

    def insert_column(self, at: int) -> None:
        """A column of empty cells before column `at`; cells merged over that place grow with it."""
        for row in self.grid:
            left = row[at - 1] if 0 < at <= len(row) else None
            right = row[at] if at < len(row) else None
            row.insert(at, left if left is not None and left is right else box(""))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `kind` is title, heading or text."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Truth:
    """What a person sees in a cell. `may_refuse`: nobody would blame a reader who leaves it unread."""

    value: Decimal | None
    status: str = "reported"
    may_refuse: bool = False


@dataclass
class Paper:
    """A whole report before it is written in a format.

    `looks` holds what concerns the page alone (font size, watermark …), by name. `remarks` say which variant
    of an accident was drawn.
    """

    form: str
    year: int
    agency: str
    dice: Random
    blocks: list[Paragraph | Table] = field(default_factory=list)
    truth: dict[Key, Truth] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def tables(self, name: str | None = None) -> list[Table]:
        return [each for each in self.blocks if isinstance(each, Table) and name in (None, each.name)]

    def table(self, name: str) -> Table | None:
        """The only table of this name; None where there is none, or several."""
        found = self.tables(name)
        return found[0] if len(found) == 1 else None

    def figures(self) -> list[Box]:
        """The boxes that hold the report's figures."""
        return [each for table in self.tables() for each in table.boxes("value") if each.key in self.truth]

    def remark(self, text: str) -> None:
        self.remarks.append(text)

    def excuse(self, keys: set[Key]) -> None:
        """These figures may be left unread."""
        for key in keys & self.truth.keys():
            self.truth[key] = replace(self.truth[key], may_refuse=True)

    def forget(self, keys: set[Key]) -> None:
        """Nobody can say these figures: whoever gives one is wrong."""
        for key in keys:
            self.truth.pop(key, None)

    def replace_block(self, old: Paragraph | Table, *new: Paragraph | Table) -> None:
        index = next(i for i, each in enumerate(self.blocks) if each is old)
        self.blocks[index : index + 1] = new
