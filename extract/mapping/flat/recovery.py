"""Table three from copies that tore labels from rows: gaps filled in order, to be proved.

Seen in text made from PDF (a science commission's 2024 report): most rows keep their labels, the others stand
between them as bare rows of seven figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.codebook import Indicator, applicants, indicators
from extract.codebook.vocabulary import block
from extract.mapping.collector import Collector
from extract.model.grid import Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of figures in printed order, with its label where it kept one."""

    indicator: Indicator | None
    label: Cell | None
    values: tuple[Cell, ...]


def fill_gaps(collector: Collector, entries: Sequence[Entry]) -> None:
    """Place the rows without label if labels and count leave exactly one way; else say they are unreadable.

    What is placed is `doubtful`: it stands only if every identity of the table then holds.
    """
    rows = [entry for entry in entries if len(entry.values) == len(applicants())]
    bare = [entry.values for entry in rows if entry.indicator is None]
    if not bare:
        return
    where = bare[0][0].locator
    ways = [way for edition in ("2021", "2019") if (way := one_way(rows, edition)) is not None]
    if len(ways) != 1:
        collector.report("torn_rows", where, f"{len(bare)} rows of figures have lost their labels")
        return
    placed = []
    for indicator, entry in zip(ways[0], rows, strict=True):
        collector.doubt_row(indicator)
        if entry.indicator is None:
            placed.append(indicator.name_zh)
            collector.put_row(indicator, entry.values, entry.values[0])
    _refuse_blanks(collector)
    message = f"rows without label, placed by order: {'、'.join(placed)}"
    collector.report("order_proved", where, message)


def one_way(rows: Sequence[Entry], edition: str) -> list[Indicator] | None:
    """The form's rows in order, if the printed rows are as many and every label stands at its own place."""
    form = [row for row in block("T3") if edition in row.forms and row.role != "derived_subtotal"]
    if len(form) != len(rows):
        return None
    fits = all(entry.indicator in (None, row) for row, entry in zip(form, rows, strict=True))
    return form if fits else None


def _refuse_blanks(collector: Collector) -> None:
    """In a torn copy a blank is no proof that nothing was printed."""
    known = indicators()
    for key, figure in collector.figures.items():
        if known[key[0]].block == "T3" and figure.status == "blank":
            collector.figures[key] = replace(figure, status="unreadable")
            name = known[key[0]].name_zh
            collector.report(
                "unreadable_cell", figure.locator, f"{name} {key[1]}: blank in a copy that lost cells"
            )
