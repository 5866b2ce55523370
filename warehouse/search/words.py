"""Words as they are searched: the characters that count, their pinyin, and the pieces an index holds."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from warehouse.copying.folding import fold_character
from warehouse.errors import WarehouseError

LONGEST_QUESTION, MOST_WORDS = 200, 16
_UMLAUT = str.maketrans(dict.fromkeys("üǖǘǚǜÜǕǗǙǛ", "v"))  # as everybody types it


_THREE_LETTERS = re.compile("(?=([0-9a-z]{3}))")


class _Folding(dict[int, str]):
    """For `str.translate`: what does not count becomes a space, so that the length of a text stays."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code)) or " "
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The characters of a text that count, without gaps.

    >>> fold("云栖区（原云西县） A局")
    '云栖区原云西县a局'
    """
    return text.translate(_FOLDING).replace(" ", "")


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """`fold`, and where each of its characters stands in the text."""
    folded = text.translate(_FOLDING)
    return folded.replace(" ", ""), [place for place, character in enumerate(folded) if character != " "]


def words_of(question: str) -> list[str]:
    """The words of a question, folded; pinyin may bear tones. No word where nothing in it counts.

    WarehouseError where it is longer than LONGEST_QUESTION.

    >>> words_of("朝陽、Yuán lín")
    ['朝阳', 'yuan', 'lin']
    """
    if len(question) > LONGEST_QUESTION:
        raise WarehouseError(
            f"a search takes at most {LONGEST_QUESTION} characters, and this one has {len(question):,}"
        )
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", question).translate(_UMLAUT))
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    return list(dict.fromkeys(bare.translate(_FOLDING).split()))[:MOST_WORDS]


def pieces(texts: Iterable[str]) -> list[str]:
    """What any part of folded texts is made of: every character, every two neighbours, and three letters.

    Two letters stand in most pinyin, so that three are needed to tell few names from many.
    """
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(text)
        found |= dict.fromkeys(map("".join, pairwise(text)))
        found |= dict.fromkeys(_THREE_LETTERS.findall(text))
    return list(found)


def match(words: Iterable[str]) -> str:
    """What an FTS5 index of `pieces` is asked for texts that may hold all words.

    Pieces are letters, digits and Chinese characters in quotes, so that no question is taken for its syntax.
    """
    asked = dict.fromkeys(piece for word in words for piece in _pieces_of(word))
    return " AND ".join(f'"{piece}"' for piece in asked)


def _pieces_of(word: str) -> list[str]:
    """The longest pieces that a word is made of."""
    length = min(len(word), 3 if word.isascii() else 2)
    return [word[place : place + length] for place in range(len(word) - length + 1)]


def readings(name: str) -> list[str]:
    """The pinyin of a folded name without tones, and its initials; more where characters have other readings.

    >>> readings("朝阳区")
    ['chaoyangqu', 'cyq']
    """
    from pypinyin import lazy_pinyin  # its dictionaries take half a second, and a search needs none

    in_words = list(map(fold, lazy_pinyin(name, v_to_u=False)))
    one_by_one = list(map(_usual_reading, name))
    spelt = [text for each in (in_words, one_by_one) for text in ("".join(each), _initials(each))]
    return list(dict.fromkeys(text for text in spelt if text != name))


def _initials(syllables: Iterable[str]) -> str:
    return "".join(syllable[:1] for syllable in syllables)


@cache
def _usual_reading(character: str) -> str:
    """The reading of a character that stands alone; people type that, too (六安 is lu'an, and liuan)."""
    from pypinyin import lazy_pinyin

    return fold("".join(lazy_pinyin(character, v_to_u=False)))
