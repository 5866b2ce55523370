"""The generator of accidents is true to itself: clean reports read fully, truths that hold, equal draws."""

from collections import Counter
from random import Random

import pytest

from extract.codebook import indicators
from tests.bench.accidents.accident import ACCIDENTS
from tests.bench.accidents.drawing import Drawn, draw
from tests.bench.accidents.forms import draw_paper
from tests.bench.accidents.run import cells_of
from tests.bench.accidents.scoring import compare

DIRECT = ("html", "docx", "xlsx")  # written by the generator alone, without office programs


@pytest.fixture(scope="module")
def damaged() -> list[Drawn]:
    return list(draw(40, 5, kinds=DIRECT))


@pytest.mark.parametrize("kind", DIRECT)
def test_clean_documents_are_read_whole(kind: str) -> None:
    """Where nothing happened, truth and reading agree; else the generator errs."""
    for drawn in draw(6, 3, "clean", (kind,)):
        score, wrong, missed = compare(drawn.paper.truth, cells_of(drawn))
        assert not wrong
        assert not missed
        assert score.right == len(drawn.paper.truth) > 50


def test_truth_names_figures_of_the_codebook(damaged: list[Drawn]) -> None:
    for drawn in damaged:
        assert {key[0] for key in drawn.paper.truth} <= indicators().keys()


def test_truth_holds_a_value_where_one_is_seen(damaged: list[Drawn]) -> None:
    for drawn in damaged:
        for truth in drawn.paper.truth.values():
            assert (truth.value is None) is (truth.status in ("blank", "dash"))


def test_every_figure_is_printed_once(damaged: list[Drawn]) -> None:
    """No accident prints a figure of the report twice, or leaves one out that it says can be read."""
    for drawn in damaged:
        printed = Counter(each.key for table in drawn.paper.tables() for each in table.boxes() if each.key)
        must = {key for key, truth in drawn.paper.truth.items() if not truth.may_refuse}
        assert not [key for key, count in printed.items() if count > 1]
        assert must <= printed.keys()


def test_most_figures_must_be_read(damaged: list[Drawn]) -> None:
    """Excuses stay rare, or the bar would mean nothing."""
    truths = [truth for drawn in damaged for truth in drawn.paper.truth.values()]
    assert sum(truth.may_refuse for truth in truths) < 0.2 * len(truths)


def test_the_same_seed_draws_the_same_papers() -> None:
    first, second = (list(draw(6, 9, kinds=("html", "docx"))) for _ in range(2))
    assert [each.data for each in first] == [each.data for each in second]
    assert [each.paper.truth for each in first] == [each.paper.truth for each in second]


@pytest.mark.parametrize("name", ACCIDENTS)
def test_every_accident_finds_an_occasion(name: str) -> None:
    form = ACCIDENTS[name].forms[-1]
    assert any(ACCIDENTS[name].work(draw_paper(form, Random(seed))) for seed in range(20))
    assert ACCIDENTS[name].work.__doc__
