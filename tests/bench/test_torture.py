"""The torture is true to itself: a few blows of each kind, and a damage that nobody tells is unexplained."""

from pathlib import Path
from random import Random

import pytest

from tests.bench.torture.damage import damage
from tests.bench.torture.outcomes import EXPLAINED, SAME, Tally, UnexplainedError
from tests.bench.torture.run import torture
from tests.bench.torture.world import Cut, same

TINY = Cut(("demo-lianhu",), (2024, 2024), real_share=0)
# One of each way to strike; damaged WARCs are left to tests/spiders/archive/test_verify_archive.py.
KINDS = ("log", "readings", "release", "SQL", "servers", "kill: export", "no room: build")


def test_a_few_blows_have_no_outcome_that_nothing_explains(tmp_path: Path) -> None:
    tally = torture(tmp_path, 300, seed=1, names=KINDS, rounds=1, cut=TINY)
    assert tally.findings == []
    assert tally.blows >= len(KINDS)
    assert {outcome for _, outcome in tally.counts} == {SAME, EXPLAINED}
    kinds = {kind.partition(":")[0] for kind, _ in tally.counts}
    assert {"log", "readings", "release", "hostile SQL", "kill", "files may not grow"} <= kinds
    assert tally.table().count("\n") == len({kind for kind, _ in tally.counts}) + 2


def test_what_differs_without_a_word_is_unexplained() -> None:
    with pytest.raises(UnexplainedError, match="readings differ: b"):
        same("readings", {"a": b"1", "b": b"2"}, {"a": b"1", "b": b"3"})


def test_damage_changes_bytes(tmp_path: Path) -> None:
    path, chance = tmp_path / "file", Random(1)
    for _ in range(30):
        path.write_bytes(bytes(range(256)) * 10)
        how = damage(path, chance)
        assert (how == "gone") is not path.exists()
        assert how == "gone" or path.read_bytes() != bytes(range(256)) * 10


def test_an_unexplained_blow_is_told_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    tally.find("log", "round 7: bytes differ")
    assert "| log | 1 | 0 | 0 | 1 |" in tally.table()
    assert "round 7" in capsys.readouterr().err
