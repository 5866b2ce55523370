"""Rows and cells of RTF: a row is defined by its cells' right sides, then its cells are ended one by one."""

from dataclasses import dataclass, field

from extract.model.colours import shows_white
from extract.readers.word.flow import FlowBuilder
from extract.readers.word.frames import Merges
from extract.readers.word.rtf.looks import Palette, numbered

ABOVE, LEFT = "clvmrg", "clmrg"  # the next cell goes on from the one above, from the one to its left
GROUND = "clcbpat"  # its ground, by the number of a colour


@dataclass(slots=True)
class RowDefinition:
    """Cells' right sides in twips, their merges and grounds so far; `flags` wait for the next right side."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    merges: list[tuple[bool, bool]] = field(default_factory=list)
    flags: tuple[bool, bool] = (False, False)
    grounds: dict[int, int] = field(default_factory=dict)  # of its cells, numbers of colours

    def add(self, word: str, number: int | None) -> None:
        """A word of the definition."""
        above, left = self.flags
        if word == "trleft":
            self.left = number or 0
        elif word in (ABOVE, LEFT):
            self.flags = above or word == ABOVE, left or word == LEFT
        elif word == GROUND:
            self.grounds[len(self.edges)] = number or 0
        elif word == "cellx":
            self.edges.append(number or 0)
            self.merges.append(self.flags)
            self.flags = (False, False)


class Rows:
    """Follows the words of tables; a row inside another table is defined behind its cells, in a group."""

    def __init__(self, builder: FlowBuilder) -> None:
        self.builder = builder
        self.colours: Palette = ()
        self.level = 0
        self.in_table = False
        self.outer, self.nested = RowDefinition(), RowDefinition()

    @property
    def place(self) -> int:
        """The table level of the paragraph that is being read."""
        return max(self.level, int(self.in_table))

    def level_of(self, word: str) -> int:
        """The table level of a cell or row that such a word ends."""
        return max(self.level, 2) if word.startswith("nest") else 1

    def add(self, word: str, number: int | None, is_nested: bool) -> None:
        """A word about tables; others are passed over."""
        if word == "pard":
            self.level, self.in_table = 0, False
        elif word == "intbl":
            self.in_table = True
        elif word == "itap":
            self.level = number or 0
        elif word in ("row", "nestrow"):
            self._end_row(word, self.nested if is_nested else self.outer)
        elif word == "trowd" and is_nested:
            self.nested = RowDefinition()
        elif word == "trowd":
            self.outer = RowDefinition()
        else:
            (self.nested if is_nested else self.outer).add(word, number)

    def _end_row(self, word: str, row: RowDefinition) -> None:
        edges = (row.left, *row.edges) if row.edges else ()
        dark = frozenset(
            at for at, number in row.grounds.items() if shows_white(numbered(self.colours, number))
        )
        self.builder.end_row(self.level_of(word), edges, Merges.of(row.merges), dark)
