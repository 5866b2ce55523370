"""The heads of the form of 2014 in a source without columns: which figure of a row is the year's own."""

from collections.abc import Sequence
from itertools import takewhile

from extract.codebook.vocabulary import frame, meaning
from extract.mapping.columns import Column
from extract.mapping.flat.unit import Unit
from extract.mapping.periods.figures_head import FiguresHead, role_of
from extract.model.grid import Cell


class FlatForm2014:
    """`heads`: the words of the header in printed order; `is_open`: more of them may follow."""

    def __init__(self) -> None:
        self.heads: list[Column] = []
        self.is_open = False

    def add_head(self, word: Cell) -> None:
        """A word of the header; the first after rows begins another one."""
        if not self.is_open:
            self.heads, self.is_open = [], True
        self.heads.append(Column(frozenset(), word.text))

    def note_header(self, unit: Unit) -> None:
        """The words of a unit with a head in it, in printed order, as far as the first row label."""
        if not any(frame(label.text) == "S14" for label in unit.labels):
            return
        for label in takewhile(lambda label: meaning(label.text).s14_row is None, unit.labels):
            if unit.is_row or frame(label.text) == "S14" or role_of(label.text) != "unknown":
                self.add_head(label)

    def note_word(self, word: Cell, unit: Unit) -> None:
        """A word below the header that is no row label: one more head if it reads like one."""
        is_noted = any(frame(label.text) == "S14" for label in unit.labels)
        if self.is_open and not unit.values and not is_noted and role_of(word.text) != "unknown":
            self.add_head(word)

    def own_values(self, values: Sequence[Cell]) -> Sequence[Cell] | None:
        """The figure of the report's own year among those of a row; None where heads leave it open."""
        self.is_open = False
        head = FiguresHead(self.heads, 0)
        if not values or head.is_empty or head.is_single:
            return values
        if head.own is None or len(values) != len(head.roles):
            return None
        return [values[[column for _, column in head.roles].index(head.own)]]
