"""Places and bodies by any part of a name, the likeliest first."""

import sqlite3
from collections.abc import Sequence

from warehouse.search.hit import Hit, Within, marks
from warehouse.search.words import fold_with_places, match

RANKED = 300  # names among which the best are chosen, beside those that are the question itself
# Places are numbered before bodies, so that neither has to be looked through for the other.
RANGES = {
    "place": "id <= (SELECT place_count FROM about)",
    "body": "id > (SELECT place_count FROM about)",
}
SELF = "SELECT n.* FROM named n WHERE n.folded = ? AND n.{range} {within} ORDER BY n.id LIMIT ?"
NAMES = """
    SELECT n.* FROM named_pieces p JOIN named n ON n.id = p.rowid
    WHERE named_pieces MATCH ? AND p.row{range} AND p.rowid > ? {conditions} ORDER BY p.rowid LIMIT ?"""
# A place holds few names: they are looked through as they are.
OF_PLACE = "SELECT n.* FROM named n WHERE n.{range} AND n.id > ? {conditions} ORDER BY n.id LIMIT ?"
INSIDE = " AND n.region_code >= ? AND n.region_code < ?"


def named(
    index: sqlite3.Connection, words: Sequence[str], kind: str, limit: int, start: int, within: Within
) -> tuple[list[Hit], int | None]:
    """A page of the places or bodies of which every word is a part, and one at least of the own name.

    The first RANKED of the numbered order, which is that of importance, and those that are the question
    itself come by score; the others as they are numbered. Returns with them where the next page begins: at a
    place among the first, or (below 0) behind a number.
    """
    search = _Search(index, words, kind, within)
    if start < 0:
        return search.numbered(limit, -start)
    count = max(RANKED, limit)
    rows = search.rows(0, count)
    hits = {row["id"]: of_name(row, words) for row in [*search.itself(limit), *rows]}
    best = [hit for _, hit in sorted(hits.items(), key=lambda item: (-item[1].score, item[0]))]
    last = -rows[-1]["id"] if len(rows) == count else None
    return best[start : start + limit], start + limit if start + limit < len(best) else last


class _Search:
    """The statements of one search for names."""

    def __init__(self, index: sqlite3.Connection, words: Sequence[str], kind: str, within: Within) -> None:
        self._index, self._words, self._kind = index, words, kind
        self._inside = within.codes if within.place else ()

    def itself(self, limit: int) -> list[sqlite3.Row]:
        """The names that are the question itself: they may be numbered late."""
        sql = SELF.format(range=RANGES[self._kind], within=INSIDE if self._inside else "")
        return self._index.execute(sql, ("".join(self._words), *self._inside, limit)).fetchall()

    def rows(self, after: int, limit: int) -> list[sqlite3.Row]:
        """The first that hold the words behind a number."""
        own = " OR ".join(["instr(n.own_words, ?) > 0"] * len(self._words))
        conditions = " AND instr(n.all_words, ?) > 0" * len(self._words) + f" AND ({own})"
        values: tuple[object, ...] = (*self._words, *self._words)
        if self._inside:
            sql = OF_PLACE.format(range=RANGES[self._kind], conditions=INSIDE + conditions)
            return self._index.execute(sql, (after, *self._inside, *values, limit)).fetchall()
        sql = NAMES.format(range=RANGES[self._kind], conditions=conditions)
        return self._index.execute(sql, (match(self._words), after, *values, limit)).fetchall()

    def numbered(self, limit: int, after: int) -> tuple[list[Hit], int | None]:
        rows = self.rows(after, limit)
        whole = "".join(self._words)
        hits = [of_name(row, self._words) for row in rows if row["folded"] != whole]  # those came first
        return hits, -rows[-1]["id"] if len(rows) == limit else None


def of_name(row: sqlite3.Row, words: Sequence[str]) -> Hit:
    """A name as a hit, by the best of those it has borne."""
    names = [row["name"], *filter(None, row["former"].split("\n"))]
    spelt = [line.split(" ") for line in row["own_words"].split("\n")]
    scored = [(_score(variants, words), -place) for place, variants in enumerate(spelt)]
    score, place = max(scored)
    name = names[-place]
    return Hit(
        row["kind"],
        row["name"],
        row["above"],
        name,
        marks(*fold_with_places(name), words),
        score,
        row["agency_id"],
        row["region_code"],
        former=name if place else "",
    )


def _score(spelt: Sequence[str], words: Sequence[str]) -> float:
    """How well words name a name that is spelt so: 100 for itself, most for its beginning and its length."""
    whole = "".join(words)
    if whole in spelt:
        return 100.0 if whole == spelt[0] else 95.0
    best = [
        max((1 + text.startswith(word) + len(word) / len(text) for text in spelt if word in text), default=0)
        for word in words
    ]
    return round(30 * sum(best) / len(words), 1)
