"""How the sites of a registry are doing, from the archive alone: counts and alarms."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from spiders.archive.reasons import is_block
from spiders.content.years import first_year
from spiders.crawling import plan, site_cache
from spiders.crawling.batch_summary import SiteSummary, read_summary
from spiders.registry import Site

FELL = 0.8  # a yield below this share of what was there before is an alarm
# The page came, but is no report: where titles still fit, the layout of the site has changed.
UNLIKE_A_REPORT = frozenset({"no_headings", "home_page_instead"})
DUE_MONTH = 4  # reports on a year are due by 31 March of the next (条例 第五十条)


@dataclass(frozen=True, slots=True)
class Run:
    """What one finished batch says of a site, and when it ended."""

    finished: str
    summary: SiteSummary


class Held(NamedTuple):
    """A report that the archive holds, by the year in its title."""

    year: int
    title: str
    url: str


@dataclass
class Health:
    """A site's state. `years`: reports archived by the year in their titles; `bodies`: the most of any year.

    reports: those reports, the newest year first, each with year, title and address.

    listed, new (bytes not seen before), failed, reasons (words → attempts): of the last run;
    expected: listed by the run before. moved_to: where redirects led from its column.
    """

    site_id: str
    name: str
    registry_status: str
    column_url: str = ""
    last_year: int | None = None
    last_run: str | None = None
    listed: int = 0
    new: int = 0
    failed: int = 0
    expected: int | None = None
    bodies: int = 0
    years: dict[int, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    moved_to: str | None = None
    reports: list[Held] = field(default_factory=list)


def status(archive_dir: Path, sites: Iterable[Site], moment: datetime, stale_days: float) -> list[Health]:
    """One Health a site, in registry order, as of `moment` (UTC).

    A site whose last run ended more than `stale_days` ago is an alarm. Raises ArchiveError where a log cannot
    be read.

        python -m spiders status --registry china --sites 'bj-*' --html status.html
    """
    chosen = {site.site_id: site for site in sites}
    runs, reports = _runs(archive_dir, chosen), _reports(archive_dir, chosen)
    waiting = {site_id for item in plan.unfinished(archive_dir) for site_id in item.sites}
    found = []
    for site_id, site in chosen.items():
        health = _health(site, runs[site_id], reports[site_id])
        health.alarms = alarms(health, runs[site_id], moment, stale_days)
        if site_id in waiting:
            health.alarms.append("unfinished: a batch was cut short; the same crawl command goes on with it")
        found.append(health)
    return found


def _runs(archive_dir: Path, chosen: Iterable[str]) -> dict[str, list[Run]]:
    """Finished runs by site, oldest first."""
    found: dict[str, list[Run]] = {site_id: [] for site_id in chosen}
    for path in sorted(archive_dir.glob("*.summary.json")):
        finished, summaries = read_summary(path)
        for summary in summaries:
            if summary.site_id in found:
                found[summary.site_id].append(Run(finished, summary))
    return found


def _reports(archive_dir: Path, chosen: Iterable[str]) -> dict[str, list[Held]]:
    """Reports archived by site, each address once, the newest year first."""
    urls: dict[str, dict[str, Held]] = {site_id: {} for site_id in chosen}
    for attempt in site_cache.known(archive_dir, urls):
        year = first_year(attempt.link_text or "")
        if attempt.role == "report" and attempt.has_content and year:
            urls[attempt.site_id][attempt.url] = Held(year, attempt.link_text or "", attempt.url)
    return {
        site_id: sorted(found.values(), key=lambda held: (-held.year, held.title))
        for site_id, found in urls.items()
    }


def _health(site: Site, runs: Sequence[Run], reports: list[Held]) -> Health:
    years = Counter(held.year for held in reports)
    health = Health(site.site_id, site.name, site.status, site.column_url, site.last_year, reports=reports)
    health.years = dict(sorted(years.items()))
    health.bodies = max(years.values(), default=0)
    if runs:
        last = runs[-1].summary
        health.last_run = runs[-1].finished
        health.listed, health.new, health.failed = last.listed, last.fetched, last.failed
        health.reasons = _worded(last)
        health.moved_to = last.moved_to
    if len(runs) > 1:
        health.expected = runs[-2].summary.listed
    return health


def _worded(summary: SiteSummary) -> dict[str, int]:
    """Words of a reason, with its role where it is no report's → attempts."""
    counts = Counter[str]()
    for found in summary.reasons:
        counts[found.text] += found.count
    return dict(counts)


def alarms(health: Health, runs: Sequence[Run], moment: datetime, stale_days: float) -> list[str]:
    """What a person should look at; nothing for a site that was never crawled."""
    if not runs or health.registry_status in ("blocked", "gone"):
        return []
    last = runs[-1].summary
    checks = (
        _failure(last),
        _wall(last),
        f"moved: its column is now {last.moved_to}; --accept-moves writes it down" if last.moved_to else None,
        _fell(health.listed, runs[-2].summary.listed if len(runs) > 1 else 0),
        _layout(last),
        _failed(last),
        _missing_year(health.years, health.last_year, moment),
        _stale(runs[-1].finished, moment, stale_days),
    )
    return [alarm for alarm in checks if alarm]


def _failure(last: SiteSummary) -> str | None:
    if not last.failure:
        return None
    return f"{'blocked' if is_block(last.failure_reason) else 'list'}: {last.failure}"


def _wall(last: SiteSummary) -> str | None:
    """A host that let its list be read and then blocked."""
    walls = [found for found in last.reasons if is_block(found.reason)]
    return f"blocked: {walls[-1].words}" if walls and not last.failure else None


def _fell(listed: int, before: int) -> str | None:
    return (
        f"yield fell: {listed} reports listed, {before} the time before"
        if 0 < listed < FELL * before
        else None
    )


def _layout(last: SiteSummary) -> str | None:
    """Most pages without the fixed headings, or the home page: titles still fit, pages no longer do."""
    odd = sum(found.count for found in last.reasons if found.reason in UNLIKE_A_REPORT)
    return (
        f"layout changed: {odd} of {last.listed} report pages without headings"
        if odd * 2 > last.listed
        else None
    )


def _failed(last: SiteSummary) -> str | None:
    return f"failures: {last.failed} of {last.listed} links" if last.failed * 10 > last.listed else None


def _missing_year(years: dict[int, int], last_year: int | None, moment: datetime) -> str | None:
    """Reports on the last year that is due, against the year before; a column that ended owes no more."""
    due = moment.year - (1 if moment.month >= DUE_MONTH else 2)
    if last_year and due > last_year:
        return None
    now, before = years.get(due, 0), years.get(due - 1, 0)
    return f"year {due}: {now} reports, {before} for {due - 1}" if now < FELL * before else None


def _stale(finished: str, moment: datetime, stale_days: float) -> str | None:
    age = moment - datetime.fromisoformat(finished)
    return f"stale: last crawled {age.days} days ago" if age > timedelta(days=stale_days) else None
