"""Table three from copies that tore labels from rows: gaps filled in order, to be proved.

Seen in text made from PDF (a science commission's 2024 report): most rows keep their labels, the others stand
between them as bare rows of seven figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.codebook import Indicator, applicants, indicators
from extract.codebook.vocabulary import block
from extract.mapping.tables import Tables
from extract.model.grid import Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of figures in printed order, with its label where it kept one."""

    indicator: Indicator | None
    label: Cell | None
    values: tuple[Cell, ...]


def fill_gaps(tables: Tables, entries: Sequence[Entry]) -> None:
    """Place the rows without label if labels and count leave exactly one way; else say they are unreadable.

    What is placed is `doubtful`: it stands only if every identity of the table then holds.
    """
    width = len(applicants())
    rows = [entry for entry in entries if len(entry.values) == width]
    if all(entry.indicator is not None for entry in rows):
        return
    bare = [entry for entry in rows if entry.indicator is None]
    ways = [way for edition in ("2021", "2019") if (way := one_way(rows, edition)) is not None]
    if len(ways) != 1:
        where = bare[0].values[0].locator
        tables.tell("torn_rows", where, f"{len(bare)} rows of figures have lost their labels")
        return
    for indicator, entry in zip(ways[0], rows, strict=True):
        tables.doubtful |= {(indicator.id, applicant, None) for applicant in applicants()}
        if entry.indicator is None:
            for applicant, value in zip(applicants(), entry.values, strict=True):
                tables.put(indicator, value, applicant)
    _refuse_blanks(tables)
    names = "、".join(i.name_zh for i, entry in zip(ways[0], rows, strict=True) if entry.indicator is None)
    tables.tell("order_proved", bare[0].values[0].locator, f"rows without label, placed by order: {names}")


def one_way(rows: Sequence[Entry], edition: str) -> list[Indicator] | None:
    """The form's rows in order, if the printed rows are as many and every label stands at its own place."""
    form = [each for each in block("T3") if edition in each.forms and each.role != "derived_subtotal"]
    if len(form) != len(rows):
        return None
    fits = all(entry.indicator in (None, each) for each, entry in zip(form, rows, strict=True))
    return form if fits else None


def _refuse_blanks(tables: Tables) -> None:
    """In a torn copy a blank is no proof that nothing was printed."""
    known = indicators()
    for key, figure in tables.figures.items():
        if known[key[0]].block == "T3" and figure.status == "blank":
            tables.figures[key] = replace(figure, status="unreadable")
            name = known[key[0]].name_zh
            tables.tell(
                "unreadable_cell", figure.locator, f"{name} {key[1]}: blank in a copy that lost cells"
            )
