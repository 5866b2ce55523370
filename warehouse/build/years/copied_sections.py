"""The sections of a year's current reports whose texts are compared, kept by province-year between builds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain

import pyarrow as pa

from warehouse.build.context import BuildContext
from warehouse.build.parts import Partition, Year, fingerprint
from warehouse.copying.counted import CountedText
from warehouse.copying.same_counts import Digested, digested
from warehouse.schema.duckdb_connection import connect, read_files

KIND = "copied-sections"
SHORTEST = 100  # characters that count: of less, a few usual words are half
OF_SECTION = ("report_id", "ord", "agency_id", "region_code", "province_code", "scope", "section")
ORDER = "province_code, region_code, agency_id, report_id, ord"
SECTIONS = f"""
    SELECT {", ".join(OF_SECTION)}, text
    FROM {{sections}} s
    JOIN (SELECT report_id, scope, province_code FROM {{figures}} WHERE is_current) USING (report_id)
    WHERE length(text) >= {SHORTEST}
    ORDER BY {ORDER}"""


@dataclass(frozen=True)
class Sections:
    """The sections of the current reports of a year that are long enough, and their texts as they count."""

    about: pa.Table
    texts: Digested

    @cached_property
    def bodies(self) -> list[int]:
        """A number a section that tells its body; a report of nobody known is a body of its own."""
        pairs = zip(self.about["agency_id"].to_pylist(), self.about["report_id"].to_pylist(), strict=True)
        return [~report if agency is None else agency for agency, report in pairs]

    @cached_property
    def places(self) -> dict[tuple[object, ...], int]:
        """Body, scope and number of each section whose body is known → its place here."""
        names = ("agency_id", "scope", "section")
        keys = zip(*(self.about[name].to_pylist() for name in names), strict=True)
        return {key: place for place, key in enumerate(keys) if None not in key}


def load(context: BuildContext, year: Year) -> Sections:
    """The sections of a year; those of province-years that stood before as they were kept then."""
    tables = [
        context.kept.table(KIND, key(context, part), partial(_made, context, year, part))
        for part in year.partitions
    ]
    whole = pa.concat_tables(tables)
    return Sections(whole.select(OF_SECTION).combine_chunks(), digested(whole["counted"].to_pylist()))


def forget_others(context: BuildContext, years: Iterable[Year]) -> None:
    """Keep no sections but those of these years."""
    parts = chain.from_iterable(year.partitions for year in years)
    context.kept.forget_others(KIND, {key(context, part) for part in parts})


def key(context: BuildContext, part: Partition) -> str:
    """What the sections of a province-year are made from."""
    return fingerprint(context.recipes.copies, context.recipes.figures, part.made_from)


def _made(context: BuildContext, year: Year, part: Partition) -> pa.Table:
    sources = {
        "sections": read_files(context.release_dir, [part.path("sections")]),
        "figures": read_files(context.release_dir, [year.path("figures")]),
    }
    with connect(context.scratch_dir, 1, context.budget.one_year) as connection:
        found = connection.sql(SECTIONS.format(**sources)).to_arrow_table()
    texts = [CountedText(text.as_py()).text for text in chain.from_iterable(found["text"].chunks)]
    chosen = [place for place, text in enumerate(texts) if len(text) >= SHORTEST]
    about = found.select(OF_SECTION).take(pa.array(chosen, pa.int64()))
    return about.append_column("counted", pa.array([texts[place] for place in chosen], pa.string()))
