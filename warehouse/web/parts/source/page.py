"""The page: the figures of a report in a list, each leading to its cell in the document beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from warehouse.evidence.figures import Check
from warehouse.web.content import Both, Content, Page, keys_of
from warehouse.web.doors import LARGEST_FILE
from warehouse.web.parts.source.files import files
from warehouse.web.parts.source.reports import ASKS, Source, Sourced, sourced
from warehouse.web.printed_tables import TITLES, with_lines
from warehouse.web.questions import Questions, Row

KIND = "source"


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure in the list: its row of `cells`, the source it is in, and the checks that it takes part in.

    `source` is None where the release names no record of the bytes.
    """

    cell: Row
    source: Source | None
    checks: Sequence[Check]

    @property
    def failed(self) -> list[Check]:
        """The checks that it takes part in and that do not hold."""
        return [check for check in self.checks if check.outcome == "failed"]


def build(questions: Questions, key: str, _: Mapping[str, str]) -> Content:
    """The page of one version of a report."""
    found = sourced(questions, key)
    head = found.answers["head"].first
    name, year = head["agency_name"] or "?", head["year"] or "?"
    return Content(
        Both(f"Sources of {name} {year}", f"{name}{year}年：数字出处"),
        {
            "head": head,
            "sources": found.sources,
            "figures": _listed(found, questions),
            "table_titles": TITLES,
            "largest": LARGEST_FILE,
        },
    )


def _listed(found: Sourced, questions: Questions) -> list[Listed]:
    """The figures in the order of the document, which knows its cells by their number."""
    rows = with_lines(found.answers["cells"].rows, questions.ask("ways").rows)
    cells = {cell.ord: cell for cell in found.report.cells}
    return [
        Listed(row, found.by_cell.get(row["ord"]), found.report.checks_of(cells[row["ord"]])) for row in rows
    ]


def cell_page(head: Row, cell: Row) -> tuple[str, str, str]:
    """Where a figure of a report is shown in its source: by the fragment that it has in its report."""
    return KIND, str(head["report_id"]), str(cell["anchor"])


CELL_PAGE = cell_page
PAGE = Page(KIND, "source.html", build, partial(keys_of, name="report_ids"), ASKS, files)
