"""What is fuzzed: seeds by kind, and what must hold of whatever is made of them."""

import email
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from urllib.parse import urlsplit

import pypdfium2

from extract.model.document import Hints
from extract.model.problems import PROBLEMS
from extract.model.reading import Reading
from extract.report import read
from extract.run.clean_reading import clean_reading
from extract.run.workers.rows import accept_reading, pack
from spiders.content.charset import decode
from spiders.content.clean_text import MOST_IN_ADDRESS, is_clean
from spiders.content.markup import PageOverCapError
from spiders.content.media_type import media_type
from spiders.content.page import Page
from spiders.families import FAMILIES
from spiders.families.base import Listing, ListRequest
from spiders.families.detection import column_links, is_named_column, recognise
from spiders.policy.response_outcome import judge_response
from spiders.replica.families.base import ReplicaSite, Request
from tests.cases.make_cases import cases
from tests.replica.hosts import sites

DEFECTS = {"reader_failed", "unstorable"}  # problems that own up to a fault of ours
NEED_OCR = {"png"}
MOST_PAGES = 4  # of a replica's list, as seeds
TAG = re.compile(r"<[^>]*>")
BLANK = re.compile(r"[\s,，、'’]+")
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of input: sound ones to begin with, and `check`, which raises where a promise is broken."""

    name: str
    sound: Callable[[], tuple[bytes, ...]]
    check: Callable[[bytes], None]

    @property
    def seeds(self) -> tuple[bytes, ...]:
        """The sound inputs, made when first asked for."""
        return self.sound()


@cache
def targets() -> dict[str, Target]:
    """Every target by name: `read-FORMAT` of the golden cases, `list-FAMILY` of the replica's list pages."""
    kinds = dict.fromkeys(case.document.suffix.lstrip(".") for case in cases())
    made = [
        Target(f"read-{kind}", partial(_documents, kind), check_reading)
        for kind in kinds
        if kind not in NEED_OCR
    ]
    made += [
        Target(f"list-{name}", partial(_list_pages, name), _list_check(name))
        for name in sorted({site.row.family for site in sites().values() if site.row} & FAMILIES.keys())
    ]
    return {each.name: each for each in made}


@cache
def _documents(kind: str) -> tuple[bytes, ...]:
    """The golden cases of a format."""
    paths = [case.document for case in cases()]
    return tuple(path.read_bytes() for path in paths if path.suffix == f".{kind}")


def check_reading(data: bytes) -> None:
    """A document is read or refused by name; no figure is made that its bytes do not print."""
    reading = read(data, Hints())
    kinds = {each.kind for each in reading.problems}
    assert kinds <= PROBLEMS.keys()
    assert not kinds & DEFECTS, next(each for each in reading.problems if each.kind in DEFECTS)
    assert reading.cells or reading.problems, "silent"
    assert reading == read(data, Hints()), "another reading of the same bytes"
    cleaned = clean_reading(reading)
    assert accept_reading(None, pack(cleaned)) == cleaned
    _check_figures(reading, data)


def _check_figures(reading: Reading, data: bytes) -> None:
    named = {each.locator for each in reading.problems}
    shown = _shown(data)
    for figure in reading.cells:
        assert (figure.value is None) is (figure.status != "reported"), figure
        assert figure.status != "unreadable" or figure.locator in named, figure
        if shown is not None and figure.status == "reported" and figure.method != "ocr":
            lost = [run for run in DIGITS.findall(_plain(figure.raw)) if run not in shown]
            assert not lost, f"{figure} is not printed"


def _plain(text: str) -> str:
    return BLANK.sub("", unicodedata.normalize("NFKC", text))


def _shown(data: bytes) -> str | None:
    """All text of the bytes without blanks, by means that share nothing with the readers; None: not known."""
    if data[:2] == b"PK":
        return _of_package(data)
    if data[:5] == b"%PDF-":
        return _of_pdf(data)
    if data[:4] == b"\xd0\xcf\x11\xe0" or data[:5] == b"{\\rtf":
        return None
    texts = [decode(data)]
    if b"MIME-Version" in data[:4000] or b"multipart/related" in data[:4000]:
        parts = (part.get_payload(decode=True) for part in email.message_from_bytes(data).walk())
        texts += [decode(part) for part in parts if isinstance(part, bytes)]
    return "".join(_plain(TAG.sub("", html.unescape(text))) for text in texts)


def _of_package(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [package.read(each) for each in package.infolist()]
    except Exception:
        return None
    if any(b"spreadsheetml" in each or b"numFmt" in each for each in members):
        return None  # a number format decides what is shown
    return "".join(filter(None, map(_shown, filter(None, members))))


def _of_pdf(data: bytes) -> str | None:
    try:
        document = pypdfium2.PdfDocument(data)
        return _plain("".join(page.get_textpage().get_text_bounded() for page in document))
    except pypdfium2.PdfiumError:
        return None


@cache
def _list_pages(family: str) -> tuple[bytes, ...]:
    """List pages of the replica's sites of a family, as far as the first requests lead."""
    of_family = [site for site in sites().values() if site.row is not None and site.row.family == family]
    return tuple(dict.fromkeys(page for site in of_family for page in _first_pages(site)))


def _first_pages(site: ReplicaSite) -> list[bytes]:
    assert site.row is not None
    family, pages = FAMILIES[site.row.family](), []
    waiting = family.start(site.row)
    while waiting and len(pages) < MOST_PAGES:
        request = waiting.pop(0)
        parts = urlsplit(request.url)
        method = "GET" if request.post is None else "POST"
        headers = {name.lower(): value for name, value in request.headers}
        asked = Request(
            method,
            parts.hostname or "",
            parts.path or "/",
            parts.query,
            headers,
            (request.post or "").encode(),
        )
        reply = site.respond(asked)
        if reply.status == 200:
            pages.append(reply.body)
            waiting += family.read(request, Page(request.url, reply.body)).more
    return pages


def _list_check(name: str) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        """A page gives links of the web with clean titles, or ends its site's walk, as `Family.read` says.

        What it is, is told of any page within the caps: no family's parser stands in the way of the others.
        """
        page = Page("http://www.a.gov.example/zwgk/nb/index.html", data)
        kind = media_type(data)
        for role in ("list", "report"):
            judge_response(role, page.url, page.url, 200, kind, data)
        try:
            recognise(page), is_named_column(page), column_links(page)
        except PageOverCapError:
            return
        try:
            request = ListRequest(page.url)
            listing = FAMILIES[name]().read(request, page)
            files = FAMILIES[name]().attachments(page)
        except (RecursionError, MemoryError):
            raise
        except Exception:  # whatever else: the walk logs it as family_failed, and goes on with other sites
            return
        _check_links(listing)
        _check_links(Listing(files))

    return check


def _check_links(listing: Listing) -> None:
    for row in listing.rows:
        assert row.url.startswith(("http://", "https://")) and len(row.url) <= MOST_IN_ADDRESS, row
        assert is_clean(row.title) and is_clean(row.url), row
    for request in listing.more:
        assert request.url.startswith(("http://", "https://")), request
