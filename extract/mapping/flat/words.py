"""The words of a flat source: figures, signed ones too, and headers run together."""

import re
from functools import lru_cache

from extract.codebook import figure_text, frame_words
from extract.codebook.labels import fold
from extract.codebook.vocabulary import vocabularies

LONGEST_HEADERS = 60  # characters of headers run together: the outcomes of table four have 54
_SIGN_APART = re.compile(r"(?<!\S)(增加|减少|增|减|↑|↓)\s+(?=\d)")


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """Could this text stand in a value cell: a figure, a signed change (减4, ↓3), a dash, or nothing?"""
    if figure_text.is_value(text):
        return True
    return figure_text.parse(text, is_change=True).status != "unreadable"


def with_signs_joined(line: str) -> str:
    """The line, each sign in words beside its figure: 增 2 → 增2."""
    return _SIGN_APART.sub(r"\1", line)


@lru_cache(maxsize=4096)
def segments(text: str) -> tuple[str, ...]:
    """A line of headers run together, cut into them where it consists of whole labels alone."""
    whole = fold(text)
    if not text:
        return ()
    if not whole.full or whole.full in _words() or whole.number or len(whole.full) > LONGEST_HEADERS:
        return (text,)
    return _whole_words(whole.full) or (text,)


def _whole_words(rest: str) -> tuple[str, ...]:
    """The header words that a folded line consists of, the longest first; none if anything is left over.

    What stands in brackets after a word is a note and goes with it.
    """
    parts: list[str] = []
    while rest:
        word = next((rest[:size] for size in range(len(rest), 1, -1) if rest[:size] in _words()), None)
        if word is None:
            is_note = bool(parts) and rest[0] == "("
            return (*parts[:-1], parts[-1] + rest) if is_note else ()
        parts.append(word)
        rest = rest[len(word) :]
    return tuple(parts)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    axes = vocabularies()
    headers = [word for name in ("t2_column", "applicant", "outcome", "group") for word in axes[name].exact]
    return frozenset((*frame_words(), *headers))
