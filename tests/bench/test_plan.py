"""The simulated plan: caps, pauses and slots hold in it as they do in a crawl."""

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from spiders.policy.settings import REAL
from tests.bench.plan import BATCHES, DAY, NIGHT, Country, first_crawl, nightly, told, walk

SMALL = Country(hosts=50, reports=20_000, bodies=1_000)


def dice() -> np.random.Generator:
    return np.random.default_rng(7)


def test_every_report_is_asked_for_and_a_night_asks_for_less() -> None:
    requests = first_crawl(SMALL, dice())
    assert len(requests) == SMALL.hosts
    assert requests.sum() > SMALL.reports * (1 + SMALL.files)
    assert 0 < nightly(SMALL, requests).sum() < requests.sum() / 5


def test_a_host_has_its_cap_of_requests_a_day() -> None:
    done = walk(np.array([2 * REAL.daily_cap + 1, 5]), SMALL, dice())
    assert done.days == 3
    assert done.day_of(0.6) == 2


def test_pauses_decide() -> None:
    quick = replace(SMALL, answer_seconds=0.01)
    assert walk(np.array([1000]), quick, dice()).hours == pytest.approx(1000 * REAL.delay / 3600, rel=0.05)
    slow = replace(SMALL, answer_seconds=10)
    assert walk(np.array([1000]), slow, dice()).hours > 5 * 1000 * REAL.delay / 3600


@pytest.mark.parametrize("window", [DAY, NIGHT, 600.0])
def test_more_slots_take_no_longer_and_nothing_is_left(window: float) -> None:
    requests = first_crawl(SMALL, dice())
    days = [walk(requests, SMALL, dice(), slots, window).days for slots in (1, 4, 64)]
    assert days == sorted(days, reverse=True)
    assert walk(requests, SMALL, dice(), 4, window).reached[-1] == 1


def test_the_plan_is_told() -> None:
    console = Console(width=120, record=True, file=StringIO())
    told(SMALL, console)
    text = console.export_text()
    assert text.count("first crawl") == 2 * len(BATCHES)
    assert "building 5 million cells" in text
