"""One policy for looks: each format does with each look what the policy says, and the page says it too."""

import pytest

from extract.model.looks import REASONS
from tests.extract.readers.look_cases import FORMATS, Case
from tests.looks_table import PAGE, expected, outcome, table, with_table

CASES = [(name, look, case) for name, made in FORMATS.items() for look, case in made()]


@pytest.mark.parametrize(("name", "look", "case"), CASES, ids=[f"{name}-{look}" for name, look, _ in CASES])
def test_a_look_has_the_same_outcome_in_every_format(name: str, look: str, case: Case) -> None:
    assert outcome(case, look) == expected(look)


def test_every_rule_is_shown_by_some_format() -> None:
    assert {look for _, look, _ in CASES} >= REASONS.keys()


def test_the_page_shows_the_table_as_it_is_read() -> None:
    page = PAGE.read_text("utf-8")
    assert with_table(page, table()) == page, "python -m tests.looks_table writes it anew"
