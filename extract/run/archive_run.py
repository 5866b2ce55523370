"""Reading an archive: data/REGISTRY/archive → data/REGISTRY/readings/BATCH.parquet, one row a capture."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import track

from extract.model.reading import READINGS
from extract.run import readings_file
from extract.run.capture import Task, hints_for, read_capture
from extract.run.version import extractor_version
from extract.run.workers import worker_pool
from extract.run.workers.rows import Row, accept_row, lost
from spiders.archive import reader as archive
from spiders.archive.articles import PART, Article, article
from spiders.archive.attempt import Attempt
from spiders.archive.data_dir import archive_dir, registry_dir
from spiders.archive.warc import digest
from spiders.command_line import say
from spiders.registry import Site, load

ROLES = frozenset({"report", "attachment"})
READ_BEFORE = frozenset({"unchanged", "duplicate"})  # the same bytes were read with another capture
EMPTY = digest(b"")
ROW_GROUP = 1000  # documents, each of 30 kB: a batch of the nation's has hundreds of thousands
AHEAD = 32  # batches handed to a cluster before the first of them must be written


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
    damaged: list[str] = field(default_factory=list)

    def count(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.documents += 1
            self.unread += not row.is_read
            self.cells += row.cells
            self.unreadable_cells += row.unreadable_cells
            self.failed_checks += row.failed_checks
            self.problems.update(row.problems)
            yield row


Read: TypeAlias = Callable[[Sequence[Task]], Iterator[Row]]
Refused: TypeAlias = tuple[str, str, str | None]  # site, role and digest of a body


def run(registry: str, data: Path = Path("data"), count: int = 1, read: Read | None = None) -> int:
    """Read every batch that this extractor version has not read yet, `count` documents at a time.

    `read` is what else than processes on this machine reads a batch: it begins when called, so that a cluster
    has work ahead.
    0 when done, 2 where there is no archive or another run is at work. Documents that cannot be read are rows
    with a problem, so they do not change the exit code.
    """
    console = Console(stderr=True)
    source, target = archive_dir(data, registry), registry_dir(data, registry) / "readings"
    batches = archive.batches(source)
    if not batches:
        say(console, f"{source} holds no batch. Run `make crawl REGISTRY={registry}` first.")
        return 2
    target.mkdir(parents=True, exist_ok=True)
    sites, summary, refused = load(registry), Summary(), set[Refused]()
    with readings_file.locked(target) as is_ours:
        if not is_ours:
            say(console, f"Another run is writing to {target}; wait for it to end.")
            return 2
        ahead, begun = AHEAD if read else 0, deque[Batch]()
        read = read or (lambda tasks: worker_pool.run(read_capture, tasks, accept_row, lost, count))
        for batch in batches:
            begun.extend(_begin(source, target, batch, sites, refused, summary, read))
            if len(begun) > ahead:
                _finish(begun.popleft(), summary, console)
        while begun:
            _finish(begun.popleft(), summary, console)
    console.print(told(summary))
    return 0


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that is being read: its file to be, its rows as they come, the captures that these stand on."""

    path: Path
    size: int
    captures: int
    rows: Iterator[Row]


def _begin(
    source: Path,
    target: Path,
    batch: str,
    sites: dict[str, Site],
    refused: set[Refused],
    summary: Summary,
    read: Read,
) -> Iterator[Batch]:
    """The batch, unless its readings are current."""
    articles, lines = articles_of(archive.attempts(source, batch), refused)
    summary.batches += 1
    path = target / f"{batch}.parquet"
    is_damaged = path.exists() and readings_file.has_sum(path) and not readings_file.is_whole(path)
    summary.damaged += [path.name] if is_damaged else []
    if not is_damaged and is_current(path, lines):
        summary.unchanged_batches += 1
        return
    tasks = [
        Task(source, first, hints_for(first, sites.get(first.site_id)), parts=parts, gap=gap)
        for first, parts, gap in articles
    ]
    yield Batch(path, len(tasks), lines, read(tasks))


