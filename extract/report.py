"""read(bytes, hints) → Reading: pure, deterministic, and never silent."""

import hashlib
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from extract import narrative
from extract.attribution import agency
from extract.checks import absence, identities
from extract.mapping.align import align
from extract.mapping.alignment import Alignment
from extract.model.document import Document, Hints, UnreadableError
from extract.model.problems import problem
from extract.model.reading import Figure, Problem, Reading, ReportHead, Section
from extract.readers import read_document
from extract.readers.further_pages import FurtherPages, with_further_pages
from extract.readers.pdf import second_reader

NO_TABLES = Alignment((), (), None, None, None)
NO_MORE = FurtherPages()


def read(
    data: bytes, hints: Hints | None = None, further: FurtherPages = NO_MORE, digest: str | None = None
) -> Reading:
    """Read one document: bytes of any format in, figures with their places and checks out.

    Pure and deterministic: the same bytes and hints give the same reading, without network or clock.

    Args:
        data: the document as fetched, of any size; its format is told by its bytes, not by its name.
        hints: what is known of it beyond its bytes, such as its address; all of it may be missing.
        further: the pages after the first of an article that stands on several; places on them begin with
            `part:ADDRESS!`, and what did not come of them is a problem `report_incomplete`.
        digest: `sha256:HEX` of the data, where its giver has just told it.

    Returns:
        A reading; money is in 万元, counts are as printed. A document that cannot be read, or is no report,
        is a reading with problems and no cells. No exception leaves this function for bad input.

    Example:
        >>> read(b"%PDF-1.7 damaged").problems[0].severity
        'error'
    """
    hints = hints or Hints()
    digest = digest or f"sha256:{hashlib.sha256(data).hexdigest()}"
    try:
        document = with_further_pages(read_document(data, hints), further, hints)
        reading = interpret(document, hints, digest)
        return second_reader.settle(reading, data, hints) if second_reader.is_needed(reading) else reading
    except UnreadableError as error:
        return _unread(digest, problem(error.kind, error.locator, str(error)))
    except MemoryError:
        return _unread(
            digest, problem("resource_limit", "file", "the document needs more memory than allowed")
        )
    except Exception as error:  # a defect of ours must cost this document only, and be named
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"
        return _unread(digest, problem("reader_failed", "file", f"{where}: {error}"))


def _unread(digest: str, found: Problem) -> Reading:
    return Reading(digest, "none", ReportHead(), problems=(found,))


def interpret(document: Document, hints: Hints, digest: str) -> Reading:
    """What a document says: head, figures, checks, sections, mentions, and every problem met."""
    head, doubts = agency.identify(document, hints)
    alignment = align(document, head.year)
    if _is_little(alignment) and not absence.holds_form(document):
        alignment = NO_TABLES  # a table of any page that says 总计 and 其他
    figures = _with_ocr_marked(document, _proved(alignment, document.reader))
    sections = tuple(narrative.sections(document))
    problems = [
        *(problem(*note) for note in document.notes),
        *absence.worded(document, alignment.problems),
    ]
    if not figures and not _is_report(document, head, sections):
        problems.append(
            problem("not_a_report", "file", "no title, period, sections or table of an annual report")
        )
        return Reading(digest, document.reader, ReportHead(), problems=tuple(dict.fromkeys(problems)))
    problems += [*absence.missing_tables(document, alignment.blocks, alignment.problems), *doubts]
    problems += _unnamed(figures, {found.locator for found in problems})
    return Reading(
        digest,
        document.reader,
        replace(
            head,
            form=alignment.form,
            form_t2=alignment.form_t2,
            form_t3=alignment.form_t3,
            form_t4=alignment.form_t4,
        ),
        figures,
        identities.check(figures, document.reader),
        tuple(dict.fromkeys(problems)),
        sections,
        tuple(narrative.mentions(list(sections))),
    )


def _is_little(alignment: Alignment) -> bool:
    """Was one table met, or only problems of one?"""
    return len(alignment.blocks) == 1 or (not alignment.blocks and bool(alignment.problems))


def _unnamed(figures: tuple[Figure, ...], named: set[str]) -> Iterator[Problem]:
    """A problem for each unreadable cell that none names yet."""
    for figure in figures:
        if figure.status == "unreadable" and figure.locator not in named:
            meant = "/".join(filter(None, figure.key))
            yield problem("unreadable_cell", figure.locator, f"{meant}: {figure.raw!r} could not be proved")


def _with_ocr_marked(document: Document, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures, those that were read from the picture of a page marked so."""
    if not any(_is_of_picture(grid.locator) for grid in document.grids):
        return figures
    return tuple(
        replace(figure, method="ocr")
        if _is_of_picture(figure.locator) and figure.method == "label"
        else figure
        for figure in figures
    )


def _is_of_picture(locator: str) -> bool:
    """Whether a place is on a picture, whatever the names of what holds it: zip:NAME!, part:ADDRESS!."""
    return locator.rpartition("!")[2].startswith("scan:")


def _proved(alignment: Alignment, reader: str) -> tuple[Figure, ...]:
    """The figures; one placed by order stands only if every identity of its table holds and one binds it."""
    if not alignment.doubtful:
        return alignment.figures
    certain = identities.corroborated(alignment.figures, reader)
    return tuple(
        _by_order(figure, figure.key in certain) if figure.key in alignment.doubtful else figure
        for figure in alignment.figures
    )


def _by_order(figure: Figure, is_proved: bool) -> Figure:
    if is_proved or figure.status == "unreadable":
        return replace(figure, method="order_proved")
    return replace(figure, value=None, status="unreadable")


def _is_report(document: Document, head: ReportHead, sections: Sequence[Section]) -> bool:
    """Do the document's own words say that it is a report: its title, period, opening or sections?

    The link to a page and the menu of its site say it of any page; they are believed only where parts of the
    document could not be read.
    """
    if absence.is_partly_unread(document):
        return head.agency is not None and head.year is not None
    own, _ = agency.identify(document, Hints())
    is_told = own.year_source in ("period", "introduction") or own.agency_source == "introduction"
    is_titled = own.title is not None and own.year_source in ("title", "text")
    return is_told or is_titled or narrative.shows_headings(sections)
