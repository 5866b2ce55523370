"""Waits: what Retry-After asks for, the back-off of retries, the night in Shanghai."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from spiders.middlewares.limits import SHANGHAI, seconds_to_night
from spiders.middlewares.retry import retry_after, wait_before_retry
from spiders.policy.settings import REAL


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Mon, 23 Nov 2026 08:01:00 GMT", 60),
        ("Mon, 23 Nov 2026 07:00:00 GMT", 0),
        ("soon", None),
    ],
)
def test_retry_after_is_read_as_number_or_date(value: str, seconds: float | None) -> None:
    response = Response("http://a.example/", headers={"Retry-After": value})
    assert retry_after(response, datetime(2026, 11, 23, 8, tzinfo=UTC)) == seconds


def test_retries_back_off_and_end() -> None:
    request = Request("http://a.example/")
    waits = []
    while (wait := wait_before_retry(REAL, request, Response(request.url, status=503))) is not None:
        waits.append(wait)
        request.meta["retries"] = len(waits)
    assert waits == [10, 20]
    assert wait_before_retry(REAL, Request(request.url), Response(request.url, status=404)) is None
    assert wait_before_retry(REAL, Request(request.url), Response(request.url, status=429)) is None


@given(
    st.datetimes(timezones=st.just(SHANGHAI), min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1))
)
def test_the_night_begins_at_midnight_in_shanghai(moment: datetime) -> None:
    wait = seconds_to_night(moment)
    assert (wait == 0) is (moment.hour < 6)
    assert 0 <= wait <= 18 * 3600
