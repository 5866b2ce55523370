"""What WARC files of any maker answer, by request: for a replay that asks nobody else.

Seen of wget, recorders of browsers, Heritrix and ours: gzip by record, over the whole file or none, a zip of
such files (WACZ); transfer coding kept, undone, or undone and still named; bodies left out by revisits;
requests before their response, after it or not kept; lines ended by LF alone; HTTP/1.0 and HTTP/2.
"""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from spiders.archive.http_message import Message, parse, request_key
from spiders.archive.reader import MAX_BODY, ArchiveError

_KINDS = WarcRecordType.request | WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
_PARTIAL = (206, 304)  # statuses that answer no whole request: they take the place of no capture that does
_MOST_BLOCK = MAX_BODY + (1 << 20)  # bytes of a record


class NotHeldError(LookupError):
    """No file answers a request; the text says what they hold instead."""


class _Place(NamedTuple):
    """Where head and body of a message lie in the scratch file: offsets and lengths in bytes."""

    head: tuple[int, int]
    body: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Record:
    """A response, resource or revisit record.

    names: by which a revisit may refer to it, targets: what a revisit refers to, the surest first.
    flaw: why it is no whole answer, in words; empty for one that is.
    """

    number: int
    url: str
    status: int
    place: _Place
    links: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    targets: tuple[tuple[str, ...], ...] | None
    flaw: str


def _scratch_file() -> BinaryIO:
    return cast(BinaryIO, tempfile.TemporaryFile())


@dataclass
class Captures:
    """The responses of WARC files; of several captures of a request the last whole one answers.

    A request is its method, its address whatever the order of its query, and the fields of its form or JSON
    whatever theirs. A response whose request was not kept counts as one to GET. What the files hold lies
    unpacked in a scratch file that goes with the process.

        Captures.of([Path("bug.warc.gz")]).answer("GET", "http://www.x.gov.cn/")
    """

    _scratch: BinaryIO = field(default_factory=_scratch_file)
    _answers: dict[bytes, tuple[int, _Place]] = field(default_factory=dict)  # status and place by request
    _remarks: dict[bytes, str] = field(default_factory=dict)  # by GET: why its address has no answer

    @classmethod
    def of(cls, paths: Iterable[Path]) -> "Captures":
        """Read the files through; raises ArchiveError for one that is missing or holds no WARC record."""
        found, records = cls(), list[tuple[bytes, bool, _Record]]()
        for path in paths:
            count = 0
            try:
                for stream in _streams(path):
                    for _ in found._read_through(stream, records):
                        count += 1
            except (OSError, ValueError, zipfile.BadZipFile) as error:
                raise ArchiveError(f"{path} cannot be replayed: {error}; give a WARC or WACZ file") from None
            if not count:
                raise ArchiveError(f"{path} holds no WARC record; give a WARC or WACZ file")
        found._index(records)
        return found

    def answer(self, method: str, url: str, body: bytes = b"", media_type: str = "") -> Message:
        """The response to a request; raises NotHeldError."""
        held = self._answers.get(request_key(method, url, body, media_type))
        if held is None:
            raise NotHeldError(self._remarks.get(request_key("GET", url), "nothing from this address"))
        head, whole = held[1]
        return parse(self._read(head))._replace(body=self._read(whole))

    def _read_through(self, stream: BinaryIO, records: list[tuple[bytes, bool, _Record]]) -> Iterator[None]:
        """Add the records of one file with the keys of their requests, once all of it is known."""
        asked, came = _Requests(), list[_Record]()
        for number, record in enumerate(ArchiveIterator(stream, record_types=_KINDS, parse_http=False)):
            is_huge = record.content_length > _MOST_BLOCK
            block = b"" if is_huge else record.reader.read()
            if len(block) < record.content_length and not is_huge:
                break  # the file was cut off here
            yield
            if record.record_type == WarcRecordType.request:
                asked.add(number, record, block)
            elif _url(record).startswith(("http://", "https://")):
                came.append(self._store(number, record, block))
        for each in came:
            request = asked.of(each)
            key = request_key(request[0], each.url, *request[1:])
            records.append((key, request[0] == "GET", each))

    def _store(self, number: int, record: WarcRecord, block: bytes) -> _Record:
        """Put the message of a record into the scratch file."""
        headers = record.headers
        if record.record_type == WarcRecordType.resource:
            kind = headers.get("Content-Type") or "application/octet-stream"
            block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + block
        message = parse(block)
        place = _Place(self._write(message.head), self._write(message.body))
        url, date, digest = _url(record), headers.get("WARC-Date"), headers.get("WARC-Payload-Digest")
        ids = [("id", headers.get("WARC-Record-ID"))]
        names = [*ids, ("at", url, date), ("digest", digest), ("url", url)]
        targets = None
        if record.record_type == WarcRecordType.revisit:
            first = (headers.get("WARC-Refers-To-Target-URI") or url).strip("<>")
            targets = [
                ("id", headers.get("WARC-Refers-To")),
                ("at", first, headers.get("WARC-Refers-To-Date")),
            ]
            targets += [("digest", digest)] if digest else [("url", first)]
            targets += [("url", first)] if message.status == 304 else []
        return _Record(
            number,
            url,
            message.status,
            place,
            _links(record),
            _full(names) or (),
            None if targets is None else _full(targets),
            _flaw(record, message),
        )

    def _index(self, records: list[tuple[bytes, bool, _Record]]) -> None:
        origins: dict[tuple[str, ...], _Record] = {}
        for _, _, each in records:
            if each.targets is None and each.status not in _PARTIAL and not each.flaw:
                origins |= dict.fromkeys(each.names, each)
        for key, is_get, each in records:
            place, status = each.place, each.status
            if each.flaw:
                self._remarks[request_key("GET", each.url)] = each.flaw
                continue
            if each.targets is not None:
                origin = next((origins[name] for name in each.targets if name in origins), None)
                if origin is None:
                    self._remarks[key] = "a revisit record alone, without the capture that it stands for"
                    continue
                is_bare = status in (0, 304)
                status = origin.status if is_bare else status
                place = _Place(origin.place.head if is_bare else place.head, origin.place.body)
            if not is_get:
                self._remarks[request_key("GET", each.url)] = (
                    "only answers to other forms sent to this address"
                )
            if status not in _PARTIAL or key not in self._answers:
                self._answers[key] = status, place

    def _write(self, data: bytes) -> tuple[int, int]:
        offset = self._scratch.seek(0, 2)
        self._scratch.write(data)
        return offset, len(data)

    def _read(self, place: tuple[int, int]) -> bytes:
        self._scratch.seek(place[0])
        return self._scratch.read(place[1])


