"""The bench of reading a country: its shares, its pace, and that it sees a document that gave no figure."""

from collections import Counter

from tests.bench import country
from tests.bench.country import MIX, SCANS, Run, in_turn, measured, styles
from tests.bench.documents import Sample, drawn


def test_the_shares_are_those_of_a_whole_country() -> None:
    assert sum(thousandths for thousandths, _ in MIX.values()) + SCANS == 1000
    contradicting = MIX["PDF whose sums contradict each other"][0]
    assert contradicting / (contradicting + MIX["PDF"][0]) == 0.15


def test_makers_share_what_is_asked_for() -> None:
    makers = [lambda count, kind=kind: drawn(styles(kind), count) for kind in ("html", "docx")]
    kinds = Counter(sample.kind.partition("/")[0] for sample in in_turn(*makers)(7))
    assert kinds == {"html": 4, "docx": 3}


def test_an_archive_is_read_and_what_gave_no_figure_is_counted() -> None:
    run = measured(
        [*drawn(styles("html"), 3), Sample("html/none", "none.html", b"<html><p>nothing</p></html>")]
    )
    assert (run.documents, run.unread) == (4, 1)
    assert run.memory > 50
    assert run.seconds > 0


def test_hours_are_those_of_the_share_on_so_many_cores() -> None:
    run = Run(documents=100, seconds=1, memory=0, unread=0)
    assert run.hours(1000, country.WORKERS) == country.COUNTRY / 100 / 3600
    assert run.hours(500, 16) == run.hours(1000, 16) / 2 == run.hours(1000, 2) / 16
