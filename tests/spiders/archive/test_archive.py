"""The archive: readable by us and by others, safe against a cut at any byte, able to rebuild its log."""

import gzip
import hashlib
import random
import shlex
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from spiders.archive import warc
from spiders.archive.attempt import Attempt, to_json
from spiders.archive.reader import ArchiveError, attempts, batches, body, log_path, warc_path
from spiders.archive.reasons import verdict
from spiders.archive.recovery import attempts_of_warc, rebuild_log
from spiders.archive.writer import BatchWriter, Exchange

REPOSITORY = Path(__file__).parents[3]
BATCH = "20261123T080000Z-000"


def exchange(url: str, payload: bytes, *headers: tuple[bytes, bytes], status: int = 200) -> Exchange:
    return Exchange(
        url,
        "GET / HTTP/1.1",
        ((b"Host", b"www.a.gov.example"),),
        b"",
        f"HTTP/1.1 {status} OK",
        headers,
        payload,
    )


def attempt(number: int, content: bytes | None = None, **fields: object) -> Attempt:
    made = Attempt(
        batch="",
        site_id="a",
        role="report",
        url=f"http://www.a.gov.example/t{number}.html",
        link_text=f"第{number}份报告\n“引号”",
        fetched_at="2026-11-23T08:00:00.000Z",
        digest=None if content is None else warc.digest(content),
        status=None if content is None else 200,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def fill(archive_dir: Path, count: int, batch: str = BATCH) -> None:
    """Pages in three codings, failures and refusals in between."""
    with BatchWriter(archive_dir, batch, [("operator", "tests")]) as writer:
        for number in range(count):
            content = f"<html>页 {number} ".encode() * (number * 7 % 50 + 1)
            if number % 4 == 3:
                writer.write(attempt(number, **verdict("timeout", exception="no answer")._asdict()))
            elif number % 4 == 2:
                zipped = exchange(attempt(number).url, gzip.compress(content), (b"Content-Encoding", b"gzip"))
                writer.write(attempt(number, content), zipped)
            else:
                writer.write(attempt(number, content), exchange(attempt(number).url, content))


def intact(archive_dir: Path, batch: str = BATCH) -> list[Attempt]:
    """All lines of a batch after checking that log, WARC, bodies and an outside reader agree."""
    lines = list(attempts(archive_dir, batch))
    assert lines == list(attempts_of_warc(archive_dir, batch))
    for line in lines:
        if line.digest:
            assert warc.digest(body(archive_dir, line)) == line.digest
    with warc_path(archive_dir, batch).open("rb") as stream:
        reader = ArchiveIterator(stream, check_digests="raise")
        kinds = [(record.rec_type, record.content_stream().read() and None)[0] for record in reader]
    assert kinds[0] == "warcinfo"
    assert sum(kind in ("response", "revisit", "metadata") for kind in kinds) == len(lines)
    return lines


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    fill(tmp_path, 40)
    lines = intact(tmp_path)
    assert batches(tmp_path) == [BATCH]
    assert [line.url for line in lines] == [attempt(number).url for number in range(40)]
    assert lines[0].link_text == "第0份报告\n“引号”"
    assert body(tmp_path, lines[2]) == "<html>页 2 ".encode() * 15
    assert [line.offset is None for line in lines] == [number % 4 == 3 for number in range(40)]


def test_the_log_is_rebuilt_line_by_line_from_the_warc(tmp_path: Path) -> None:
    fill(tmp_path, 40)
    before = log_path(tmp_path, BATCH).read_bytes()
    log_path(tmp_path, BATCH).unlink()
    assert rebuild_log(tmp_path, BATCH) == (40, 0, False)
    assert log_path(tmp_path, BATCH).read_bytes() == before


def test_unchanged_bytes_are_a_revisit_that_leads_to_the_first_capture(tmp_path: Path) -> None:
    content = b"<html>one report " * 1000
    with BatchWriter(tmp_path, "b1") as writer:
        first = writer.write(attempt(1, content), exchange("http://www.a.gov.example/t1.html", content))
    with BatchWriter(tmp_path, "b2") as writer:
        again = attempt(1, content, outcome="unchanged", status=304)
        second = writer.write(again, exchange(again.url, b"", status=304), first)
    with BatchWriter(tmp_path, "b3") as writer:
        third = writer.write(attempt(1, content, outcome="unchanged"), exchange(again.url, content), second)
    assert body(tmp_path, second) == body(tmp_path, third) == content
    for batch in ("b1", "b2", "b3"):
        intact(tmp_path, batch)
    record = warc.read_at(warc_path(tmp_path, "b3"), third.offset or 0, third.length or 0)
    assert record.headers.get("WARC-Profile") == warc.SAME_BYTES
    assert record.headers.get("WARC-Refers-To") == warc.record_id("b1", first.offset or 0)
    assert record.headers.get("WARC-Payload-Digest") == "sha256:" + hashlib.sha256(content).hexdigest()


def test_other_bytes_are_never_stored_as_a_revisit(tmp_path: Path) -> None:
    """The same document, packed differently on the wire, keeps its own bytes."""
    content = b"<html>one report " * 1000
    with BatchWriter(tmp_path, BATCH) as writer:
        first = writer.write(attempt(1, content), exchange("http://www.a.gov.example/t1.html", content))
        packed = exchange(first.url, gzip.compress(content), (b"Content-Encoding", b"gzip"))
        second = writer.write(attempt(1, content, outcome="unchanged"), packed, first)
    record = warc.read_at(warc_path(tmp_path, BATCH), second.offset or 0, second.length or 0)
    assert record.headers.get("WARC-Type") == "response"
    assert body(tmp_path, second) == content


def test_a_batch_cut_anywhere_goes_on_from_its_last_logged_record(tmp_path: Path) -> None:
    """The WARC torn at random bytes behind the last durable line, the log torn in its last line."""
    fill(tmp_path, 30)
    whole_warc, whole_log = warc_path(tmp_path, BATCH).read_bytes(), log_path(tmp_path, BATCH).read_bytes()
    lines = whole_log.splitlines(keepends=True)
    chance = random.Random(4)
    for kept in chance.sample(range(30), 12):
        torn_line = lines[kept][: chance.randrange(len(lines[kept]))]
        log_path(tmp_path, BATCH).write_bytes(b"".join(lines[:kept]) + torn_line)
        least = _end_of(tmp_path, whole_warc, kept)
        warc_path(tmp_path, BATCH).write_bytes(whole_warc[: chance.randint(least, len(whole_warc))])
        with BatchWriter(tmp_path, BATCH) as writer:
            writer.write(attempt(99, b"<html>next"), exchange(attempt(99).url, b"<html>next"))
        found = intact(tmp_path)
        assert [line.url for line in found] == [attempt(number).url for number in [*range(kept), 99]]


def _end_of(archive_dir: Path, content: bytes, kept: int) -> int:
    """Byte after the record of line `kept` - 1."""
    path = warc_path(archive_dir, "whole")
    path.write_bytes(content)
    ends = [
        member.offset + member.length
        for member in warc.members(path)
        if warc.ATTEMPT_HEADER in member.headers
    ]
    path.unlink()
    return ends[kept - 1] if kept else 0


def test_a_log_that_knows_more_than_the_warc_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, 10)
    path = warc_path(tmp_path, BATCH)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(ArchiveError, match=f"python -m spiders rebuild-log .* {BATCH}"):
        BatchWriter(tmp_path, BATCH)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    fill(tmp_path, 2)
    line = next(iter(attempts(tmp_path, BATCH)))
    path = warc_path(tmp_path, BATCH)
    with path.open("r+b") as stream:
        stream.seek((line.offset or 0) + (line.length or 0) // 2)
        stream.write(b"\x00\x01\x02")
    with pytest.raises(ArchiveError, match="byte"):
        body(tmp_path, line)


def test_a_broken_log_line_names_its_place(tmp_path: Path) -> None:
    fill(tmp_path, 2)
    path = log_path(tmp_path, BATCH)
    path.write_bytes(path.read_bytes() + b"not json\n")
    with pytest.raises(ArchiveError, match=r"jsonl:3: "):
        list(attempts(tmp_path, BATCH))


def test_two_writers_do_not_share_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.archive.recovery.PATIENCE", 0.1)
    with BatchWriter(tmp_path, BATCH), pytest.raises(ArchiveError, match="another process"):
        BatchWriter(tmp_path, BATCH)


def packed(content: bytes, coding: str | None) -> bytes:
    """A body in a content coding."""
    if coding in ("br", "zstd"):
        return bytes(pa.Codec({"br": "brotli"}.get(coding, coding)).compress(content, asbytes=True))
    wbits = {"gzip": 31, "deflate": 15, "raw": -15}
    packer = zlib.compressobj(wbits=wbits.get(coding or "", 15))
    return packer.compress(content) + packer.flush() if coding else content


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_bomb_is_stopped_at_the_cap(coding: str) -> None:
    bomb = packed(bytes(5_000_000), coding)
    with pytest.raises(warc.EncodingError, match="grows over"):
        warc.decode(bomb, coding, 1_000_000)
    assert len(warc.decode(bomb, coding, 5_000_000)) == 5_000_000


@pytest.mark.parametrize("coding", ["br", "gzip", "zstd", "compress"])
def test_what_cannot_be_decoded_says_so(coding: str) -> None:
    with pytest.raises(warc.EncodingError):
        warc.decode(b"\x02\x03neither packed\x00nor plain", coding, 1000)


@pytest.mark.parametrize("coding", ["br", "gzip", "deflate", "none", "utf-8", "zstd"])
@pytest.mark.parametrize(
    "content", ["年度报告<p>".encode(), "<html>年度报告".encode("gb18030"), b"%PDF-1.7 \x00\x01"]
)
def test_what_was_never_coded_is_read_as_it_is(coding: str, content: bytes) -> None:
    assert warc.decode(content, coding, 1000) == content


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", "raw", "br", "zstd", None]))
@settings(max_examples=60)
def test_decoding_undoes_every_coding(content: bytes, coding: str | None) -> None:
    name = "deflate" if coding == "raw" else coding
    assert warc.decode(packed(content, coding), name, 3000) == content


@given(st.binary(min_size=2, max_size=3000), st.sampled_from(["gzip", "br", "zstd"]), st.data())
@settings(max_examples=60)
def test_half_a_coded_body_is_never_taken_for_a_whole_one(
    content: bytes, coding: str, data: st.DataObject
) -> None:
    """A body cut anywhere is refused, or so short that what is left of it is as plain as it was sent."""
    whole = packed(content, coding)
    part = whole[: data.draw(st.integers(1, len(whole) - 1))]
    try:
        found = warc.decode(part, coding, 3000)
    except warc.EncodingError:
        return
    assert found in (content, part)


@given(st.text(max_size=200), st.text(max_size=50) | st.none())
def test_any_text_survives_the_log(title: str, error: str | None) -> None:
    line = to_json(attempt(1, link_text=title, error=error))
    assert "\n" not in line and line.isascii()


def rebuild(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "spiders", "rebuild-log", *words]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_that_an_error_names_mends_the_batch(tmp_path: Path) -> None:
    """A broken line, and a WARC that lost its end: the errors' own words are run."""
    archive = tmp_path / "an archive"
    fill(archive, 40)
    log, path = log_path(archive, BATCH), warc_path(archive, BATCH)
    log.write_bytes(log.read_bytes()[:-100] + b"\n")
    with pytest.raises(ArchiveError) as broken:
        list(attempts(archive, BATCH))
    _, _, command = str(broken.value).partition("python -m spiders rebuild-log ")
    done = rebuild(*shlex.split(command))
    assert (done.returncode, done.stdout) == (0, f"{log}: 40 attempts\n"), done.stderr
    assert len(intact(archive)) == 40
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(ArchiveError) as torn:
        BatchWriter(archive, BATCH)
    _, _, command = str(torn.value).partition("python -m spiders rebuild-log ")
    assert rebuild(*shlex.split(command)).returncode == 0
    with BatchWriter(archive, BATCH) as writer:
        writer.write(attempt(99, b"<html>next"), exchange(attempt(99).url, b"<html>next"))
    assert 30 < len(intact(archive)) < 41


def test_the_command_leaves_a_log_alone_where_the_warc_tells_nothing(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    before = log_path(tmp_path, BATCH).read_bytes()
    warc_path(tmp_path, BATCH).write_bytes(b"no gzip")
    for batch, words in ((BATCH, "holds no attempt"), ("20000101T000000Z-000", "is not there")):
        done = rebuild(str(tmp_path), batch)
        assert done.returncode == 2
        assert words in done.stderr and "Traceback" not in done.stderr
    assert log_path(tmp_path, BATCH).read_bytes() == before
    assert not log_path(tmp_path, "20000101T000000Z-000").exists()


def test_a_log_is_not_rebuilt_under_its_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.archive.recovery.PATIENCE", 0.1)
    fill(tmp_path, 3)
    with BatchWriter(tmp_path, BATCH), pytest.raises(ArchiveError, match="another process"):
        rebuild_log(tmp_path, BATCH)
