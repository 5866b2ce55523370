"""Tables that are last year's once more: every figure of a report is that of the same body's last one."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.build.context import BuildContext
from warehouse.build.parts import Year
from warehouse.build.years import known_documents
from warehouse.build.years.standing_copies import Run, Standing, StandingRows, of_provinces
from warehouse.copying.same_figures import same_figures
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.figure_columns import wide_columns
from warehouse.schema.tables import tables

BODY = pa.schema([("agency_id", pa.int64()), ("province_code", pa.string())])
# What finds the reports whose tables may be last year's, before all figures are compared.
CURRENT = ("report_id", "is_current", "agency_id", "region_code", "province_code", "scope")
SOME_FIGURES = ("req_new", "license_decisions", "penalty_decisions")
TABLES = f"""
    SELECT t.report_id, 0 AS ord, 'last_year' AS source, 1 AS rank, 'tables' AS what, t.agency_id,
           t.region_code, t.province_code, NULL AS section, 100 AS same_pct, NULL AS alike_count,
           p.report_id AS other_report_id, 0 AS other_ord, p.agency_id AS other_agency_id
    FROM now t
    JOIN before p ON p.agency_id = t.agency_id AND p.scope = t.scope
    WHERE {" AND ".join(f"t.{name} IS NOT DISTINCT FROM p.{name}" for name in SOME_FIGURES)}"""


@dataclass(frozen=True)
class SameTables:
    """Rows of tables that are last year's; the bodies whose tables were looked at, and their provinces."""

    rows: pa.Table
    bodies: pa.Array
    provinces: frozenset[str | None]

    def reaches(self, run: Run) -> bool:
        """Whether any body of a run was looked at."""
        return not self.provinces.isdisjoint(run.provinces)

    def standing(self, before: StandingRows, _: Run) -> np.ndarray:
        """Which rows of tables that stood before still do."""
        return before.tables(self.bodies)

    def of(self, run: Run) -> pa.Table:
        """The rows that were made of a run."""
        return of_provinces(self.rows, run.provinces)


def same_tables(context: BuildContext, years: tuple[Year, Year], stands: Standing) -> SameTables:
    """The tables of a year that are last year's, of bodies whose figures of either year may have changed."""
    known = [_bodies(context, year, stands) for year in years]
    bodies = _again(context, years, stands, pa.concat_tables(known))
    with context.database.cursor() as connection:
        for name, year in zip(("now", "before"), years, strict=True):
            connection.register(name, _current(context, year, bodies))
        rows = connection.sql(TABLES).to_arrow_table()
    reports = (rows[name].combine_chunks() for name in ("report_id", "other_report_id"))
    counts = same_figures(*(_figures(context, year, ids) for year, ids in zip(years, reports, strict=True)))
    for name in ("same_count", "compared_count"):
        rows = rows.append_column(name, pa.array(counts))
    homes = known[0].filter(pc.is_in(known[0]["agency_id"], bodies))["province_code"]
    found = rows.filter(pa.array(counts > 0))
    return SameTables(found, bodies, frozenset(pc.unique(homes).to_pylist()))


def _again(context: BuildContext, years: tuple[Year, Year], stands: Standing, known: pa.Table) -> pa.Array:
    """Of the bodies that are `known` (BODY), those whose figures of either year may have changed.

    They are all of the provinces that changed, where it is lost which documents of them did.
    """
    changed = [known_documents.changed_bodies(context, year) if stands.files else None for year in years]
    ids = [pa.array(bodies, pa.int64()) for bodies in changed if bodies is not None]
    if len(ids) < len(changed):
        return pc.unique(of_provinces(known, frozenset(stands.provinces))["agency_id"])
    return pa.concat_arrays(ids).unique()


def _current(context: BuildContext, year: Year, bodies: pa.Array) -> pa.Table:
    """What the current reports of some bodies in a year are found by."""
    found = []
    for path in sorted(context.release_dir.glob(year.pattern("figures"))):
        with pq.ParquetFile(path) as file:
            rows = file.read([*CURRENT, *SOME_FIGURES], use_threads=False)
        found.append(rows.filter(pc.and_(rows["is_current"], pc.is_in(rows["agency_id"], bodies))))
    return pa.concat_tables(found)


def _figures(context: BuildContext, year: Year, reports: pa.Array) -> pa.Table:
    """Every figure of some reports of a year, in their order.

    DuckDB took four times as long: it compiles each mention of a table of hundreds of columns.
    """
    names, declared = [column.name for column in wide_columns()], arrow_schema(tables()["figures"])
    shape = pa.schema([declared.field(name) for name in ("report_id", *names)])
    found = [shape.empty_table()]
    for path in sorted(context.release_dir.glob(year.pattern("figures"))):
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                ids = file.read_row_group(group, ["report_id"], use_threads=False)["report_id"]
                places = np.flatnonzero(pc.is_in(ids, reports).to_numpy())
                if len(places):
                    rows = file.read_row_group(group, shape.names, use_threads=False)
                    found.append(rows.take(pa.array(places)).cast(shape))
    whole = pa.concat_tables(found).combine_chunks()
    return whole.select(names).take(pc.index_in(reports, whole["report_id"].combine_chunks()))


def _bodies(context: BuildContext, year: Year, stands: Standing) -> pa.Table:
    """Body and province of each report of a year, now or in the release before."""
    roots = [context.release_dir]
    if context.previous and stands.files:
        roots.append(context.previous.path)
    return pa.concat_tables(bodies_of(root, year) for root in roots)


def bodies_of(release: Path, year: Year) -> pa.Table:
    """Body and province of each report of a year (BODY)."""
    found = [BODY.empty_table()]
    for path in sorted(release.glob(year.pattern("figures"))):
        with pq.ParquetFile(path) as file:
            found.append(file.read(BODY.names, use_threads=False).cast(BODY))
    return pa.concat_tables(found)
