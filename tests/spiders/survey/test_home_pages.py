"""The file of home pages from a replica of Wikidata's service, over a real socket."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from spiders.content.regions import table
from spiders.crawl import CrawlError
from spiders.registry.divisions import divisions
from spiders.survey.home_pages import Options, home_pages
from spiders.survey.places import read_places
from tests.replica.wikidata import Service, serve

TODAY = {region.code for region in table() if region.valid_to is None}
ROWS = [(code, f"http://www.c{code}.gov.cn/") for code in sorted(TODAY)[:2500]]
ODD = [
    ("110101", "http://www.bjdch.gov.cn/portal/index.html"),
    ("110101", "http://dch.gov.cn/"),
    ("110102", "https://example.com/"),
    ("110103", "http://www.cwi.gov.cn/"),  # a district that was merged into another
    ("110101001", "http://street.gov.cn/"),
]


def written(service: Service, path: Path, contact: str = "you@example.org") -> str:
    out = io.StringIO()
    options = Options(path, contact, service.url, pause=0)
    assert home_pages(options, Console(file=out, width=200)) == 0
    return out.getvalue()


def test_the_file_has_every_division_and_the_plainest_page_of_each(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    with serve(Service([*ROWS, *ODD], faults=[429, 503, 200, "cut off", 500])) as service:
        said = written(service, path)
    assert f"{len(ROWS)} of {len(TODAY)} divisions have a home page under gov.cn" in said
    assert "left out: 2 codes" in said
    assert len(service.agents) == 3 + 4, "three pages of a thousand rows, and four repetitions"
    assert all("nianbao/" in agent and "you@example.org" in agent for agent in service.agents)
    places = {place.region_code: place for place in read_places(path, divisions())}
    assert places.keys() == TODAY
    assert (places["110101"].place, places["110101"].home_page) == ("北京市/东城区", "http://dch.gov.cn/")
    assert places["110102"].home_page == "http://www.c110102.gov.cn/"
    assert [place.is_asked for place in places.values()].count(True) == len(ROWS)


@pytest.mark.parametrize(
    ("faults", "says"), [([503] * 9, "HTTP 503"), ([400], "HTTP 400"), (["cut off"] * 9, "JSON")]
)
def test_a_service_that_stays_broken_writes_nothing(
    faults: list[int | str], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "places.csv"
    path.write_text("what was there before")
    with serve(Service(ROWS, faults=faults)) as service, pytest.raises(CrawlError, match=says):
        written(service, path)
    assert path.read_text() == "what was there before"
    assert len(service.agents) == (1 if says == "HTTP 400" else 4)


def test_it_says_who_asks_or_does_not_ask(tmp_path: Path) -> None:
    with serve(Service(ROWS)) as service, pytest.raises(CrawlError, match="--contact"):
        written(service, tmp_path / "places.csv", contact="")
    assert not service.agents
