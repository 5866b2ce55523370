"""Cookies of a session: kept for their own host, never a reason to ask another."""

import socket

import pytest

from spiders.middlewares.cookies import MOST_COOKIES
from tests.spiders.conftest import Crawl
from tests.spiders.crawling.fault_server import HOME, REPORT, Asked, FaultServer, column, http, reply

TITLE = "示例区2024年政府信息公开工作年度报告"
PAGE = HOME + "t20250120_1.html"
LIST = column(("./t20250120_1.html", TITLE))


@pytest.mark.parametrize(
    ("cookie", "sent"),
    [
        ("CT6T=1; path=/", "CT6T=1"),
        ("CT6T=1; Domain=a.gov.example", "CT6T=1"),
        ("CT6T=1; Domain=.www.a.gov.example", "CT6T=1"),
        ("CT6T=1; Domain=gov.example", None),
        ("CT6T=1; Domain=b.gov.example", None),
        ("CT6T=1; Domain=com", None),
        ("CT6T=" + "1" * 5000, None),
        ("CT6T=1; expires=" + "1" * 5000, None),
    ],
)
def test_a_cookie_comes_back_to_its_own_host_and_asks_no_other(
    crawl: Crawl, cookie: str, sent: str | None
) -> None:
    """That no socket turns to another host is asserted by the fixture, as for every crawl of the tests."""
    with FaultServer({HOME: reply(200, LIST, f"Set-Cookie: {cookie}"), PAGE: reply(200, REPORT)}) as world:
        assert crawl(world)[PAGE].outcome == "fetched"
    assert world.asked[-1].headers.get("cookie") == sent


def test_a_host_has_room_for_so_many_cookies(crawl: Crawl) -> None:
    def many(connection: socket.socket, asked: Asked, before: int) -> None:
        headers = [f"Set-Cookie: c{number}=1" for number in range(3 * MOST_COOKIES)]
        connection.sendall(http(200, LIST.encode(), *headers))

    with FaultServer({HOME: many, PAGE: reply(200, REPORT)}) as world:
        crawl(world)
    assert world.asked[-1].headers["cookie"].count("=") == MOST_COOKIES
