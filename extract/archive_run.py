"""Reading an archive: data/REGISTRY/archive → data/REGISTRY/readings/BATCH.parquet, one row a capture."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import track

from extract.document import Hints
from extract.reading import READINGS, to_row
from extract.report import read
from extract.version import EXTRACTOR_VERSION
from spiders import archive
from spiders.archive import Attempt
from spiders.registry import Site, load

ROLES = frozenset({"report", "attachment"})
Row = dict[str, object]
Task = tuple[Path, Attempt, Hints]


@dataclass
class Summary:
    """What a run did: batches, documents, cells, and problems by kind."""

    batches: int = 0
    unchanged_batches: int = 0
    documents: int = 0
    unread: int = 0
    cells: int = 0
    unreadable_cells: int = 0
    failed_checks: int = 0
    problems: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        cells, checks, problems = (_dicts(row[name]) for name in ("cells", "checks", "problems"))
        self.documents += 1
        self.unread += row["reader"] == "none"
        self.cells += len(cells)
        self.unreadable_cells += sum(cell["status"] == "unreadable" for cell in cells)
        self.failed_checks += sum(check["outcome"] == "failed" for check in checks)
        self.problems.update(str(problem["kind"]) for problem in problems if problem["severity"] == "error")


def _dicts(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def run(registry: str, data: Path = Path("data"), workers: int = 1) -> int:
    """Read every batch that this extractor version has not read yet; 0, or 2 where there is no archive.

    Documents that cannot be read are rows with a problem, so they do not change the exit code.
    """
    console = Console(stderr=True)
    source, target = data / registry / "archive", data / registry / "readings"
    batches = archive.batches(source)
    if not batches:
        console.print(f"{source} holds no batch. Run `make crawl REGISTRY={registry}` first.")
        return 2
    sites, summary = load(registry), Summary()
    target.mkdir(parents=True, exist_ok=True)
    for batch in batches:
        captures = [attempt for attempt in archive.attempts(source, batch) if is_capture(attempt)]
        path = target / f"{batch}.parquet"
        summary.batches += 1
        if is_current(path, len(captures)):
            summary.unchanged_batches += 1
            continue
        tasks = [(source, attempt, hints_for(attempt, sites.get(attempt.site_id))) for attempt in captures]
        rows = _rows(tasks, workers)
        bar = track(rows, f"{batch}", total=len(tasks), console=console)
        write_rows(path, list(_counted(bar, summary)))
    console.print(told(summary))
    return 0


def is_capture(attempt: Attempt) -> bool:
    """Is there a new body of a report or attachment? Unchanged bytes were read with an earlier capture."""
    return attempt.role in ROLES and attempt.outcome == "fetched" and attempt.offset is not None


def hints_for(attempt: Attempt, site: Site | None) -> Hints:
    url = attempt.final_url or attempt.url
    return Hints(
        url=url,
        file_name=unquote(urlsplit(url).path.rpartition("/")[2]) or None,
        media_type=attempt.media_type,
        link_text=attempt.link_text,
        listed_date=attempt.listed_date,
        site_name=site.name if site else None,
        region_code=site.region_code if site else None,
    )


def is_current(path: Path, captures: int) -> bool:
    """Did this extractor version write the file, from as many captures? A batch's log only ever grows."""
    if not path.exists():
        return False
    metadata = pq.read_schema(path).metadata or {}
    return (
        metadata.get(b"extractor_version") == EXTRACTOR_VERSION.encode()
        and metadata.get(b"captures") == str(captures).encode()
    )


def _rows(tasks: list[Task], workers: int) -> Iterator[Row]:
    """The rows in capture order, whatever the number of workers."""
    if workers <= 1:
        yield from map(read_capture, tasks)
        return
    with get_context("spawn").Pool(workers, maxtasksperchild=200) as pool:
        yield from pool.imap(read_capture, tasks, chunksize=4)


def read_capture(task: Task) -> Row:
    """Read one capture into a READINGS row."""
    source, attempt, hints = task
    reading = read(archive.body(source, attempt), hints)
    return {
        "batch": attempt.batch,
        "offset": attempt.offset,
        "site_id": attempt.site_id,
        "url": attempt.url,
        "extractor_version": EXTRACTOR_VERSION,
        **to_row(reading),
    }


def _counted(rows: Iterable[Row], summary: Summary) -> Iterator[Row]:
    for row in rows:
        summary.add(row)
        yield row


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write the file whole or not at all: a temporary name, fsync, then rename. Same rows, same bytes."""
    metadata = {"extractor_version": EXTRACTOR_VERSION, "captures": str(len(rows))}
    table = pa.Table.from_pylist(rows, schema=READINGS.with_metadata(metadata))
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            pq.write_table(table, stream, compression="zstd")
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def told(summary: Summary) -> str:
    """The end of a run in a few lines."""
    lines = [
        f"{summary.batches} batches, {summary.unchanged_batches} already read by version {EXTRACTOR_VERSION}",
        f"{summary.documents} documents: {summary.cells} cells, {summary.unreadable_cells} unreadable; "
        f"{summary.failed_checks} checks failed; {summary.unread} documents could not be read",
    ]
    if summary.problems:
        most = ", ".join(f"{kind} {count}" for kind, count in summary.problems.most_common(8))
        lines.append(f"problems that cost figures: {most}")
    return "\n".join(lines)
