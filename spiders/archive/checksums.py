"""Checksums within JSON: the last field of an object tells whether any bit before it has changed.

A line of a log has the CRC-32 of the whole log up to itself, so that a line which changed fails, and so does
the one behind lines which went. No single flipped bit leaves a CRC-32 as it was. What has no such field was
written by an earlier version, and is read as it stands.
"""

import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

_BLOCK = 1 << 20  # bytes read at once
_FIELD = b',"check":"%08x"}'
_FOUND = re.compile(rb',"check":"([0-9a-f]{8})"\}')
_LENGTH = len(_FIELD % 0)


class ChecksumError(ValueError):
    """What was read is not what was written."""


def with_check(text: bytes, before: int = 0) -> bytes:
    """A JSON object with its checksum as last field; `before` is the CRC-32 of what stands before it."""
    return text[:-1] + _FIELD % zlib.crc32(text[:-1], before)


def checked(text: bytes, before: int = 0) -> bytes:
    """The object without its checksum; one that has none is given back. Raises ChecksumError."""
    found = _FOUND.fullmatch(text, max(0, len(text) - _LENGTH))
    if found is None:
        return text
    if int(found[1], 16) != zlib.crc32(text[: found.start()], before):
        raise ChecksumError("its checksum differs: it has changed since it was written")
    return text[: found.start()] + b"}"


def dump(content: Mapping[str, Any]) -> bytes:
    """A JSON file's content, for people to read too, with a checksum."""
    return with_check(json.dumps(content, ensure_ascii=False, indent=1).encode())


def load(text: bytes) -> Any:
    """What `dump` was given; raises ValueError where the text changed, or is no JSON."""
    return json.loads(checked(text.strip()))


def crc32_of(path: Path) -> int:
    """CRC-32 of a whole file."""
    with path.open("rb") as stream:
        return crc32_of_rest(stream)


def crc32_of_rest(stream: BinaryIO) -> int:
    """CRC-32 of what is left to read of an open file."""
    value = 0
    while block := stream.read(_BLOCK):
        value = zlib.crc32(block, value)
    return value


class LogChecksum:
    """The running checksum of a log, for its writer and its readers alike; lines end with a line break.

    running = LogChecksum()
    lines = [running.add(text) for text in (b'{"url":1}', b'{"url":2}')]
    """

    def __init__(self, value: int = 0) -> None:
        """Begin with the CRC-32 of the lines that stand already."""
        self.value = value
        self.has_checks = False
        self._stated = value  # what the last line says of itself: with it only the damaged lines are named

    def add(self, text: bytes) -> bytes:
        """The line of an object that is appended."""
        line = with_check(text, self.value) + b"\n"
        self.value = self._stated = zlib.crc32(line, self.value)
        return line

    def check(self, line: bytes) -> bytes:
        """The object of the next line, without its checksum.

        Raises ChecksumError for this line alone: the next one may be asked.
        """
        found = _FOUND.fullmatch(line, max(0, len(line) - 1 - _LENGTH), len(line) - 1)
        bases, self.value = (self.value, self._stated), zlib.crc32(line, self.value)
        if found is None:
            self._stated = self.value
            if self.has_checks:
                raise ChecksumError("no checksum, as the lines before it have one")
            return line[:-1]
        self.has_checks = True
        text, stated = line[: found.start()], int(found[1], 16)
        self._stated = zlib.crc32(line[found.start() :], stated)
        if stated not in [zlib.crc32(text, base) for base in bases]:
            raise ChecksumError("its checksum differs: it changed, or lines before it went")
        self.value = self._stated
        return text + b"}"

    def is_at(self, value: int) -> bool:
        """Whether the lines so far, damaged ones borne, are all of the log that has this CRC-32."""
        return value in (self.value, self._stated)
