"""A crawl as a plan of batches: which sites each owns, written before the first request."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spiders.archive import checksums
from spiders.archive.reader import ArchiveError, plan_path, summary_path
from spiders.archive.whole_file import replace_file
from spiders.registry import Site

CRAWL_DAYS = 7  # so long a batch that does not end keeps its crawl's other sites from being asked again


@dataclass(frozen=True, slots=True)
class Plan:
    """One batch: its sites and what was asked. `edition` is the replica's, None on the real web.

    replay: the WARC files that answer every request instead of the web.
    crawl: what the batches of one crawl share, those included that a rerun of it added.
    """

    batch: str
    registry: str
    sites: tuple[str, ...]
    years: tuple[int, int] | None
    contact: str
    night_only: bool = False
    edition: int | None = None
    browser: bool = False
    crawl: str = ""
    replay: tuple[str, ...] = ()

    @property
    def crawl_id(self) -> str:
        """`crawl`, or the time in the batch's id, which batches planned together share."""
        return self.crawl or self.batch.rpartition("-")[0]


def write(archive_dir: Path, plan: Plan) -> None:
    """Write a plan whole or not at all."""
    write_json(plan_path(archive_dir, plan.batch), asdict(plan))


def write_json(target: Path, content: Mapping[str, Any]) -> None:
    """Replace a JSON file atomically and durably; it holds its checksum."""
    replace_file(target, checksums.dump(content))


def read(archive_dir: Path, batch: str) -> Plan:
    """The plan of a batch; raises ArchiveError, with the remedy, for one that is damaged."""
    source = plan_path(archive_dir, batch)
    try:
        cells = checksums.load(source.read_bytes())
        years = tuple(cells["years"]) if cells["years"] else None
        replay = tuple(cells.get("replay", ()))
        return Plan(**cells | {"sites": tuple(cells["sites"]), "years": years, "replay": replay})
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveError(
            f"{source}: not a plan ({error}); remove it, and the next crawl plans its sites anew"
        ) from error


def of_ended(archive_dir: Path, batch: str) -> Plan | None:
    """The plan of a batch that needs none to go on; None where it is gone or damaged, which stops nobody."""
    try:
        return read(archive_dir, batch)
    except (FileNotFoundError, ArchiveError):
        return None


def first(archive_dir: Path) -> Plan | None:
    """The oldest plan of an archive, None for one without any."""
    return next((read(archive_dir, batch) for batch in _planned(archive_dir)), None)


def unfinished(archive_dir: Path) -> list[Plan]:
    """Plans whose batch was not walked to the end, oldest first."""
    return [read(archive_dir, batch) for batch in _planned(archive_dir) if not _has_ended(archive_dir, batch)]


def _planned(archive_dir: Path) -> list[str]:
    return sorted(item.name.removesuffix(".plan.json") for item in archive_dir.glob("*.plan.json"))


def _has_ended(archive_dir: Path, batch: str) -> bool:
    return summary_path(archive_dir, batch).exists()


def finished_sites(archive_dir: Path, waiting: Sequence[Plan]) -> set[str]:
    """Sites that other batches of the same crawls have walked to the end, within CRAWL_DAYS.

    A rerun goes on with the batches that wait and crawls these no second time.
    """
    crawls, since = {(item.crawl_id, item.years) for item in waiting}, time.time() - CRAWL_DAYS * 86400
    found: set[str] = set()
    for batch in _planned(archive_dir) if crawls else ():
        ended = summary_path(archive_dir, batch)
        if ended.exists() and ended.stat().st_mtime > since:
            item = of_ended(archive_dir, batch)
            found |= {*item.sites} if item and (item.crawl_id, item.years) in crawls else set()
    return found


def finished(archive_dir: Path) -> bool:
    """Whether any batch of the archive was walked to the end."""
    return next(archive_dir.glob("*.summary.json"), None) is not None


def share_out(sites: Sequence[Site], count: int) -> list[tuple[str, ...]]:
    """At most `count` groups of site ids, a host never in two, of about equal size.

    A host in two processes would be asked by both at once: each keeps its pauses alone.
    """
    by_host: dict[str, list[str]] = {}
    for site in sites:
        by_host.setdefault(site.domain, []).append(site.site_id)
    groups: list[list[str]] = [[] for _ in range(max(1, count))]
    for ids in sorted(by_host.values(), key=len, reverse=True):
        min(groups, key=len).extend(ids)
    return [tuple(group) for group in groups if group]


def batch_ids(archive_dir: Path, count: int) -> list[str]:
    """Ids of a new run, `20261123T080000Z-000` and so on, never used before."""
    start = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    used = len(list(archive_dir.glob(f"{start}-*.plan.json")))
    return [f"{start}-{number:03}" for number in range(used, used + count)]
