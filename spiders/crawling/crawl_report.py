"""What is printed of a crawl that ended: a line a site, the reasons, what failed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts, summary_path
from spiders.archive.reasons import NOT_CRAWLED, is_silent
from spiders.command_line import say
from spiders.crawling.batch_summary import ReasonCount, SiteSummary, read_summary
from spiders.crawling.plan import Plan

NAMED = 4  # sites named beside a reason
FAILED, NO_ANSWER = 1, 3  # exit codes
_COUNTS = ("listed", "fetched", "unchanged", "kept", "refused", "failed")


def report(archive_dir: Path, plans: Sequence[Plan], console: Console) -> int:
    """Print what each site brought.

    Returns 0, FAILED where a site failed or a batch did not reach its end, NO_ANSWER where no site answered.
    """
    summaries = [summary for item in plans for summary in _summaries(archive_dir, item.batch)]
    is_whole = len(plans) == sum(_ended(archive_dir, item.batch) for item in plans)
    failures = [summary for summary in summaries if summary.failure]
    if is_whole and failures and all(_is_silent(summary) for summary in summaries):
        say(console, "no site answers; is there internet?", style="red")
        return NO_ANSWER
    table = Table("site", *(Column(name, justify="right") for name in _COUNTS))
    for summary in summaries:
        table.add_row(summary.site_id, *(str(getattr(summary, name)) for name in _COUNTS))
    console.print(table)
    for text in _reasons(summaries):
        say(console, text)
    for summary in failures:
        say(console, f"{summary.site_id} FAILED: {summary.failure}", style="red")
    replays = [item.batch for item in plans if item.replay]
    for text in lacking(attempt for batch in replays for attempt in attempts(archive_dir, batch)):
        say(console, text)
    say(console, f"archive: {archive_dir}")
    return 0 if is_whole and not failures else FAILED


def lacking(tried: Iterable[Attempt]) -> Iterator[str]:
    """A line a request that the files of a replay do not answer, after their number; nothing without any."""
    lines = dict.fromkeys(
        f"  {'GET' if each.post is None else 'POST'} {each.final_url or each.url} ({each.role})"
        + (f" {each.post}" if each.post else "")
        for each in tried
        if each.reason == "not_in_replay"
    )
    if lines:
        yield f"the files of the replay lack the answers to {len(lines)} requests:"
        yield from lines


def _is_silent(summary: SiteSummary) -> bool:
    """Whether nothing came of a site, or the registry says that it is not to be asked."""
    if summary.failure:
        return is_silent(summary.failure_reason) and not summary.listed
    return any(found.reason in NOT_CRAWLED for found in summary.reasons)


def _reasons(summaries: Sequence[SiteSummary]) -> Iterator[str]:
    """A line a reason, the commonest first, and the sites that gave it."""
    counts, given = Counter[str](), dict[str, list[str]]()
    for summary in summaries:
        for found in summary.reasons:
            if not _is_failure(found, summary):
                counts[found.text] += found.count
                given.setdefault(found.text, []).append(summary.site_id)
    for text, count in counts.most_common():
        names, more = given[text][:NAMED], len(given[text]) - NAMED
        yield f"{count} × {text}\n    {', '.join(names)}{f' and {more} more' if more > 0 else ''}"


def _is_failure(found: ReasonCount, summary: SiteSummary) -> bool:
    """Whether a reason is the one that the site's own line tells below."""
    return bool(summary.failure) and (found.role, found.reason) == ("list", summary.failure_reason)


def _ended(archive_dir: Path, batch: str) -> bool:
    return summary_path(archive_dir, batch).exists()


def _summaries(archive_dir: Path, batch: str) -> list[SiteSummary]:
    return read_summary(summary_path(archive_dir, batch)).sites if _ended(archive_dir, batch) else []
