"""What a value cell is by its labels, and the figure that its text then states."""

from functools import cache, lru_cache
from typing import NamedTuple

from extract.codebook import Indicator, applicants, figure_text, indicators
from extract.codebook.units import count_scales, money_units
from extract.model.looks import REASONS
from extract.model.problems import problem
from extract.model.reading import Figure, Method, Problem

Key = tuple[str, str | None, str | None]  # indicator, applicant, item


class Place(NamedTuple):
    """What a value cell is by its labels: the figure it holds, and how its text is to be read."""

    indicator: str
    applicant: str | None = None
    item: str | None = None
    is_money: bool = False
    is_change: bool = False
    header_units: tuple[str, ...] = ()
    unit: str | None = None
    method: Method = "label"

    @classmethod
    def of(
        cls,
        indicator: Indicator,
        applicant: str | None = None,
        item: str | None = None,
        header: str = "",
        method: Method = "label",
    ) -> "Place":
        """From an indicator; `header` is all text that may print a unit for the cell."""
        return cls(
            indicator.id,
            applicant,
            item,
            indicator.is_money,
            indicator.value_type == "signed_change",
            money_units(header) if indicator.is_money else count_scales(header),
            None if indicator.is_money else indicator.unit,
            method,
        )

    @property
    def key(self) -> Key:
        return self.indicator, self.applicant, self.item


@lru_cache(maxsize=16384)
def read_cell(place: Place, text: str, locator: str, refused: str = "") -> tuple[Figure, Problem | None]:
    """The figure that a cell's text states, and what is doubtful about it.

    refused: the reason (a key of looks.REASONS) why the text is no figure whatever it says, if any.

    Remembered: most cells of most reports say 0, each in the same place as before.
    """
    name, applicant, item, is_money, is_change, header_units, unit, method = place
    number = figure_text.UNREADABLE if refused else figure_text.parse(text, is_money, is_change, header_units)
    printed = number.unit or (unit if number.value is not None else None)
    figure = Figure(name, number.value, text, number.status, locator, applicant, item, printed, method)
    if number.problem is None:
        return figure, None
    doubt = f"{indicators()[name].name_zh}: {text.strip()!r}"
    if refused:
        doubt += f" is {REASONS[refused]}"
    elif number.problem == "unit_converted":
        doubt += f" in {number.note} is {number.value} in {number.unit}"
    elif number.note:
        doubt += f" under {number.note}"
    return figure, problem(number.problem, locator, doubt)


@cache
def row_places(indicator: str) -> tuple[Place, ...]:
    """The seven cells of a row of table three."""
    return tuple(Place.of(indicators()[indicator], applicant) for applicant in applicants())
