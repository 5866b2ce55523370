"""A reading beside the truth: right, unread, wrong; and what nobody printed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tests.bench.accidents.paper import Key, Truth

# Sums of printed parts that a reading may add of its own.
DERIVED = frozenset(("req_refused", "req_unable", "req_notproc", "req_other", "disp_lit_total"))
SILENT = frozenset(("unreadable", "not_in_form"))
Said = tuple[Decimal | None, str]  # value, status


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell read otherwise than it is seen; `true` is None where nobody could give a figure."""

    key: Key
    read: Said
    true: Truth | None

    def __str__(self) -> str:
        key = "/".join(filter(None, self.key))
        seen = "nothing to be said" if self.true is None else shown((self.true.value, self.true.status))
        return f"{key}: read {shown(self.read)}, seen {seen}"


def shown(said: Said) -> str:
    return said[1] if said[0] is None else f"{said[0]:f}"


@dataclass
class Score:
    """Cells of some documents. `missed`: unread although any person would read it; `excused`: the others."""

    documents: int = 0
    right: int = 0
    missed: int = 0
    excused: int = 0
    wrong: int = 0

    @property
    def must(self) -> int:
        """Cells that must be read: all but those whose refusal is excused."""
        return self.right + self.missed + self.wrong

    @property
    def share(self) -> float:
        return (self.must - self.missed) / self.must if self.must else 1.0

    def __iadd__(self, other: "Score") -> "Score":
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def compare(truth: dict[Key, Truth], read: dict[Key, Said]) -> tuple[Score, list[Wrong], list[Key]]:
    """The document's score, its wrong cells, and the keys missed."""
    score, wrong, missed = Score(1), [], []
    for key, true in truth.items():
        said = read.get(key)
        if said is None or said[1] in SILENT:
            if true.may_refuse:
                score.excused += 1
            else:
                score.missed += 1
                missed.append(key)
        elif said == (true.value, true.status):
            score.right += 1
        else:
            wrong.append(Wrong(key, said, true))
    wrong += [Wrong(key, said, None) for key, said in _extra(read, truth)]
    score.wrong = len(wrong)
    return score, wrong, missed


def _extra(read: dict[Key, Said], truth: Iterable[Key]) -> Iterator[tuple[Key, Said]]:
    for key, said in read.items():
        if key not in truth and said[1] not in SILENT and key[0] not in DERIVED:
            yield key, said
