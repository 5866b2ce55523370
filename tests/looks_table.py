"""The table of docs/method.md that says what becomes of text by its look and format, in both languages.

    python -m tests.looks_table          writes the table anew
    python -m tests.looks_table --doc    and first the DOC file of the cases, through LibreOffice

Each entry is what the reader made of a small document of that format (tests/extract/readers/look_cases.py).
"""

import sys
from functools import cache

from extract.model.document import Document, Hints
from extract.model.looks import REASONS, RULES, Outcome
from extract.readers import read_document
from extract.readers.office import convert
from tests.extract.readers.look_cases import DOC, FORMATS, ON_A_GROUND, Case, doc_source
from tests.extract.readers.shown_cells import figure
from tests.page_blocks import Words, english, write_block

WORDS = {
    Outcome.SHOWN: "read",
    Outcome.MARK: "a note's mark",
    Outcome.LEFT_OUT: "left out",
    Outcome.REFUSED: "refused",
}
NO_CASE = "·"
# Looks of whole PDF pages, which need more than a cell: tests/extract/readers/pdf/test_seen.py draws them.
OF_PAGES = frozenset({"outside", "layer", "watermark", "pale", "cut", "replaced"})


def expected(look: str) -> Outcome:
    """What the policy says of a look."""
    rules = {rule.code: rule.outcome for rule in RULES}
    return Outcome.SHOWN if look == ON_A_GROUND else rules[look]


def outcome(case: Case, look: str) -> Outcome | None:
    """What became of the look in a document; None where it is none of the outcomes of a policy."""
    document = read_document(case.data, Hints())
    cells = document.grids[case.table].cells if len(document.grids) > case.table else ()
    last = cells[-1] if cells else None
    if _tells(document, look):
        return Outcome.LEFT_OUT if last is None or (not last.refused and figure(last) in (12, None)) else None
    if last is not None and last.refused:
        return Outcome.REFUSED if last.refused == look else None
    value = figure(last)
    return {12: Outcome.MARK, 129: Outcome.SHOWN}.get(int(value)) if value is not None else None


def _tells(document: Document, look: str) -> bool:
    return any(
        kind == "hidden_text" and REASONS.get(look, "?") in detail for kind, _, detail in document.notes
    )


@cache
def entries() -> dict[str, tuple[str, ...]]:
    """What became of each look, format by format, in English."""
    cases = {name: dict(made()) for name, made in FORMATS.items()}
    return {
        look: tuple(
            WORDS.get(outcome(of[look], look), "?") if look in of else NO_CASE  # type: ignore[arg-type]
            for of in cases.values()
        )
        for look in [*(look for look in REASONS if look not in OF_PAGES), ON_A_GROUND]
    }


def table(words: Words = english) -> str:
    """The table in Markdown: a row a look, a column a format."""
    head = words("head:look", "the text is …")
    lines = [f"| {head} | {' | '.join(FORMATS)} |", "|---" * (len(FORMATS) + 1) + "|"]
    for look, outcomes in entries().items():
        named = words(f"look:{look}", REASONS.get(look, "white, on a ground that shows it"))
        said = [each if each == NO_CASE else words(f"outcome:{each}", each) for each in outcomes]
        lines.append(f"| {named} | {' | '.join(said)} |")
    return "\n".join(lines)


def main() -> None:
    if "--doc" in sys.argv:
        DOC.write_bytes(convert(doc_source(), ".docx", ".doc"))
    write_block("looks", table)


if __name__ == "__main__":
    main()
