"""A survey gives every place its outcome, keeps its caps, and gives the same however often it is killed."""

import csv
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from spiders.__main__ import main
from spiders.archive.reader import ArchiveError
from spiders.content.regions import table
from spiders.policy.settings import SEARCH
from spiders.registry import RegistryError, load
from spiders.registry.divisions import COUNTRY, OWN, divisions
from spiders.replica.server import Replica
from spiders.survey.outcomes import Journal, Outcome
from spiders.survey.places import Place, read_places
from spiders.survey.run import given
from tests import forked
from tests.forked import NOWHERE, Forked, command
from tests.replica.nation import expected, host_of, impatient, nation, write_places

HOSTS, EVERY = 20, 2  # every second misbehaves, each in its way
KILLS = 2
SECONDS = 3  # a search waits for an answer


@pytest.fixture
def replicas() -> Iterator[tuple[Replica, Replica]]:
    """The same hosts twice, so that two surveys at a time are counted apart."""
    hosts = nation(HOSTS, EVERY)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setattr("tests.replica.nation.SLOW", 0.3)
        patch.setattr("tests.replica.nation.HANGING", 2.0 * SECONDS)
        one, other = (stack.enter_context(Replica(hosts=lambda _: hosts)) for _ in range(2))
        yield one, other


def start(folder: Path, replica: Replica) -> Forked:
    words = ["--registry", str(folder / "country"), "--data", str(folder / "data")]
    survey = command(["discover", "--from", str(folder / "places.csv"), "--proxy", replica.proxy_url, *words])
    return forked.start(survey, NOWHERE, NOWHERE, beforehand=partial(impatient, SECONDS))


