"""What a release holds under some words: places and bodies by name, sections by text, the likeliest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.search.hit import EVERYWHERE, KINDS, Hit, Within
from warehouse.search.named import named
from warehouse.search.opened import opened
from warehouse.search.sections import sections
from warehouse.search.words import words_of

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the hits of a kind, and where the next page begins; None on the last."""

    hits: tuple[Hit, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Name:
    """A place or body with the words that it is found by.

    `own_words` has a line for each name it has borne: folded, then its readings; `above` names the places it
    lies in, from the province down.
    """

    kind: str
    agency_id: int | None
    region_code: str | None
    name: str
    former: tuple[str, ...]
    above: str
    own_words: str


def search(
    release: Path,
    question: str,
    limit: int = LIMIT,
    kinds: Collection[str] = KINDS,
    within: Within = EVERYWHERE,
) -> list[Hit]:
    """At most `limit` hits of each of `kinds` in a release folder: places, then bodies, then sections.

    All words of the question must be there, spaces and marks between them. A place or body is found by any
    part of its name, a former name, their pinyin without tones or initials; the places above it may hold
    some of the words, not all. Sections are those of the newest years that the index holds
    (`held_years`), the newest first. WarehouseError where a question is longer than 200 characters, the
    release has no index, or the index is damaged.

    >>> [hit.name for hit in search(Path("data/demo/warehouse/current"), "yunqi jiaoyu")]  # doctest: +SKIP
    ['云栖区教育局']
    """
    found = pages(release, question, dict.fromkeys(kinds, 0), limit, within)
    return [hit for kind in KINDS if kind in found for hit in found[kind].hits]


def pages(
    release: Path, question: str, starts: Mapping[str, int], limit: int = LIMIT, within: Within = EVERYWHERE
) -> dict[str, Page]:
    """A page of hits of each kind in `starts`: from its beginning (0), or where a Page said the next begins.

    Else as `search`.
    """
    words = words_of(question)
    if not words or limit < 1:
        return {kind: Page((), None) for kind in starts}
    found = {}
    with opened(release) as index:
        for kind, start in starts.items():
            if kind == "section":
                hits, following = sections(index, words, limit, start, within)
            else:
                hits, following = named(index.connection, words, kind, limit, start, within)
            found[kind] = Page(tuple(hits), following)
    return found


def held_years(release: Path) -> tuple[list[int], list[int]]:
    """The report years whose texts the index of a release holds, and those it does not; the newest first."""
    with opened(release) as index:
        rows = index.connection.execute("SELECT year, is_held FROM held ORDER BY year DESC").fetchall()
    return [year for year, is_held in rows if is_held], [year for year, is_held in rows if not is_held]


def names(release: Path) -> list[Name]:
    """Every place and body that can be found, places first, the important before the others."""
    with opened(release) as index:
        rows = index.connection.execute(
            "SELECT kind, agency_id, region_code, name, former, above, own_words FROM named ORDER BY id"
        ).fetchall()
    return [Name(**{**row, "former": tuple(filter(None, row["former"].split("\n")))}) for row in rows]
