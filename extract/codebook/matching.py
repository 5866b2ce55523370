"""Which indicators a printed label means, whole, by pattern or with a slip; a cell is where two sets meet."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.codebook.labels import NOTE, Label, fold

SHORTEST_SLIP = 2  # a letter alone may be of any label
ALIKE, CLEARLY = 0.7, 0.1  # likeness of a slip to its label, and how much less that of another meaning is
NUMERALS = "一二三四五六七八九十"
# A number whose bracket is lost, swapped or has a letter beside it: (二部分公开, ()二部分公开
BROKEN_NUMBER = re.compile(rf"^(?:[^()]?\([^()]{{0,2}}\)[{NUMERALS}]?|\)?\(?[{NUMERALS}]\(?\)?)(?=[^)])")
BRACKETS = re.compile("[()]")
PREFIX = "其中"  # before a row that is a part of the one above; folded labels stand without it


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
        self._by_length: dict[int, list[tuple[str, frozenset[str]]]] = {}
        for label, keys in self.exact.items():
            self._by_length.setdefault(len(label), []).append((label, keys))
        self._spelt = [(label, frozenset(label), keys) for label, keys in self.exact.items()]
        self._known: dict[tuple[str, str], Match | None] = {}

    def match(self, text: str) -> Match | None:
        """What the label means; None where it is no label of this axis, or not certainly one of them."""
        label = fold(text)
        letters = label.full, label.short  # the same however it is numbered, spaced and bracketed
        if letters not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[letters] = self._match(label)
        return self._known[letters]

    def is_exact(self, text: str) -> bool:
        label = fold(text)
        return label.full in self.exact or label.short in self.exact

    def _match(self, label: Label) -> Match | None:
        keys = self.exact.get(label.full) or self.exact.get(label.short)
        if keys:
            return Match(keys)
        text = label.short or label.full
        if not text or len(text) > self.longest + 6 or text[-1].isdecimal():
            return None
        for pattern, found in self.patterns:
            if label.short and pattern.search(label.short):
                return Match(found)
        return self._nearest(label)

    def _nearest(self, label: Label) -> Match | None:
        """The one label of which the text is a slip: one letter away, else clearly the nearest.

        A text that two meanings can have become by a letter is neither, however alike it is to one (予公开:
        予以公开 or 不予公开; 同不意公开: 同意公开 or 不同意公开).
        """
        found = self._one_letter_away(label)
        if not found:
            return self._most_alike(label.short)
        return Match(found.pop(), is_typo=True) if len(found) == 1 else None

    def _one_letter_away(self, label: Label) -> set[frozenset[str]]:
        """The meanings whose label became the text by one letter lost, added or swapped with the next."""
        unnumbered = BROKEN_NUMBER.sub("", label.full)
        letters = BRACKETS.sub("", label.full).lstrip(NUMERALS)
        bare = {unnumbered, NOTE.sub("", unnumbered), letters, *_without_torn_prefix(label)}
        bare -= {label.full, label.short}
        found = {self.exact[text] for text in bare if text in self.exact}
        for text in {label.full, label.short} if not found else ():
            if len(text) >= SHORTEST_SLIP:
                for length in range(len(text) - 1, len(text) + 2):
                    known = self._by_length.get(length, ())
                    found |= {keys for other, keys in known if is_one_letter_away(text, other)}
        return found

    def _most_alike(self, short: str) -> Match | None:
        """The one label at typo distance: `ALIKE`, and `CLEARLY` nearer than any other meaning."""
        if len(short) < 4:
            return None
        scores: dict[frozenset[str], float] = {}
        for label, letters, keys in self._spelt:
            if abs(len(label) - len(short)) > 0.4 * len(label):
                continue
            # What has few letters in common can be neither near nor a rival of what is near: nearly all.
            if sum(map(letters.__contains__, short)) >= (ALIKE - CLEARLY) * max(len(label), len(short)):
                scores[keys] = max(scores.get(keys, 0.0), likeness(short, label))
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < ALIKE or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < CLEARLY):
            return None
        return Match(ranked[0][0], is_typo=True)


def _without_torn_prefix(label: Label) -> Iterator[str]:
    """The label behind a 其中 with a slip: 其其中主动公开规范性文件数, 中其主动公开规范性文件数."""
    for size in range(1, len(PREFIX) + 2):
        if is_one_letter_away(label.full[:size], PREFIX):
            yield from (label.full[size:], label.short[size:])


def is_one_letter_away(text: str, label: str) -> bool:
    """Whether a text is a label with one letter lost or added, or two neighbours swapped."""
    few, many = sorted((text, label), key=len)
    at = next((n for n, (one, other) in enumerate(zip(few, many, strict=False)) if one != other), len(few))
    if len(few) < len(many):
        return few[at:] == many[at + 1 :]
    return few[at : at + 2] == many[at : at + 2][::-1] and few[at + 2 :] == many[at + 2 :] and at < len(few)


def likeness(left: str, right: str) -> float:
    """1 - edit distance / length of the longer."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return 1 - row[-1] / max(len(left), len(right), 1)
