"""The table of docs/method.md that says what becomes of text by its look and format, made by reading.

    python -m tests.looks_table          writes the table anew
    python -m tests.looks_table --doc    and first the DOC file of the cases, through LibreOffice

Each entry is what the reader made of a small document of that format (tests/extract/readers/look_cases.py).
"""

import sys
from pathlib import Path

from extract.model.document import Document, Hints
from extract.model.looks import REASONS, RULES, Outcome
from extract.readers import read_document
from extract.readers.office import convert
from tests.extract.readers.look_cases import DOC, FORMATS, ON_A_GROUND, Case, doc_source
from tests.extract.readers.shown_cells import figure
from tests.page_blocks import with_block

PAGE = Path(__file__).parents[1] / "docs" / "method.md"
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


def table() -> str:
    """The table in Markdown: a row a look, a column a format."""
    cases = {name: dict(made()) for name, made in FORMATS.items()}
    looks = [*(look for look in REASONS if look not in OF_PAGES), ON_A_GROUND]
    lines = [f"| the text is … | {' | '.join(cases)} |", "|---" * (len(cases) + 1) + "|"]
    for look in looks:
        words = REASONS.get(look, "white, on a ground that shows it")
        entries = [
            WORDS.get(outcome(of[look], look), "?") if look in of else NO_CASE  # type: ignore[arg-type]
            for of in cases.values()
        ]
        lines.append(f"| {words} | {' | '.join(entries)} |")
    return "\n".join(lines)


def with_table(page: str, made: str) -> str:
    """A page with the table in its block."""
    return with_block(page, "looks", made)


def main() -> None:
    if "--doc" in sys.argv:
        DOC.write_bytes(convert(doc_source(), ".docx", ".doc"))
    PAGE.write_text(with_table(PAGE.read_text("utf-8"), table()), "utf-8")


if __name__ == "__main__":
    main()
