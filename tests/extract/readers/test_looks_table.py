"""One policy for looks: each format does with each look what the policy says, and the page says it too."""

from pathlib import Path

import pytest

from extract.model.document import Hints
from extract.model.looks import CLOSE, OPEN, REASONS
from extract.readers import read_document
from extract.report import read
from spiders.replica.render import render
from spiders.replica.world import made
from tests.extract.readers.look_cases import FORMATS, ON_A_GROUND, Case
from tests.looks_table import OF_PAGES, expected, outcome, table
from tests.page_blocks import PAGES, Words, with_block

CASES = [(name, look, case) for name, made in FORMATS.items() for look, case in made()]


@pytest.mark.parametrize(("name", "look", "case"), CASES, ids=[f"{name}-{look}" for name, look, _ in CASES])
def test_a_look_has_the_same_outcome_in_every_format(name: str, look: str, case: Case) -> None:
    assert outcome(case, look) == expected(look)


@pytest.mark.parametrize(("name", "look", "case"), CASES, ids=[f"{name}-{look}" for name, look, _ in CASES])
def test_no_mark_of_a_reader_leaves_it(name: str, look: str, case: Case) -> None:
    document = repr(read_document(case.data, Hints()))
    assert not set(document).intersection(OPEN + CLOSE)
    assert ascii(OPEN)[1:-1] not in document


@pytest.mark.parametrize("code", ["struck", "white", "lowered"])
def test_a_refused_figure_of_a_report_is_unreadable_and_the_reason_is_told(code: str) -> None:
    plain = render(made("yunxi-zrj", 2023), "html", "clean").decode()
    figure = next(cell for cell in read(plain.encode()).cells if cell.indicator == "license_decisions")
    start, end = {
        "struck": ("<s>", "</s>"),
        "white": ("<font color=white>", "</font>"),
        "lowered": ("<sub>", "</sub>"),
    }[code]
    at = plain.index("行政许可")
    at = plain.index(figure.raw, at)
    page = f"{plain[:at]}{start}{figure.raw}{end}{plain[at + len(figure.raw) :]}"
    reading = read(page.encode())
    (unread,) = [cell for cell in reading.cells if cell.status == "unreadable"]
    assert (unread.key, unread.value) == (figure.key, None)
    told = [problem.message for problem in reading.problems if problem.locator == unread.locator]
    assert any(message.endswith(f" is {REASONS[code]}") for message in told)


def test_every_rule_is_shown_by_some_format() -> None:
    assert {look for _, look, _ in CASES} == {*REASONS, ON_A_GROUND} - OF_PAGES


@pytest.mark.parametrize(("page", "words"), PAGES.items(), ids=["en", "zh"])
def test_the_page_shows_the_table_as_it_is_read(page: Path, words: Words) -> None:
    text = page.read_text("utf-8")
    assert with_block(text, "looks", table(words)) == text, "python -m tests.looks_table writes it anew"
