"""What a batch brought, one summary a site: computed from its log, kept as BATCH.summary.json."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from spiders.archive import checksums
from spiders.archive.attempt import Attempt
from spiders.archive.old_logs import reason_of
from spiders.archive.reader import ArchiveError
from spiders.archive.reasons import NOT_CRAWLED, REASONS, words

COUNTED = ("fetched", "unchanged", "refused", "failed")
_UNDER = {"not_a_report": "refused", "duplicate": "refused", "blocked": "failed"}
_FIELDS = {"batch", "registry", "started", "finished", "sites", "log_check"}
_TLS = frozenset({"tls_untrusted", "tls_handshake"})
_ROLES = re.compile(r"(list|attachment|robots|probe|promise): ")
_ADDRESS = re.compile(r"https?://\S+: ")


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many attempts of a role ended for a reason, and its words for people."""

    role: str
    reason: str | None
    words: str
    count: int

    @property
    def text(self) -> str:
        """For people, with the role where it is not the common one."""
        return self.words if self.role == "report" else f"{self.role}: {self.words}"


@dataclass
class SiteSummary:
    """Counts of links by outcome; `listed` are links to reports, `kept` those not due for another look.

    failure: why the site counts as failed, in words; failure_reason: the same as a code. moved_to: where the
    redirects of its column ended, if the lists there were read.
    """

    site_id: str
    listed: int = 0
    fetched: int = 0
    unchanged: int = 0
    kept: int = 0
    refused: int = 0
    failed: int = 0
    reasons: list[ReasonCount] = field(default_factory=list)
    failure: str | None = None
    failure_reason: str | None = None
    moved_to: str | None = None


class Summary(NamedTuple):
    """BATCH.summary.json: when the batch ended, and what it brought."""

    finished: str
    sites: list[SiteSummary]


def summarise(attempts: Iterable[Attempt], sites: Iterable[str], kept: dict[str, int]) -> list[SiteSummary]:
    """One summary a site, in the order of `sites`; a site without any attempt says so.

    kept: documents of each site that were not due, which no attempt tells.
    """
    tallies = {site_id: _Tally() for site_id in sites}
    for attempt in attempts:
        tally = tallies.setdefault(attempt.site_id, _Tally())
        if attempt.outcome == "retry" and attempt.reason in _TLS:
            # Not the end of a question, but a person should know that less was asked of the site's TLS.
            tally.count_reason(attempt)
        if attempt.is_final and attempt.role not in ("robots", "probe"):
            tally.add(attempt)
    return [_site(site_id, tally, kept.get(site_id, 0)) for site_id, tally in tallies.items()]


@dataclass
class _Tally:
    """What a site's attempts come to, counted one by one."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    reports: int = 0
    attempts: int = 0
    failed_list: Attempt | None = None
    moved_to: str | None = None
    has_other_years: bool = False
    is_crawled: bool = True

    def add(self, attempt: Attempt) -> None:
        """Count a final attempt."""
        self.attempts += 1
        self.has_other_years |= attempt.reason == "year_not_asked"
        self.is_crawled &= attempt.reason not in NOT_CRAWLED
        if attempt.reason or attempt.error:
            self.count_reason(attempt)
        if attempt.role not in ("list", "promise"):
            self.counts[_UNDER.get(attempt.outcome, attempt.outcome)] += 1
        elif attempt.outcome not in ("fetched", "unchanged"):
            self.failed_list = self.failed_list or attempt
        elif attempt.parent_url is None and _is_elsewhere(attempt):
            self.moved_to = attempt.final_url
        self.reports += attempt.role == "report" and attempt.outcome != "refused"

    def count_reason(self, attempt: Attempt) -> None:
        """Count a reason in its words without what differs from link to link."""
        role = "report" if attempt.outcome == "retry" else attempt.role
        text = (
            words(attempt.reason, attempt.status, attempt.until)
            if attempt.reason in REASONS
            else attempt.error or ""
        )
        self.reasons[role, attempt.reason, text] += 1


def _site(site_id: str, tally: _Tally, kept: int) -> SiteSummary:
    listed = tally.reports + kept
    reason, text = _failure(tally, listed)
    return SiteSummary(
        site_id,
        listed=listed,
        kept=kept,
        reasons=[ReasonCount(*key, count) for key, count in tally.reasons.most_common()],
        failure=text,
        failure_reason=reason,
        moved_to=None if text else tally.moved_to,
        **{name: tally.counts[name] for name in COUNTED},
    )


def _is_elsewhere(attempt: Attempt) -> bool:
    """Whether the redirects of a column ended at another page than one of the same folder's names."""
    asked, ended = (url.rstrip("/") for url in (attempt.url, attempt.final_url or attempt.url))
    return asked != ended


def _failure(tally: _Tally, listed: int) -> tuple[str | None, str | None]:
    """(reason, words) why a site counts as failed: a list could not be read, or its lists named no report."""
    if not tally.attempts:
        return "site_not_registered", words("site_not_registered")
    if not tally.is_crawled:
        return None, None
    if failed := tally.failed_list:
        return failed.reason, f"{failed.url}: {failed.error}"
    if listed or tally.has_other_years:
        return None, None
    return "no_report_listed", words("no_report_listed")


def read_summary(path: Path) -> Summary:
    """The summary of a batch that ended; one of the days before codes gets those that its words tell.

    Raises ArchiveError, with the remedy, for one that is damaged.
    """
    try:
        content = checksums.load(path.read_bytes())
        if unknown := content.keys() - _FIELDS:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        return Summary(content["finished"], [_parse(cells) for cells in content["sites"]])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArchiveError(
            f"{path}: not a summary ({error}); remove it, and the next crawl makes it again from the log"
        ) from error


def _parse(cells: dict[str, Any]) -> SiteSummary:
    reasons = cells["reasons"]
    if isinstance(reasons, dict):
        counts = [_parse_old(text, count) for text, count in reasons.items()]
        failure = cells["failure"]
        found, _ = reason_of(_ADDRESS.sub("", failure, count=1) if failure else None)
        return SiteSummary(**cells | {"reasons": counts, "failure_reason": found})
    return SiteSummary(**cells | {"reasons": [ReasonCount(**count) for count in reasons]})


def _parse_old(text: str, count: int) -> ReasonCount:
    """`list: HTTP 404` → role and reason; the role of reports was not written."""
    found = _ROLES.match(text)
    role, plain = (found[1], text[found.end() :]) if found else ("report", text)
    return ReasonCount(role, reason_of(plain)[0], plain, count)
