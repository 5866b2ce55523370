"""ZIP of attachments → Document: the member that looks most like a report is read, the others are named."""

import posixpath
import re
from dataclasses import replace

from extract.model.document import Document, Hints, UnreadableError, within
from extract.readers import read_document
from extract.readers.packages import Package
from spiders.content.media_type import ZIP, media_type

MAX_TRIES = 8
REPORT_NAME = re.compile("年度?报告?|信息公开|公开.{0,4}报告")
SUFFIXES = (
    ".docx",
    ".doc",
    ".wps",
    ".pdf",
    ".html",
    ".htm",
    ".ofd",
    ".odt",
    ".rtf",
    ".xlsx",
    ".xls",
    ".et",
    ".ods",
    ".txt",
    ".md",
)
# What programs put beside a report; a picture of its first page is none of its pages.
IGNORED = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db|desktop\.ini|Thumbnails/|docProps/|META-INF/|thumbnail\.\w+$)", re.I
)


def read(data: bytes, hints: Hints) -> Document:
    """Read one member, one level deep. Where none can be read, raises UnreadableError with their reason."""
    package = Package(data, "ZIP")
    names = members(package)
    ranked = sorted((shown for shown in names if not IGNORED.search(shown)), key=_rank)
    notes: list[tuple[str, str, str]] = []
    errors: list[UnreadableError] = []
    best: tuple[str, Document] | None = None
    for shown in ranked[:MAX_TRIES]:
        try:
            document = _read_member(package.read(names[shown]), replace(hints, file_name=shown))
        except UnreadableError as error:
            notes.append(("archive_member", f"zip:{shown}", f"not read: {error}"))
            errors.append(error)
            continue
        if best is None or (document.grids and not best[1].grids):
            best = shown, document
    if best is None:
        raise _none_readable(ranked, errors)
    notes += [
        (
            "archive_member",
            f"zip:{shown}",
            f"left aside for {best[0]}; read it by itself if it is a report too",
        )
        for shown in ranked
        if shown != best[0] and not any(place == f"zip:{shown}" for _, place, _ in notes)
    ]
    document = within(best[1], f"zip:{best[0]}!")
    return replace(document, reader=f"zip-{document.reader}", notes=(*document.notes, *notes))


def members(package: Package) -> dict[str, str]:
    """The names of the files in an archive, as places tell them, and as the archive does."""
    return {_shown(name, package): name for name in package.parts if not name.endswith("/")}


def _none_readable(names: list[str], errors: list[UnreadableError]) -> UnreadableError:
    """What all members have in common, with the first one's reason."""
    kinds = {error.kind for error in errors}
    message = f"none of the {len(names)} files in the archive can be read"
    if errors:
        reason = str(errors[0])
        message += f"; {reason}" if reason.startswith(names[0]) else f"; {names[0]}: {reason}"
    return UnreadableError(kinds.pop() if len(kinds) == 1 else "unsupported_format", message)


def _shown(name: str, package: Package) -> str:
    """The member's name; without the UTF-8 flag it is GBK, as Chinese Windows writes it."""
    if package.parts[name].flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _rank(name: str) -> tuple[bool, int, str]:
    suffix = posixpath.splitext(name.lower())[1]
    is_named = REPORT_NAME.search(posixpath.basename(name)) is not None
    return not is_named, SUFFIXES.index(suffix) if suffix in SUFFIXES else len(SUFFIXES), name


def _read_member(content: bytes, hints: Hints) -> Document:
    if media_type(content) == ZIP:
        raise UnreadableError("unsupported_format", "an archive inside the archive; unpack it by hand")
    return read_document(content, hints)
