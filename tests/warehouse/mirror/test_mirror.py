"""An archive and its readings on an S3 server of this machine: sent, taken over, killed, badly answered."""

import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread

import fsspec
import pyarrow as pa
import pytest

from extract.run import readings_file
from extract.run.readings_file import locked
from spiders.archive.reader import attempts, log_path, summary_path, warc_path
from spiders.archive.verify import verify_batch
from spiders.archive.writer import BatchWriter
from tests import forked
from tests.extract.run.test_archive_run import add
from tests.forked import NOWHERE
from tests.warehouse.s3_server import Weather, s3_server
from warehouse.__main__ import main
from warehouse.errors import WarehouseError
from warehouse.mirror import entry, generations
from warehouse.mirror import pull as pulling
from warehouse.mirror.generations import Mirror
from warehouse.mirror.pull import pull
from warehouse.mirror.push import push

ENDED, OPEN = "20260101T000000Z-000", "20260102T000000Z-000"
SMALL = 4096
NUMBER = iter(range(10**6))


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[Weather]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_MAX_ATTEMPTS", "1")  # botocore's; s3fs tries again by itself, and waits less
        with s3_server() as weather:
            yield weather


@pytest.fixture
def url(server: Weather) -> str:
    server.turn()
    return f"s3://bucket/{next(NUMBER)}"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A batch that has ended, one that goes on, and readings of the first."""
    home = tmp_path / "here" / "demo"
    for batch in (ENDED, OPEN):
        crawl_on(home, batch)
    summary_path(home / "archive", ENDED).write_text("{}")
    (home / "archive" / f"{ENDED}.plan.json").write_text("{}")
    read(home, ENDED, 1)
    return home


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files in many pieces."""
    for module in (entry, pulling):
        monkeypatch.setattr(module, "PIECE", SMALL)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return tmp_path / "there" / "demo"


def crawl_on(home: Path, batch: str, count: int = 3) -> None:
    with BatchWriter(home / "archive", batch) as writer:
        for _ in range(count):
            number = next(NUMBER)
            add(writer, f"http://a.example/{number}", random.Random(number).randbytes(5000))


def read(home: Path, batch: str, version: int) -> None:
    (home / "readings").mkdir(exist_ok=True)
    table = pa.table({"version": [version]})
    readings_file.write(home / "readings" / f"{batch}.parquet", table.schema, [table])


def state(home: Path) -> dict[str, tuple[bytes, int]]:
    """Every file that is mirrored: its bytes and the time of its last change, which crawls go by."""
    files = [path for folder in ("archive", "readings") for path in (home / folder).glob("[!.]*")]
    return {
        path.relative_to(home).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
        if path.is_file()
    }


def urls(home: Path) -> list[str]:
    return [each.url for each in attempts(home / "archive")]


def test_another_machine_has_the_same_bytes(here: Path, there: Path, url: str) -> None:
    assert push(here, url).is_new
    assert pull(there, url).fetched == len(state(here)) == 8
    assert state(there) == state(here)
    assert pull(there, url).fetched == 0


