"""Which indicators a printed label means, whole, by pattern or with a slip; a cell is where two sets meet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extract.codebook.labels import Label, fold


@dataclass(frozen=True, slots=True)
class Match:
    """The keys a label stands for, and whether it was printed with a slip (`is_typo`)."""

    keys: frozenset[str]
    is_typo: bool = False


class Vocabulary:
    """Labels of one axis. `entries` yields (key, labels, pattern); several keys may share a label."""

    def __init__(self, entries: Iterable[tuple[str, Iterable[str], str]]) -> None:
        exact: dict[str, set[str]] = {}
        patterns: dict[str, set[str]] = {}
        for key, labels, pattern in entries:
            for label in labels:
                folded = fold(label)
                for form in {folded.full, folded.short} - {""}:
                    exact.setdefault(form, set()).add(key)
            if pattern:
                patterns.setdefault(pattern, set()).add(key)
        self.exact = {label: frozenset(keys) for label, keys in exact.items()}
        self.patterns = [(re.compile(pattern), frozenset(keys)) for pattern, keys in patterns.items()]
        self.longest = max(map(len, self.exact), default=0)
        self._known: dict[str, Match | None] = {}

    def match(self, text: str) -> Match | None:
        """What the label means; None where it is no label of this axis, or not certainly one of them."""
        if text not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[text] = self._match(fold(text))
        return self._known[text]

    def is_exact(self, text: str) -> bool:
        label = fold(text)
        return label.full in self.exact or label.short in self.exact

    def _match(self, label: Label) -> Match | None:
        keys = self.exact.get(label.full) or self.exact.get(label.short)
        if keys:
            return Match(keys)
        if not label.short or len(label.short) > self.longest + 6 or label.short[-1].isdecimal():
            return None
        for pattern, found in self.patterns:
            if pattern.search(label.short):
                return Match(found)
        return self._nearest(label.short)

    def _nearest(self, short: str) -> Match | None:
        """The one label at typo distance: at least 0.7 alike, and clearly nearer than any other meaning."""
        if len(short) < 4:
            return None
        scores: dict[frozenset[str], float] = {}
        for label, keys in self.exact.items():
            if abs(len(label) - len(short)) <= 0.4 * len(label):
                scores[keys] = max(scores.get(keys, 0.0), likeness(short, label))
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < 0.7 or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 0.1):
            return None
        return Match(ranked[0][0], is_typo=True)


def likeness(left: str, right: str) -> float:
    """1 - edit distance / length of the longer."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return 1 - row[-1] / max(len(left), len(right), 1)
