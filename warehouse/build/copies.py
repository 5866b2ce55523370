"""The `copies` of a release: which text and tables of a year are last year's, or other bodies', once more.

A file a year, since a text may come from anywhere in the country: it is made anew where a section or figure
of that year or of the year before changed.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain, islice

import duckdb
import pyarrow as pa

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Year, fingerprint, with_years_before
from warehouse.copying import counted
from warehouse.copying.candidates import best_of, likely_pairs
from warehouse.copying.counted import CountedText
from warehouse.copying.passages import same_count, share_pct
from warehouse.release.manifest import Entry
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.check_queries import all_checks
from warehouse.schema.contract import declared_rows
from warehouse.schema.duckdb_connection import connect, read_files
from warehouse.schema.tables import tables

TABLE = "copies"
SAME_TABLES = "X.DUP"  # the check that says when tables are last year's
MEMORY = "2GB"
SHORTEST = 100  # characters that count: of less, a few usual words are half
HALF = 50.0  # percent of a text that another body's must have, to be told
KEPT, LOOKED_AT = 3, 12  # other bodies' texts that are told, and compared, beside equal ones
OF_SECTION = ("report_id", "ord", "agency_id", "region_code", "province_code", "scope", "section")
SECTIONS = f"""
    SELECT {", ".join(OF_SECTION)}, text
    FROM {{sections}} s
    JOIN (SELECT report_id, scope, province_code FROM {{figures}} WHERE is_current) USING (report_id)
    WHERE length(text) >= {SHORTEST}
    ORDER BY province_code, region_code, agency_id, report_id, ord"""
# The tables that a check finds to be last year's, with that year's report.
TABLES = """
    SELECT t.report_id, 0 AS ord, 'last_year' AS source, 1 AS rank, 'tables' AS what, t.agency_id,
           t.region_code, t.province_code, NULL AS section, 100 AS same_pct, d.left_value AS same_count,
           d.left_value AS compared_count, NULL AS alike_count, p.report_id AS other_report_id,
           0 AS other_ord, p.agency_id AS other_agency_id
    FROM ({same_tables}) d
    JOIN now t USING (report_id)
    JOIN before p ON p.agency_id = t.agency_id AND p.scope = t.scope"""


@dataclass(frozen=True)
class Sections:
    """The sections of the current reports of a year that are long enough, and their texts as they count."""

    about: pa.Table
    texts: list[str]

    def bodies(self) -> list[int]:
        """A number a section that tells its body; a report of nobody known is a body of its own."""
        pairs = zip(self.about["agency_id"].to_pylist(), self.about["report_id"].to_pylist(), strict=True)
        return [~report if agency is None else agency for agency, report in pairs]

    def places(self) -> dict[tuple[object, ...], int]:
        """Body, scope and number of each section whose body is known → its place here."""
        names = ("agency_id", "scope", "section")
        keys = zip(*(self.about[name].to_pylist() for name in names), strict=True)
        return {key: place for place, key in enumerate(keys) if None not in key}


@dataclass
class Pairs:
    """Sections that have text in common, as columns: the places of both, and what the table says of them."""

    one: "array[int]" = field(default_factory=lambda: array("q"))
    other: "array[int]" = field(default_factory=lambda: array("q"))
    rank: "array[int]" = field(default_factory=lambda: array("q"))
    same: "array[int]" = field(default_factory=lambda: array("q"))
    alike: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, one: int, other: int, rank: int, same: int, alike: int) -> None:
        values = one, other, rank, same, alike
        for column, value in zip(
            (self.one, self.other, self.rank, self.same, self.alike), values, strict=True
        ):
            column.append(value)


def declarations() -> tuple[object, ...]:
    """What decides a row beside the code: the table, what counts of a text, signatures, the tables' check."""
    return tables()[TABLE], counted.declarations(), version("rensa"), all_checks()[SAME_TABLES].sql


def made_from(context: BuildContext, year: Year, before: Year | None) -> str:
    """The fingerprint of the file of a year."""
    read = [part.made_from(context.recipes.figures) if part else "" for part in (year, before)]
    return fingerprint(context.recipes.copies, *read)


def write_all(context: BuildContext, years: list[Year]) -> list[Entry]:
    """Write the copies of every year, those of years that would come out the same as hard links.

    One year at a time, so that the texts of two are in memory and not of more.
    """
    entries: list[Entry] = []
    known: dict[int | None, Sections] = {}
    for year, before in with_years_before(years):
        made = made_from(context, year, before)
        linked = context.link([year.path(TABLE)], made)
        entries += linked
        if not linked:
            known = {
                part.year: known.get(part.year) or _sections(context, part) for part in (before, year) if part
            }
            rows = _rows(context, year, before, known)
            path = year.path(TABLE)
            entries.append(parquet_files.write(tables()[TABLE], rows, context.release_dir, path, made))
    return entries


