"""What is printed of a crawl that ended: a line a site, the reasons, what failed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from spiders.archive.attempt import Attempt
from spiders.archive.reader import attempts
from spiders.crawling import plan
from spiders.crawling.batch_summary import ReasonCount, SiteSummary, read_summary
from spiders.crawling.plan import Plan

NAMED = 4  # sites named beside a reason
_COUNTS = ("listed", "fetched", "unchanged", "kept", "refused", "failed")


def report(archive_dir: Path, plans: Sequence[Plan], console: Console) -> int:
    """Print what each site brought; 1 when a site failed or a batch did not reach its end."""
    summaries = [summary for item in plans for summary in _summaries(archive_dir, item.batch)]
    table = Table("site", *(Column(name, justify="right") for name in _COUNTS))
    for summary in summaries:
        table.add_row(summary.site_id, *(str(getattr(summary, name)) for name in _COUNTS))
    console.print(table)
    for text in _reasons(summaries):
        console.print(text, highlight=False, markup=False, soft_wrap=True)
    failures = [summary for summary in summaries if summary.failure]
    for summary in failures:
        text = f"{summary.site_id} FAILED: {summary.failure}"
        console.print(text, style="red", highlight=False, markup=False, soft_wrap=True)
    for text in lacking(
        item for plan_ in plans if plan_.replay for item in attempts(archive_dir, plan_.batch)
    ):
        console.print(text, highlight=False, markup=False, soft_wrap=True)
    console.print(f"archive: {archive_dir}", highlight=False, soft_wrap=True)
    return int(bool(failures) or len(plans) > sum(_ended(archive_dir, item.batch) for item in plans))


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
    return plan.summary_path(archive_dir, batch).exists()


def _summaries(archive_dir: Path, batch: str) -> list[SiteSummary]:
    return read_summary(plan.summary_path(archive_dir, batch)).sites if _ended(archive_dir, batch) else []
