"""The policy of looks: what is refused keeps its text and its reason, and nothing else is added to a text."""

from functools import reduce
from operator import or_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import looks
from extract.model.colours import SOME_COLOUR, WHITE
from extract.model.document import Document, Paragraph
from extract.model.grid import Grid
from extract.model.looks import PLAIN, RULES, LeftOut, Look, Outcome, Trait, run, settled

TEXTS = st.text(st.sampled_from("0129.件 年\n"), max_size=6)
LOOKS = st.builds(
    Look,
    st.lists(st.sampled_from(Trait)).map(lambda traits: reduce(or_, traits, Trait.NONE)),
    st.sampled_from([None, 0, WHITE, 0xFAFAFA]),
    st.sampled_from([None, 0, WHITE, SOME_COLOUR]),
)
UNICODE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", looks.STROKE)


def grid_of(*texts: str) -> Grid:
    return Grid.of([(text, 0, column, "", 1, 1) for column, text in enumerate(texts)], "t")


@given(st.lists(st.tuples(TEXTS, LOOKS), min_size=1, max_size=5))
def test_a_cell_of_runs_keeps_what_is_seen_and_tells_the_reason(runs: list[tuple[str, Look]]) -> None:
    left_out = LeftOut()
    carried = "".join(run(text, look, left_out) for text, look in runs)
    (cell,) = looks.settled_grid(grid_of(carried)).cells
    seen = [(text, look) for text, look in runs if not looks.is_left_out(look)]
    printed = "".join(text for text, _ in seen)
    assert "".join(cell.text.translate(UNICODE).split()) == "".join(printed.split())
    codes = {rule.code for text, look in seen if text.strip() for rule in looks.rules_of(look)}
    refusing = {rule.code for rule in RULES if rule.outcome is Outcome.REFUSED}
    assert (cell.refused in codes & refusing) if codes & refusing else cell.refused == ""
    hidden = "".join(text for text, look in runs if looks.is_left_out(look))
    assert left_out.counts.total() == len("".join(hidden.split()))
    assert bool(left_out.notes()) is bool(hidden.split())


@given(TEXTS)
def test_a_plain_run_is_its_text(text: str) -> None:
    assert run(text, PLAIN, LeftOut()) == text


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (Look(colour=WHITE), "收\ufffd件"),
        (Look(Trait.STRUCK), "收1\u03362\u0336件"),
        (Look(Trait.LOWERED), "收₁₂件"),
        (Look(Trait.RAISED), "收¹²件"),
        (Look(Trait.HIDDEN), "收件"),
        (Look(Trait.ON_PAPER, WHITE, SOME_COLOUR), "收12件"),
    ],
    ids=str,
)
def test_running_text_says_nothing_that_is_not_seen(look: Look, text: str) -> None:
    left_out = LeftOut()
    paragraph = Paragraph(f"收{run('12', look, left_out)}件", "p1", 0)
    document = settled(Document("html", (paragraph,)), left_out)
    assert document.paragraphs[0].text == text
    assert bool(document.notes) is (text == "收件")


@pytest.mark.parametrize(
    ("ground", "shows"),
    [(None, False), (WHITE, False), (0xFAFAFA, False), (0xF9FFFF, True), (0, True), (SOME_COLOUR, True)],
)
def test_white_shows_on_what_is_known_to_be_no_paper(ground: int | None, shows: bool) -> None:
    assert looks.shows_white(ground) is shows
    assert Look(colour=WHITE, ground=ground).is_white() is not shows


def test_white_words_are_read_in_running_text() -> None:
    assert looks.running_text(run("年报", Look(colour=WHITE), LeftOut())) == "年报"


def test_marks_that_a_text_prints_itself_are_dropped() -> None:
    (cell,) = looks.settled_grid(grid_of(f"1{looks.OPEN}?2{looks.CLOSE}{looks.CLOSE}3")).cells
    assert (cell.text, cell.refused) == ("123", "")


def test_a_document_without_looks_is_the_same() -> None:
    document = Document("html", (Paragraph("一", "p1", 0),), (grid_of("1"),), (1,))
    assert settled(document, LeftOut()) is document
