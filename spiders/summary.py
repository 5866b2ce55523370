"""What a batch brought, a line a site, computed from its log."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from spiders.archive import Attempt
from spiders.visit import NOT_CRAWLED

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
    by_site: dict[str, list[Attempt]] = {site_id: [] for site_id in sites}
    for attempt in attempts:
        if attempt.is_final and attempt.role not in ("robots", "probe"):
            by_site.setdefault(attempt.site_id, []).append(attempt)
    return [_site(site_id, found, kept.get(site_id, 0)) for site_id, found in by_site.items()]


def _site(site_id: str, found: list[Attempt], kept: int) -> SiteSummary:
    documents = [attempt for attempt in found if attempt.role != "list"]
    counts = Counter(_UNDER.get(attempt.outcome, attempt.outcome) for attempt in documents)
    reasons = Counter(_short(attempt) for attempt in found if attempt.error)
    listed = sum(attempt.role == "report" and attempt.outcome != "refused" for attempt in found) + kept
    return SiteSummary(
        site_id,
        listed=listed,
        kept=kept,
        reasons=dict(reasons.most_common()),
        failure=_failure(found, listed),
        **{name: counts[name] for name in COUNTED},
    )


def _short(attempt: Attempt) -> str:
    """A reason without what differs from link to link, so that equal reasons are counted together."""
    reason = (attempt.error or "").partition(" http")[0]
    return f"{attempt.role}: {reason}" if attempt.role != "report" else reason


def _failure(found: list[Attempt], listed: int) -> str | None:
    """Why a site counts as failed: a list page could not be read, or its lists named no report."""
    if not found:
        return "not in the registry any more; nothing was asked"
    if (found[0].error or "").startswith(NOT_CRAWLED):
        return None
    for attempt in found:
        if attempt.role == "list" and attempt.outcome not in ("fetched", "unchanged"):
            return f"{attempt.url}: {attempt.error}"
    return None if listed else "its list pages name no report; the column may have moved"
