"""Text from outside, made safe to log, to store and to print; the one place that knows what is not.

A list answer may name a report `…\\ud83d`: Python bears a lone surrogate, Arrow and UTF-8 do not, so that one
title stops every later build. Controls steer terminals, and bidirectional controls show another order than
the one stored.
"""

import re
from urllib.parse import quote

MOST_CHARACTERS = 2000  # of a name, title or remark
MOST_IN_ADDRESS = 4000  # characters; servers answer 414 to longer ones
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # without white space, which stays
_UNSAFE = re.compile(f"[\ud800-\udfff{_CONTROLS}{_BIDI}]")
_REPLACED = re.compile(f"[\ud800-\udfff{_CONTROLS}]")
_DROPPED = re.compile(f"[{_BIDI}]")
_NOT_IN_ADDRESS = re.compile(f"[\ud800-\udfff\x00-\x1f\x7f-\x9f{_BIDI}]")


def is_clean(text: str) -> bool:
    """Whether `clean_text` would leave the characters of a text as they are."""
    return _UNSAFE.search(text) is None


def clean_text(text: str, most: int | None = MOST_CHARACTERS) -> str:
    """The text without lone surrogates, controls and bidirectional controls, at most `most` characters long.

    What stood for something shows as U+FFFD; marks that only turn the direction of text are dropped. White
    space stays. None as `most`: a running text of any length.

        >>> clean_text("年度报告\\ud83d\\x1b[31m")
        '年度报告\ufffd\ufffd[31m'
    """
    if most is not None and len(text) > most:
        text = text[: most - 1] + "…"
    return text if is_clean(text) else _DROPPED.sub("", _REPLACED.sub("\ufffd", text))


def clean_address(url: str) -> str:
    """A URL whose controls and lone surrogates are percent-encoded, cut after MOST_IN_ADDRESS."""
    if len(url) > MOST_IN_ADDRESS:
        url = url[:MOST_IN_ADDRESS]
    return _NOT_IN_ADDRESS.sub(lambda found: quote(found[0], errors="replace"), url)
