"""The `copies` of a release: which text and tables of a year are last year's, or other bodies', once more.

A file a year, since a text may come from anywhere in the country: it is made anew where a section or figure
of that year or of the year before changed.
"""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain, islice

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.build import parquet_files
from warehouse.build.context import BuildContext
from warehouse.build.parts import Year, fingerprint, with_years_before
from warehouse.build.years import copied_sections
from warehouse.build.years.copied_sections import Sections
from warehouse.copying import counted
from warehouse.copying.candidates import best_of, likely_pairs
from warehouse.copying.passages import share_pct
from warehouse.copying.same_counts import SCHEMA, Digested, SameCounts
from warehouse.release.manifest import Entry
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.check_queries import all_checks
from warehouse.schema.contract import declared_rows
from warehouse.schema.duckdb_connection import connect, read_files
from warehouse.schema.tables import tables

TABLE = "copies"
COUNTS = "same-counts"  # of pairs of texts, kept between builds
SAME_TABLES = "X.DUP"  # the check that says when tables are last year's
HALF = 50.0  # percent of a text that another body's must have, to be told
KEPT, LOOKED_AT = 3, 12  # other bodies' texts that are told, and compared, beside equal ones
# The tables that a check finds to be last year's, with that year's report.
TABLES = """
    SELECT t.report_id, 0 AS ord, 'last_year' AS source, 1 AS rank, 'tables' AS what, t.agency_id,
           t.region_code, t.province_code, NULL AS section, 100 AS same_pct, d.left_value AS same_count,
           d.left_value AS compared_count, NULL AS alike_count, p.report_id AS other_report_id,
           0 AS other_ord, p.agency_id AS other_agency_id
    FROM ({same_tables}) d
    JOIN now t USING (report_id)
    JOIN before p ON p.agency_id = t.agency_id AND p.scope = t.scope"""


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
                part.year: known.get(part.year) or copied_sections.load(context, part)
                for part in (before, year)
                if part
            }
            rows = _rows(context, year, before, known)
            path = year.path(TABLE)
            entries.append(parquet_files.write(tables()[TABLE], rows, context.release_dir, path, made))
    copied_sections.forget_others(context, years)
    context.kept.forget_others(COUNTS, {_counts_key(context, year) for year in years})
    return entries


def _rows(
    context: BuildContext, year: Year, before: Year | None, known: dict[int | None, Sections]
) -> pa.Table:
    columns = [column.name for column in tables()[TABLE].stored]
    own, older = known[year.year], known[before.year] if before else None
    counts = SameCounts(context.kept.find(COUNTS, _counts_key(context, year), SCHEMA))
    pairs = Pairs() if year.year is None else of_same_year(own, counts)  # nobody knows which year that is
    parts = [_table(own, own, pairs, "same_year")]
    with connect(context.scratch_dir, 1, context.budget.one_year) as connection:
        if before and older:
            parts.append(_table(own, older, of_last_year(own, older, counts), "last_year"))
            parts.append(_same_tables(context, connection, year, before))
        context.kept.put(COUNTS, _counts_key(context, year), counts.table())
        whole = pa.concat_tables(part.select(columns).cast(arrow_schema(tables()[TABLE])) for part in parts)
        connection.register("out_copies", whole)
        return declared_rows(connection, tables()[TABLE], "out_copies")


def _counts_key(context: BuildContext, year: Year) -> str:
    """What pairs were counted by, and of which year: a pair counts the same whatever stands beside it."""
    return f"{year.year}-{fingerprint(context.recipes.copies)}"


def _same_tables(
    context: BuildContext, connection: duckdb.DuckDBPyConnection, year: Year, before: Year
) -> pa.Table:
    for name, part in (("now", year), ("before", before)):
        source = read_files(context.release_dir, [part.path("figures")])
        connection.execute(f"CREATE TEMP VIEW {name} AS FROM {source} WHERE is_current")
    return connection.sql(TABLES.format(same_tables=all_checks()[SAME_TABLES].sql)).to_arrow_table()


def of_last_year(own: Sections, older: Sections, counts: SameCounts) -> Pairs:
    """Each section beside the one of its number in the report of the same body and scope the year before."""
    there = older.places
    beside = [(place, there[key]) for key, place in own.places.items() if key in there]
    one, other = np.array(beside, np.int64).reshape(-1, 2).T
    pairs = Pairs()
    for place, mate, same in zip(one, other, counts.of(own.texts, older.texts, one, other), strict=True):
        pairs.add(place, mate, 1, same, -1)
    return pairs


def of_same_year(own: Sections, counts: SameCounts) -> Pairs:
    """Each section beside the few of other bodies that have most of it, if they have HALF or more."""
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(own.texts.texts):
        groups.setdefault(text, []).append(place)
    texts, places, bodies = list(groups), list(groups.values()), own.bodies
    of_bodies = [Counter(bodies[place] for place in group) for group in places]
    digests = own.texts.digests[[group[0] for group in places]]
    alike = _alike(Digested(texts, digests), counts)
    pairs = Pairs()
    for number, text in enumerate(texts):
        found = [(len(text), number), *alike.get(number, ())]
        for position, place in enumerate(places[number]):
            body = bodies[place]
            count = sum(len(places[group]) - of_bodies[group][body] for _, group in found)
            turned = chain(places[number][position + 1 :], places[number][:position])
            nearest = chain(
                ((len(text), other) for other in turned),
                ((same, other) for same, group in found[1:] for other in places[group]),
            )
            foreign = (pair for pair in nearest if bodies[pair[1]] != body)
            for rank, (same, other) in enumerate(islice(foreign, KEPT), 1):
                pairs.add(place, other, rank, same, count)
    return pairs


def _alike(texts: Digested, counts: SameCounts) -> dict[int, list[tuple[int, int]]]:
    """Number of a text → (characters in common, number) of those that have HALF of it, the most first."""
    one, other = best_of(len(texts.texts), *likely_pairs(texts.texts), LOOKED_AT)
    same = counts.of(texts, texts, one, other)
    found: dict[int, list[tuple[int, int]]] = {}
    for at in np.lexsort((other, -same, one)).tolist():
        number = int(one[at])
        if share_pct(texts.texts[number], int(same[at])) >= HALF:
            found.setdefault(number, []).append((int(same[at]), int(other[at])))
    return found


def _table(own: Sections, others: Sections, pairs: Pairs, source: str) -> pa.Table:
    """Pairs as rows of the table."""
    count = len(pairs.one)
    about = own.about.take(pa.array(pairs.one, pa.int64())).drop_columns(["scope"])
    other = others.about.take(pa.array(pairs.other, pa.int64()))
    texts = [own.texts.texts[place] for place in pairs.one]
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
