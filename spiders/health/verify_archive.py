"""Is an archive what was written? Every batch with its plan and summary, and the caches of sites."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from spiders.archive.batch_files import ENDINGS, planned_batches
from spiders.archive.reader import ArchiveError, summary_path
from spiders.archive.verify import Verified, verify_batch
from spiders.crawling import plan, site_cache
from spiders.crawling.batch_summary import read_summary

HEAL = (
    "Restore the files from a copy. Without one: `rebuild-log` makes a log again from its WARC; a damaged "
    "record costs its link, which later crawls ask for anew."
)


def verify(archive_dir: Path) -> Verified:
    """What is wrong with an archive, whole batches gone; raises ArchiveError for an empty one.

    python -m spiders verify-archive --registry china
    """
    found, names = Verified(), planned_batches(archive_dir)
    if not names:
        raise ArchiveError(f"{archive_dir} holds no batch; crawl first, or give another --data or --registry")
    for batch in names:
        if _is_only_planned(archive_dir, batch):
            found.faults += _faults_of_files(archive_dir, batch)
            continue
        part = verify_batch(archive_dir, batch)
        found.records += part.records
        found.lines += part.lines
        found.faults += part.faults + _faults_of_files(archive_dir, batch)
        found.remarks += part.remarks
    covered = set(chain.from_iterable(site_cache.covered(archive_dir)))
    found.faults += [f"{batch}: the whole batch is gone" for batch in sorted(covered - {*names})]
    found.remarks += [
        f"{name}: damaged or of an earlier version; the next crawl reads the logs and makes it anew"
        for name in site_cache.damaged(archive_dir)
    ]
    return found


def _is_only_planned(archive_dir: Path, batch: str) -> bool:
    """Whether nothing was written of a batch yet but its plan."""
    endings = [ending for ending in ENDINGS if (archive_dir / f"{batch}{ending}").exists()]
    return endings == [".plan.json"]


def _faults_of_files(archive_dir: Path, batch: str) -> list[str]:
    """What is wrong with the plan and the summary of a batch."""
    return [*_faults(lambda: plan.read(archive_dir, batch)), *_faults(lambda: _summary(archive_dir, batch))]


def _summary(archive_dir: Path, batch: str) -> None:
    if summary_path(archive_dir, batch).exists():
        read_summary(summary_path(archive_dir, batch))


def _faults(read: Callable[[], object]) -> Iterator[str]:
    try:
        read()
    except FileNotFoundError as error:
        yield f"{Path(str(error.filename)).name}: missing"
    except ArchiveError as error:
        yield str(error)
