"""What a document says of its body and year in more than one place, and where two places disagree."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.attribution import period, title, title_lines
from extract.attribution.imprint import Imprint
from extract.attribution.organs import looks_like_agency
from extract.attribution.title import Title
from extract.model.document import Document, Hints, Paragraph
from extract.model.problems import problem
from extract.model.reading import Problem
from spiders.content.chinese import squeeze

_NOTE = re.compile(r"[(（][^)）]*[)）]$")
_OFFICE = re.compile(r"(?:人民政府|政府)?(?:办公[室厅]|办事处)?$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One place that names a body, a year or both; `kind` is the problem of its disagreeing."""

    kind: str
    speaker: str
    locator: str
    agency: str | None = None
    year: int | None = None


def of_titles(document: Document, hints: Hints, named: Title | None) -> Iterator[Statement]:
    """The titles beside the one that was taken: of the page's head, of the link to it, and of its text."""
    if named is None:
        return
    titles = [(document.meta.get(key), f"meta:{key}") for key in title.TITLE_KEYS]
    for text, locator in (*titles, (hints.link_text, "hints:link_text")):
        other = title.parse(text, "title", locator) if text and squeeze(text) != named.text else None
        if other is not None:
            yield _of_title(other)
    if named.locator.startswith(("meta:", "hints:")):
        yield from _of_lines(document.paragraphs[: title_lines.FIRST_LINES], named)


def _of_lines(paragraphs: Sequence[Paragraph], named: Title) -> Iterator[Statement]:
    """The first whole title among the first lines, where none is the title that the page's head has."""
    if any(squeeze(paragraph.text) == named.text for paragraph in paragraphs):
        return
    whole = list(_whole_titles(paragraphs))
    if whole and not any(_says_the_same(found, named) for found in whole):
        yield _of_title(whole[0])


def _whole_titles(paragraphs: Sequence[Paragraph]) -> Iterator[Title]:
    """The short lines that are a title with agency and year."""
    for paragraph in paragraphs:
        found = title.parse(paragraph.text, "title", paragraph.locator) if len(paragraph.text) <= 60 else None
        if found is not None and found.agency and found.year:
            yield found


def _says_the_same(found: Title, named: Title) -> bool:
    return found.year == named.year and _same_body(named.agency, found.agency)


def of_text(
    printed: Imprint, signed: Paragraph | None, introduced: Title | None, opening: Sequence[Paragraph]
) -> Iterator[Statement]:
    """The publisher, the signature and the opening words."""
    if printed.publisher is not None:
        yield Statement(
            "publisher_disagree", "the page's publisher", printed.publisher_locator, printed.publisher
        )
    if signed is not None:
        yield Statement("signature_disagree", "the signature", signed.locator, signed.text)
    opened = period.opening_year(opening)
    if opened is not None:
        yield Statement("intro_disagree", "the introduction", opened[1], year=opened[0])
    if introduced is not None:
        year = introduced.year if opened is None else None
        yield Statement("intro_disagree", "the introduction", introduced.locator, introduced.agency, year)


def disagreeing(
    statements: Iterable[Statement], agency: str | None, year: int | None, titled: int | None
) -> Iterator[Problem]:
    """A problem for each statement that names another body than `agency`, or a year that is neither one."""
    for statement in statements:
        if agency is not None and not _same_body(agency, statement.agency):
            message = f"The report is of {agency}, {statement.speaker} names {statement.agency}."
            yield problem(statement.kind, statement.locator, message)
        if year is not None and statement.year not in (None, year, titled):
            message = f"The report is of {year}, {statement.speaker} says {statement.year}."
            yield problem(statement.kind, statement.locator, message)


def _of_title(found: Title) -> Statement:
    speaker = "the link to it" if found.locator.startswith("hints:") else "another title"
    return Statement("titles_disagree", speaker, found.locator, found.agency, found.year)


def _same_body(agency: str | None, other: str | None) -> bool:
    """Whether another name can be the agency's, shorter or longer; what names no body contradicts none."""
    if agency == other or agency is None or other is None or not looks_like_agency(other):
        return True
    short, long = sorted((_OFFICE.sub("", _NOTE.sub("", each)) for each in (agency, other)), key=len)
    return long.endswith(short.lstrip("省市县区旗州"))
