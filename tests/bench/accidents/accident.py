"""What an accident is, and the list that its modules fill."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.accidents.paper import Box, Grid, Paper

# Kind of file → how it is made: (what our writer writes, the program, the format asked for).
KINDS: dict[str, tuple[str, str, str]] = {
    "html": ("html", "", "html"),
    "docx": ("docx", "", "docx"),
    "xlsx": ("xlsx", "", "xlsx"),
    "pdf/chromium": ("html", "chromium", "pdf"),
    "pdf/writer": ("docx", "office", "pdf"),
    "pdf/calc": ("xlsx", "office", "pdf"),
    "docx/writer": ("docx", "office", "docx"),
    "docx/html": ("html", "office", "docx"),
    "doc": ("docx", "office", "doc"),
    "odt": ("docx", "office", "odt"),
    "rtf": ("docx", "office", "rtf"),
    "html/writer": ("docx", "office", "html"),
    "html/calc": ("xlsx", "office", "html"),
    "xls": ("xlsx", "office", "xls"),
    "ods": ("xlsx", "office", "ods"),
}
ALL = frozenset(KINDS)
HTML = frozenset({"html", "pdf/chromium"})  # LibreOffice drops most of a page's styles: not for looks
DOCX = frozenset(kind for kind, (source, _, _) in KINDS.items() if source == "docx")
SHEET = frozenset(kind for kind, (source, _, _) in KINDS.items() if source == "xlsx")
BOOKS = frozenset({"xlsx", "xls", "ods"})  # a sheet as it was stored, not as it was printed
FORMS = ("2014", "2019", "2021")
NEW_FORMS = ("2019", "2021")


@dataclass(frozen=True, slots=True)
class Accident:
    """A damage to a paper. `work` does it and returns False where the paper gives no occasion for it.

    Of one `group` only one accident happens to a document: two of them could contradict each other.
    """

    name: str
    group: str
    work: Callable[[Paper], bool]
    forms: tuple[str, ...]
    kinds: frozenset[str]


ACCIDENTS: dict[str, Accident] = {}


def accident(
    group: str, forms: tuple[str, ...] = FORMS, kinds: frozenset[str] = ALL
) -> Callable[[Callable[[Paper], bool]], Callable[[Paper], bool]]:
    """Enter a function into the list under its own name."""

    def enter(work: Callable[[Paper], bool]) -> Callable[[Paper], bool]:
        name = work.__name__.replace("_", "-")
        ACCIDENTS[name] = Accident(name, group, work, forms, kinds)
        return work

    return enter


def copied(rows: Grid) -> Grid:
    """The same rows printed once more: other boxes, no figures of the report."""
    made: dict[int, Box] = {}
    for row in rows:
        for each in row:
            if each is not None and id(each) not in made:
                made[id(each)] = Box(list(each.runs), each.role, None, each.amount, each.number_format)
    return [[None if each is None else made[id(each)] for each in row] for row in rows]
