"""`python -m spiders discover --from FILE`: search the site of every place for its column of reports."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from spiders.archive.attempt import Attempt
from spiders.archive.data_dir import archive_dir as archive_of
from spiders.archive.data_dir import registry_name
from spiders.archive.reader import summary_path
from spiders.archive.reasons import is_silent, verdict
from spiders.archive.writer import BatchWriter
from spiders.command_line import say
from spiders.content.regions import Region
from spiders.crawl import CrawlError, exclusive
from spiders.crawling import plan
from spiders.crawling.batch import collect
from spiders.crawling.column_search import ColumnSearch, Found, NotFound
from spiders.crawling.crawl_state import CrawlState, Link, now
from spiders.crawling.plan import Plan
from spiders.crawling.spider import OURS, Answer, Collector
from spiders.discover import row_of, site_id_of, way_to
from spiders.registry import Site, is_invented, load, names
from spiders.registry.divisions import COUNTRY, divisions
from spiders.registry.edit import add, create
from spiders.survey.outcomes import OUTCOMES, Journal, Line, Outcome, conclude, line_of, write_lines
from spiders.survey.places import Place, read_places

SILENCES = 3  # links in a row without an answer, after which a host is asked no more
NO_ANSWER = 3  # exit code
Cells: TypeAlias = dict[str, str]  # of a registry row, by their columns


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for.

    places: the CSV file. registry: the folder that gets sites.csv and outcomes.csv. proxy: of a replica.
    replay: WARC files that answer instead of the web.
    """

    places: Path
    registry: str
    data: Path
    contact: str
    proxy: str | None = None
    replay: tuple[Path, ...] = ()


