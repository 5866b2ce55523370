"""robots.txt that is hostile: many of them, large ones, and rules made to take long."""

import time

from protego import Protego

from spiders.middlewares.robots import MOST_ROBOTS, KeptRules
from tests.spiders.conftest import Crawl
from tests.spiders.crawling.fault_server import HOME, REPORT, FaultServer, column, reply

TITLE = "示例区2024年政府信息公开工作年度报告"
PAGE = HOME + "t20250120_1.html"
ROBOTS = "http://www.a.gov.example/robots.txt"


def test_rules_of_a_host_under_many_names_do_not_pile_up() -> None:
    kept, rules = KeptRules(most=1000), Protego.parse("")
    for number in range(100):
        kept.keep(f"http://{number}.a.gov.example", rules, 400)
        assert kept["http://0.a.gov.example"] is rules, "what is asked again and again stays"
    assert len(kept._rules) == 2
    kept.keep("http://large.a.gov.example", rules, 5000)
    assert kept["http://large.a.gov.example"] is rules, "the last is there to be asked, whatever its size"
    kept.keep("http://large.a.gov.example", None, 0)
    assert kept._size == 0


def test_a_pattern_of_many_wildcards_takes_no_time() -> None:
    """Where each wildcard is tried at each place, this takes longer than the universe is old."""
    rules = Protego.parse("User-agent: *\nDisallow: /" + "*a" * 200 + "*b\nDisallow: /" + "*" * 400_000 + "c")
    start = time.process_time()
    assert rules.can_fetch("http://www.a.gov.example/" + "a" * 4000, "nianbao")
    assert time.process_time() - start < 5


def test_of_a_robots_txt_so_much_is_heeded(crawl: Crawl) -> None:
    """A body as large as any may be, with odd bytes and rules, costs nobody anything."""
    rules = b"User-agent: *\nDisallow: /secret\nCrawl-delay: " + b"9" * 5000 + b"\nDisallow: /\xff%zz*$\n"
    late = rules + b"#" * MOST_ROBOTS + b"\nDisallow: /\n" + bytes(10 << 20)
    rows = column((PAGE, TITLE), ("/secret/t20250120_2.html", TITLE))
    with FaultServer({ROBOTS: reply(200, late), HOME: reply(200, rows), PAGE: reply(200, REPORT)}) as world:
        found = crawl(world)
    assert found[PAGE].outcome == "fetched"
    assert found["http://www.a.gov.example/secret/t20250120_2.html"].reason == "robots_forbid"