@dataclass
class _Requests:
    """The requests of a file that were no GET, by what may tie them to their response."""

    _found: dict[str | int, tuple[str, bytes, str]] = field(default_factory=dict)
    _urls: dict[int, str] = field(default_factory=dict)

    def add(self, number: int, record: WarcRecord, block: bytes) -> None:
        """Note a request by its id, the ids that it names, and its place in the file."""
        message = parse(block)
        method = message.start.split(" ")[0].upper()
        if method == "GET":
            return
        request = (method, message.body, message.header("content-type"))
        links = _links(record)
        for name in (record.headers.get("WARC-Record-ID") or "", *links):
            self._found[name] = request
        if not links:
            self._found[number], self._urls[number] = request, _url(record)

    def of(self, response: _Record) -> tuple[str, bytes, str]:
        """Method, body and media type of what a response answers: tied by ids, else the record before it."""
        own = {name[1] for name in response.names if name[0] == "id"}
        for name in (*response.links, *own):
            if name in self._found:
                return self._found[name]
        before = response.number - 1
        return self._found[before] if self._urls.get(before) == response.url else ("GET", b"", "")


def _streams(path: Path) -> Iterator[BinaryIO]:
    """The WARC files of a path: itself, or those in a WACZ."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as packed:
        for name in sorted(packed.namelist()):
            if name.endswith((".warc", ".warc.gz")):
                with packed.open(name) as inner:
                    yield cast(BinaryIO, inner)


def _url(record: WarcRecord) -> str:
    """The address of a record; wget puts it between angle brackets."""
    return (record.headers.get("WARC-Target-URI") or "").strip("<>")


def _flaw(record: WarcRecord, message: Message) -> str:
    """Why a record holds no whole answer, as a live download would refuse it too; empty where it does."""
    if record.content_length > _MOST_BLOCK:
        return "a capture over the size cap"
    if record.headers.get("WARC-Truncated"):
        return "a capture that its recorder cut off"
    if record.record_type == WarcRecordType.response and not message.is_whole:
        return "a capture shorter than its headers announce"
    return ""


def _links(record: WarcRecord) -> frozenset[str]:
    return frozenset(value for name, value in record.headers.items() if name.lower() == "warc-concurrent-to")


def _full(names: Iterable[tuple[str | None, ...]]) -> tuple[tuple[str, ...], ...]:
    """Those without a gap."""
    return tuple(cast(tuple[str, ...], name) for name in names if None not in name)
