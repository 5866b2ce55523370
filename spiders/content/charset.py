"""Bytes → text for pages whose label is often wrong: the bytes decide, never the label.

Measured on 36 mislabelled pages: strict UTF-8, then strict GB18030 is right 36 times, the declared
charset 24 times. `gb2312` is never used: it cannot spell the 镕, 堃, 祎 of names and places.
"""

import codecs
import re
from collections.abc import Iterator

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BOMS = (codecs.BOM_UTF8, *UTF16)
# The one label that is heeded, where the bytes are no UTF-8: no template of a mainland site writes it by
# mistake (gateways /gate/big5/ do on purpose), and Big5 text mostly passes as GB18030, as other words.
_BIG5_LABEL = re.compile(rb"charset\s*=\s*[\"']?\s*big5", re.I)
_LABEL_WITHIN = 4096  # bytes
PIECE_BYTES = 16_384  # pieces of this size are decoded in half the time of a page as a whole
CUT_TAIL_BYTES = 3  # the longest start of a character that a cut download can leave behind


def decode(data: bytes) -> str:
    """Text by its BOM, else strict UTF-8, else strict GB18030, else whichever loses fewer characters."""
    return decoded(data)[0]


def decoded(data: bytes) -> tuple[str, str]:
    """As decode, and the codec that read it."""
    if data.startswith(BOMS):
        codec = "utf-16" if is_utf16(data) else "utf-8-sig"
        return data.decode(codec, errors="replace"), codec
    for codec in _codecs(data):
        text = _strict(data, codec)
        if text is not None:
            return text, codec
    candidates = [(data.decode(codec, errors="replace"), codec) for codec in ("utf-8", "gb18030")]
    return min(candidates, key=lambda each: each[0].count("\ufffd"))


def as_utf8(data: bytes) -> bytes:
    """The text in UTF-8: most pages are that already, and stay as they are."""
    if not data.startswith(BOMS) and _is_utf8(data):
        return data
    return decode(data).encode(errors="replace")


def is_utf16(data: bytes) -> bool:
    """Whether the bytes begin with a BOM of UTF-16."""
    return data.startswith(UTF16)


def _codecs(data: bytes) -> Iterator[str]:
    """The codecs to try, in order; for a label is looked only where the first failed."""
    yield "utf-8"
    if _BIG5_LABEL.search(data, 0, _LABEL_WITHIN):
        yield "big5hkscs"
    yield "gb18030"


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), PIECE_BYTES):
            decoder.decode(data[start : start + PIECE_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, codec: str) -> str | None:
    """The text where every byte fits; a character cut off at the very end is dropped."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if error.start > 0 and error.start >= len(data) - CUT_TAIL_BYTES and error.end == len(data):
            return data[: error.start].decode(codec)
        return None
