"""The archived bytes behind a report, through the one reader of the archive."""

from pathlib import Path

from spiders.archive import reader as archive
from spiders.archive.attempt import Attempt
from warehouse.evidence.figures import Capture
from warehouse.evidence.model import EvidenceError

MEDIA_TYPE = "application/octet-stream"  # by which a browser saves the bytes and never opens them


def body_of(archive_dir: Path, capture: Capture) -> bytes:
    """The bytes of a capture, which have the digest that the release names: `sha256:HEX` of just these.

    To be handed out as MEDIA_TYPE. Raises EvidenceError: `archive_absent` where this machine has the release
    without its archive, `bytes_lost` where the archive holds other bytes or none.
    """
    if not archive.warc_path(archive_dir, capture.batch).is_file():
        raise EvidenceError(
            "archive_absent",
            f"the archive is not here: {capture.batch}.warc.gz holds the bytes ({capture.digest}), "
            f"at byte {capture.warc_offset}; a release may be handed out without it",
        )
    attempt = Attempt(
        batch=capture.batch,
        site_id="",
        role="report",
        url=capture.url,
        digest=capture.digest,
        offset=capture.warc_offset,
        length=capture.byte_count,
    )
    try:
        return archive.body(archive_dir, attempt)
    except archive.ArchiveError as error:
        raise EvidenceError(
            "bytes_lost",
            f"{capture.batch}.warc.gz does not hold {capture.digest} at byte {capture.warc_offset} any more; "
            "`nianbao verify-archive` tells what is wrong with an archive",
        ) from error
