"""Files from disk → readings, read in sandboxed workers: one that ends its worker costs itself alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from extract.model.document import Hints
from extract.model.problems import problem
from extract.model.reading import Reading, ReportHead
from extract.readers.further_pages import FurtherPages
from extract.report import read
from extract.run.clean_reading import clean_reading
from extract.run.workers import worker_pool
from extract.run.workers.rows import accept_reading, pack
from spiders.content.markup import PageOverCapError
from spiders.content.media_type import HTML, media_type
from spiders.content.page import Page
from spiders.families.article_pages import gap_alone


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to read, by a path that holds in any working directory."""

    path: Path
    url: str | None = None


def read_files(
    paths: Sequence[Path], url: str | None = None, count: int = 1, limits: worker_pool.Limits | None = None
) -> Iterator[tuple[Path, Reading]]:
    """Every file's reading, in order, read in `count` processes."""
    tasks = [FileTask(path.absolute(), url) for path in paths]
    return zip(paths, worker_pool.run(read_packed, tasks, accept_reading, lost, count, limits), strict=True)


def read_packed(task: FileTask) -> bytes:
    """What a worker does with a file."""
    return pack(clean_reading(read_file(task)))


def read_file(task: FileTask) -> Reading:
    """Read one file from disk; a file that cannot be opened is a problem of its own."""
    try:
        data = task.path.read_bytes()
    except OSError as error:
        return _unread("file_unreadable", f"{task.path}: {error.strerror or error}")
    return read(data, Hints(url=task.url, file_name=task.path.name), FurtherPages(gap=_gap(task, data)))


def _gap(task: FileTask, data: bytes) -> str | None:
    """That a web page says that its report goes on elsewhere, where nobody has looked; None for others."""
    if media_type(data) != HTML:
        return None
    try:
        gap = gap_alone(Page(task.url or f"http://file.invalid/{quote(task.path.name)}", data))
    except PageOverCapError:
        return None  # the reader says so
    return f"{gap}; this file was read alone" if gap else None


def lost(task: FileTask, reason: str) -> Reading:
    """The reading of a file that no worker survived."""
    return _unread("quarantined", reason)


def _unread(kind: str, message: str) -> Reading:
    return Reading("", "none", ReportHead(), problems=(problem(kind, "file", message),))
