"""Labels that name the report's year in digits, in the words of the form: 2023年制发件数 is 本年制发件数."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from extract.attribution.period import stated_period
from extract.codebook import figure_text, periods
from extract.codebook.vocabulary import meaning
from extract.mapping.flat.unit import Unit
from extract.mapping.periods.figures_head import is_figures_head
from extract.model.document import Paragraph
from extract.model.grid import Grid


@lru_cache(maxsize=4096)
def in_own_year(text: str, year: int | None) -> str:
    """A label with the year that it names said as 本年 or 上年, where that makes it one of the form.

    The year before is 上年; any other year stays in the text, so that the label is none of the form's.
    """
    if not periods.years_in(text):
        return text
    words = periods.said_of(text, year)
    known = next((word for word in words if meaning(word).is_known), None)
    if known is not None:
        return known
    return words[-1] if words and is_figures_head(words[-1]) else text


def grid_of_year(grid: Grid, year: int | None) -> Grid:
    """A grid whose labels name no year that `in_own_year` can say in the form's words."""
    texts = tuple(
        in_own_year(text, year) if periods.YEAR.search(periods.plain(text)) and _is_label(text) else text
        for text in grid.texts
    )
    return grid if texts == grid.texts else replace(grid, texts=texts)


def units_of_year(units: Iterable[Unit], year: int | None) -> Iterator[Unit]:
    """The units of a flat source, their labels as those of a grid."""
    for unit in units:
        unit.labels = [label._replace(text=in_own_year(label.text, year)) for label in unit.labels]
        yield unit


def implied_year(texts: Iterable[str]) -> int | None:
    """The report's own year as the cells of its tables tell it, if they agree.

    A sheet saved as a page holds the whole report in cells, the sentence with the statistics period too.
    """
    words = [text for text in texts if _is_label(text)]
    stated = stated_period([Paragraph(text, "", 0) for text in words])
    years = {periods.implied_by(text) for text in words} - {None}
    years |= {stated[0]} if stated else set()
    return years.pop() if len(years) == 1 else None


def names_year(texts: Iterable[str | None]) -> bool:
    """Whether any label names a year, so that what the labels mean depends on the report's own."""
    return any(text and _is_label(text) and periods.years_in(text) for text in texts)


def _is_label(text: str) -> bool:
    return figure_text.kind(text) == "word"