class Surveyor(Collector):
    """Searches one site after the other for its column, hosts side by side, under the rules of a crawl."""

    name = "surveyor"

    def __init__(
        self, *args: Any, given: dict[str, Cells], record: Callable[[Outcome], None], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._given, self._record = given, record

    async def _walk_site(self, site: Site) -> None:
        patient = _Patience(self.fetch)
        search = ColumnSearch(site, self.state, self.polite, patient.fetch, self.parser)
        result: Found | NotFound
        try:
            result = await search.run()
        except OURS:
            raise
        except Exception as error:
            quoted = f"{type(error).__name__}: {error}"
            found = verdict("family_failed", family="of a page", exception=quoted)
            self.state.write(Link(site.site_id, "list", site.column_url).attempt(found))
            result = NotFound([*search.looked, (site.column_url, str(found.error))])
        row = row_of(result, self._given[site.site_id]) if isinstance(result, Found) else None
        await self.state.finish_site(site.site_id)  # what it was asked is on the disk before the outcome is
        self._record(conclude(site.site_id, result, row, search, patient.ended))


class _Patience:
    """Asks for links until a host has been silent SILENCES times in a row; `ended` is how each ended."""

    def __init__(self, fetch: Callable[[Link], Any]) -> None:
        self._fetch = fetch
        self.ended: list[Attempt] = []

    async def fetch(self, link: Link) -> Answer:
        """As Collector.fetch; a link that is asked no more is not logged."""
        last = self.ended[-SILENCES:]
        if len(last) == SILENCES and all(_is_silent(each) for each in last):
            answer = Answer(link.attempt(verdict("host_silent")), None)
        else:
            answer = await self._fetch(link)
        self.ended.append(answer.attempt)
        return answer


def _is_silent(attempt: Attempt) -> bool:
    return attempt.status is None and attempt.outcome == "failed"


def survey(options: Options, console: Console) -> int:
    """Search every place of a file and write outcomes.csv and the registry lines of what was found.

    A run that was cut short goes on; one after the end looks again at the places that were not found.
    Returns 0, or NO_ANSWER where no site answered. Raises CrawlError or RegistryError where it cannot start.

        python -m spiders discover --from places.csv --registry country --contact you@example.org
    """
    if options.registry in names():
        raise CrawlError(f"{options.registry} ships; give a folder of your own with --registry DIR")
    places = read_places(options.places, divisions(Path(options.registry)))
    asked = {place.key: place for place in places if place.is_asked}
    _check_contact(asked.values(), options)
    create(Path(options.registry))
    load(options.registry)  # a registry that cannot be read is said before the first request
    archive_dir = archive_of(options.data / "discover", options.registry)
    with exclusive(archive_dir), ExitStack() as stack:
        journal = stack.enter_context(_journal(archive_dir, options, asked))
        left = {key: place for key, place in asked.items() if key not in journal.done}
        if left:
            _search(archive_dir, journal, left, options, console)
        lines = _publish(places, journal, options)
        _finish(archive_dir, journal.batch, options)
    return _report(lines, options, console)


@contextmanager
def _journal(archive_dir: Path, options: Options, keys: Iterable[str]) -> Iterator[Journal]:
    """The journal of the run that was cut short, or of a new one."""
    waiting = plan.unfinished(archive_dir)
    batch = waiting[0].batch if waiting else plan.batch_ids(archive_dir, 1)[0]
    # Written anew, for the file may have more places than when the run began.
    name = registry_name(options.registry)
    plan.write(archive_dir, Plan(batch, name, tuple(keys), None, options.contact))
    journal = Journal(archive_dir.parent / "outcomes.jsonl", batch)
    try:
        yield journal
    finally:
        journal.close()


def _check_contact(places: Iterable[Place], options: Options) -> None:
    are_invented = {is_invented(place.host) for place in places}
    if len(are_invented) > 1:
        raise CrawlError(f"{options.places} mixes invented hosts and real ones; survey them apart")
    if are_invented == {False} and not (options.contact or options.replay):
        raise CrawlError(
            "real sites may ask who is reading: give --contact MAIL-OR-URL or set NIANBAO_CONTACT"
        )


def _search(
    archive_dir: Path, journal: Journal, left: dict[str, Place], options: Options, console: Console
) -> None:
    """Search the places that are left, with a bar that counts their outcomes."""
    sites, known = [_site(key, place) for key, place in left.items()], divisions(Path(options.registry))
    counts = Counter[str]()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ExitStack() as stack:
        polite, way = way_to(sites[0].host, options.replay, stack, options.proxy)
        say(
            console,
            f"{len(sites)} places; at most {polite.daily_cap} requests a host in a day, "
            f"one at a time, {polite.delay:g} s apart",
        )
        bar = stack.enter_context(Progress(*columns, console=console, transient=True))
        task = bar.add_task("places", total=len(sites))

        def record(outcome: Outcome) -> None:
            journal.add(outcome)
            counts[outcome.outcome] += 1
            bar.update(task, advance=1, description=_counted(counts))

        writer = stack.enter_context(BatchWriter(archive_dir, journal.batch))
        done = collect(
            CrawlState(archive_dir, writer, left),
            sites,
            polite,
            options.contact or "demo",
            spider=Surveyor,
            given={key: given(place, known) for key, place in left.items()},
            record=record,
            **way,
        )
    if done is None or not done.finished:
        raise CrawlError("the survey broke off before its end; the same command goes on with it")


def _site(key: str, place: Place) -> Site:
    return Site(key, place.place, "", "county", "unknown", place.home_page, False, None, "unverified", "")


def given(place: Place, known: Mapping[str, Region]) -> Cells:
    """Cells of the registry row that the file and the table of divisions know better than the pages do."""
    region = known.get(place.region_code)
    level = region.level if region else "national" if place.region_code == COUNTRY else ""
    name = re.split(r"[/\s]", place.place)[-1]
    cells = {"name": name, "region_code": place.region_code, "level": level}
    return {cell: value for cell, value in cells.items() if value}


def _publish(places: Sequence[Place], journal: Journal, options: Options) -> list[Line]:
    """Add what was found to the registry, in the order of the file, and write outcomes.csv."""
    known = load(options.registry)
    columns = {site.column_url: site.site_id for site in known.values()}
    fresh, lines = list[Site](), list[Line]()
    for place in places:
        outcome = journal.done.get(place.key) or Outcome(place.key, "not_asked")
        if outcome.site and outcome.site["column_url"] not in columns:
            cells = outcome.site | {"site_id": _free_id(outcome.site["column_url"], place, columns.values())}
            fresh.append(Site(**cells))
            columns[fresh[-1].column_url] = fresh[-1].site_id
        site_id = columns[outcome.site["column_url"]] if outcome.site else ""
        lines.append(line_of(place, outcome, site_id))
    if fresh:
        add(options.registry, *fresh)
    write_lines(Path(options.registry) / "outcomes.csv", lines)
    return lines


def _free_id(url: str, place: Place, taken: Iterable[str]) -> str:
    """The id that the host suggests, with the place's code where another site has it."""
    wanted, used = site_id_of(urlsplit(url).hostname or ""), {*taken}
    ways = [wanted, f"{wanted}-{place.region_code or 'other'}", f"{wanted}-{place.key}"]
    return next(way for way in ways if way not in used)


def _finish(archive_dir: Path, batch: str, options: Options) -> None:
    content = {"batch": batch, "registry": registry_name(options.registry), "finished": now(), "sites": []}
    plan.write_json(summary_path(archive_dir, batch), content)


def _report(lines: Sequence[Line], options: Options, console: Console) -> int:
    counts = Counter(line.outcome for line in lines)
    for name, words in OUTCOMES.items():
        say(console, f"{counts[name]:6}  {name:<14}  {words}")
    say(console, f"{Path(options.registry) / 'outcomes.csv'}: a line a place")
    say(console, f"{Path(options.registry) / 'sites.csv'}: crawl it with --registry {options.registry}")
    silent = [line for line in lines if line.outcome == "unreachable" and not _answered(line.reason)]
    if lines and len(silent) + counts["not_asked"] == len(lines) and silent:
        say(console, "no site answers; is there internet? The same command looks at all of them again")
        return NO_ANSWER
    return 0


def _answered(reason: str) -> bool:
    """Whether a reason of `unreachable` is the host's own answer, and not the silence of the wire."""
    return not is_silent(reason)


def _counted(counts: Counter[str]) -> str:
    return " · ".join(f"{name} {counts[name]}" for name in OUTCOMES if counts[name])
