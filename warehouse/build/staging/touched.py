"""Which documents a change can reach: those alone are resolved again.

Two documents are tied where they share an address (the one shows how long the other stood), a name on one
site (which decides the division of both), or a body or its successor (versions, names, years). What is
resolved of a document follows from those that it is tied to, over however many steps, and from the captures
of their addresses. A change reaches whatever is tied to a document or capture that came or went, and to any
document of their sites: `coverage` tells of a site as a whole.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build.staging.archive_tables import Archive, fill
from warehouse.build.staging.resolved import Resolved
from warehouse.schema.models import relate_model, run_model

MOST = 0.5  # of all documents: of more, to resolve all costs less
# What ties documents → the columns that hold it.
TIES = {"url": ("url_key",), "name": ("name_key",), "body": ("agency_id", "successor_id")}
OF_TIES = tuple(column for columns in TIES.values() for column in columns)
NEW_TIES = f"SELECT DISTINCT {', '.join(OF_TIES)} FROM core_attributed"
PLACES = """
    SELECT site_id, address_key(site_id, url) AS url_key FROM {captures}
    WHERE batch IN (FROM touched_batches)
    UNION
    SELECT site_id, address_key(site_id, url) FROM touched_logs"""
# Of the batches that did not change, the captures of the sites and documents that are told of again.
CAPTURES = """
    FROM {captures}
    WHERE batch NOT IN (FROM touched_batches) AND (
        site_id IN (FROM touched_sites)
        OR address_key(site_id, url) IN (SELECT url_key FROM core_attributed)
        OR (batch, warc_offset) IN (SELECT batch, warc_offset FROM stg_readings)
    )"""


@dataclass(frozen=True)
class Touched:
    """What must be resolved again, and what stands of the build `before`.

    `is_touched` tells the documents of that build that are resolved again, or went; `file` is the number of
    the readings file of each of its documents now (-1: it went). `sites` and `batches` are those whose rows
    of `coverage` and `captures` are made again.
    """

    before: Resolved
    is_touched: np.ndarray
    file: np.ndarray
    sites: pa.Array
    batches: pa.Array

    @property
    def old(self) -> pa.Table:
        """The documents of the build before that do not stand."""
        return self.before.documents.filter(pa.array(self.is_touched))

    def standing(self, is_wanted: np.ndarray | None = None, columns: Sequence[str] | None = None) -> pa.Table:
        """The documents of the build before that stand, where they lie now; of those that are wanted.

        `columns` have the `file` among them; None for all.
        """
        stands = ~self.is_touched if is_wanted is None else ~self.is_touched & is_wanted
        documents = self.before.documents
        found = documents.select(columns or documents.column_names).filter(pa.array(stands))
        place = found.schema.get_field_index("file")
        return found.set_column(place, "file", pa.array(self.file[stands]))


@dataclass
class _Ties:
    """The values of each tie that were reached."""

    of: dict[str, pa.Array] = field(default_factory=dict)

    def add(self, rows: pa.Table) -> None:
        """Take in what some documents are tied by."""
        for tie, columns in TIES.items():
            known = self.of.get(tie, pa.array([], rows.schema.field(columns[0]).type))
            found = (chunk for name in columns for chunk in rows[name].chunks)
            self.of[tie] = pc.drop_null(pc.unique(pa.chunked_array([known, *found])))

    def reach(self, rows: pa.Table) -> np.ndarray:
        """For each document, whether a tie leads to it."""
        reached = np.zeros(len(rows), bool)
        for tie, values in self.of.items():
            for name in TIES[tie]:
                reached |= _is_in(rows[name], values)
        return reached


def find(connection: duckdb.DuckDBPyConnection, archive: Archive, before: Resolved) -> Touched | None:
    """Stage what a change reached: stg_readings, stg_captures, and the bodies of the readings.

    None, where it is so much that all is resolved again. Raises ArchiveError where a log is damaged.
    """
    documents, known = before.documents, set(before.readings)
    numbers = {key: number for number, key in enumerate(archive.reading_keys)}
    moved = np.array([numbers.get(key, -1) for key in before.readings], np.int32)
    file = moved[documents["file"].to_numpy()]
    new = archive.readings([number for key, number in numbers.items() if key not in known])
    gone = documents.filter(pa.array(file < 0))
    batches = _batches(archive, before, [new, gone])
    logs = archive.captures(batches.to_pylist())
    places = _places(connection, before, batches, logs)
    sites = pc.unique(
        pa.chunked_array([each for table in (new, gone, places) for each in table["site_id"].chunks])
    )
    start = (file < 0) | _is_in(documents["batch"], batches) | _is_in(documents["site_id"], sites)
    ties = _Ties({"url": pc.unique(places["url_key"])})
    is_touched = _closed(start, documents, ties, partial(_stage, connection, archive, new, documents, file))
    if is_touched is None:
        return None
    _stage_captures(connection, before, logs, sites)
    return Touched(before, is_touched, file, sites, batches)


def _closed(
    is_touched: np.ndarray, documents: pa.Table, ties: _Ties, stage: Callable[[np.ndarray], pa.Table]
) -> np.ndarray | None:
    """All documents that ties lead to, staged; None where they are too many.

    `stage` makes the readings of those again, which may be tied otherwise now, and returns their ties.
    """
    while True:
        count = int(is_touched.sum())
        if count > MOST * len(documents):
            return None
        ties.add(documents.filter(pa.array(is_touched)))
        is_touched = is_touched | ties.reach(documents)
        if count == is_touched.sum():
            ties.add(stage(is_touched))
            is_touched = is_touched | ties.reach(documents)
            if count == is_touched.sum():
                return is_touched


def _stage(
    connection: duckdb.DuckDBPyConnection,
    archive: Archive,
    new: pa.Table,
    documents: pa.Table,
    file: np.ndarray,
    is_touched: np.ndarray,
) -> pa.Table:
    """Stage the readings that are `new`, and those touched that are still there; what they are tied by."""
    chosen = is_touched & (file >= 0)
    fill(connection, "stg_readings", [new, *archive.rows(file[chosen], documents["row"].to_numpy()[chosen])])
    run_model(connection, "core_bodies")
    relate_model(connection, "core_attributed")
    return connection.sql(NEW_TIES).to_arrow_table()


def _places(
    connection: duckdb.DuckDBPyConnection, before: Resolved, batches: pa.Array, logs: pa.Table
) -> pa.Table:
    """Site and address of every capture of the batches that changed, as it was and as it is."""
    connection.register("touched_batches", pa.table({"batch": batches}))
    connection.register("touched_logs", logs.select(["site_id", "url"]))
    return connection.sql(PLACES.format(captures=before.source("captures"))).to_arrow_table()


def _batches(archive: Archive, before: Resolved, changed: Iterable[pa.Table]) -> pa.Array:
    """The batches whose readings or log changed, came or went."""
    now = archive.log_keys
    logs = {batch for batch in now | dict(before.logs) if now.get(batch) != before.logs.get(batch)}
    read = {batch for table in changed for batch in pc.unique(table["batch"]).to_pylist()}
    return pa.array(sorted(logs | read), pa.string())


def _stage_captures(
    connection: duckdb.DuckDBPyConnection, before: Resolved, logs: pa.Table, sites: pa.Array
) -> None:
    """Stage the captures of the changed logs, and those that the documents and sites here are told by."""
    connection.register("touched_sites", pa.table({"site_id": sites}))
    found = connection.sql(CAPTURES.format(captures=before.source("captures"))).to_arrow_table()
    fill(connection, "stg_captures", [logs, found.select(logs.column_names).cast(logs.schema)])


def _is_in(column: pa.ChunkedArray, values: pa.Array) -> np.ndarray:
    found: np.ndarray = pc.is_in(column, values.cast(column.type)).to_numpy()
    return found
