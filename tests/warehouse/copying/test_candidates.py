"""Likely pairs among many texts: those that share much are found, whatever else stands there."""

import random
from unittest.mock import patch

import numpy as np

from warehouse.copying import candidates
from warehouse.copying.candidates import NEIGHBOURS, Bands, likeliest, sharing_a_band
from warehouse.copying.signatures import Signatures, signatures

CHARACTERS = [chr(0x4E00 + number) for number in range(3000)]


def drawn(count: int, length: int, seed: int) -> list[str]:
    dice = random.Random(seed)
    return ["".join(dice.choices(CHARACTERS, k=length)) for _ in range(count)]


def bands(signed: Signatures) -> Bands:
    return lambda number: signed.bands[:, number]


def pairs_of(signed: Signatures, most: int) -> list[tuple[int, int]]:
    """(text, other): the likest of each, text by text."""
    likest = likeliest(bands(signed), signed.sketches, most)
    text, column = np.nonzero(likest >= 0)
    return list(zip(text.tolist(), likest[text, column].tolist(), strict=True))


def chosen(signed: Signatures, which: np.ndarray) -> Signatures:
    return Signatures(signed.bands[which], signed.sketches[which])


def test_texts_with_most_in_common_are_found_and_strangers_are_not() -> None:
    originals, tails = drawn(300, 300, 1), drawn(300, 60, 2)
    edited = [text[:240] + tail for text, tail in zip(originals, tails, strict=True)]  # two thirds of pieces
    found = set(pairs_of(signatures([*originals, *edited]), 12))
    expected = {(number, (number + 300) % 600) for number in range(600)}
    assert len(found & expected) >= 594
    assert len(found - expected) <= 6


def test_the_likest_of_many_come_first_and_of_equally_like_ones_the_first() -> None:
    letters, tails = drawn(4, 200, 8), drawn(200, 120, 9)
    texts = [letters[number % 4] + tail[: number % 7 * 20] for number, tail in enumerate(tails)]
    signed, most = signatures(texts), 5
    with patch.object(candidates, "CHUNK", 7):  # what is found in one part stands beside what is in others
        whole, best = pairs_of(signed, len(texts)), pairs_of(signed, most)
    equal = [int(np.count_nonzero(signed.sketches[one] == signed.sketches[other])) for one, other in whole]
    ordered = sorted(zip(whole, equal, strict=True), key=lambda pair: (pair[0][0], -pair[1], pair[0][1]))
    assert [pair for pair, _ in ordered] == whole
    assert set(whole) == sharing(signed)
    expected = [pair for at, pair in enumerate(whole) if at < most or whole[at - most][0] != pair[0]]
    assert best == expected
    assert len(best) < len(whole)


def test_the_same_texts_make_the_same_pairs() -> None:
    texts = drawn(50, 100, 3) * 2
    assert pairs_of(signatures(texts), 12) == pairs_of(signatures(texts), 12)


def test_no_text_one_text_and_texts_shorter_than_a_piece_have_no_pair() -> None:
    for texts in ([], ["甲"], ["", "乙"], ["\ud800" * 9, "丙" * 9]):
        assert pairs_of(signatures(texts), 12) == []


def test_a_form_letter_of_thousands_costs_neighbours_not_all_pairs() -> None:
    (letter,) = drawn(1, 200, 4)
    texts = [letter + name for name in drawn(3000, 3, 5)]
    text, mate = np.array(pairs_of(signatures(texts), 12)).T
    counts = np.bincount(text, minlength=len(texts))
    assert NEIGHBOURS <= counts.min() <= counts.max() <= 12
    assert (text != mate).all()


def test_texts_that_share_no_band_with_those_that_came_keep_their_pairs() -> None:
    originals, tails = drawn(80, 200, 6), drawn(240, 40, 7)
    texts = [originals[number % 80] + tail for number, tail in enumerate(tails)]
    signed = signatures(texts)
    is_new = np.arange(len(texts)) % 19 == 0
    numbers = np.flatnonzero(~is_new)
    whole = set(pairs_of(signed, 3))
    before = {(numbers[one], numbers[other]) for one, other in pairs_of(chosen(signed, ~is_new), 3)}
    is_reached = sharing_a_band(bands(signed), bands(chosen(signed, is_new)))
    reached = set(np.flatnonzero(is_reached).tolist())
    assert 0 < len(reached) < len(texts) / 2, "some are reached, and not nearly all"
    stand = {pair for pair in before if pair[0] not in reached}
    assert stand == {pair for pair in whole if pair[0] not in reached}
    assert stand


def sharing(signed: Signatures) -> set[tuple[int, int]]:
    """Neighbours in a band, found by going through all of them."""
    found = set()
    for band in signed.bands.T.tolist():
        for one, number in enumerate(band):
            alike = [other for other in range(one + 1, len(band)) if band[other] == number][:NEIGHBOURS]
            found |= {(one, other) for other in alike} | {(other, one) for other in alike}
    return found