def test_what_is_there_is_not_sent_again_nor_read(
    here: Path, there: Path, url: str, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = push(here, url)
    with monkeypatch.context() as patched:
        patched.setattr("warehouse.mirror.push.pieces_of", None)  # what reads a file
        again = push(here, url)
    assert (again.number, again.is_new, again.sent) == (first.number, False, ())
    pull(there, url)
    crawl_on(here, OPEN, 1)
    grown = push(here, url)
    assert grown.number == first.number + 1
    assert 0 < sum(grown.sent) < 5 * SMALL, "of a file that grew, its last piece and what follows"
    assert pull(there, url).fetched == 2
    assert state(there) == state(here)


def test_a_batch_that_is_being_written_is_sent_as_far_as_its_log_is_whole(
    here: Path, there: Path, url: str
) -> None:
    told = urls(here)
    with (
        log_path(here / "archive", OPEN).open("ab") as log,
        warc_path(here / "archive", OPEN).open("ab") as warc,
    ):
        log.write(b'{"url": "half a li')
        warc.write(b"a record whose line is to come")
    push(here, url)
    pull(there, url)
    assert urls(there) == told
    assert log_path(there / "archive", OPEN).read_bytes().endswith(b"\n")
    crawl_on(there, OPEN, 1)  # the writer cuts what the log does not know
    crawl_on(here, OPEN, 1)
    assert urls(there)[:-1] == urls(here)[:-1] == told


def test_what_is_sent_while_a_crawl_writes_holds_together(here: Path, there: Path, url: str) -> None:
    is_over, lines = Event(), list[int]()

    def write() -> None:
        while not is_over.wait(0.01):
            crawl_on(here, OPEN, 5)

    crawling = Thread(target=write)
    crawling.start()
    try:
        for _ in range(5):
            push(here, url)
            pull(there, url)
            found = verify_batch(there / "archive", OPEN)
            assert not found.faults
            lines.append(found.lines)
    finally:
        is_over.set()
        crawling.join()
    assert lines == sorted(lines) and lines[-1] > lines[0], "it went on between the pushes"


def test_nothing_newer_is_replaced_by_what_is_older(here: Path, there: Path, url: str) -> None:
    push(here, url)
    pull(there, url)
    crawl_on(there, OPEN, 1)
    newer = push(there, url).number
    read(here, OPEN, 1)
    before = state(here)
    with pytest.raises(WarehouseError, match=f"generation {newer}, which this folder lacks"):
        push(here, url)
    assert pull(here, url).fetched == 2  # the batch that went on there
    assert state(here).keys() == before.keys()
    assert push(here, url).number == newer + 1, "what only this folder had is sent beside"
    assert Mirror(url).current() is not None


def test_what_changed_on_both_sides_is_refused_and_nothing_touched(here: Path, there: Path, url: str) -> None:
    push(here, url)
    pull(there, url)
    crawl_on(there, OPEN, 1)
    push(there, url)
    crawl_on(here, OPEN, 2)
    before = state(here)
    with pytest.raises(WarehouseError, match=r"2026\S+: changed here and on s3"):
        pull(here, url)
    assert state(here) == before


def test_captures_that_are_gone_are_told_and_come_back(here: Path, url: str) -> None:
    push(here, url)
    whole = state(here)
    log_path(here / "archive", ENDED).unlink()
    with pytest.raises(WarehouseError, match="gone here"):
        push(here, url)
    assert pull(here, url).fetched == 1
    assert state(here) == whole


def test_a_file_that_the_mirror_has_no_more_goes(here: Path, there: Path, url: str) -> None:
    """As the summary of a batch whose log was made anew, so that it goes on."""
    push(here, url)
    pull(there, url)
    summary_path(here / "archive", ENDED).unlink()
    push(here, url)
    assert pull(there, url).removed == 1
    assert state(there) == state(here)


def test_of_two_that_send_at_once_the_second_is_told(
    here: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = Mirror.next_number

    def overtaken(self: Mirror) -> int:
        number = numbers(self)
        assert self.publish(generations.Generation(number, "demo", {}))
        return number

    monkeypatch.setattr(Mirror, "next_number", overtaken)
    with pytest.raises(WarehouseError, match="another machine sent"):
        push(here, url)
    current = Mirror(url).current()
    assert current is not None and not current.files


def through(call: Callable[[Path, str], object], home: Path, url: str) -> None:
    """Run it again, as its user would, for as long as it ends in words."""
    for _ in range(20):
        with suppress(WarehouseError):
            call(home, url)
            return
    pytest.fail("twenty times in vain")


@pytest.mark.parametrize("seed", [1, 2])
def test_busy_slow_and_broken_answers_cost_time_and_no_byte(
    here: Path, there: Path, url: str, server: Weather, seed: int
) -> None:
    server.turn(seed, busy=0.1, slow=0.05, lost=0.1, cut=0.1)
    through(push, here, url)
    through(pull, there, url)
    assert min(server.seen[fault] for fault in ("busy", "lost", "cut")) > 0, server.seen
    assert state(there) == state(here)
    assert sum(1 for _ in fsspec.filesystem("s3").ls(f"{url}/generations")) == 1


def test_a_store_that_does_not_answer_is_told_and_the_next_push_goes_on(
    here: Path, url: str, server: Weather, capsys: pytest.CaptureFixture[str]
) -> None:
    server.turn(1, busy=1.0)
    words = [url, "--data", str(here.parent)]
    assert main(["push", *words]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"warehouse push: {url}: ") and told.count("\n") == 1
    server.turn()
    assert main(["push", *words]) == 0
    assert "generation 1, new: 8 files" in capsys.readouterr().out
    assert main(["pull", *words]) == 0
    assert "8 files; 0 fetched" in capsys.readouterr().out


def test_no_piece_that_is_damaged_or_gone_becomes_a_file(here: Path, there: Path, url: str) -> None:
    push(here, url)
    s3 = fsspec.filesystem("s3")
    whole = warc_path(here / "archive", ENDED).read_bytes()
    piece = f"{url}/pieces/{entry.piece_name(whole)}"
    s3.pipe_file(piece, b"\0" + whole[1:])
    with pytest.raises(WarehouseError, match="is damaged: remove it"):
        pull(there, url)
    assert not state(there)
    s3.rm_file(piece)
    with pytest.raises(WarehouseError, match="is missing"):
        pull(there, url)
    assert push(here, url).sent == (len(whole),)
    pull(there, url)
    assert state(there) == state(here)


@pytest.mark.parametrize(
    "name", ["../demo.csv", "archive/../../x", "readings/.lock", "archive/a/b", "mirror/x"]
)
def test_a_generation_that_names_other_files_is_none(url: str, name: str) -> None:
    made = generations.Generation(1, "demo", {name: entry.Entry(0, 0, ())})
    with pytest.raises(ValueError, match="no file of a registry"):
        generations.parsed(1, made.content())


def test_any_store_of_fsspec_serves_and_a_torn_generation_is_passed_over(
    here: Path, there: Path, tmp_path: Path
) -> None:
    for number, place in enumerate(("memory://mirror", f"file://{tmp_path}/mirror")):
        assert push(here, place).number == 1
        home = there.with_name(f"demo{number}") / "demo"
        assert pull(home, place).fetched == 8
        assert state(home) == state(here)
    (tmp_path / "mirror" / "generations" / "00000002").write_bytes(b'{"registry": "de')
    assert len(pull(here, place).remarks) == 1
    crawl_on(here, OPEN, 1)
    assert push(here, place).number == 3
    assert pull(home, place).remarks == ()
    assert state(home) == state(here)


def test_what_is_wrong_is_told(here: Path, there: Path, url: str) -> None:
    with pytest.raises(WarehouseError, match="holds no archive yet"):
        pull(there, url)
    with pytest.raises(WarehouseError, match="holds nothing to send"):
        push(there, url)
    push(here, url)
    with pytest.raises(WarehouseError, match="holds the registry demo, not china"):
        pull(there.with_name("china"), url)
    assert not there.with_name("china").exists()
    shutil.copytree(here, there.with_name("china"))
    with pytest.raises(WarehouseError, match="holds the registry demo, not china"):
        push(there.with_name("china"), url)


def called(name: str, home: Path, url: str) -> int:
    """A push or a pull, in small pieces, for a process of its own."""
    entry.PIECE = pulling.PIECE = SMALL
    (push if name == "push" else pull)(home, url)
    return 0


@pytest.mark.parametrize(
    ("folder", "calls"), [("readings", [push, pull]), ("archive", [pull]), ("mirror", [push, pull])]
)
def test_nothing_is_copied_that_another_is_writing(
    folder: str, calls: list[Callable[[Path, str], object]], here: Path, url: str
) -> None:
    push(here, url)
    with locked(here / folder):
        for call in calls:
            with pytest.raises(WarehouseError, match=f"is at work in .*{folder}"):
                call(here, url)
    push(here, url)


def killed(name: str, home: Path, url: str, server: Weather, after: int) -> bool:
    """Kill a push or pull once the server was asked so often; whether it was at work."""
    server.turn()
    process = forked.start(partial(called, name, home, url), NOWHERE, NOWHERE)
    while server.seen.total() < after and not process.has_ended():
        time.sleep(0.002)
    process.kill()
    return process.wait(10) == -signal.SIGKILL


@pytest.mark.slow
def test_killed_pushes_and_pulls_show_nobody_half_a_state(
    here: Path, there: Path, url: str, server: Weather, small: None
) -> None:
    chance, kills = random.Random(5), 0
    push(here, url)
    pull(there, url)
    for number in range(2):
        old = state(here)
        crawl_on(here, OPEN, 40)
        read(here, ENDED, number + 2)
        kills += killed("push", here, url, server, chance.randint(1, 24))
        seen = there.with_name(f"seen{number}") / "demo"
        pull(seen, url)
        assert state(seen) in (old, state(here))
        push(here, url)
        before = state(there)
        kills += killed("pull", there, url, server, chance.randint(1, 24))
        assert state(there) in (before, state(here))
        pull(there, url)
        assert state(there) == state(here)
        assert not [*there.glob("*/.*.pulled")]
    assert kills > 1