def _sections(context: BuildContext, year: Year) -> Sections:
    sources = {
        "sections": read_files(context.release_dir, [part.path("sections") for part in year.partitions]),
        "figures": read_files(context.release_dir, [year.path("figures")]),
    }
    with connect(context.scratch_dir, 1, MEMORY) as connection:
        found = connection.sql(SECTIONS.format(**sources)).to_arrow_table()
    texts = [CountedText(text.as_py()).text for text in chain.from_iterable(found["text"].chunks)]
    chosen = [place for place, text in enumerate(texts) if len(text) >= SHORTEST]
    about = found.select(OF_SECTION).take(pa.array(chosen, pa.int64()))
    return Sections(about, [texts[place] for place in chosen])


def _rows(
    context: BuildContext, year: Year, before: Year | None, known: dict[int | None, Sections]
) -> pa.Table:
    columns = [column.name for column in tables()[TABLE].stored]
    own, older = known[year.year], known[before.year] if before else None
    pairs = Pairs() if year.year is None else of_same_year(own)  # nobody knows which year that is
    parts = [_table(own, own, pairs, "same_year")]
    with connect(context.scratch_dir, 1, MEMORY) as connection:
        if before and older:
            parts.append(_table(own, older, of_last_year(own, older), "last_year"))
            parts.append(_same_tables(context, connection, year, before))
        whole = pa.concat_tables(part.select(columns).cast(arrow_schema(tables()[TABLE])) for part in parts)
        connection.register("out_copies", whole)
        return declared_rows(connection, tables()[TABLE], "out_copies")


def _same_tables(
    context: BuildContext, connection: duckdb.DuckDBPyConnection, year: Year, before: Year
) -> pa.Table:
    for name, part in (("now", year), ("before", before)):
        source = read_files(context.release_dir, [part.path("figures")])
        connection.execute(f"CREATE TEMP VIEW {name} AS FROM {source} WHERE is_current")
    return connection.sql(TABLES.format(same_tables=all_checks()[SAME_TABLES].sql)).to_arrow_table()


def of_last_year(own: Sections, older: Sections) -> Pairs:
    """Each section beside the one of its number in the report of the same body and scope the year before."""
    pairs, there = Pairs(), older.places()
    for key, place in own.places().items():
        if (other := there.get(key)) is not None:
            pairs.add(place, other, 1, same_count(own.texts[place], older.texts[other]), -1)
    return pairs


def of_same_year(own: Sections) -> Pairs:
    """Each section beside the few of other bodies that have most of it, if they have HALF or more."""
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(own.texts):
        groups.setdefault(text, []).append(place)
    texts, places, bodies = list(groups), list(groups.values()), own.bodies()
    counts = [Counter(bodies[place] for place in group) for group in places]
    pairs = Pairs()
    for number, others in enumerate(best_of(len(texts), *likely_pairs(texts), LOOKED_AT)):
        found = [(len(texts[number]), number), *_alike(texts, number, others)]
        for position, place in enumerate(places[number]):
            body = bodies[place]
            alike = sum(len(places[group]) - counts[group][body] for _, group in found)
            turned = chain(places[number][position + 1 :], places[number][:position])
            nearest = chain(
                ((len(texts[number]), other) for other in turned),
                ((same, other) for same, group in found[1:] for other in places[group]),
            )
            foreign = (pair for pair in nearest if bodies[pair[1]] != body)
            for rank, (same, other) in enumerate(islice(foreign, KEPT), 1):
                pairs.add(place, other, rank, same, alike)
    return pairs


def _alike(texts: list[str], number: int, others: list[int]) -> Iterator[tuple[int, int]]:
    """(characters in common, number) of the texts that have HALF of this one, the one with most first."""
    text = texts[number]
    compared = ((same_count(text, texts[other]), other) for other in others)
    found = [(same, other) for same, other in compared if share_pct(text, same) >= HALF]
    return iter(sorted(found, key=lambda pair: (-pair[0], pair[1])))


def _table(own: Sections, others: Sections, pairs: Pairs, source: str) -> pa.Table:
    """Pairs as rows of the table."""
    count = len(pairs.one)
    about = own.about.take(pa.array(pairs.one, pa.int64())).drop_columns(["scope"])
    other = others.about.take(pa.array(pairs.other, pa.int64()))
    texts = [own.texts[place] for place in pairs.one]
    percent = [share_pct(text, same) for text, same in zip(texts, pairs.same, strict=True)]
    alike = [None if number < 0 else number for number in pairs.alike]
    columns = {
        "source": pa.repeat(source, count),
        "rank": pa.array(pairs.rank, pa.int16()),
        "what": pa.repeat("text", count),
        "same_pct": pa.array(percent, pa.float64()),
        "same_count": pa.array(pairs.same, pa.int32()),
        "compared_count": pa.array(map(len, texts), pa.int32()),
        "alike_count": pa.array(alike, pa.int32()),
        **{f"other_{name}": other[name] for name in ("report_id", "ord", "agency_id")},
    }
    named = dict(zip(about.column_names, about.columns, strict=True)) | columns
    return pa.table(named)
