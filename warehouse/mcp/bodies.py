"""Whom a question is about: a body or a place, by code or by name; never a guess."""

from dataclasses import dataclass

from warehouse.mcp.answers import RefusalError, spellings, taken
from warehouse.mcp.source import Row, Source

BODY = """
SELECT agency_id, agency_name AS name, kind, level, region_code, region_name, first_year, last_year,
    report_count, is_invented
FROM agencies"""
BODIES_SO_CALLED = f"""{BODY}
WHERE agency_id = try_cast($text AS BIGINT) OR list_has_any(list_append(aliases, agency_name), $spellings)
ORDER BY agency_id LIMIT 20"""
BODIES_LIKE = f"""{BODY}
ORDER BY contains(array_to_string(aliases, ' '), $text) DESC,
    jaro_winkler_similarity(agency_name, $text) DESC, agency_id
LIMIT $most"""
COUNT_NAMED = "SELECT count(*) AS count FROM agencies WHERE contains(array_to_string(aliases, ' '), $text)"
# A place counts where a body of it, or of a place below it, is in the release.
PLACES_SO_CALLED = """
WITH RECURSIVE held AS (
    SELECT region_code FROM agencies WHERE region_code IS NOT NULL
    UNION
    SELECT r.parent_code FROM regions r JOIN held USING (region_code) WHERE r.parent_code IS NOT NULL
)
SELECT region_code, region_name AS name, level, province_name, is_invented
FROM regions
WHERE region_code IN (SELECT region_code FROM held)
    AND (region_code = $text OR list_has_any(list_append(former_names, region_name), $spellings))
ORDER BY region_code LIMIT 20"""
BODIES_OF_PLACE = f"""{BODY}
WHERE list_contains($codes, region_code) ORDER BY region_code, agency_id LIMIT $most"""
BELOW = """
WITH RECURSIVE below AS (
    SELECT $code AS region_code
    UNION
    SELECT r.region_code FROM regions r JOIN below b ON r.parent_code = b.region_code
)
FROM below ORDER BY region_code"""
NEAREST = 5
CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Body:
    """A public body of the release."""

    agency_id: int
    region_code: str | None
    row: Row


@dataclass(frozen=True, slots=True)
class Place:
    """A division of the country, with the codes of all below it."""

    codes: list[str]
    row: Row


def candidates(source: Source, words: str) -> dict[str, object]:
    """Bodies and places that may be meant, best first; refuses where none has the words in its name."""
    text = taken(words)
    bodies, places = _so_called(source, text)
    for place in places:
        codes = below(source, str(place["region_code"]))
        bodies += source.rows(BODIES_OF_PLACE, codes=codes, most=CANDIDATES)
    named = _count_named(source, text)
    if named:
        bodies += source.rows(BODIES_LIKE, text=text, most=min(named, CANDIDATES))
    if not bodies and not places:
        raise RefusalError("body_unknown", text, _nearest(source, text))
    unique = {row["agency_id"]: row for row in bodies}
    return {"bodies": list(unique.values())[:CANDIDATES], "places": places}


def resolve(source: Source, words: str) -> Body | Place:
    """The body or place that is called just so, or has that code.

    Refuses words that name none or several: a name that is merely like it might be another body's.
    """
    text = taken(words)
    bodies, places = _so_called(source, text)
    if len(bodies) + len(places) > 1:
        raise RefusalError("body_ambiguous", text, [*bodies, *places])
    if bodies:
        return as_body(bodies[0])
    if places:
        return Place(below(source, str(places[0]["region_code"])), places[0])
    several = _count_named(source, text) > 1
    raise RefusalError("body_ambiguous" if several else "body_unknown", text, _nearest(source, text))


def resolve_body(source: Source, words: str) -> Body:
    """As `resolve`, but a place is refused with the bodies of it."""
    found = resolve(source, words)
    if isinstance(found, Body):
        return found
    rows = source.rows(BODIES_OF_PLACE, codes=found.codes, most=CANDIDATES)
    raise RefusalError("body_ambiguous", f"{words} is a place with these bodies", rows)


def as_body(row: Row) -> Body:
    """A row of BODY as a body."""
    code = row["region_code"]
    return Body(int(str(row["agency_id"])), None if code is None else str(code), row)


def below(source: Source, code: str) -> list[str]:
    """The code of a place, and those of all places below it."""
    return [str(row["region_code"]) for row in source.rows(BELOW, code=code)]


def _so_called(source: Source, text: str) -> tuple[list[Row], list[Row]]:
    asked = {"text": text, "spellings": spellings(text)}
    return source.rows(BODIES_SO_CALLED, **asked), source.rows(PLACES_SO_CALLED, **asked)


def _count_named(source: Source, text: str) -> int:
    return int(str(source.first(COUNT_NAMED, text=text)["count"]))


def _nearest(source: Source, text: str) -> list[Row]:
    return source.rows(BODIES_LIKE, text=text, most=NEAREST)
