"""The table of docs/method.md that says what becomes of damaged tables by format, in both languages.

    python -m tests.accidents_table      writes the table anew

Each entry is what was read of one document of the generator of accidents (tests/bench/accidents) that our own
writers make; `python -m tests.bench accidents` asks the same of thousands, and of what office programs and
browsers make of them.
"""

from collections.abc import Iterator
from functools import cache

from extract.model.document import Hints
from extract.report import read
from tests.bench.accidents.accident import ACCIDENTS, Accident
from tests.bench.accidents.drawing import Drawn, draw
from tests.bench.accidents.scoring import compare
from tests.looks_table import NO_CASE
from tests.page_blocks import Words, english, write_block

GROUPS = ("structure", "year", "unit")
FORMATS = {"html": "HTML", "docx": "DOCX", "xlsx": "XLSX"}
SEED = 1
WRONG = "wrong"


def rows() -> Iterator[Accident]:
    """The accidents of the table, by group."""
    for group in GROUPS:
        yield from (each for each in ACCIDENTS.values() if each.group == group)


def outcome(drawn: Drawn) -> str:
    """What became of a document's figures.

    Returns:
        `read`: each figure of the report, and no problem. `told`: the same, and a problem says what is odd.
        `refused`: some are unreadable, and a problem says why. Anything else is `wrong`.
    """
    reading = read(drawn.data, Hints(file_name=drawn.name))
    said = {each.key: (each.value, each.status) for each in reading.cells}
    score, wrong, _ = compare(drawn.paper.truth, said)
    is_refused = score.missed or score.excused or any(status == "unreadable" for _, status in said.values())
    if wrong or (is_refused and not reading.problems):
        return WRONG
    if is_refused:
        return "refused"
    return "told" if reading.problems else "read"


def table(words: Words = english) -> str:
    """The table in Markdown: a row an accident, a column a format."""
    head = words("head:accident", "what happened")
    lines = [f"| {head} | {' | '.join(FORMATS.values())} |", "|---" * (len(FORMATS) + 1) + "|"]
    for each in rows():
        said = " ".join((each.work.__doc__ or "").split()).rstrip(".")
        entries = [_entry(each.name, kind) if kind in each.kinds else NO_CASE for kind in FORMATS]
        outcomes = [each if each == NO_CASE else words(f"outcome:{each}", each) for each in entries]
        lines.append(f"| {words(f'accident:{each.name}', said)} | {' | '.join(outcomes)} |")
    return "\n".join(lines)


@cache
def _entry(name: str, kind: str) -> str:
    return outcome(next(draw(1, SEED, name, [kind])))


def main() -> None:
    write_block("accidents", table)


if __name__ == "__main__":
    main()
