"""Sections by their text, the newest first, each with a snippet around the words."""

import sqlite3
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from warehouse.search.hit import Hit, Within, marks
from warehouse.search.opened import Index
from warehouse.search.words import fold_with_places, match

CHECKED = 400  # texts that hold all pieces of the words and are looked through for the words themselves
BEFORE, AFTER = 20, 60  # characters of a snippet around its first word
_BETWEEN = " \t\r\n\u3000。；，、：！？;,:!?"  # what ends the words before a snippet
PARTS = "SELECT year, province, text_count FROM parts WHERE text_count > 0 ORDER BY rowid"
TEXTS = """
    SELECT t.* FROM text_pieces p JOIN texts t ON t.id = p.rowid
    WHERE text_pieces MATCH ? AND p.rowid >= ? AND p.rowid < ? ORDER BY p.rowid LIMIT ?"""
NO_CODE = "~"  # behind every code: so the texts of bodies without a place are ordered


def sections(
    index: Index, words: Sequence[str], limit: int, start: int, within: Within
) -> tuple[list[Hit], int | None]:
    """The first texts behind number `start` that hold every word, by year and score.

    Returns with them the number that the next page begins behind; None where there is no more. A page has
    fewer than `limit` where CHECKED texts were looked through for it.
    """
    hits: list[Hit] = []
    last = start
    for looked, (number, row) in enumerate(_candidates(index, words, start, within)):
        if looked == CHECKED or len(hits) == limit:
            break
        last = number
        text = zlib.decompress(row["text"]).decode()
        folded, places = fold_with_places(text)
        if all(word in folded for word in words):
            hits.append(_of_text(row, text, folded, places, words))
    else:
        last = 0
    return sorted(hits, key=lambda hit: (-(hit.year or 0), -hit.score)), last or None


def _candidates(
    index: Index, words: Sequence[str], start: int, within: Within
) -> Iterator[tuple[int, sqlite3.Row]]:
    """The texts behind a number that hold all pieces of the words, one more than is looked through."""
    room, last = CHECKED + 1, 0
    for year, province, count in index.connection.execute(PARTS).fetchall():
        before, last = last, last + count
        if last > start and room and _may_hold(within, year, province):
            with index.texts(year, province) as part:
                first, end = _range(part, within, count)
                values = match(words), max(first, start - before + 1), end, room
                for row in part.execute(TEXTS, values):
                    room -= 1
                    yield before + row["id"], row


def _may_hold(within: Within, year: int, province: str | None) -> bool:
    """Whether texts of a province-year may be of the place and year."""
    prefix, _ = within.codes
    return within.year in (None, year) and (not within.place or (province or "").startswith(prefix[:2]))


def _range(part: sqlite3.Connection, within: Within, count: int) -> tuple[int, int]:
    """The numbers of the texts of a place, (first, end): the texts of a province-year are numbered by it."""
    if not within.place:
        return 1, count + 1

    def key(number: int) -> str:
        (code,) = part.execute("SELECT region_code FROM texts WHERE id = ?", (number,)).fetchone()
        return NO_CODE if code is None else code

    first, end = (bisect_left(range(1, count + 1), code, key=key) for code in within.codes)
    return first + 1, end + 1


def _of_text(row: sqlite3.Row, text: str, folded: str, places: list[int], words: Sequence[str]) -> Hit:
    first, length = min((folded.index(word), len(word)) for word in words)
    start, end = max(0, first - BEFORE), min(len(places), first + max(AFTER, length))
    # With the marks around it: a bracket that opens, a full stop at the end.
    begin = places[start - 1] + 1 if start else 0
    stop = places[end] if end < len(places) else len(text)
    begin += stop - begin - len(text[begin:stop].lstrip(_BETWEEN))
    marked = marks(folded[start:end], [place - begin for place in places[start:end]], words)
    covered = sum(folded.count(word) * len(word) for word in words)
    return Hit(
        "section",
        row["name"] or "",
        "",
        text[begin:stop].rstrip(),
        marked,
        round(min(100.0, 100 * covered / len(folded)), 1),
        row["agency_id"],
        row["region_code"],
        report_id=row["report_id"],
        ord=row["ord"],
        year=row["year"],
        heading=row["heading"],
    )
