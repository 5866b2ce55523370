"""What a release holds under some words: places and bodies by name, sections by text, the likeliest first."""

import sqlite3
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.release.store import SEARCH
from warehouse.search.words import fold_with_places, match, words_of

KINDS = ("place", "body", "section")
LIMIT = 20
RANKED = 300  # names among which the best are chosen, beside those that are the question itself
CHECKED = 400  # texts that hold all pieces of the words and are looked through for the words themselves
DAMAGE = (sqlite3.Error, zlib.error, UnicodeDecodeError)
_BETWEEN = " \t\r\n\u3000。；，、：！？;,:!?"  # what ends the words before a snippet
BEFORE, AFTER = 20, 60  # characters of a snippet around its first word
# Places are numbered before bodies, so that neither has to be looked through for the other.
RANGES = {
    "place": "id <= (SELECT place_count FROM about)",
    "body": "id > (SELECT place_count FROM about)",
}
SELF = "SELECT * FROM named WHERE folded = ? AND {range} ORDER BY id LIMIT ?"
NAMES = """
    SELECT n.* FROM named_pieces p JOIN named n ON n.id = p.rowid
    WHERE named_pieces MATCH ? AND p.row{range} {conditions} ORDER BY p.rowid LIMIT ?"""
TEXTS = """
    SELECT t.* FROM text_pieces p JOIN texts t ON t.id = p.rowid
    WHERE text_pieces MATCH ? ORDER BY p.rowid LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place, a body or a section that holds the words.

    `name` is that of the place or body (of a section: of the body whose report it is), `above` where that
    lies, from the province down. `former` is the other name of it that holds the words, where its own does
    not. `text` is a snippet of a section, or the name that holds the words; `marks` says where they stand in
    it: (start, end). `score` is from 0 to 100 and compares hits of one kind.
    """

    kind: str
    name: str
    above: str
    text: str
    marks: tuple[tuple[int, int], ...]
    score: float
    agency_id: int | None = None
    region_code: str | None = None
    former: str = ""
    report_id: int | None = None
    ord: int | None = None
    year: int | None = None
    heading: str = ""


def search(release: Path, question: str, limit: int = LIMIT, kinds: Collection[str] = KINDS) -> list[Hit]:
    """At most `limit` hits of each of `kinds` in a release folder: places, then bodies, then sections.

    All words of the question must be there, spaces and marks between them. A place or body is found by any
    part of its name, a former name, their pinyin without tones or initials; the places above it may hold
    some of the words, not all. Sections are those of the newest years that the index holds
    (`held_years`), the newest first. WarehouseError where a question is longer than 200 characters, the
    release has no index, or the index is damaged.

    >>> [hit.name for hit in search(Path("data/demo/warehouse/current"), "yunqi jiaoyu")]  # doctest: +SKIP
    ['云栖区教育局']
    """
    words = words_of(question)
    if not words or limit < 1:
        return []
    with closing(_opened(release)) as index:
        try:
            named = [hit for kind in KINDS[:2] if kind in kinds for hit in _named(index, words, kind, limit)]
            return named + (_sections(index, words, limit) if "section" in kinds else [])
        except DAMAGE as error:
            raise _damaged(release, error) from error


def held_years(release: Path) -> tuple[list[int], list[int]]:
    """The report years whose texts the index of a release holds, and those it does not; the newest first."""
    with closing(_opened(release)) as index:
        try:
            rows = index.execute("SELECT year, is_held FROM held ORDER BY year DESC").fetchall()
        except DAMAGE as error:
            raise _damaged(release, error) from error
    return [year for year, is_held in rows if is_held], [year for year, is_held in rows if not is_held]


def _opened(release: Path) -> sqlite3.Connection:
    path = release.resolve() / SEARCH
    if not path.is_file():
        raise WarehouseError(
            f"{release.name} has no {SEARCH}. `nianbao build` makes it, also where nothing else changed."
        )
    index = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    index.row_factory = sqlite3.Row
    return index


def _damaged(release: Path, error: Exception) -> WarehouseError:
    return WarehouseError(
        f"{release.name}: {SEARCH} cannot be read ({error}). Remove it; `nianbao build` makes it anew."
    )


def _named(index: sqlite3.Connection, words: Sequence[str], kind: str, limit: int) -> list[Hit]:
    """The places or bodies of which every word is a part, and one at least of the own name."""
    within = " AND instr(n.all_words, ?) > 0" * len(words)
    own = " OR ".join(["instr(n.own_words, ?) > 0"] * len(words))
    sql = NAMES.format(range=RANGES[kind], conditions=f"{within} AND ({own})")
    # The numbered order is that of importance, so the first are told of; the question itself may stand later.
    rows = index.execute(SELF.format(range=RANGES[kind]), ("".join(words), limit)).fetchall()
    rows += index.execute(sql, (match(words), *words, *words, max(RANKED, limit))).fetchall()
    hits = {row["id"]: _of_name(row, words) for row in rows}
    best = sorted(hits.items(), key=lambda item: (-item[1].score, item[0]))
    return [hit for _, hit in best[:limit]]


def _of_name(row: sqlite3.Row, words: Sequence[str]) -> Hit:
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
        _marks(*fold_with_places(name), words),
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


def _sections(index: sqlite3.Connection, words: Sequence[str], limit: int) -> list[Hit]:
    """The first texts in the numbered order, the newest, that hold every word."""
    hits = []
    for row in index.execute(TEXTS, (match(words), CHECKED)):
        text = zlib.decompress(row["text"]).decode()
        folded, places = fold_with_places(text)
        if all(word in folded for word in words):
            hits.append(_of_text(row, text, folded, places, words))
        if len(hits) == limit:
            break
    return sorted(hits, key=lambda hit: (-(hit.year or 0), -hit.score))


def _of_text(row: sqlite3.Row, text: str, folded: str, places: list[int], words: Sequence[str]) -> Hit:
    first, length = min((folded.index(word), len(word)) for word in words)
    start, end = max(0, first - BEFORE), min(len(places), first + max(AFTER, length))
    # With the marks around it: a bracket that opens, a full stop at the end.
    begin = places[start - 1] + 1 if start else 0
    stop = places[end] if end < len(places) else len(text)
    begin += stop - begin - len(text[begin:stop].lstrip(_BETWEEN))
    marks = _marks(folded[start:end], [place - begin for place in places[start:end]], words)
    covered = sum(folded.count(word) * len(word) for word in words)
    return Hit(
        "section",
        row["name"] or "",
        "",
        text[begin:stop].rstrip(),
        marks,
        round(min(100.0, 100 * covered / len(folded)), 1),
        row["agency_id"],
        row["region_code"],
        report_id=row["report_id"],
        ord=row["ord"],
        year=row["year"],
        heading=row["heading"],
    )


def _marks(folded: str, places: Sequence[int], words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where the words stand in the text that was folded, marks that touch or overlap joined."""
    spans = sorted(
        (places[found], places[found + len(word) - 1] + 1)
        for word in words
        for found in _occurrences(folded, word)
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _occurrences(folded: str, word: str) -> Iterator[int]:
    place = folded.find(word)
    while place >= 0:
        yield place
        place = folded.find(word, place + len(word))
