"""The files of a batch, and how much of them belongs together: for whoever copies an archive as it grows."""

from collections.abc import Iterator
from pathlib import Path

from spiders.archive.reader import log_path, plan_path, summary_path, warc_path
from spiders.archive.recovery import end_of_lines

CAPTURED = (".jsonl", ".warc.gz")  # what only grows, and no command ever removes
ENDINGS = (*CAPTURED, ".plan.json", ".summary.json")


def planned_batches(archive_dir: Path) -> list[str]:
    """Every batch that has any file, those among them of which nothing was written yet but the plan."""
    found = (
        path.name.removesuffix(ending) for ending in ENDINGS for path in archive_dir.glob(f"[!.]*{ending}")
    )
    return sorted({*found})


def consistent_files(archive_dir: Path) -> Iterator[tuple[Path, int]]:
    """Each file of each batch, and so many of its bytes that all are an archive, though a crawl goes on.

    A log is taken up to its last whole line, and after it the WARC, which has the records of those lines and
    maybe more, as after a kill. A summary that comes or goes meanwhile is left out: its log grows, too. They
    come in the order in which a copy should appear: nothing before what it speaks of.
    """
    for batch in planned_batches(archive_dir):
        log, warc, summary = (make(archive_dir, batch) for make in (log_path, warc_path, summary_path))
        has_ended = summary.exists()
        lines = [(log, _whole_lines(log))] if log.exists() else []
        last = [(summary, summary.stat().st_size)] if has_ended and summary.exists() else []
        plain = [path for path in (plan_path(archive_dir, batch), warc) if path.exists()]
        yield from ((path, path.stat().st_size) for path in plain)
        yield from (*lines, *last)


def _whole_lines(log: Path) -> int:
    with log.open("rb") as stream:
        return end_of_lines(stream)
