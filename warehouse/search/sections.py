"""Sections by their text, the newest first, each with a snippet around the words."""

import sqlite3
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from warehouse.search.hit import Hit, Within, marks
from warehouse.search.words import fold_with_places, match

CHECKED = 400  # texts that hold all pieces of the words and are looked through for the words themselves
BEFORE, AFTER = 20, 60  # characters of a snippet around its first word
_BETWEEN = " \t\r\n\u3000。；，、：！？;,:!?"  # what ends the words before a snippet
TEXTS = """
    SELECT t.* FROM text_pieces p JOIN texts t ON t.id = p.rowid
    WHERE text_pieces MATCH ? AND p.rowid >= ? AND p.rowid < ? ORDER BY p.rowid LIMIT ?"""
NO_CODE = "~"  # behind every code: so the texts of bodies without a place are ordered


def sections(
    index: sqlite3.Connection, words: Sequence[str], limit: int, start: int, within: Within
) -> tuple[list[Hit], int | None]:
    """The first texts behind number `start` that hold every word, by year and score.

    Returns with them the number that the next page begins behind; None where there is no more. A page has
    fewer than `limit` where CHECKED texts were looked through for it.
    """
    hits: list[Hit] = []
    last = start
    for looked, row in enumerate(_candidates(index, words, start, within)):
        if looked == CHECKED or len(hits) == limit:
            break
        last = row["id"]
        text = zlib.decompress(row["text"]).decode()
        folded, places = fold_with_places(text)
        if all(word in folded for word in words):
            hits.append(_of_text(row, text, folded, places, words))
    else:
        last = 0
    return sorted(hits, key=lambda hit: (-(hit.year or 0), -hit.score)), last or None


def _candidates(
    index: sqlite3.Connection, words: Sequence[str], start: int, within: Within
) -> Iterator[sqlite3.Row]:
    """The texts behind a number that hold all pieces of the words, one more than is looked through."""
    room = CHECKED + 1
    for first, end in _ranges(index, within):
        for row in index.execute(TEXTS, (match(words), max(first, start + 1), end, room)):
            room -= 1
            yield row
        if not room:
            return


def _ranges(index: sqlite3.Connection, within: Within) -> Iterator[tuple[int, int]]:
    """The numbers of the texts of a place and year, (first, end): the texts are numbered by both."""
    count = index.execute("SELECT coalesce(max(id), 0) FROM texts").fetchone()[0]
    if not within.place and within.year is None:
        yield 1, count + 1
        return
    held = [year for (year,) in index.execute("SELECT year FROM held WHERE is_held ORDER BY year DESC")]
    codes = within.codes if within.place else ("", NO_CODE * 2)

    def key(number: int) -> tuple[int, str]:
        year, code = index.execute("SELECT year, region_code FROM texts WHERE id = ?", (number,)).fetchone()
        return -year, NO_CODE if code is None else code

    for year in held:
        if within.year in (None, year):
            first, end = (bisect_left(range(1, count + 1), (-year, code), key=key) for code in codes)
            yield first + 1, end + 1


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
