"""`python -m spiders discover URL`: find a site's column of annual reports, and the registry line for it."""

import os
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console

from spiders.archive.captures import Captures
from spiders.archive.reader import attempts
from spiders.archive.writer import BatchWriter
from spiders.command_line import say
from spiders.content.regions import named
from spiders.crawl import CrawlError
from spiders.crawling.batch import collect
from spiders.crawling.column_search import ColumnSearch, Found, NotFound
from spiders.crawling.crawl_report import lacking
from spiders.crawling.crawl_state import CrawlState
from spiders.crawling.spider import Collector
from spiders.policy.settings import REPLAY, SEARCH, SEARCH_REPLICA, Politeness
from spiders.policy.titles import parse_title
from spiders.registry import Site, folder, is_invented, load, names
from spiders.registry.divisions import check_code, divisions
from spiders.registry.edit import add, create, line

_PORTAL = re.compile(
    r"(?:人民)?政府(?:门户)?网站?$|门户网站$|[-_|－—].*$|政府信息公开.*$|人民政府$|信息公开.*$"
)
# The last word of a publisher's name that tells its level.
_LEVELS = (
    ("township", r"(?:街道|镇|乡|苏木)(?:办事处)?"),
    ("department", r"(?:局|委|委员会|办公室|厅|部|署|中心|院|队)"),
    ("county", r"(?:区|县|旗)"),
    ("prefecture", r"(?:市|州|盟|地区)"),
    ("province", r"(?:省|自治区)"),
)
SAMPLE = 5  # reports shown


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for.

    url: where to begin. replay: WARC files that answer instead of the web.
    given: cells of the registry line that the user knows better (site_id, name …).
    """

    url: str
    registry: str
    data: Path
    contact: str
    is_added: bool
    given: dict[str, str]
    replay: tuple[Path, ...] = ()


class Explorer(Collector):
    """A collector that searches instead of walking a registry, under the same politeness and scope."""

    name = "explorer"
    result: Found | NotFound | None = None

    async def _walk_site(self, site: Site) -> None:
        self.result = await ColumnSearch(site, self.state, self.polite, self.fetch, self.parser).run()


def discover(options: Options, console: Console) -> int:
    """Search for a column, print its registry line and what it lists, add the line where asked.

    Returns 0, or 1 where there is no column. Raises CrawlError or RegistryError where the search cannot start
    or the line cannot be added.

        python -m spiders discover https://www.bjft.gov.cn/ --contact you@example.org --add --id bj-fengtai
    """
    site = _start(options)
    result = _search(site, options, console)
    if isinstance(result, NotFound):
        say(console, f"no column of annual reports found from {options.url}; looked at:")
        for url, remark in result.looked:
            say(console, f"  {url}  {remark}")
        return 1
    row = row_of(result, options.given)
    _show(result, row, console)
    if options.is_added:
        if _is_new(options):
            create(Path(options.registry))
        say(console, f"added to {add(options.registry, row)}")
    return 0


def _start(options: Options) -> Site:
    host = (urlsplit(options.url).hostname or "").lower()
    if urlsplit(options.url).scheme not in ("http", "https") or not host:
        raise CrawlError(f"{options.url!r} should be an address such as https://www.bjft.gov.cn/")
    if not host.endswith((".gov.cn", ".gov.example")):
        raise CrawlError(
            f"{host} is no name under gov.cn; squatters copy government sites, so it is not asked"
        )
    if not (options.replay or options.contact or is_invented(host)):
        raise CrawlError(
            "real sites may ask who is reading: give --contact MAIL-OR-URL or set NIANBAO_CONTACT"
        )
    own = Path(options.registry)
    if not _is_new(options):
        load(options.registry)  # a registry that cannot be read is said before the first request
        own = folder(options.registry)
    try:
        check_code(options.given.get("region_code", ""), divisions(own))
    except ValueError as error:
        raise CrawlError(str(error)) from None
    return Site("discover", host, "", "county", "static", options.url, False, None, "unverified", "")


def _is_new(options: Options) -> bool:
    """Whether a line is asked for of a registry that is not there yet: a folder of the user's own."""
    own = Path(options.registry)
    return options.is_added and options.registry not in names() and not (own / "sites.csv").exists()


