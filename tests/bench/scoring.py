"""How many of a document's printed figures a reading has right."""

from collections.abc import Mapping
from dataclasses import dataclass

from extract.codebook import identities, indicators
from extract.model.reading import Figure, Reading
from spiders.replica.model import Key, Report

DERIVED = frozenset(("req_refused", "req_unable", "req_notproc", "req_other", "disp_lit_total"))


@dataclass
class Score:
    """Cells of some documents. `wrong_in_passed`: wrong, and every check of their block passes."""

    documents: int = 0
    right: int = 0
    unread: int = 0
    wrong: int = 0
    wrong_in_passed: int = 0

    @property
    def cells(self) -> int:
        return self.right + self.unread + self.wrong

    @property
    def share(self) -> float:
        return self.right / self.cells if self.cells else 0.0

    def add(self, report: Report, reading: Reading) -> None:
        """Compare a reading with what was printed; figures that were not printed count as wrong."""
        known = {figure.key: figure for figure in reading.cells}
        failed = {identities()[check.rule_id].block for check in reading.checks if check.outcome == "failed"}
        self.documents += 1
        for key in report.cells.keys() | _claimed(known):
            found, printed = known.get(key), report.cells.get(key)
            if found is None or found.status == "unreadable":
                self.unread += 1
            elif printed and (found.value, found.status) == (printed.value, printed.status):
                self.right += 1
            else:
                self.wrong += 1
                self.wrong_in_passed += indicators()[key[0]].block not in failed


def _claimed(known: Mapping[Key, Figure]) -> set[Key]:
    """Figures that a reading says are printed; subtotals of local forms are welcome."""
    silent = ("unreadable", "not_in_form")
    return {key for key, figure in known.items() if figure.status not in silent and key[0] not in DERIVED}
