"""Grids and lines → figures, by label."""

from collections.abc import Sequence
from dataclasses import replace

from extract.codebook import TABLES
from extract.mapping import cache
from extract.mapping.alignment import Alignment, conclude
from extract.mapping.collector import Collector
from extract.mapping.completeness import refuse_groups
from extract.mapping.flat.running import refuse_run_together
from extract.mapping.flat.units import document_units
from extract.mapping.flat.walker import FlatWalker
from extract.mapping.grid_walker import GridWalker
from extract.mapping.periods.own_year import grid_of_year, implied_year, units_of_year
from extract.mapping.unit_statements import Placed, stated_of, stated_outside
from extract.model.document import Document
from extract.model.grid import Grid

# The tables that are the whole form: the one of 2014, or the three of later editions.
WHOLE_FORMS = (frozenset({"S14"}), frozenset({"T2", "T3", "T4"}))

__all__ = ["Alignment", "align"]


def align(document: Document, year: int | None = None) -> Alignment:
    """Read every table of the form that a document prints, in grids or in plain lines.

    Labels and column headers say what a cell is, never its position; what they leave open is `unreadable`,
    and a problem says why. A layout whose labels left no doubt is remembered, so that the next document of
    the same layout has its figures read at once, with the same result.

    Args:
        document: grids and paragraphs in reading order, as a reader made them.
        year: the report's own year, for heads that name years in digits; without it they name another.

    Returns:
        The figures in the order of the form, money in 万元 and counts as printed, with the editions of the
        sub-tables, the problems met, and the figures that stand only if their arithmetic proves them. A
        document without any table of the form gives no figures; nothing is raised.

    Example:
        >>> cells = [("信息内容", 0, 0), ("本年新制作数量", 0, 1), ("规章", 1, 0), ("3", 1, 1)]
        >>> grid = Grid.of([(text, row, column, "html:t1", 1, 1) for text, row, column in cells], "html:t1")
        >>> document = Document("html", grids=(grid,), grid_orders=(0,))
        >>> [(figure.indicator, str(figure.value)) for figure in align(document).figures]
        [('rules_made', '3')]
    """
    grids = [grid for grid in document.grids if grid.has_columns]
    shape, titled = cache.shape_of(grids), year
    stated = stated_outside(document)
    layout = None if stated or any(grid.refused for grid in grids) else cache.known(shape, year)
    if layout is not None:
        return layout.read(grids)
    collector = Collector()
    year = year or implied_year(text for grid in document.grids for text in grid.texts)
    grids = [grid_of_year(grid, year) for grid in grids]
    _read_grids(document, grids, stated, collector)
    is_whole = any(form <= collector.blocks for form in WHOLE_FORMS)
    if not is_whole:
        _read_flat(document, year, collector, set(TABLES) - collector.blocks)
    refuse_groups(collector)
    is_certain, doubts = is_whole and collector.is_clear, collector.doubts
    alignment = conclude(collector)
    if is_certain and not stated:
        # The doubts about the text of cells are the document's own; only those about rows are the layout's.
        pattern = replace(alignment, problems=alignment.problems[doubts:])
        cache.remember(shape, titled, grids, collector.places, pattern)
    return alignment


def _read_grids(
    document: Document, grids: Sequence[Grid], stated: Sequence[Placed], collector: Collector
) -> None:
    """Tables in grids that kept their columns; `stated` is what paragraphs say of units."""
    walker = GridWalker(collector)
    pairs = zip(document.grids, document.grid_orders, strict=True)
    orders = [order for grid, order in pairs if grid.has_columns]
    everything = []
    for grid, order in zip(grids, orders, strict=True):
        collector.unit_statements = stated_of(document, order, grid, stated)
        everything.append(collector.unit_statements)
        walker.walk(grid)
    collector.unit_statements = "\n".join(everything)
    walker.finish()


def _read_flat(document: Document, year: int | None, collector: Collector, wanted: set[str]) -> None:
    """Tables in grids without columns or in plain lines among the paragraphs."""
    flat = [
        (grid, order)
        for grid, order in zip(document.grids, document.grid_orders, strict=True)
        if not grid.has_columns
    ]
    grids, orders = zip(*flat, strict=True) if flat else ((), ())
    found = Collector(unit_statements="\n".join(text for _, text in stated_outside(document)))
    units = document_units(replace(document, grids=grids, grid_orders=orders))
    FlatWalker(found).walk(units_of_year(units, year))
    refuse_run_together(found, document, wanted - found.blocks)
    if found.blocks & wanted:
        collector.take_over(found, wanted)
