"""What people type when they do not know the names: each is answered with what they meant."""

import csv
from pathlib import Path

import pytest

from tests.warehouse.warehouse_world import World, reading
from warehouse.__main__ import main
from warehouse.errors import WarehouseError
from warehouse.query.sql import run_query
from warehouse.query.suggestions import suggest

# One a line: the question, and the last line of its answer. Read the difference before you commit another.
TABLE = Path(__file__).with_name("mistakes.csv")
with TABLE.open(encoding="utf-8", newline="") as lines:
    MISTAKES = {row["question"]: row["answer"] for row in csv.DictReader(lines)}


def test_there_are_more_than_the_30_of_the_promise() -> None:
    assert len(MISTAKES) >= 30


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(tmp_path_factory.mktemp("suggestions") / "demo")
    world.add(reading())
    return world.build().release


@pytest.mark.parametrize("question", MISTAKES)
def test_a_natural_mistake_is_answered_with_what_was_meant(release: Path, question: str) -> None:
    with pytest.raises(WarehouseError) as caught:
        run_query(release, question)
    assert str(caught.value).splitlines()[-1] == MISTAKES[question]


def test_the_command_tells_it_too(release: Path, capfd: pytest.CaptureFixture[str]) -> None:
    question = "select 本年新收 from figures"
    assert main(["sql", "--release", str(release), question]) == 1
    assert capfd.readouterr().err.splitlines()[-1] == MISTAKES[question]


def test_what_is_near_nothing_is_answered_with_where_to_look(release: Path) -> None:
    with pytest.raises(WarehouseError, match="The tables are: reports, cells"):
        run_query(release, "from qqzzxx")
    assert suggest("Parser Error: syntax error at or near") == ""