def _search(site: Site, options: Options, console: Console) -> Found | NotFound:
    """Run the search in this process, which can do so once; DATA/discover keeps what it met."""
    archive_dir = options.data / "discover" / "archive"
    with ExitStack() as stack:
        polite, way = way_to(site.host, options.replay, stack)
        batch = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
        writer = stack.enter_context(BatchWriter(archive_dir, batch))
        state = CrawlState(archive_dir, writer, [site.site_id])
        explorer = collect(state, [site], polite, options.contact or "demo", spider=Explorer, **way)
    for text in lacking(attempts(archive_dir, batch)):
        say(console, text)
    if not isinstance(explorer, Explorer) or explorer.result is None:
        raise CrawlError("the search broke off before its end; the lines above say where")
    return explorer.result


def way_to(
    host: str, replay: Sequence[Path], stack: ExitStack, proxy: str | None = None
) -> tuple[Politeness, dict[str, Any]]:
    """How politely hosts of this kind are searched, and what tells `collect` whence their answers come.

    The files of `replay` answer where there are any; invented hosts are the replica's, which `proxy` leads to
    where one runs already, else `stack` holds a new one; all others are asked on the web.
    """
    if replay:
        return REPLAY, {"captures": Captures.of(replay)}
    if not is_invented(host):
        return SEARCH, {}
    if proxy:
        return SEARCH_REPLICA, {"proxy": proxy}
    from spiders.replica.server import Replica  # only the demo carries the weight of a second world

    return SEARCH_REPLICA, {"proxy": stack.enter_context(Replica()).proxy_url}


def row_of(found: Found, given: dict[str, str]) -> Site:
    """The registry row of a column: cells the user gave, the others from the address and the titles."""
    years = [year for row in found.reports if (year := parse_title(row.title).year)]
    name = given.get("name") or publisher(found)
    return replace(
        found.site,
        site_id=given.get("site_id") or site_id_of(found.site.host),
        name=name,
        region_code=given.get("region_code") or code_of(name),
        level=given.get("level") or level(name),
        first_year=min(years, default=None),
        status="active",
        note=f"found by discover: {len(found.reports)} reports on {found.list_pages} list pages",
    )


def code_of(name: str) -> str:
    """The code of the one division of today that bears a name; empty where none or several do."""
    found = named(name)
    return found[0].code if len(found) == 1 else ""


def publisher(found: Found) -> str:
    """The words before the year that most report titles share, else the page's title, else the host."""
    named = Counter(
        match[1] for row in found.reports if (match := re.match(r"(\D{3,30}?)(?:关于)?\s*20\d\d", row.title))
    )
    heads = [name.removesuffix("人民政府") or name for name, _ in named.most_common()]
    shared = _shared_start(heads)
    if len(heads) > 1 and len(shared) >= 2:
        return shared
    title = _PORTAL.sub("", found.title).strip()
    return heads[0] if len(heads) == 1 else title or found.site.host


def _shared_start(names: Sequence[str]) -> str:
    """What publishers of one column begin with, cut after the word for its place: 某某区财政局 → 某某区."""
    shared = names[0] if names else ""
    for name in names[1:]:
        while not name.startswith(shared):
            shared = shared[:-1]
    place = re.match(r".*[省市区县旗州盟镇乡]", shared)
    return place[0] if place else ""


def level(name: str) -> str:
    """The level that the last word of a name tells; county where it tells none."""
    return next((level for level, words in _LEVELS if re.search(words + "$", name)), "county")


def site_id_of(host: str) -> str:
    """A site id from the host: www.bjft.gov.cn → bjft, rsj.km.gov.cn → km-rsj."""
    labels = [label for label in host.split(".")[:-2] if label not in ("www", "gov")]
    return re.sub(r"[^a-z0-9-]", "", "-".join(reversed(labels))).strip("-") or "site"


def _show(found: Found, row: Site, console: Console) -> None:
    years = sorted({year for row in found.reports if (year := parse_title(row.title).year)})
    span = f"report years {years[0]}-{years[-1]}" if years else "no year in the titles"
    lines = [
        f"column   {row.column_url}  ({found.title})",
        f"family   {row.family}",
        *(f"         {each.text}" for each in found.evidence),
        f"reports  {len(found.reports)} on the first {found.list_pages} list pages, {span}",
        *(
            f"         {report.date or '          '}  {report.title}  {report.url}"
            for report in found.reports[:SAMPLE]
        ),
        f"opened   {found.sample}",
        "registry line (check name, region_code and level):",
        line(row),
    ]
    for text in lines:
        say(console, text)
