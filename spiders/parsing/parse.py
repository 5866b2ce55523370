"""What is made of the bytes of one answer: functions of bytes alone, for a process that may be lost."""

from dataclasses import dataclass
from typing import Protocol

from spiders.archive.articles import DOCUMENTS
from spiders.archive.attempt import WITH_CONTENT
from spiders.archive.reasons import FETCHED, Verdict, verdict
from spiders.content.headings import count_headings
from spiders.content.markup import PageOverCapError
from spiders.content.media_type import HTML, media_type
from spiders.content.page import Page
from spiders.families.article_pages import is_part, next_page
from spiders.families.base import Family, redirect_target
from spiders.families.detection import Overview, Recognition, overview, recognise
from spiders.families.links import Row
from spiders.families.listing import Listing, ListRequest
from spiders.policy.response_outcome import judge_response

OVER_LIMITS = "page_over_limits"


class OverLimitsError(Exception):
    """A page took more time or memory than one may; the text names the limit."""


class OtherError(Exception):
    """Parsing raised an error of a kind that no caller tells from others; the text names it and quotes it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked when an answer came: role and URL of the link, and the status that came.

    first, title: of a further page of an article, the address of its first page and what that is called.
    """

    role: str
    url: str
    status: int
    first: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What an answer is: its media type, the verdict, and of an article its meta block and its files.

    unread: why the files of an article are not known. Both are None for what is no article.
    next_url: the page on which an article goes on.
    """

    media_type: str
    verdict: Verdict
    meta: dict[str, str] | None = None
    files: list[Row] | None = None
    unread: Verdict | None = None
    next_url: str | None = None


class Parser(Protocol):
    """Who parses for a walk."""

    def begin(self, site_id: str, family: Family) -> None:
        """Say which family walks a site from now on."""

    async def read(self, family: Family, request: ListRequest, page: Page) -> Listing:
        """As Family.read."""

    async def attachments(self, family: Family, page: Page) -> list[Row] | Verdict:
        """As Family.attachments, or why they are not known."""

    async def overview(self, page: Page) -> Overview:
        """As detection.overview."""

    async def recognise(self, page: Page) -> Recognition:
        """As detection.recognise."""


def look(asked: Asked, family: Family | None, page: Page) -> Look:
    """Judge an answer by its bytes; an article's tree is built once, for its meta block and its files."""
    kind = media_type(page.body)
    found = judge_response(asked.role, asked.url, page.url, asked.status, kind, page.body)
    if asked.role not in DOCUMENTS or kind != HTML:
        return Look(kind, found)
    meta = _meta(page)
    if found.outcome not in WITH_CONTENT:
        return Look(kind, found, meta)
    try:
        found, next_url = _place(asked, page, found)
        files = list_files(family, page) if family else None
        return Look(kind, found, meta, files, next_url=next_url)
    except Exception as error:
        return Look(kind, found, meta, unread=unread(error))


def _place(asked: Asked, page: Page, found: Verdict) -> tuple[Verdict, str | None]:
    """The verdict on a page of an article, and the page after it."""
    if asked.first and not is_part(page, asked.first, asked.title):
        return verdict("not_a_part"), None
    next_url = next_page(page, asked.first)
    # The first page of a report that is cut may show one heading of the six.
    return FETCHED if next_url and found.reason == "no_headings" else found, next_url


def list_files(family: Family, page: Page) -> list[Row]:
    """The files that an article offers, after what it jumps to; raises what the family does."""
    jump, files = redirect_target(page), family.attachments(page)
    return [Row(jump, ""), *files] if jump and count_headings(page.text) < 2 else list(files)


def unread(error: Exception) -> Verdict:
    """Why a page was not read, from what parsing it raised; raises MemoryError."""
    if isinstance(error, MemoryError):
        raise error
    if isinstance(error, PageOverCapError):
        return verdict("page_over_cap", exception=error)
    if isinstance(error, OverLimitsError):
        return verdict(OVER_LIMITS, why=error)
    return verdict("answer_unprocessable", exception=quoted(error))


def quoted(error: Exception) -> str:
    """An error as reasons quote it."""
    return str(error) if isinstance(error, OtherError) else f"{type(error).__name__}: {error}"


def _meta(page: Page) -> dict[str, str] | None:
    try:
        return page.meta or None
    except PageOverCapError:
        return None  # a reader may still make something of the bytes


class InProcess:
    """Parses where it is called, with no deadline but the caps on a page: for walks that hold up nobody."""

    def begin(self, site_id: str, family: Family) -> None:
        """Nothing: the family itself remembers."""

    async def read(self, family: Family, request: ListRequest, page: Page) -> Listing:
        """As Family.read."""
        return family.read(request, page)

    async def attachments(self, family: Family, page: Page) -> list[Row] | Verdict:
        """As Family.attachments, or why they are not known."""
        try:
            return list_files(family, page)
        except Exception as error:
            return unread(error)

    async def overview(self, page: Page) -> Overview:
        """As detection.overview."""
        return overview(page)

    async def recognise(self, page: Page) -> Recognition:
        """As detection.recognise."""
        return recognise(page)
