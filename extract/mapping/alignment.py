"""What the tables of a document say once all are read: figures in the order of the form, and its edition."""

from dataclasses import dataclass
from functools import cache
from itertools import product

from extract.codebook import applicants, indicators
from extract.mapping.collector import Collector
from extract.mapping.completeness import report_rows
from extract.mapping.place import Key
from extract.model.reading import Figure, Problem

# The rows into which the edition of 2021 splits （六）其他处理.
SPLIT_IN_2021 = frozenset({"req_other_no_correction", "req_other_fee_unpaid", "req_other_misc"})


@dataclass(frozen=True)
class Alignment:
    """The figures of a document in the order of the form, and the editions of its sub-tables.

    `doubtful`: the figures that only the order of headers places. `blocks`: the tables that have any figure.
    """

    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    form_t2: str | None
    form_t3: str | None
    form_t4: str | None
    doubtful: frozenset[Key] = frozenset()
    blocks: frozenset[str] = frozenset()

    @property
    def form(self) -> str | None:
        """The edition of table two's header words, else of table three."""
        return self.form_t2 or self.form_t3


def conclude(collector: Collector) -> Alignment:
    """The alignment of a document whose tables were all read; what is missing or mixed is reported."""
    form_t2, blocks = _edition_of_two(collector.editions), collector.blocks
    form_t3 = _edition_of_three(collector.indicators)
    if "S14" in blocks:
        form_t2 = form_t2 or "2014"
    else:
        report_rows(collector, form_t2, form_t3)
    _report_mixed_forms(collector, form_t3)
    if blocks and form_t2 is None and (form_t3 is None or "T2" in blocks):
        collector.report("form_unknown", "tables", _why_unknown(blocks))
    order = _order_of_form()
    return Alignment(
        tuple(sorted(collector.figures.values(), key=lambda figure: order[figure.key[:2]])),
        tuple(collector.problems),
        form_t2,
        form_t3,
        form_t2 or form_t3 if "T4" in blocks else None,
        frozenset(collector.doubtful),
        frozenset(blocks),
    )


def _why_unknown(blocks: set[str]) -> str:
    """Why the edition stays open, by the tables that were met: those of 2019 and 2021 share table four."""
    if "T2" in blocks:
        return "no header word of table two tells the edition"
    if "T3" in blocks:
        return "table two was not met, and table three's rows of （六）其他处理, which differ, neither"
    return "only table four was met, which is alike in the editions of 2019 and 2021"


@cache
def _order_of_form() -> dict[tuple[str, str | None], int]:
    """Where a figure stands in the form: indicator by indicator, column by column."""
    columns = (None, *applicants())
    return {pair: place for place, pair in enumerate(product(indicators(), columns))}


def _edition_of_two(votes: list[str]) -> str | None:
    """The edition most header rows speak for; of equals the later, as laggards keep old headers."""
    return max(sorted(set(votes), reverse=True), key=votes.count) if votes else None


def _edition_of_three(seen: set[str]) -> str | None:
    """The 2021 edition splits （六）其他处理 into three rows; without that part the editions are alike."""
    if not seen.isdisjoint(SPLIT_IN_2021):
        return "2021"
    return "2019" if "req_other" in seen else None


def _report_mixed_forms(collector: Collector, form_t3: str | None) -> None:
    """A bureau of 2021 printed 2019 headers over 2021 rows; districts of 2023 and 2024 an unsplit （六）."""
    if len({*collector.editions, *filter(None, (form_t3,))}) > 1:
        headers = ", ".join(collector.editions) or "none"
        detail = f"table two's headers: {headers}; table three: {form_t3 or 'none'}"
        detail += " (told by （六）其他处理 being one row or three)"
        collector.report("mixed_forms", "tables", detail)
