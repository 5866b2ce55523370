"""What a page says about a report beside its text: publisher, dates and index number."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from extract.model.document import Document, Hints
from extract.model.grid import Cell
from spiders.content.chinese import iso_date, squeeze

_BLANK = frozenset({"", "无", "本站", "本网", "原创", "互联网", "网络", "本站原创", "暂无"})
FIRST_LINES, FIRST_CELLS = 16, 32
_BETWEEN = " \t\u3000\xa0】]"
_INFORMATION = re.compile(r"索\s*引|发\s*[布文]|公\s*开\s*[日时主机单]|来\s*源|[日时]\s*[期间]")
_COLON = re.compile("[:：]")
_TABLE = Path(__file__).parents[1] / "codebook" / "imprint_labels.csv"


@cache
def labels() -> dict[str, str]:
    """Label → field, the best first: printed ones and meta names; an empty field only ends a value."""
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["label"]: row["field"] for row in csv.DictReader(lines)}


@dataclass(frozen=True, slots=True)
class Imprint:
    """The facts found; `publisher_locator` is where the publisher stands."""

    publisher: str | None = None
    published_date: str | None = None
    index_number: str | None = None
    publisher_locator: str = "file"


def read(document: Document, hints: Hints) -> Imprint:
    """Publisher, publication date (ISO) and index number: as printed, else the list's date."""
    printed = _by_field(document)
    date = next((found for value, _ in printed["published_date"] if (found := iso_date(value))), None)
    publisher, locator = next(
        ((name, where) for value, where in printed["publisher"] if (name := _word(value))), (None, "file")
    )
    return Imprint(
        publisher=publisher,
        published_date=date or iso_date(hints.listed_date or ""),
        index_number=next((word for value, _ in printed["index_number"] if (word := _word(value))), None),
        publisher_locator=locator,
    )


def _by_field(document: Document) -> dict[str, list[tuple[str, str]]]:
    """For each field its printed values with their places, the best label first."""
    values = {key: (value, f"meta:{key}") for key, value in document.meta.items()}
    for label, value, locator in _printed(document):
        if label not in values or not values[label][0].strip():
            values[label] = (value, locator)
    found: dict[str, list[tuple[str, str]]] = {"publisher": [], "published_date": [], "index_number": []}
    for label, field in labels().items():
        if field and label in values:
            found[field].append(values[label])
    return found


def _printed(document: Document) -> Iterator[tuple[str, str, str]]:
    """(label, value, locator) printed above the text: in lines, and in the cells of an information table."""
    for paragraph in document.paragraphs[:FIRST_LINES]:
        if len(paragraph.text) <= 400:
            for label, value in labelled(paragraph.text):
                yield label, value, paragraph.locator
    for grid, order in zip(document.grids[:2], document.grid_orders, strict=False):
        if order <= FIRST_LINES and _INFORMATION.search("".join(grid.texts[:FIRST_CELLS])):
            yield from _in_cells(grid.cells[:FIRST_CELLS])


def _in_cells(cells: Sequence[Cell]) -> Iterator[tuple[str, str, str]]:
    """(label, value, locator) of a label beside its value, and of both in one cell."""
    for cell, following in pairwise(cells):
        label = squeeze(cell.text[:16]).rstrip(":：")
        if labels().get(label) and following.row == cell.row:
            yield label, following.text, following.locator
    for cell in cells:
        if len(cell.text) <= 400:
            yield from ((label, value, cell.locator) for label, value in labelled(cell.text))


def labelled(text: str) -> list[tuple[str, str]]:
    """The labels of a line that mean something here, each with what stands before the next label or colon."""
    if ":" not in text and "：" not in text:
        return []
    *before, last = _COLON.split(text)
    pieces = [*map(_label_at_end, before), (last, "")]
    return [(label, value.strip()) for (_, label), (value, _) in pairwise(pieces) if labels().get(label)]


def _label_at_end(text: str) -> tuple[str, str]:
    """(what stands before, label) of a text that ends in a label; which may be spaced (索 引 号)."""
    known, label, start = labels(), "", len(text)
    found = ("", len(text))
    for start in range(len(text) - 1, max(-1, len(text) - 17), -1):
        label = (text[start] + label) if text[start] not in _BETWEEN else label
        if label in known:
            found = (label, start)
    return text[: found[1]], found[0]


def _word(value: str) -> str | None:
    """The first word of a value, None where it says nothing."""
    words = value.split()
    word = words[0].strip("[]【】()（）|｜:：,，;；") if words else ""
    return None if word in _BLANK or not 2 <= len(word) <= 60 else word
