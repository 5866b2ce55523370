"""A hit, the marks in it, and what hits are kept to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

KINDS = ("place", "body", "section")


@dataclass(frozen=True, slots=True)
class Hit:
    """A place, a body or a section that holds the words.

    `name` is that of the place or body (of a section: of the body whose report it is), `above` where that
    lies, from the province down. `former` is the other name of it that holds the words, where its own does
    not. `text` is a snippet of a section, or the name that holds the words; `marks` says where they stand in
    it: (start, end). `score` is from 0 to 100 and compares hits of one kind.
    """

    kind: str
    name: str
    above: str
    text: str
    marks: tuple[tuple[int, int], ...]
    score: float
    agency_id: int | None = None
    region_code: str | None = None
    former: str = ""
    report_id: int | None = None
    ord: int | None = None
    year: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """What hits are kept to: a place with all that lies in it, by its code, and the report year of texts.

    >>> Within("990100").codes
    ('9901', '9901:')
    """

    place: str = ""
    year: int | None = None

    @property
    def codes(self) -> tuple[str, str]:
        """The codes of the place and of all in it, from and below: of GB/T 2260 each is a prefix of those."""
        prefix = self.place
        while prefix.endswith("00"):
            prefix = prefix[:-2]
        return prefix, prefix + ":"  # behind every digit


EVERYWHERE = Within()


def marks(folded: str, places: Sequence[int], words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where the words stand in the text that was folded, marks that touch or overlap joined."""
    spans = sorted(
        (places[found], places[found + len(word) - 1] + 1)
        for word in words
        for found in _occurrences(folded, word)
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _occurrences(folded: str, word: str) -> Iterator[int]:
    place = folded.find(word)
    while place >= 0:
        yield place
        place = folded.find(word, place + len(word))
