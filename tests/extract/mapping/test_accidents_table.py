"""The page that says what becomes of damaged tables says what is read."""

from tests.accidents_table import PAGE, WRONG, table
from tests.page_blocks import with_block


def test_the_page_shows_the_table_as_it_is_read() -> None:
    made, page = table(), PAGE.read_text("utf-8")
    assert WRONG not in made
    assert with_block(page, "accidents", made) == page, "python -m tests.accidents_table writes it anew"
