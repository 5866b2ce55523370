"""Seeded chance: the same draws on every machine, from the bits of random.Random alone."""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache


@cache
def _ratio(mean: float) -> tuple[int, int]:
    """The mean as a fraction of whole numbers, the same on every machine."""
    return Fraction(mean).limit_denominator(1000).as_integer_ratio()


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
        above, below = _ratio(mean)
        whole, rest = divmod(above * self._factor(), below * 1000)
        return whole + (self.below(1000) * below < rest)

    def _factor(self) -> int:
        """In thousandths: mostly 0.4 to 1.5, one time in thirty-three 2 to 5."""
        if self.chance(30):
            return 2000 + self.below(3000)
        return 400 + self.below(500) + self.below(600)

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
