"""MHTML (a page saved with its images, also by Word) → Document: the HTML part is read."""

from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from extract.model.document import Document, Hints, UnreadableError
from extract.readers.html.reader import read_source
from spiders.content.media_type import LEADING

MAX_BYTES = 50_000_000
MAX_BOUNDARIES = 20  # one is usual; the parser recurses into each
AGAIN = "save or fetch the page again"


def read(data: bytes, hints: Hints) -> Document:
    """Read the longest HTML part of a saved page.

    Returns a Document of reader `mhtml`, else as html.read makes it.
    Raises UnreadableError: resource_limit, truncated, damaged, and those of html.read.
    """
    return read_source(longest_page(data), "mhtml")


def longest_page(data: bytes) -> bytes:
    """The HTML part that is read of a saved page; raises UnreadableError as `read`."""
    if len(data) > MAX_BYTES or data.lower().count(b"boundary=") > MAX_BOUNDARIES:
        raise UnreadableError(
            "resource_limit", "more bytes or nested parts than a saved page has; look at the file"
        )
    try:
        parts = message_from_bytes(data.lstrip(LEADING)).walk()
        sources = [source for part in parts if (source := _html_source(part))]
    except (MessageError, ValueError, LookupError) as error:
        raise UnreadableError(
            "damaged", f"the parts of the file cannot be told apart ({error}); {AGAIN}"
        ) from error
    if not sources:
        raise UnreadableError("truncated", f"the file holds no HTML part; {AGAIN}")
    return max(sources, key=len)


def _html_source(part: Message) -> bytes | None:
    if part.get_content_type() != "text/html":
        return None
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else None
