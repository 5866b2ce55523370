"""A figure with its proof: what the release says of it, the bytes it was read from, these made visible."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from warehouse.evidence.apart import show_apart
from warehouse.evidence.archived import MEDIA_TYPE, body_of
from warehouse.evidence.figures import Capture, Cell, Check, Report, load_report
from warehouse.evidence.model import EvidenceError, Shown, Target
from warehouse.query.connect import ReadOnlyConnection

Show = Callable[[bytes, Sequence[Target]], Shown]


@dataclass(frozen=True)
class Proof:
    """A cell in its source. `data` are the archived bytes, whose SHA-256 the release names in `capture`."""

    report: Report
    cell: Cell
    capture: Capture
    data: bytes
    shown: Shown

    @property
    def agrees(self) -> bool | None:
        """Whether the marked element says what was read; None of a picture, which only people can read."""
        return None if self.shown.kind == "pictures" else self.cell.id in self.shown.agreeing

    @property
    def checks(self) -> list[Check]:
        return self.report.checks_of(self.cell)

    def facts(self) -> dict[str, object]:
        """All that stands beside the source, as JSON takes it; figures as text, to lose no digit."""
        value = self.cell.value
        cell = asdict(self.cell) | {"value": None if value is None else f"{value.normalize():f}"}
        return {
            "report_id": str(self.report.report_id),
            "agency_name": self.report.agency_name,
            "title": self.report.title,
            "year": self.report.year,
            "is_invented": self.report.is_invented,
            "is_current": self.report.is_current,
            "extractor_version": self.report.extractor_version,
            "cell": cell,
            "url": self.capture.url,
            "fetched_at": self.capture.fetched_at,
            "media_type": self.capture.media_type,
            "digest": self.capture.digest,
            "byte_count": len(self.data),
            "warc": f"{self.capture.batch}.warc.gz",
            "warc_offset": self.capture.warc_offset,
            "shown_as": self.shown.kind,
            "agrees": self.agrees,
            "is_cut": self.shown.is_cut,
            "member": self.shown.member,
            "checks": [_plain(asdict(check)) for check in self.checks],
        }


def prove(
    connection: ReadOnlyConnection,
    archive_dir: Path,
    report_id: int,
    ord_: int,
    show: Show = show_apart,
) -> Proof:
    """A figure of a release in its source.

    Args:
        connection: to the release (`connect_release`); of one shared by threads a cursor is taken.
        archive_dir: the archive of its registry (`spiders.archive.data_dir.archive_dir`).
        report_id: the report, as `cells` names it.
        ord_: the cell in it (`cells.ord`).
        show: what makes the document visible; the default does so in a process of its own.

    Raises:
        EvidenceError: there is no such cell, its bytes are not here, or they cannot be shown; `reason` says
            which.
    """
    report = load_report(connection, report_id)
    cell = report.cell(ord_)
    capture = report.capture_of(cell)
    data = body_of(archive_dir, capture)
    shown = show(data, [report.target(cell)])
    if cell.id not in shown.anchors:
        raise EvidenceError(
            "not_shown",
            f"{cell.locator} is not found again in the document by this version of the reader; "
            f"the release was read by version {report.extractor_version}",
        )
    return Proof(report, cell, capture, data, shown)


@dataclass(frozen=True, slots=True)
class Page:
    """A document of a report with all the cells that were read from it marked."""

    capture: Capture
    cells: tuple[Cell, ...]
    shown: Shown


def pages_of(report: Report, archive_dir: Path, show: Show = show_apart) -> list[Page]:
    """The documents of a report, mostly one, each with all its cells under their ids.

    Raises EvidenceError as `prove`; a cell that is not found again is not among the anchors.
    """
    groups: dict[str, list[Cell]] = {}
    captures: dict[str, Capture] = {}
    for cell in report.cells:
        capture = report.capture_of(cell)
        groups.setdefault(capture.url, []).append(cell)
        captures[capture.url] = capture
    return [
        Page(
            captures[url],
            tuple(cells),
            show(body_of(archive_dir, captures[url]), [report.target(cell) for cell in cells]),
        )
        for url, cells in groups.items()
    ]


def is_proved(data: bytes, digest: str) -> bool:
    """Whether bytes are those that a release names; what a page asks WebCrypto for is the same.

    >>> is_proved(b"", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    True
    """
    return digest == f"sha256:{hashlib.sha256(data).hexdigest()}"


def download_name(capture: Capture) -> str:
    """A file name for the bytes of a capture, to be sent as MEDIA_TYPE and never opened by a browser."""
    return f"{capture.digest.removeprefix('sha256:')[:16]}.bin"


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in row.items()}


__all__ = ["MEDIA_TYPE", "Page", "Proof", "download_name", "is_proved", "pages_of", "prove"]
