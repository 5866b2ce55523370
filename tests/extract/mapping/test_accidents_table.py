"""The pages that say what becomes of damaged tables say what is read."""

from pathlib import Path

import pytest

from tests.accidents_table import WRONG, table
from tests.page_blocks import PAGES, Words, with_block


@pytest.mark.parametrize(("page", "words"), PAGES.items(), ids=["en", "zh"])
def test_the_page_shows_the_table_as_it_is_read(page: Path, words: Words) -> None:
    assert WRONG not in table()
    text = page.read_text("utf-8")
    renewed = with_block(text, "accidents", table(words))
    assert renewed == text, "python -m tests.accidents_table writes it anew"
