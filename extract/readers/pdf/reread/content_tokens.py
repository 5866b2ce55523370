"""The tokens of a PDF content stream (ISO 32000-1, 7.8.2), by one regular expression.

pdfminer reads a stream letter by letter: 40 of the 60 ms that a page of a real report took it. This takes an
eighth of that; and less than half of the eighth where blanks and brackets alone part the tokens, since those
come again and again: operators, glyphs, and the coordinates of a table. What it does not know, such as
inline images, it leaves to pdfminer.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from pdfminer.psparser import LIT

TOKEN = re.compile(
    rb"(?:([+-]?(?:\d+\.?\d*|\.\d+))(?=[\0\t\n\f\r ()<>\[\]{}/%]|$)"
    rb"|([A-Za-z'\"][A-Za-z0-9'\"*]*)"
    rb"|(/[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(<[0-9A-Fa-f\0\t\n\f\r ]*>)"
    rb"|(\((?:[^()\\]|\\.)*\))"
    rb"|(\[|<<)|(\]|>>)"
    rb"|%[^\r\n]*)[\0\t\n\f\r ]*",
    re.DOTALL,
)
NUMBER, OPERATOR, NAME, HEXADECIMAL, TEXT, OPENING, CLOSING = range(1, 8)
BLANK = b"\0\t\n\f\r "
ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)|\r\n?", re.DOTALL)
ESCAPED = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
NAME_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
WORDS = {b"true": True, b"false": False, b"null": None}
INLINE_IMAGE = b"BI"
# With these a stream may hold a text or comment, in which blanks are no ends, or one that Python splits at.
ODD = re.compile(rb"[(%\0\1\2\v]")
APART = (b"<<", b" \1 "), (b">>", b" \2 "), (b"[", b" [ "), (b"]", b" ] "), (b"<", b" <"), (b">", b"> ")
BRACKETS = {b"\1": b"<<", b"\2": b">>"}
Token = tuple[int, Any]  # its kind and, of an operand, what pdfminer makes of it


class UnknownTokenError(ValueError):
    """The stream holds something that these expressions do not know."""


def operations(data: bytes, unwanted: Container[bytes] = ()) -> list[tuple[bytes, list[Any]]]:
    """The operators of a stream but the unwanted, in order, each with its operands in pdfminer's types.

    Raises UnknownTokenError where the stream must be read by pdfminer itself.
    """
    if not ODD.search(data):
        with suppress(UnknownTokenError):  # blanks in a hexadecimal text, or none between two tokens
            return [*_operations(map(_token, _set_apart(data)), unwanted)]
    return [*_operations(_tokens(data), unwanted)]


def _set_apart(data: bytes) -> list[bytes]:
    for bracket, apart in APART:
        data = data.replace(bracket, apart)
    return data.split()


@lru_cache(maxsize=1 << 14)
def _token(token: bytes) -> Token:
    """One that stands alone."""
    match = TOKEN.fullmatch(BRACKETS.get(token, token))
    if not match:
        raise UnknownTokenError(token.decode("latin-1"))
    return _read(match)


def _tokens(data: bytes) -> Iterator[Token]:
    end = len(data) - len(data.lstrip(BLANK))
    while match := TOKEN.match(data, end):  # unlike finditer it passes over nothing
        end = match.end()
        if match.lastindex:  # no comment
            yield _read(match)
    if end != len(data):
        raise UnknownTokenError(f"byte {end}")


def _read(match: re.Match[bytes]) -> Token:
    kind = match.lastindex or 0
    token = match[kind]
    if token in WORDS:
        return NUMBER, WORDS[token]
    return kind, OPERANDS[kind](token) if kind in OPERANDS else token


def _operations(tokens: Iterable[Token], unwanted: Container[bytes]) -> Iterator[tuple[bytes, list[Any]]]:
    operands: list[Any] = []
    open_ones: list[list[Any]] = []
    for kind, token in tokens:
        if kind == OPERATOR:
            if open_ones or token == INLINE_IMAGE:
                raise UnknownTokenError(token.decode("latin-1"))
            if token not in unwanted:
                yield token, operands
            operands = []
        elif kind == OPENING:
            open_ones.append(operands)
            operands = []
        elif kind == CLOSING:
            operands = _closed(token, operands, open_ones)
        else:
            operands.append(token)
    if open_ones:
        raise UnknownTokenError("a bracket that is not closed")


def _closed(token: bytes, inner: list[Any], open_ones: list[list[Any]]) -> list[Any]:
    """The operands around an array or dictionary, with it."""
    if not open_ones or (token == b">>" and len(inner) % 2):
        raise UnknownTokenError(token.decode("latin-1"))
    outer = open_ones.pop()
    outer.append(
        inner
        if token == b"]"
        else {key.name: value for key, value in zip(inner[::2], inner[1::2], strict=True)}
    )
    return outer


def _name(token: bytes) -> Any:
    raw = NAME_CODE.sub(lambda code: bytes((int(code[1], 16),)), token[1:])
    try:
        return LIT(raw.decode())
    except UnicodeDecodeError:
        return LIT(raw)


def _hexadecimal(token: bytes) -> bytes:
    digits = b"".join(token[1:-1].replace(b"\0", b" ").split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _text(token: bytes) -> bytes:
    return ESCAPE.sub(_unescaped, token[1:-1]) if b"\\" in token or b"\r" in token else token[1:-1]


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code is None:
        return b"\n"
    if code[:1].isdigit() and code[0] < ord("8"):
        return bytes((int(code, 8) & 0xFF,))
    return ESCAPED.get(code, code)


OPERANDS: dict[int, Callable[[bytes], Any]] = {
    NUMBER: float,
    NAME: _name,
    HEXADECIMAL: _hexadecimal,
    TEXT: _text,
}
