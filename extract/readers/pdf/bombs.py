"""PDF streams that unpack to more drawing instructions than memory holds; pdfium does not refuse them."""

import re
import zlib
from collections.abc import Iterator

from stringzilla import find

from extract.model.document import UnreadableError

MOST_INFLATED = 100_000_000  # bytes of drawing instructions: pdfium would need about 20 times that in memory
# Pages' drawing instructions are shorter than six digits say, pictures and fonts may be longer.
STREAM = re.compile(rb"/Length\s+(\d{6,})\b(?!\s+\d+\s+R)")


def refuse_bombs(data: bytes) -> None:
    """Raises UnreadableError (too_large) for a stream of instructions that unpacks past the cap."""
    for match in _long_streams(data):
        start = data.find(b"stream", match.end(), match.end() + 2000)
        dictionary = data[max(data.rfind(b"obj", 0, match.start()), match.start() - 2000) : max(start, 0)]
        if (
            start < 0
            or b"/FlateDecode" not in dictionary
            or b"/Image" in dictionary
            or b"/Length1" in dictionary
        ):
            continue
        packed = data[start + 6 : start + 6 + int(match[1]) + 2].lstrip(b"\r\n")
        try:
            size = len(zlib.decompressobj().decompress(packed, MOST_INFLATED))
        except zlib.error:
            continue
        if size >= MOST_INFLATED:
            raise UnreadableError(
                "too_large",
                f"A stream of the PDF unpacks to over {MOST_INFLATED // 1_000_000} MB of instructions: "
                "look at the file by hand.",
                f"pdf:byte {match.start()}",
            )


def _long_streams(data: bytes) -> Iterator[re.Match[bytes]]:
    """Where long streams are announced."""
    at = -1
    while (at := find(data, b"/Length", at + 1)) >= 0:
        if match := STREAM.match(data, at):
            yield match
