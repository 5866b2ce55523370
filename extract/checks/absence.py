"""What is said of tables and rows that are not there: `not printed` only where nothing was skipped."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from extract.codebook.labels import fold
from extract.codebook.vocabulary import is_label
from extract.model.document import Document
from extract.model.problems import problem
from extract.model.reading import Problem
from spiders.content.chinese import simplify

TABLES = {"T2": "table two", "T3": "table three", "T4": "table four"}
# Parts of a document that no reader saw, or rows of it that no label explains.
SKIPPED = frozenset(
    {
        "archive_member",
        "cell_boundaries_lost",
        "damaged",
        "field_unread",
        "font_without_unicode",
        "needs_ocr",
        "page_cap",
        "page_too_complex",
        "page_unreadable",
        "report_incomplete",
        "scanned_page",
        "table_is_image",
        "torn_rows",
        "truncated",
        "ambiguous_label",
        "unknown_label",
    }
)
_NOT_PRINTED, _NOT_READ = "not printed", "in no part that could be read"
# Words over the columns of each table, which no sentence of a report holds.
_HEADERS = {
    "T2": ("本年制发件数", "本年新制作数量", "处理决定数量"),
    "T3": ("申请人情况", "法人或其他组织"),
    "T4": ("结果维持", "未经复议直接起诉"),
}
_SURE = 6  # letters of a label that proves the form alone
_SHORT, _ENOUGH = 4, 4  # letters of one that any page may have, and how many of these prove it
_LONGEST = 60  # letters: the longest label has 48


def holds_form(document: Document) -> bool:
    """Does a document print words of the form itself? 总计 and 其他 stand in the tables of any page."""
    cells = (text for grid in document.grids for text in grid.texts)
    words = (word for paragraph in document.paragraphs for word in paragraph.text.split())
    short = set()
    for text in chain(cells, words):
        if _headers_in(text):
            return True
        label = fold(text).short if _SHORT <= len(text) <= _LONGEST else ""
        if len(label) >= _SHORT and is_label(text):
            short.add(label)
            if len(label) >= _SURE or len(short) >= _ENOUGH:
                return True
    return False


def missing_tables(
    document: Document, blocks: frozenset[str], problems: tuple[Problem, ...]
) -> list[Problem]:
    """A problem for each table of the form of which no figure was met, or one for all.

    `blocks`: the tables met; `problems`: those of mapping.
    """
    if "S14" in blocks or blocks >= TABLES.keys():
        return []
    kinds = {note[0] for note in document.notes}
    named = _named_tables(document)
    if not blocks and not document.grids:
        if "table_is_image" in kinds:
            return [problem("table_is_image", "file", "the form's tables are pictures")]
        if not kinds & SKIPPED and not named:
            return [problem("narrative_only", "file", "none of the form's tables is printed")]
    headed = _headers_in("\n".join(text for grid in document.grids for text in grid.texts))
    unread = set(TABLES) if _skipped(document, problems) else named
    said = dict.fromkeys(TABLES, "was not found") | dict.fromkeys(unread, f"is {_NOT_READ}")
    # The last row of a sheet's table may be blank, which no cell of the file tells.
    said |= dict.fromkeys(headed, "has headers, and no row of figures was met below them")
    return [
        problem("table_missing", "file", f"{name} {said[block]}")
        for block, name in TABLES.items()
        if block not in blocks
    ]


def worded(document: Document, problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """The problems of mapping; a row is called unprinted only where nothing was skipped."""
    is_partial = _skipped(document, problems)
    for found in problems:
        if is_partial and found.kind in ("missing_row", "table_cut"):
            found = replace(found, message=found.message.replace(_NOT_PRINTED, _NOT_READ))
        yield found


def is_partly_unread(document: Document) -> bool:
    """Whether parts of a document were seen by no reader."""
    return _skipped(document, ())


def _skipped(document: Document, problems: Iterable[Problem]) -> bool:
    kinds = {note[0] for note in document.notes} | {found.kind for found in problems}
    return not kinds.isdisjoint(SKIPPED)


def _named_tables(document: Document) -> set[str]:
    """The tables whose headers stand in the running text."""
    return _headers_in("".join(paragraph.text for paragraph in document.paragraphs))


def _headers_in(text: str) -> set[str]:
    plain = simplify(text)
    return {block for block, words in _HEADERS.items() if any(word in plain for word in words)}
