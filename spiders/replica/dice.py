"""Seeded chance: the same draws on every machine, from the bits of random.Random alone."""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction


class Dice:
    """Draws for one named place of the world, so that adding a place changes no other."""

    def __init__(self, *name: object) -> None:
        self._bits = random.Random("/".join(map(str, name)))

    def below(self, limit: int) -> int:
        return self._bits.getrandbits(32) * limit >> 32

    def chance(self, per_mille: int) -> bool:
        return self.below(1000) < per_mille

    def count(self, mean: float) -> int:
        """A count with a heavy tail: often 0 for small means, now and then several times the mean."""
        scaled = Fraction(mean).limit_denominator(1000) * self._factor()
        whole, rest = divmod(scaled, 1)
        return int(whole) + (self.below(1000) < rest * 1000)

    def _factor(self) -> Fraction:
        if self.chance(30):
            return Fraction(2000 + self.below(3000), 1000)
        return Fraction(400 + self.below(500) + self.below(600), 1000)

    def pick(self, weights: Mapping[str, int]) -> str:
        """A key, drawn in proportion to its weight."""
        place = self.below(sum(weights.values()))
        for key, weight in weights.items():
            place -= weight
            if place < 0:
                return key
        raise AssertionError("weights are exhausted")

    def choose(self, options: Sequence[str]) -> str:
        return options[self.below(len(options))]
