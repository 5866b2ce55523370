"""The rows of `copies` that stand in the release before: no text that came or went can have changed them.

A row tells of a section and of another. It stands unless that section came or went, or shares a band of its
signature with one that did (`candidates`: of all others none was its pair, nor is now), or speaks of a body
whose section or figures of the year before did.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.build.context import BuildContext
from warehouse.build.parts import Year, has_recipe
from warehouse.build.years import copied_sections
from warehouse.build.years.copied_sections import KIND, OF_SECTION, SCHEMA, SECTION, Key, keys
from warehouse.build.years.known_documents import made_before
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import tables, year_folder

TABLE = "copies"
COMPARED = (*OF_SECTION, "digest")  # the digest of what counts of a text decides all else that is kept of it
CHANGED = (*COMPARED, "bands")


@dataclass(frozen=True)
class Standing:
    """The files of a year in the release before, and what changed since.

    `files` hold the rows. `bands` are those of the year's sections that came or went, `gone` tells those
    that went; `keys` find the sections of both years that came or went. Where nothing stands, since every
    section came, there are no files, and bands and keys are None. `provinces` are those of the parts that
    changed.
    """

    files: tuple[Path, ...]
    bands: np.ndarray | None  # section × BANDS
    gone: frozenset[Key]
    keys: Collection[Key] | None
    provinces: tuple[str | None, ...]

    def of(self, provinces: frozenset[str | None]) -> "StandingRows":
        """The rows of some provinces."""
        found = [arrow_schema(tables()[TABLE]).empty_table()]
        for path in self.files:
            with pq.ParquetFile(path) as file:
                groups = [
                    number for number in range(file.num_row_groups) if _may_hold(file, number, provinces)
                ]
                rows = file.read_row_groups(groups, use_threads=False).cast(found[0].schema)
            found.append(of_provinces(rows, provinces))
        return StandingRows(pa.concat_tables(found), self.gone)

    def is_of(self, path: str, provinces: frozenset[str | None]) -> bool:
        """Whether the file of that path holds the rows of some provinces, all of them and no others."""
        held = self._held.get(path)
        return held is not None and held == provinces & frozenset().union(*self._held.values())

    @cached_property
    def _held(self) -> dict[str, frozenset[str | None]]:
        """Of which provinces each file holds rows, by its path in a release."""
        return {"/".join(path.parts[-3:]): _provinces(path) for path in self.files}


def _provinces(path: Path) -> frozenset[str | None]:
    with pq.ParquetFile(path, read_dictionary=["province_code"]) as file:
        return frozenset(pc.unique(file.read(["province_code"], use_threads=False)[0]).to_pylist())


def of_provinces(rows: pa.Table, provinces: frozenset[str | None]) -> pa.Table:
    """The rows that are of some provinces."""
    return rows.filter(pc.is_in(rows["province_code"], pa.array(list(provinces), pa.string())))


def _may_hold(file: pq.ParquetFile, group: int, provinces: frozenset[str | None]) -> bool:
    """Whether a row group may hold rows of some provinces."""
    column = file.schema_arrow.get_field_index("province_code")
    told = file.metadata.row_group(group).column(column).statistics
    if told is None or None in provinces or not told.has_min_max:
        return True
    return any(told.min <= province <= told.max for province in provinces if province)


@dataclass(frozen=True)
class Run:
    """The provinces of a file; their sections lie from `start` to `end` among those of the year."""

    provinces: frozenset[str | None]
    start: int
    end: int


@dataclass(frozen=True)
class StandingRows:
    """Rows of some provinces in the release before; `gone` tells sections that went since."""

    rows: pa.Table
    gone: frozenset[Key]

    def texts(self, source: str, again: pa.Table) -> np.ndarray:
        """Which rows of texts stand, of a source: `again` are the sections that were compared again."""
        dropped = {*self.gone, *keys(again, SECTION)}
        is_of_source = pc.and_(pc.equal(self.rows["what"], "text"), pc.equal(self.rows["source"], source))
        reports = pc.is_in(self.rows["report_id"], pa.array({report for report, _ in dropped}, pa.int64()))
        drop = pc.and_(is_of_source, reports).to_numpy().copy()
        drop[drop] = [key in dropped for key in keys(self.rows.filter(pa.array(drop)), SECTION)]
        stand: np.ndarray = is_of_source.to_numpy() & ~drop
        return stand

    def tables(self, again: pa.Array) -> np.ndarray:
        """Which rows of tables stand: those of the bodies `again` were compared again."""
        is_again = pc.is_in(self.rows["agency_id"], again)
        stand: np.ndarray = pc.and_not(pc.equal(self.rows["what"], "tables"), is_again).to_numpy()
        return stand


@dataclass(frozen=True)
class _Changes:
    """Sections (CHANGED) of a year that came or went since the release before, and of which provinces."""

    came: pa.Table
    went: pa.Table
    provinces: tuple[str | None, ...]


def standing(context: BuildContext, year: Year, before: Year | None) -> Standing:
    """What stands of a year: nothing where it was made in another way, or what was kept of it is lost."""
    files = files_before(context, year, before)
    found = _changes(context, year.year, year) if files else None
    older: _Changes | None = _NONE
    if found and year.year is not None:
        older = _changes(context, year.year - 1, before)
    if not files or found is None or older is None:
        provinces = (part.province for each in (year, before) if each for part in each.partitions)
        return Standing((), None, frozenset(), None, tuple(provinces))
    changed = found.came, found.went, older.came, older.went
    return Standing(
        files,
        copied_sections.bands_of(pa.concat_tables(changed[:2])),
        frozenset(keys(found.went, SECTION)),
        {key for sections in changed for key in keys(sections)},
        found.provinces + older.provinces,
    )


def files_before(context: BuildContext, year: Year, before: Year | None) -> tuple[Path, ...]:
    """The files of a year in the release before; none where they, or their figures, were made otherwise."""
    previous, recipes = context.previous, context.recipes
    if previous is None:
        return ()
    paths = previous.below(year_folder(TABLE, year.year))
    figures = [
        path for each in (year, before) if each for path in previous.below(year_folder("figures", each.year))
    ]
    for names, recipe in ((paths, recipes.copies), (figures, recipes.figures)):
        if not all(has_recipe(previous.made_from(path), recipe) for path in names):
            return ()
    return tuple(previous.path / path for path in paths)


def _changes(context: BuildContext, number: int | None, year: Year | None) -> _Changes | None:
    """What changed of the sections of a year; None where it is not known what they were."""
    parts = {part.province: part for part in year.partitions} if year else {}
    now = {province: part.made_from for province, part in parts.items()}
    assert context.previous is not None
    old = made_before(context.previous, "sections", number)
    changed = [province for province in now | old if now.get(province) != old.get(province)]
    theirs = _sections(context, [old[name] for name in changed if name in old])
    if theirs is None:
        return None
    own = (copied_sections.of_part(context, year, parts[name]) for name in changed if year and name in parts)
    ours = pa.concat_tables([_EMPTY, *(table.select(CHANGED) for table in own)])
    return _Changes(_but(ours, theirs), _but(theirs, ours), tuple(changed))


def _sections(context: BuildContext, made_from: list[str]) -> pa.Table | None:
    """The sections that are kept of facts made so; None where any are not."""
    found = [context.kept.get(KIND, copied_sections.key(context, made)) for made in made_from]
    known = [table.select(CHANGED) for table in found if table is not None]
    return pa.concat_tables([_EMPTY, *known]) if len(known) == len(found) else None


def _but(rows: pa.Table, others: pa.Table) -> pa.Table:
    known = set(keys(others, COMPARED))
    return rows.filter(pa.array([key not in known for key in keys(rows, COMPARED)], pa.bool_()))


_EMPTY = SCHEMA.empty_table().select(CHANGED)
_NONE = _Changes(_EMPTY, _EMPTY, ())
