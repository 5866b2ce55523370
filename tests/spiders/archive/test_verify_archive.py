"""No flipped bit, cut end or missing line of an archive passes for what was written; each is named."""

import random
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from spiders.__main__ import main
from spiders.archive.attempt import Attempt, to_json
from spiders.archive.checksums import crc32_of
from spiders.archive.reader import ArchiveError, attempts, body, log_path, plan_path, summary_path, warc_path
from spiders.archive.recovery import rebuild_log
from spiders.archive.verify import verify_batch
from spiders.archive.writer import BatchWriter
from spiders.crawling import plan, site_cache
from spiders.crawling.batch_summary import SiteSummary, read_summary
from spiders.crawling.plan import Plan
from tests.spiders.archive.test_archive import BATCH, attempt, exchange, fill

FLIPS = 125  # of each kind of file
COUNT = 12
Change = Callable[[bytes], bytes]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A batch that was walked to its end, as the crawl leaves it."""
    folder = tmp_path / "demo" / "archive"
    fill(folder, COUNT)
    plan.write(folder, Plan(BATCH, "demo", ("a",), (2019, 2025), "tests"))
    check = f"{crc32_of(log_path(folder, BATCH)):08x}"
    content = {"batch": BATCH, "finished": "x", "sites": [asdict(SiteSummary("a"))], "log_check": check}
    plan.write_json(summary_path(folder, BATCH), content)
    site_cache.write(folder, "a", site_cache.Scope((BATCH,), "2026"), map(to_json, attempts(folder)))
    return folder


def flipped(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place // 8] ^= 1 << place % 8
    path.write_bytes(data)


def content(archive: Path) -> list[tuple[Attempt, bytes | None]]:
    """All that a reader gets of the archive."""
    lines = list(attempts(archive, BATCH))
    return [(line, body(archive, line) if line.digest else None) for line in lines]


def test_no_flipped_bit_is_read_as_other_content_in_silence(archive: Path) -> None:
    written, chance = content(archive), random.Random(7)
    harmless = 0
    for path in (log_path(archive, BATCH), warc_path(archive, BATCH)):
        for _ in range(FLIPS):
            place = chance.randrange(8 * path.stat().st_size)
            flipped(path, place)
            named = verify_batch(archive, BATCH).faults
            try:
                is_same = content(archive) == written
            except ArchiveError:
                is_same = False
                assert named, f"bit {place} of {path.name} is met by a reader, and verify does not name it"
            else:
                assert is_same, f"bit {place} of {path.name} is read as other content"
            harmless += not named
            assert named or path.suffix == ".gz", f"bit {place} of {path.name} is not named"
            flipped(path, place)
    assert harmless < 5  # in the head of a gzip member, or the padding of its last byte
    assert verify_batch(archive, BATCH).faults == []


def test_no_flipped_bit_of_a_plan_summary_or_cache_is_taken_for_what_was_written(archive: Path) -> None:
    def read() -> tuple[object, ...]:
        known = list(site_cache.known(archive, ["a"]))
        return plan.read(archive, BATCH), read_summary(summary_path(archive, BATCH)), known

    written, chance = read(), random.Random(7)
    for path in (plan_path(archive, BATCH), summary_path(archive, BATCH), archive / "site_cache" / "a.jsonl"):
        for _ in range(FLIPS):
            place = chance.randrange(8 * path.stat().st_size)
            flipped(path, place)
            try:
                assert read() == written, f"bit {place} of {path.name}"
            except ArchiveError as error:
                assert path.name in str(error)
            flipped(path, place)


CHANGES: dict[str, tuple[str, Change]] = {
    "a line went": (".jsonl", lambda data: b"".join(data.splitlines(True)[:3] + data.splitlines(True)[4:])),
    "the first line went": (".jsonl", lambda data: b"".join(data.splitlines(True)[1:])),
    "the last line went": (".jsonl", lambda data: b"".join(data.splitlines(True)[:-1])),
    "the log is torn": (".jsonl", lambda data: data[:-1]),
    "the log is empty": (".jsonl", lambda data: b""),
    "a line twice": (".jsonl", lambda data: data + data.splitlines(True)[-1]),
    "two lines changed places": (
        ".jsonl",
        lambda data: b"".join([*data.splitlines(True)[1::-1], *data.splitlines(True)[2:]]),
    ),
    "the WARC is torn": (".warc.gz", lambda data: data[:-30]),
    "the WARC is empty": (".warc.gz", lambda data: b""),
    "bytes went from the WARC": (".warc.gz", lambda data: data[:1500] + data[1600:]),
    "bytes came into the WARC": (".warc.gz", lambda data: data[:1500] + bytes(9) + data[1500:]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_cut_lost_or_added_is_named(archive: Path, name: str) -> None:
    ending, change = CHANGES[name]
    path, written = archive / f"{BATCH}{ending}", content(archive)
    path.write_bytes(change(path.read_bytes()))
    faults = verify_batch(archive, BATCH).faults
    assert any(fault.startswith((path.name, f"{BATCH}.jsonl")) for fault in faults)
    try:
        is_same = content(archive) == written
    except ArchiveError as error:
        assert BATCH in str(error)
    else:
        assert is_same and ending == ".warc.gz"  # the last attempt got no answer: no reader misses its record


def test_a_record_that_went_whole_is_named(archive: Path) -> None:
    path, third = warc_path(archive, BATCH), list(attempts(archive, BATCH))[2]
    assert third.offset is not None and third.length is not None
    data = path.read_bytes()
    path.write_bytes(data[: third.offset] + data[third.offset + third.length :])
    faults = verify_batch(archive, BATCH).faults
    assert any(fault.startswith(f"{BATCH}.jsonl:3: the WARC has no such record") for fault in faults)
    assert any("it was not written here" in fault for fault in faults)


def test_the_archive_of_a_registry_of_ones_own_is_found_by_its_folder(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = archive.parents[1]
    archive.parent.rename(data / "country")
    assert main(["verify-archive", "--data", str(data), "--registry", str(data / "mine" / "country")]) == 0
    assert str(data / "country" / "archive") in capsys.readouterr().out


@pytest.mark.parametrize("ending", [".jsonl", ".warc.gz", ".plan.json", ""])
def test_a_missing_file_and_a_missing_batch_are_named_by_the_command(
    archive: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    command = ["verify-archive", "--data", str(archive.parents[1])]
    assert main(command) == 0
    assert "records and 12 log lines are as they were written" in capsys.readouterr().out
    for path in archive.glob(f"{BATCH}{ending or '.*'}"):
        path.unlink()
    fill(archive, 1, "20270101T000000Z-000")
    plan.write(archive, Plan("20270101T000000Z-000", "demo", ("a",), None, "tests"))
    assert main(command) == 1
    told = capsys.readouterr()
    wanted = f"{BATCH}{ending}: missing" if ending else f"{BATCH}: the whole batch is gone"
    assert wanted in told.out.splitlines()
    assert "rebuild-log" in told.err


def test_only_the_damaged_line_is_named(archive: Path) -> None:
    log = log_path(archive, BATCH)
    lines = log.read_bytes().splitlines(True)
    log.write_bytes(b"".join([*lines[:4], lines[4].replace(b"2026", b"2027"), *lines[5:]]))
    faults = verify_batch(archive, BATCH).faults
    assert [fault for fault in faults if fault.startswith(log.name)] == [
        f"{log.name}:5: its checksum differs: it changed, or lines before it went"
    ]


def test_logs_of_the_days_before_checksums_are_borne_and_told(archive: Path) -> None:
    log, written = log_path(archive, BATCH), list(attempts(archive, BATCH))
    log.write_text("".join(to_json(each) + "\n" for each in written))
    summary_path(archive, BATCH).unlink()
    assert list(attempts(archive, BATCH)) == written
    with BatchWriter(archive, BATCH) as writer:
        writer.write(attempt(99, b"more"), exchange(attempt(99).url, b"more"))
    assert [each.url for each in attempts(archive, BATCH)] == [each.url for each in (*written, attempt(99))]
    found = verify_batch(archive, BATCH)
    assert found.faults == []
    assert any("12 lines of an earlier version" in remark for remark in found.remarks)
    log.write_bytes(log.read_bytes().replace(b"t3.html", b"t5.html", 1))
    with pytest.raises(ArchiveError, match=r"jsonl:13: its checksum differs"):
        list(attempts(archive, BATCH))


def test_a_log_is_made_again_beyond_a_damaged_record_and_the_batch_goes_on(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    third = list(attempts(archive, BATCH))[2]
    assert third.offset is not None and third.length is not None
    flipped(warc_path(archive, BATCH), 8 * (third.offset + third.length // 2))
    log_path(archive, BATCH).unlink()
    assert main(["rebuild-log", str(archive), BATCH]) == 0
    told = capsys.readouterr().out
    assert f": {COUNT - 1} attempts\n" in told
    assert f": {third.length} bytes are no whole record\n" in told and "the next crawl goes on" in told
    assert not summary_path(archive, BATCH).exists()
    assert [each.url for each in attempts(archive, BATCH)] == [
        attempt(number).url for number in range(COUNT) if number != 2
    ]
    assert [each.batch for each in plan.unfinished(archive)] == [BATCH]


def test_a_log_made_again_of_a_whole_warc_leaves_the_batch_ended(archive: Path) -> None:
    log_path(archive, BATCH).unlink()
    assert rebuild_log(archive, BATCH) == (COUNT, 0, False)
    assert verify_batch(archive, BATCH).faults == []


def test_a_damaged_last_record_does_not_stop_the_batch(archive: Path) -> None:
    """It costs its link when it is read; what the crawl writes next follows it."""
    fill(archive, 3, "open")
    last = list(attempts(archive, "open"))[-1]
    assert last.offset is not None
    flipped(warc_path(archive, "open"), 8 * (last.offset + 50))
    with BatchWriter(archive, "open") as writer:
        done = writer.write(attempt(99, b"more"), exchange(attempt(99).url, b"more"))
    assert body(archive, done) == b"more"
    with pytest.raises(ArchiveError):
        body(archive, last)


def test_a_batch_whose_log_went_is_not_cut_back_to_nothing(archive: Path) -> None:
    fill(archive, 5, "open")
    log_path(archive, "open").unlink()
    whole = warc_path(archive, "open").read_bytes()
    with pytest.raises(ArchiveError, match=r"open\.jsonl: not there; .*rebuild-log"):
        BatchWriter(archive, "open")
    assert warc_path(archive, "open").read_bytes() == whole
    assert rebuild_log(archive, "open").lines == 5


def test_a_batch_that_a_kill_left_with_an_empty_log_has_no_fault(archive: Path) -> None:
    log_path(archive, "open").touch()
    assert verify_batch(archive, "open").faults == []
