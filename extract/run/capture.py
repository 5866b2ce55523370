"""One capture of the archive → one row of the readings, as an Arrow record batch."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from extract.model.document import Hints
from extract.model.problems import problem
from extract.model.reading import Problem, Reading, ReportHead
from extract.narrative import shows_headings
from extract.readers.further_pages import FurtherPages
from extract.report import read
from extract.run.clean_reading import clean_reading
from extract.run.record_batch import record_batch
from extract.run.version import extractor_version
from spiders.archive import reader as archive
from spiders.archive.attempt import Attempt
from spiders.archive.reader import ArchiveError
from spiders.registry import Site


@dataclass(frozen=True, slots=True)
class Task:
    """A capture to read, and what the registry knows of its site.

    parts: captures of the further pages of its article, in their order. gap: why they are not all, in words.
    """

    archive_dir: Path
    attempt: Attempt
    hints: Hints
    version: str = field(default_factory=extractor_version)
    parts: tuple[Attempt, ...] = ()
    gap: str | None = None


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


def read_capture(task: Task) -> pa.RecordBatch:
    """Read one capture, with those of its further pages; damage to one costs this document and is told."""
    try:
        data = archive.body(task.archive_dir, task.attempt)
        pages = tuple((each.url, archive.body(task.archive_dir, each)) for each in task.parts)
    except ArchiveError as error:
        return lost_row(task, str(error), "archive_damaged")
    further = FurtherPages(pages, task.gap)
    reading = read(
        data, task.hints, further, digest=task.attempt.digest
    )  # that of the bytes, or no body came
    return packed(task, by_verdict(task.attempt, reading))


def by_verdict(attempt: Attempt, reading: Reading) -> Reading:
    """The reading; where it found no report either, that of a page which the collector took for none.

    The link names a report, so that its words alone give a home page or a page "not found" body and year.
    """
    is_unread = reading.reader == "none"  # its problem says why
    if attempt.outcome != "not_a_report" or is_unread or reading.cells or shows_headings(reading.sections):
        return reading
    found = problem("not_a_report", "file", attempt.error or "the collector took the page for no report")
    return Reading(reading.digest, reading.reader, ReportHead(), problems=(found,))


def lost_row(task: Task, reason: str, kind: str = "quarantined") -> pa.RecordBatch:
    """The row of a document that could not be read at all."""
    return packed(task, _failed(task.attempt, problem(kind, "file", reason)))


def _failed(attempt: Attempt, found: Problem) -> Reading:
    return Reading(attempt.digest or "", "none", ReportHead(), problems=(found,))


def packed(task: Task, reading: Reading) -> pa.RecordBatch:
    """The reading in the readings' schema; what the schema cannot hold is a problem of its document."""
    reading = clean_reading(reading)
    try:
        return record_batch(reading, place_of(task))
    except (pa.ArrowException, UnicodeError, OverflowError) as error:
        return record_batch(_failed(task.attempt, problem("unstorable", "file", str(error))), place_of(task))


def place_of(task: Task) -> dict[str, str | int | None]:
    """What a row says of its capture: its place in the archive, and the version that reads it."""
    attempt = task.attempt
    return {
        "batch": attempt.batch,
        "offset": attempt.offset,
        "site_id": attempt.site_id,
        "url": attempt.url,
        "extractor_version": task.version,
    }
