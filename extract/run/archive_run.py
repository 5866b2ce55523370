"""Reading an archive: data/REGISTRY/archive → data/REGISTRY/readings/BATCH.parquet, one row a capture."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from extract.model.reading import READINGS
from extract.run import readings_file
from extract.run.batch_log import Refused, articles, select
from extract.run.capture import Task, hints_for
from extract.run.units import alone, read_unit, units
from extract.run.version import extractor_version
from extract.run.workers import worker_pool
from extract.run.workers.rows import Rows, accept_rows, lost
from spiders.archive import reader as archive
from spiders.archive.data_dir import archive_dir, registry_dir
from spiders.command_line import say
from spiders.registry import Site, load

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

    def add(self, rows: pa.Table) -> None:
        """Count rows of the readings."""
        cells, checks, problems = (pc.list_flatten(rows[name]) for name in ("cells", "checks", "problems"))
        self.documents += len(rows)
        self.unread += _count(rows["reader"], "none")
        self.cells += len(cells)
        self.unreadable_cells += _count(pc.struct_field(cells, "status"), "unreadable")
        self.failed_checks += _count(pc.struct_field(checks, "outcome"), "failed")
        costly = pc.equal(pc.struct_field(problems, "severity"), "error")
        self.problems.update(pc.struct_field(problems, "kind").filter(costly).to_pylist())


def _count(column: pa.Array | pa.ChunkedArray, value: str) -> int:
    return pc.sum(pc.equal(column, value)).as_py() or 0


Read: TypeAlias = Callable[[Iterable[Task]], Iterator[Rows]]


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
        read = read or partial(_read_here, count)
        for batch in batches:
            begun.extend(_begin(source, target, batch, sites, refused, summary, read))
            if len(begun) > ahead:
                _finish(begun.popleft(), summary, console)
        while begun:
            _finish(begun.popleft(), summary, console)
    console.print(told(summary))
    return 0


def _read_here(count: int, tasks: Iterable[Task]) -> Iterator[Rows]:
    """Rows of the captures, read in so many processes of this machine."""
    return worker_pool.run(read_unit, units(tasks), accept_rows, lost, count, parts=alone)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that is being read: its file to be, its rows as they come, the captures that these stand on."""

    path: Path
    size: int
    captures: int
    rows: Iterator[Rows]


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
    selection = select(archive.attempts(source, batch), refused)
    summary.batches += 1
    path = target / f"{batch}.parquet"
    is_damaged = path.exists() and readings_file.has_sum(path) and not readings_file.is_whole(path)
    summary.damaged += [path.name] if is_damaged else []
    if not is_damaged and is_current(path, selection.captures):
        summary.unchanged_batches += 1
        return
    tasks = (
        Task(source, first, hints_for(first, sites.get(first.site_id)), parts=parts, gap=gap)
        for first, parts, gap in articles(archive.attempts(source, batch), selection)
    )
    yield Batch(path, len(selection.lines), selection.captures, read(tasks))


def _finish(batch: Batch, summary: Summary, console: Console) -> None:
    write_rows(batch.path, _watched(batch, console), batch.captures, summary)


def _watched(batch: Batch, console: Console) -> Iterator[Rows]:
    """The rows of a batch, and a bar that tells how many came."""
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    left = TimeRemainingColumn(elapsed_when_finished=True)
    with Progress(*columns, left, console=console, refresh_per_second=2) as progress:
        bar = progress.add_task(batch.path.stem, total=batch.size)
        for rows in batch.rows:
            yield rows
            progress.advance(bar, len(rows))


def is_current(path: Path, captures: int) -> bool:
    """Did this extractor version write the file, from as many captures? A batch's log only ever grows.

    What was asked of further pages counts among them, failures too: a page that came late is read.
    """
    if not path.exists() or not readings_file.has_sum(path):
        return False
    metadata = pq.read_schema(path).metadata or {}
    written = metadata.get(b"extractor_version"), metadata.get(b"captures")
    return bool(written == (extractor_version().encode(), str(captures).encode()))


def write_rows(path: Path, rows: Iterable[Rows], captures: int, summary: Summary) -> None:
    """Write the rows of a batch as they come, and which version made them from how many captures.

    A thread writes and counts, so that workers are given documents meanwhile.
    """
    made = {"extractor_version": extractor_version(), "captures": str(captures)}
    schema = READINGS.with_metadata(made)
    with readings_file.writing(path, schema) as put, ThreadPoolExecutor(1) as thread:

        def write(group: pa.Table) -> None:
            table = group.combine_chunks()  # rows come in pieces of any size, and the bytes depend on them
            summary.add(table)
            put(table)

        writing: Future[None] = thread.submit(lambda: None)
        for group in _groups(rows, schema):
            writing.result()
            writing = thread.submit(write, group)
        writing.result()


def _groups(rows: Iterable[Rows], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows, so many a group; one group of none where there are none."""
    held, count, is_first = list[Rows](), 0, True
    for some in rows:
        held.append(some)
        count += len(some)
        while count >= ROW_GROUP:
            whole = pa.Table.from_batches(held)
            yield whole[:ROW_GROUP].replace_schema_metadata(schema.metadata)
            held, count, is_first = whole[ROW_GROUP:].to_batches(), count - ROW_GROUP, False
    if count or is_first:
        yield pa.Table.from_batches(held, READINGS).replace_schema_metadata(schema.metadata)


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
