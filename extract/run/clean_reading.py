"""Readings without lone surrogates and controls: Arrow refuses the first, a terminal obeys the second."""

from dataclasses import replace
from typing import Any, TypeVar

from extract.model.reading import Reading, fields_of
from spiders.content.clean_text import clean_text, is_clean

_LISTS = ("cells", "checks", "problems", "sections", "mentions")
Part = TypeVar("Part")


def clean_reading(reading: Reading) -> Reading:
    """The reading with every text that the document chose cleaned; a clean one comes back as it is."""
    if is_clean("".join(_texts(reading))):
        return reading
    parts: dict[str, Any] = {name: tuple(map(_clean, getattr(reading, name))) for name in _LISTS}
    return replace(reading, head=_clean(reading.head), **parts)


def _texts(reading: Reading) -> list[str]:
    """Texts of the document itself; indicators, locators and the like are words of ours."""
    head = reading.head
    return [
        *filter(None, (head.agency, head.title, head.publisher, head.index_number)),
        *[figure.raw for figure in reading.cells],
        *[figure.item for figure in reading.cells if figure.item],
        *[section.heading for section in reading.sections],
        *[section.text for section in reading.sections],
        *[mention.sentence for mention in reading.mentions],
        *[found.message for found in reading.problems],
        *[check.note for check in reading.checks],
    ]


def _clean(part: Part) -> Part:
    changes = {
        name: clean_text(value, None) for name, value in fields_of(part).items() if isinstance(value, str)
    }
    return replace(part, **changes)  # type: ignore[type-var]
