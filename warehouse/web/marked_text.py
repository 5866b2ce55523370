"""The text of a report with the figures that it says in words marked, and held against its tables."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from warehouse.web.questions import Row


def sections(texts: Iterable[Row], mentions: Iterable[Row]) -> list[dict[str, Any]]:
    """Each section with its heading and paragraphs, in which the sentences of mentions are marked."""
    by_section: dict[int, list[Row]] = {}
    for mention in mentions:
        by_section.setdefault(mention["section"], []).append(mention)
    return [
        {
            "heading": row["heading"],
            "ord": row["ord"],
            "paragraphs": [
                _marked(line, by_section.get(row["section"], ()))
                for line in (row["text"] or "").split("\n")
                if line.strip()
            ],
        }
        for row in texts
    ]


def agrees(mention: Row) -> bool | None:
    """Whether the table prints the same; None where it prints nothing of the kind, or the words are rough."""
    if mention["table_value"] is None or mention["is_approximate"]:
        return None
    return bool(mention["table_value"] == mention["value"])


def _marked(line: str, mentions: Iterable[Row]) -> Markup:
    """A line of text with each sentence of a mention in one <mark>."""
    places: dict[tuple[int, int], list[Row]] = {}
    for mention in mentions:
        start = line.find(mention["sentence"])
        if start >= 0:
            places.setdefault((start, start + len(mention["sentence"])), []).append(mention)
    parts, end = [], 0
    for (start, stop), found in sorted(places.items()):
        if start < end:
            continue
        verdicts = [agrees(mention) for mention in found]
        kind = "differs" if False in verdicts else "agrees" if True in verdicts else "said"
        parts += [
            escape(line[end:start]),
            Markup('<mark class="{}">{}</mark>').format(kind, line[start:stop]),
        ]
        end = stop
    return Markup("").join([*parts, escape(line[end:])])
