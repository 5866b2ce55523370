"""`python -m spiders home-pages`: the home pages of China's divisions from Wikidata, as a file for a survey.

Wikidata is in the public domain (CC0). P442 is the division code of an item, P856 its official website, P576
the date of its end.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from rich.console import Console

from spiders.archive.whole_file import replace_csv
from spiders.command_line import say
from spiders.content.regions import Region
from spiders.crawl import CrawlError
from spiders.policy.settings import USER_AGENT
from spiders.registry.divisions import divisions
from spiders.survey.places import COLUMNS, Place

ENDPOINT = "https://query.wikidata.org/sparql"
PAGE = 1000  # rows an answer; the service ends queries after 60 s
MOST_PAGES = 50
TRIES = 4
PAUSE = 2.0  # seconds between answers, and before the first repetition
LONGEST_WAIT = 120.0  # seconds
MOST_BYTES = 64 << 20  # of an answer
QUERY = """SELECT DISTINCT ?code ?page WHERE {{
  ?place wdt:P442 ?code ; wdt:P856 ?page .
  FILTER NOT EXISTS {{ ?place wdt:P576 [] }}
}}
ORDER BY ?code ?page
LIMIT {limit} OFFSET {offset}"""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for. out: the file to write; pause: seconds between answers."""

    out: Path
    contact: str
    endpoint: str = ENDPOINT
    pause: float = PAUSE


def home_pages(options: Options, console: Console) -> int:
    """Write code, place and home page of every division of today; the page is empty where none is known.

    Returns 0. Raises CrawlError, nothing written, where the service cannot be read to its end.

        python -m spiders home-pages places.csv --contact you@example.org
    """
    if not options.contact:
        raise CrawlError("Wikidata asks who is reading: give --contact MAIL-OR-URL or set NIANBAO_CONTACT")
    known = {code: each for code, each in divisions().items() if each.valid_to is None}
    pages, strange = dict[str, list[str]](), set[str]()
    for code, page in _rows(options, console):
        if code not in known:
            strange.add(code)
        elif Place(code, "", page).is_asked:
            pages.setdefault(code, []).append(page)
    places = [_place(each, known, pages.get(code, [])) for code, each in sorted(known.items())]
    replace_csv(options.out, COLUMNS, map(astuple, places))
    say(console, f"{options.out}: {len(pages)} of {len(known)} divisions have a home page under gov.cn")
    if strange:
        some = ", ".join(sorted(strange)[:5])
        say(console, f"left out: {len(strange)} codes that are no division of today ({some} …)")
    say(console, f"next: python -m spiders discover --from {options.out} --registry country")
    return 0


def _rows(options: Options, console: Console) -> Iterator[tuple[str, str]]:
    """(code, page) of every row, page by page until one is not full."""
    for number in range(MOST_PAGES):
        rows = _answer(options, QUERY.format(limit=PAGE, offset=number * PAGE))
        say(console, f"Wikidata: {number * PAGE + len(rows)} websites")
        yield from rows
        if len(rows) < PAGE:
            return
        time.sleep(options.pause)
    raise CrawlError(f"{options.endpoint} gave {MOST_PAGES * PAGE} rows and more to come; that is too many")


def _answer(options: Options, query: str) -> list[tuple[str, str]]:
    """One answer of the service, asked for again where it was busy or broke off."""
    problem = ""
    for number in range(TRIES):
        wait = options.pause * 2**number
        try:
            return _bindings(_ask(options, query))
        except HTTPError as error:
            problem = f"HTTP {error.code}"
            if error.code not in (429, 500, 502, 503, 504):
                break
            wait = max(wait, _retry_after(error.headers))
        except (URLError, HTTPException, OSError, ValueError, KeyError, TypeError) as error:
            # A query that ran out of time answers 200, with a Java exception after half of the JSON.
            problem = f"{type(error).__name__}: {error}"[:200]
        if wait > LONGEST_WAIT:
            break
        if number < TRIES - 1:
            time.sleep(wait)
    raise CrawlError(f"{options.endpoint} cannot be read ({problem}); nothing was written, try later")


def _ask(options: Options, query: str) -> Any:
    request = Request(
        f"{options.endpoint}?{urlencode({'query': query, 'format': 'json'})}",
        headers={
            "Accept": "application/sparql-results+json",
            "User-Agent": USER_AGENT.format(contact=options.contact),
        },
    )
    with urlopen(request, timeout=90) as response:
        return json.loads(response.read(MOST_BYTES))


def _bindings(answer: Any) -> list[tuple[str, str]]:
    """The rows of a result in SPARQL 1.1's JSON format."""
    return [(row["code"]["value"], row["page"]["value"]) for row in answer["results"]["bindings"]]


def _retry_after(headers: Message) -> float:
    value = headers.get("Retry-After") or ""
    return float(value) if value.isdigit() else 0.0


def _place(region: Region, known: Mapping[str, Region], pages: Sequence[str]) -> Place:
    """The line of a division: its name under those above it, and the plainest of its pages."""
    names, above = [region.name], region.parent
    while above and above in known:
        names.insert(0, known[above].name)
        above = known[above].parent
    return Place(region.code, "/".join(names), min(pages, key=_plainness, default=""))


def _plainness(page: str) -> tuple[int, int, str]:
    """Least of a host alone: of several websites the home page is the one without a path."""
    return len(urlsplit(page).path.strip("/")), len(page), page
