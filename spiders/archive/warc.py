"""WARC 1.1 records as bytes: one gzip member a record (ISO 28500:2017)."""

import gzip
import hashlib
import io
import mmap
import os
import re
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord

from spiders.content.media_type import TEXT, UNKNOWN, media_type

ATTEMPT_HEADER = "Nianbao-Attempt"  # the log line of the record, so that a WARC alone can rebuild its log
ORIGIN_HEADER = "Nianbao-Refers-To"  # `BATCH OFFSET LENGTH` of the response a revisit stands for
SAME_BYTES = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_CHUNK = 1 << 16
_MEMBER = b"\x1f\x8b\x08"  # how a gzip member begins
_VERSION = b"WARC/"
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MOST_HEADER_BYTES = 1 << 20  # of a record and of its HTTP message, when it is read
_MOST_CODINGS = 4  # of one body; each may unpack to the cap, and a header has room for thousands
_UNASKED = {"br": "brotli", "zstd": "zstd"}  # name → codec of Arrow


class EncodingError(ValueError):
    """A body cannot be decoded as its Content-Encoding says; `reason` as in `spiders.archive.reasons`."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Member:
    """One whole gzip member of a WARC: where it stands, in bytes, and its WARC headers."""

    offset: int
    length: int
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes of a WARC in which no whole member stands."""

    offset: int
    length: int


def digest(data: bytes) -> str:
    """`sha256:HEX`, the one digest form of the archive."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def record_id(batch: str, offset: int) -> str:
    """The id of the record at `offset` of a batch; derived, so that it can be cited without a look-up."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{batch}/{offset}')}>"


def record(headers: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """One WARC record; adds its length and block digest."""
    lines = [*headers, ("WARC-Block-Digest", digest(block)), ("Content-Length", str(len(block)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return _VERSION + b"1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def member(plain: bytes) -> bytes:
    """The gzip member that holds a record."""
    return gzip.compress(plain, 6, mtime=0)


def http_block(start_line: str, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"") -> bytes:
    """An HTTP message as the wire carries it, transfer coding undone."""
    head = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    return start_line.encode("latin-1", "replace") + b"\r\n" + head + b"\r\n" + body


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The whole members from byte `start` on; ends quietly where the file is torn or damaged."""
    for found in scan(path, start):
        if isinstance(found, Gap):
            return
        yield found


def scan(path: Path, start: int = 0) -> Iterator[Member | Gap]:
    """Every byte of a file from `start` on, as whole members and what lies between: damage, or a torn end."""
    if path.stat().st_size <= start:
        return
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        offset = lost = start
        while offset >= 0:
            head, length = _inflate(data, offset)
            if length and head.startswith(_VERSION):
                if lost < offset:
                    yield Gap(lost, offset - lost)
                yield Member(offset, length, _warc_headers(head))
                offset = lost = offset + length
            else:
                offset = data.find(_MEMBER, offset + 1)
        if lost < len(data):
            yield Gap(lost, len(data) - lost)


def _inflate(data: mmap.mmap, offset: int) -> tuple[bytes, int]:
    """Head of the member at `offset`, and the bytes it takes: 0 where none stands whole there."""
    inflater, head, end = zlib.decompressobj(31), b"", offset
    while block := data[end : end + _CHUNK]:
        try:
            piece = inflater.decompress(block)
        except zlib.error:
            return b"", 0
        if b"\r\n\r\n" not in head:
            head += piece
        end += len(block) - len(inflater.unused_data)
        if inflater.eof:
            return head, end - offset
    return b"", 0


def _warc_headers(content: bytes) -> dict[str, str]:
    lines = content.partition(b"\r\n\r\n")[0].decode(errors="replace").split("\r\n")[1:]
    return {name: value for name, _, value in (line.partition(": ") for line in lines)}


def read_at(path: Path, offset: int, length: int) -> WarcRecord:
    """The record at a place of the log, HTTP headers parsed, body still as received.

    Raises OSError where the file cannot be read and ValueError where no record stands there.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        data = os.pread(descriptor, length, offset)
    finally:
        os.close(descriptor)
    return parse(data)


def parse(member: bytes) -> WarcRecord:
    """The record, plain or of a gzip member, HTTP headers parsed, body as received.

    Raises ValueError where there is none.
    """
    found = next(iter(ArchiveIterator(io.BytesIO(member), max_header_len=_MOST_HEADER_BYTES)), None)
    if found is None:
        raise ValueError("no WARC record stands there")
    found.freeze()
    return found


def content(record: WarcRecord, limit: int) -> bytes:
    """The body of a response record with every Content-Encoding undone, however many headers name one.

    Raises EncodingError; two headers are one list (RFC 9110 section 5.3), and some servers send two.
    """
    headers = record.http_headers.astuples() if record.http_headers else []
    encodings = [value for name, value in headers if name.lower() == "content-encoding"]
    return decode(record.reader.read(), ", ".join(encodings), limit)


def decode(payload: bytes, encoding: str | None, limit: int) -> bytes:
    """Undo a Content-Encoding, stopping at `limit` bytes; a bomb raises EncodingError.

    gzip and deflate are asked for; br and zstd come unasked, or in WARCs that browsers made. Servers name
    codings that they did not apply: a body that is plain whatever they say is taken as it is.
    """
    names = [part.strip().lower() for part in (encoding or "").split(",")]
    if len(names) > _MOST_CODINGS:
        raise EncodingError("encoding_unknown", f"content-encoding names {len(names)} codings")
    for name in reversed(names):
        if name in ("", "identity"):
            continue
        try:
            payload = _undone(payload, name, limit)
        except EncodingError as error:
            if error.reason == "body_over_cap" or not _is_plain(payload):
                raise
    return payload


def _undone(payload: bytes, name: str, limit: int) -> bytes:
    if name in ("gzip", "x-gzip", "deflate"):
        return _unzip(payload, limit)
    if name in _UNASKED:
        return _decompress(payload, _UNASKED[name], limit)
    raise EncodingError("encoding_unknown", f"content-encoding {name} was not asked for")


def _is_plain(payload: bytes) -> bool:
    """Whether bytes are a page, text or document as they came: what is compressed looks like none of them."""
    kind = media_type(payload)
    return kind not in (UNKNOWN, "application/gzip") and not (kind == TEXT and _CONTROLS.search(payload))


def _unzip(payload: bytes, limit: int) -> bytes:
    raw_deflate = payload[:2] != b"\x1f\x8b" and (len(payload) < 2 or payload[0] & 0x0F != 8)
    inflater = zlib.decompressobj(-15 if raw_deflate else 47)
    try:
        content = inflater.decompress(payload, limit + 1)
    except zlib.error as error:
        raise EncodingError("encoding_broken", f"content-encoding is broken: {error}") from error
    if len(content) > limit:
        raise EncodingError("body_over_cap", f"body grows over {limit} bytes when decoded")
    if not inflater.eof:
        raise EncodingError("encoding_broken", "content-encoding ends too early")
    return content


def _decompress(payload: bytes, codec: str, limit: int) -> bytes:
    import pyarrow as pa  # at its first use: it takes 50 MB, and few servers send what was not asked for

    try:
        content: bytes = pa.CompressedInputStream(pa.BufferReader(payload), codec).read(limit + 1)
    except OSError as error:
        raise EncodingError("encoding_broken", f"content-encoding is broken: {error}") from error
    if len(content) > limit:
        raise EncodingError("body_over_cap", f"body grows over {limit} bytes when decoded")
    return content
