"""Who published a report, for which year, speaking for whom. Unknown stays unknown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extract.attribution import imprint, period, statements, title
from extract.attribution.imprint import Imprint
from extract.attribution.organs import Kind, function_of, kind_of, kinds, looks_like_agency
from extract.attribution.place import place_of
from extract.attribution.regions import find_prefix
from extract.attribution.scope import scope_of
from extract.attribution.title import Title
from extract.model.document import Document, Hints, Paragraph
from extract.model.problems import problem
from extract.model.reading import Problem, ReportHead
from spiders.content.chinese import iso_date, simplify, squeeze

_FIRST_HEADING = re.compile(r"^\s*[一1][、.．]\s*总")
_SECOND_HEADING = re.compile(r"^\s*[二2][、.．]\s*主")
_SIGNED_DATE = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日?$")
_CRUMBS = re.compile(r"[>＞»›]|(?:->)")

Found = tuple[str | None, str | None]


def identify(document: Document, hints: Hints) -> tuple[ReportHead, list[Problem]]:
    """The head of a report (its forms left None) and what was in doubt about it."""
    named = title.find(document, hints)
    printed = imprint.read(document, hints)
    opening = _opening(document.paragraphs)
    year, year_source, problems = _year(document, named, opening, printed)
    introduced = title.introduced(opening)
    signed = _signature(document.paragraphs[-8:])
    agency, agency_source = _agency(document, named, printed, signed, introduced)
    if agency is None:
        problems.append(_agency_unknown(named))
    found = [
        *statements.of_titles(document, hints, named),
        *statements.of_text(printed, signed, introduced, opening),
    ]
    problems += statements.disagreeing(found, agency, year, named.year if named else None)
    kind = _kind(agency)
    region_code, region_name = place_of(agency, kind, hints, year) if agency else (None, None)
    head = ReportHead(
        agency=agency,
        year=year,
        title=named.text if named else None,
        scope=scope_of(kind, document.paragraphs[:60]),
        publisher=printed.publisher,
        published_date=printed.published_date,
        index_number=printed.index_number,
        region_code=region_code,
        region_name=region_name,
        kind=kind.kind if kind else None,
        function=_function(agency),
        agency_source=agency_source,
        year_source=year_source,
    )
    return head, problems


def _untitled_year(document: Document, printed: Imprint) -> tuple[int | None, str | None, str]:
    """(year, its source, what is in doubt): of the first section and the publication, unless they differ."""
    told = period.told_year(_first_section(document.paragraphs))
    before = int(printed.published_date[:4]) - 1 if printed.published_date else None
    if told is not None and before not in (None, told[0]):
        return None, None, f"The text tells of {told[0]}, the publication date of {before}."
    if told is not None:
        return told[0], "text", ""
    if before is not None:
        return before, "publication", ""
    return None, None, "Neither title, statistics period, opening words nor a date tell it."


def _first_section(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """What stands before 二、主动公开政府信息情况, at most twenty paragraphs."""
    for place, paragraph in enumerate(paragraphs[:20]):
        if _SECOND_HEADING.match(simplify(paragraph.text[:20])):
            return paragraphs[:place]
    return paragraphs[:20]


def _opening(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """What stands before 一、总体情况, at most twenty paragraphs."""
    for place, each in enumerate(paragraphs[:20]):
        if _FIRST_HEADING.match(simplify(each.text[:20])):
            return paragraphs[:place]
    return paragraphs[:20]


def _year(
    document: Document, named: Title | None, opening: Sequence[Paragraph], printed: Imprint
) -> tuple[int | None, str | None, list[Problem]]:
    """(year, its source, problems): title, statistics period, opening, first section, before publication."""
    stated = period.stated_period(document.paragraphs[:40])
    titled = named.year if named else None
    problems = []
    year: int | None
    source: str | None
    if titled is not None and stated is not None and stated[0] != titled:
        message = f"The title says {titled}, the statistics period {stated[0]}."
        problems.append(problem("title_period_disagree", stated[1], message))
    if stated is not None and (titled is None or titled != stated[0]):
        year, source = stated[0], "period"
    elif titled is not None:
        year, source = titled, "title"
    elif (opened := period.opening_year(opening)) is not None:
        year, source = opened[0], "introduction"
    else:
        year, source, message = _untitled_year(document, printed)
        problems += [problem("year_unknown", "file", message)] if message else []
    return year, source, problems


def _agency(
    document: Document,
    named: Title | None,
    printed: Imprint,
    signed: Paragraph | None,
    introduced: Title | None,
) -> Found:
    """(agency, its source): title, publisher, signature, introduction, breadcrumb, in that order."""
    if named is not None and named.agency is not None:
        return named.agency, named.source
    if printed.publisher is not None and (
        looks_like_agency(printed.publisher) or _is_division(printed.publisher)
    ):
        return printed.publisher, "publisher"
    if signed is not None:
        return signed.text, "signature"
    if introduced is not None:
        return introduced.agency, introduced.source
    lines = [document.meta.get("breadcrumb", ""), *(each.text for each in document.paragraphs[:12])]
    crumb = next(_crumbs(lines), None)
    return (crumb, "breadcrumb") if crumb is not None else (None, None)


def _signature(paragraphs: tuple[Paragraph, ...]) -> Paragraph | None:
    """The name of the body that signs at the end, with a date after it, in one paragraph or two."""
    following = ""
    for each in reversed(paragraphs):
        line = squeeze(each.text) if len(each.text) < 200 else ""
        if not 0 < len(line) <= 60:
            continue
        name = _SIGNED_DATE.sub("", line)
        date = line if name != line else following if _SIGNED_DATE.fullmatch(following) else ""
        if iso_date(date) and looks_like_agency(name):
            return replace(each, text=name)
        following = line
    return None


def _crumbs(lines: Iterable[str]) -> Iterator[str]:
    """Bodies named in a line of the form 首页 > 区教育局 > 政府信息公开年报, the innermost first."""
    for line in lines:
        steps = _CRUMBS.split(line) if len(line) <= 200 else []
        if len(steps) >= 3:
            yield from (step for step in map(squeeze, reversed(steps)) if looks_like_agency(step))


def _agency_unknown(named: Title | None) -> Problem:
    if named is None:
        return problem("agency_unknown", "file", "No title, publisher, signature or breadcrumb names a body.")
    return problem("agency_unknown", named.locator, f"The title names no body: {named.text[:80]}")


def _is_division(name: str) -> bool:
    found = find_prefix(name)
    return found is not None and found.length == len(name)


def _kind(agency: str | None) -> Kind | None:
    """The kind of organ; a division's bare name (2021年X区政府信息公开…) stands for its government."""
    if agency is None:
        return None
    if _is_division(agency):
        return next(each for each in kinds() if each.kind == "government")
    return kind_of(agency)


def _function(agency: str | None) -> str | None:
    return function_of(agency) if agency else None