def lines(folder: Path) -> list[dict[str, str]]:
    with (folder / "country" / "outcomes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def result(folder: Path) -> tuple[list[dict[str, str]], str]:
    """What a run leaves, without the words that tell at which minute a circuit opened."""
    told = [
        line | {"detail": "" if line["outcome"] == "blocked" else line["detail"]} for line in lines(folder)
    ]
    return told, (folder / "country" / "sites.csv").read_text(encoding="utf-8")


def asked(replica: Replica, since: int) -> Counter[str]:
    return Counter(urlsplit(seen.url).hostname or "" for seen in replica.requests[since:])


@pytest.mark.slow
def test_every_place_has_its_outcome_and_kills_change_nothing(
    tmp_path: Path, replicas: tuple[Replica, Replica]
) -> None:
    """One survey runs undisturbed, and beside it, as both mostly wait, one that is killed again and again."""
    (undisturbed, replica), whole, cut = replicas, tmp_path / "whole", tmp_path / "cut"
    for folder in (whole, cut):
        folder.mkdir()
        write_places(folder / "places.csv", [host_of(number) for number in range(HOSTS)])
    running = start(whole, undisturbed)
    journal, kills = cut / "data" / "discover" / "country" / "outcomes.jsonl", 0
    for kills in range(1, KILLS + 1):
        process, wanted = start(cut, replica), kills * HOSTS // (KILLS + 2)
        while not process.has_ended() and _count(journal) < wanted:
            time.sleep(0.02)
        process.kill()
        assert process.wait(60) == -signal.SIGKILL, "it ended before it was killed"
    assert start(cut, replica).wait(240) == 0
    assert running.wait(240) == 0
    assert [line["outcome"] for line in lines(whole)] == expected(HOSTS, EVERY)
    assert max(asked(undisturbed, 0).values()) <= SEARCH.daily_cap
    found = [line for line in lines(whole) if line["outcome"] == "found"]
    sites = load(str(whole / "country"))
    assert [*sites] == [line["site_id"] for line in found]
    assert all(line["detail"].endswith(("a report", "the report to download")) for line in found)
    assert all(sites[line["site_id"]].region_code == line["region_code"] for line in found)
    assert result(cut) == result(whole)
    done = _count(journal)
    assert done == HOSTS, "no place was searched to its end twice"
    before = len(replica.requests)
    assert start(cut, replica).wait(240) == 0, "once more: only what was not found is looked at"
    assert {line["outcome"] for line in lines(cut) if line["home_page"].endswith("c0000.gov.example/")} == {
        "found"
    }
    assert not asked(replica, before).keys() & {host_of(0)}
    assert result(cut)[1] == result(whole)[1]


def _count(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def test_a_file_is_read_with_the_codes_that_names_fill(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "place,home_page,region_code,more\n"
        "河北省/邢台市/信都区,www.xindu.gov.cn,,x\n"
        "朝阳区,https://www.bjchy.gov.cn/,,\n"
        "两江新区,,,\n"
        "某区,http://squatter.com/,110101,\n",
        encoding="utf-8-sig",
    )
    places = read_places(path, divisions())
    assert [place.region_code for place in places] == ["130503", "", "", "110101"]
    assert [place.is_asked for place in places] == [True, True, False, False]
    assert places[0].home_page == "http://www.xindu.gov.cn"
    assert len({place.key for place in places}) == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("place,home_page\n", r"places\.csv:1: the columns region_code are missing"),
        ("region_code,place,home_page\n110199,x,http://x.gov.cn\n", r":2: .* near it: 110119 北京市延庆区"),
        ("region_code,place,home_page\n" + "12,x,y\n" * 12, "and 2 more"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_lines(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError, match=says):
        read_places(path, divisions())


def test_a_journal_whose_last_line_is_torn_goes_on_after_the_line_before(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.jsonl"
    first = Journal(path, "run 1")
    first.add(Outcome("a", "found"))
    first.add(Outcome("b", "unreachable"))
    first.close()
    path.write_bytes(path.read_bytes()[:-9])
    again = Journal(path, "run 1")
    assert again.done.keys() == {"a"}
    again.add(Outcome("b", "blocked"))
    again.close()
    assert {key: item.outcome for key, item in Journal(path, "run 1").done.items()} == {
        "a": "found",
        "b": "blocked",
    }
    assert Journal(path, "run 2").done.keys() == {"a"}, "a later run looks again at what was not found"


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line.replace(b"unreachable", b"unreachably"),
        lambda line: line.replace(b"www.b.", b"www.c."),
        lambda line: line[:-9],
        lambda _: b"[]",
        lambda _: b"null",
        lambda _: b'{"key": "b", "outcome": "found"}',
        lambda _: b'{"batch": "run 1", "key": "b", "outcome": "lost"}',
        lambda _: b'{"batch": "run 1", "key": "b", "outcome": "found", "site": {"site_id": "b"}}',
        lambda _: b"\xff\xfe",
        lambda _: b"",
    ],
)
def test_a_damaged_line_of_a_journal_is_named_with_its_remedy(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "outcomes.jsonl"
    journal = Journal(path, "run 1")
    for key in "abc":
        journal.add(Outcome(key, "unreachable", detail=f"http://www.{key}.gov.example/ no answer"))
    journal.close()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + damage(lines[1].rstrip(b"\n")) + b"\n" + lines[2])
    with pytest.raises(ArchiveError, match=r"outcomes\.jsonl:2: not as it was written .*; remove this line"):
        Journal(path, "run 1")
    path.write_bytes(lines[0] + lines[2])
    mended = Journal(path, "run 1")
    mended.close()
    assert mended.done.keys() == {"a", "c"}


def test_a_journal_of_an_earlier_version_has_no_checksums_and_is_read(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.jsonl"
    path.write_text('{"batch": "run 1", "key": "a", "outcome": "blocked"}\n', encoding="utf-8")
    journal = Journal(path, "run 1")
    journal.close()
    assert journal.done == {"a": Outcome("a", "blocked")}


@pytest.mark.parametrize(
    ("code", "level"),
    [("130000", "province"), ("130500", "prefecture"), ("130503", "county"), (COUNTRY, "national")],
)
def test_the_level_of_a_place_is_that_of_its_division(code: str, level: str) -> None:
    assert given(Place(code, "某省/某地", ""), divisions())["level"] == level


def test_a_registry_may_know_a_division_of_another_level_than_its_digits_look_like(tmp_path: Path) -> None:
    rows = "code,name,level,parent,valid_from,valid_to\n139001,某新区,prefecture,130000,2024-12,\n"
    (tmp_path / OWN).write_text(rows, encoding="utf-8")
    known = divisions(tmp_path)
    cells = given(Place("139001", "河北省/某新区", ""), known)
    assert cells == {"name": "某新区", "region_code": "139001", "level": "prefecture"}
    assert given(Place("", "某处", ""), known) == {"name": "某处"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--from", "places.csv"], "give a folder of your own"),
        (["--from", "places.csv", "--registry", "mine"], "--contact"),
        (["--from", "mixed.csv", "--registry", "mine"], "mixes invented hosts and real ones"),
        (["--from", "nowhere.csv", "--registry", "mine"], "nowhere.csv"),
        ([], "give the URL of one site, or a file of places"),
    ],
)
def test_a_survey_tells_what_it_needs(
    words: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NIANBAO_CONTACT", raising=False)
    write_places(tmp_path / "places.csv", ["www.bjft.gov.cn"])
    write_places(tmp_path / "mixed.csv", ["www.bjft.gov.cn", host_of(0)])
    assert main(["discover", *words]) == 2
    assert says in capsys.readouterr().err


def test_there_is_a_division_for_every_host() -> None:
    assert len([region for region in table() if region.valid_to is None]) > 3200
