"""A redirect to another host of the crawl waits for its turn there: no host is asked twice at once."""

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request

from spiders.middlewares.base import Refused
from spiders.middlewares.scope import Scope


def test_a_request_takes_its_turn_at_its_own_host() -> None:
    crawler: Any = SimpleNamespace(spider=SimpleNamespace(domains={"a.gov.cn", "b.gov.cn"}))
    scope = Scope(crawler)
    first = Request("http://www.a.gov.cn/")
    scope.process_request(first)
    assert first.meta["download_slot"] == "a.gov.cn"
    redirected = first.replace(url="https://zwgk.b.gov.cn/")
    scope.process_request(redirected)
    assert redirected.meta["download_slot"] == "b.gov.cn"
    with pytest.raises(Refused, match=r"c\.gov\.cn"):
        scope.process_request(first.replace(url="http://www.c.gov.cn/"))