def _finish(batch: Batch, summary: Summary, console: Console) -> None:
    rows = track(summary.count(batch.rows), batch.path.stem, total=batch.size, console=console)
    write_rows(batch.path, rows, batch.captures)


def articles_of(attempts: Iterable[Attempt], refused: set[Refused]) -> tuple[list[Article], int]:
    """What to read of a batch, and how many lines of its log that stands on.

    An article is read with all its pages where any of them is new in the batch; `refused` as in captures_of.
    """
    found, asked, lines = list[Attempt](), dict[tuple[str, str], Attempt](), 0
    for attempt in attempts:
        if attempt.role == PART and attempt.is_final:
            asked[attempt.site_id, attempt.url] = attempt
            lines += 1
        elif attempt.next_url and attempt.outcome == "unchanged":
            found.append(attempt)
        elif is_read := list(captures_of([attempt], refused)):
            found += is_read
            lines += 1
    articles = (article(each, asked) for each in found)
    return [each for each in articles if any(map(_is_new, (each.first, *each.parts)))], lines


def _is_new(page: Attempt) -> bool:
    return page.outcome not in READ_BEFORE


def captures_of(attempts: Iterable[Attempt], refused: set[Refused]) -> Iterator[Attempt]:
    """The attempts to read. `refused`: bodies that the collector took for no report, of every batch so far.

    Such a body is read as any other, once for each site: a page "not found" stands at many addresses, and the
    log does not call it unchanged when it comes again.
    """
    for attempt in filter(is_capture, attempts):
        if attempt.outcome == "not_a_report":
            body = attempt.site_id, attempt.role, attempt.digest
            if body in refused:
                continue
            refused.add(body)
        yield attempt


def is_capture(attempt: Attempt) -> bool:
    """Whether an attempt holds a body of a report or attachment that no other capture holds.

    The collector's verdict does not count: a label never hides bytes. The status does, for the body of any
    other than 200 is the server's own page about it.
    """
    holds_body = attempt.offset is not None and attempt.digest not in (None, EMPTY)
    is_answer = attempt.role in ROLES and attempt.status == 200
    return holds_body and is_answer and attempt.outcome not in READ_BEFORE


def is_current(path: Path, captures: int) -> bool:
    """Did this extractor version write the file, from as many captures? A batch's log only ever grows.

    What was asked of further pages counts among them, failures too: a page that came late is read.
    """
    if not path.exists() or not readings_file.has_sum(path):
        return False
    metadata = pq.read_schema(path).metadata or {}
    written = metadata.get(b"extractor_version"), metadata.get(b"captures")
    return bool(written == (extractor_version().encode(), str(captures).encode()))


def write_rows(path: Path, rows: Iterable[Row], captures: int) -> None:
    """Write the rows of a batch as they come, and which version made them from how many captures."""
    made = {"extractor_version": extractor_version(), "captures": str(captures)}
    schema = READINGS.with_metadata(made)
    readings_file.write(path, schema, _tables(iter(rows), schema))


def _tables(rows: Iterator[Row], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows, so many a table; one table of none where there are none."""
    is_first = True
    while (group := [*islice(rows, ROW_GROUP)]) or is_first:
        records = [pa.ipc.read_record_batch(pa.py_buffer(row.batch), READINGS) for row in group]
        whole = pa.Table.from_batches(records, READINGS).combine_chunks()
        yield whole.replace_schema_metadata(schema.metadata)
        is_first = False


def told(summary: Summary) -> str:
    """The end of a run in a few lines."""
    lines = [
        f"{summary.batches} batches, "
        f"{summary.unchanged_batches} already read by version {extractor_version()}",
        f"{summary.documents} documents: {summary.cells} cells, {summary.unreadable_cells} unreadable; "
        f"{summary.failed_checks} checks failed; {summary.unread} documents could not be read",
    ]
    if summary.damaged:
        lines.append(f"not as they were written, so read anew: {', '.join(summary.damaged)}")
    if summary.problems:
        most = ", ".join(f"{kind} {count}" for kind, count in summary.problems.most_common(8))
        lines.append(f"problems that cost figures: {most}")
    return "\n".join(lines)
