"""What a batch brought, a line a site, computed from its log."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from spiders.archive.reader import Attempt
from spiders.crawling.site_walk import NOT_CRAWLED

COUNTED = ("fetched", "unchanged", "refused", "failed")
_UNDER = {"not_a_report": "refused", "duplicate": "refused", "blocked": "failed"}


@dataclass
class SiteSummary:
    """Counts of links by outcome; `listed` are links to reports, `kept` those not due for another look."""

    site_id: str
    listed: int = 0
    fetched: int = 0
    unchanged: int = 0
    kept: int = 0
    refused: int = 0
    failed: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    failure: str | None = None


def summarise(attempts: Iterable[Attempt], sites: Iterable[str], kept: dict[str, int]) -> list[SiteSummary]:
    """One summary a site, in the order of `sites`; a site without any attempt says so."""
    tallies = {site_id: _Tally() for site_id in sites}
    for attempt in attempts:
        if attempt.outcome == "retry" and (attempt.error or "").startswith("TLS"):
            reason = (attempt.error or "").partition(" (")[0]
            tallies.setdefault(attempt.site_id, _Tally()).reasons[reason] += 1
        if attempt.is_final and attempt.role not in ("robots", "probe"):
            tallies.setdefault(attempt.site_id, _Tally()).add(attempt)
    return [_site(site_id, tally, kept.get(site_id, 0)) for site_id, tally in tallies.items()]


@dataclass
class _Tally:
    """What a site's attempts come to, counted one by one."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    reports: int = 0
    attempts: int = 0
    failure: str | None = None
    is_crawled: bool = True

    def add(self, attempt: Attempt) -> None:
        """Count one attempt."""
        self.attempts += 1
        self.is_crawled &= not (attempt.error or "").startswith(NOT_CRAWLED)
        if attempt.error:
            self.reasons[_short(attempt)] += 1
        if attempt.role != "list":
            self.counts[_UNDER.get(attempt.outcome, attempt.outcome)] += 1
        elif attempt.outcome not in ("fetched", "unchanged"):
            self.failure = self.failure or f"{attempt.url}: {attempt.error}"
        self.reports += attempt.role == "report" and attempt.outcome != "refused"


def _site(site_id: str, tally: _Tally, kept: int) -> SiteSummary:
    listed = tally.reports + kept
    return SiteSummary(
        site_id,
        listed=listed,
        kept=kept,
        reasons=dict(tally.reasons.most_common()),
        failure=_failure(tally, listed),
        **{name: tally.counts[name] for name in COUNTED},
    )


def _short(attempt: Attempt) -> str:
    """A reason without what differs from link to link, so that equal reasons are counted together."""
    reason = (attempt.error or "").partition(" http")[0]
    return f"{attempt.role}: {reason}" if attempt.role != "report" else reason


def _failure(tally: _Tally, listed: int) -> str | None:
    """Why a site counts as failed: a list page could not be read, or its lists named no report."""
    if not tally.attempts:
        return "not in the registry any more; nothing was asked"
    if not tally.is_crawled:
        return None
    if tally.failure:
        return tally.failure
    return None if listed else "its list pages name no report; the column may have moved"
