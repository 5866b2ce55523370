"""What very many pairs of texts have in common, counted together: held against one pair after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.copying.test_passages import same_count
from warehouse.copying import same_runs
from warehouse.copying.number_sets import is_among
from warehouse.copying.same_runs import same_counts
from warehouse.copying.texts import TextFile, Texts, digests

FEW = [chr(0x4E00 + 37 * number) for number in range(3)]  # so that runs come about
TEXTS = st.lists(st.lists(st.sampled_from([*FEW, "0", "𠮷"]), max_size=60).map("".join), max_size=6)


@contextmanager
def put(*parts: list[str]) -> Iterator[Texts]:
    """Texts in a file, written part by part."""
    whole = [text for part in parts for text in part]
    with TemporaryFile() as file:
        chunks = [pa.chunked_array([pa.array(part, pa.string())]) for part in parts]
        put_down = TextFile(file, [len(part) for part in parts], chunks.__getitem__)
        lengths = np.array([len(text) for text in whole], np.int32)
        yield Texts(put_down, np.arange(len(whole)), digests(whole), lengths)


def every_pair(count: int, others: int) -> tuple[np.ndarray, np.ndarray]:
    one, other = np.divmod(np.random.default_rng(1).permutation(count * others), max(others, 1))
    return one, other


@settings(deadline=None)  # of a machine with other work
@given(TEXTS, TEXTS, st.sampled_from([1, 300, 200_000]))
def test_each_of_many_pairs_counts_what_it_counts_alone(
    ours: list[str], theirs: list[str], batch: int
) -> None:
    theirs = [*theirs, *ours[:2], *(text[1:] for text in ours[2:])]
    one, other = every_pair(len(ours), len(theirs))
    with put(ours[:1], ours[1:]) as texts, put(theirs) as others, patch.object(same_runs, "BATCH", batch):
        same = same_counts(texts, others, one, other)
    assert same.tolist() == [same_count(ours[a], theirs[b]) for a, b in zip(one, other, strict=True)]


def test_a_run_of_one_other_text_is_not_one_of_all() -> None:
    dice = np.random.default_rng(2)
    ours = ["".join(map(chr, 0x4E00 + dice.integers(0, 3000, 40))) for _ in range(300)]
    theirs = ours[1:] + ours[:1]
    places = np.arange(300)
    with put(ours) as texts, put(theirs) as others:
        assert same_counts(texts, others, places, places).tolist() == [0] * 300
        assert same_counts(texts, others, places[1:], places[:-1]).tolist() == [40] * 299


@pytest.mark.parametrize("bits", [0, 1, 40])
def test_numbers_whose_places_are_all_the_same_are_told_apart(bits: int) -> None:
    numbers = np.arange(1, 200, dtype=np.uint64) << np.uint64(bits)
    found = is_among(numbers, numbers[::3])
    assert found.tolist() == [place % 3 == 0 for place in range(199)]
