"""The names of places and bodies as a script, which a page in a folder searches without a server.

A script that defines its data is all that a page on a disk may load: a browser lets it fetch no file.
"""

import json
from collections.abc import Callable
from pathlib import Path

from spiders.content.chinese import simplified
from warehouse.search.hits import Name, names


def names_script(release: Path, holds: Callable[[str], bool]) -> bytes:
    """Every place and body of a release that has a page; `holds` is told its path, as body/1.

    A row is its key, its names (its own first), how each is spelt (a line a name), and the places above it,
    which `spelt` tells the spellings of, also where they have no page. `simplified` tells the traditional
    characters of those that stand in the names. WarehouseError where the release has no index.
    """
    every = names(release)
    rows = [row for row in every if holds(f"{row.kind}/{_key(row)}")]
    held = {kind: [_row(row) for row in rows if row.kind == kind] for kind in ("place", "body")}
    above = {name for row in rows for name in row.above.split(" ")}
    spelt = {
        row.name: row.own_words.split("\n")[0] for row in every if row.kind == "place" and row.name in above
    }
    whole = {**held, "spelt": spelt, "simplified": _simplified("".join(row.own_words for row in rows))}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return f'"use strict";\nself.nianbaoNames = {text};\n'.encode()


def _key(row: Name) -> str:
    return str(row.region_code if row.kind == "place" else row.agency_id)


def _row(row: Name) -> list[object]:
    return [_key(row), [row.name, *row.former], row.own_words, row.above]


def _simplified(text: str) -> dict[str, str]:
    """Traditional character → the simplified one, of those in a text."""
    held = set(text)
    return {chr(code): each for code, each in simplified().items() if isinstance(each, str) and each in held}
