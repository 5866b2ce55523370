"""Characters as they are compared, whoever typed or printed them."""

import unicodedata

from spiders.content.chinese import simplified


def fold_character(character: str) -> str:
    """A letter, digit or Chinese character, small, of usual width and simplified; empty for all others.

    >>> [fold_character(each) for each in "開Ａ１，"]
    ['开', 'a', '1', '']
    """
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain.translate(simplified()) if len(plain) == 1 and plain.isalnum() else ""
