"""Which province-years a release has, and the documents of each: put down in the order of the files."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.build.parts import UNSEEN, Partition, fingerprint
from warehouse.build.staging.resolved import Part
from warehouse.build.staging.touched import Touched
from warehouse.schema.arrow_batches import batches_of

BATCH = 50_000  # documents in memory at a time
PLACE = "year NULLS LAST, province_code NULLS LAST"
ORDER = "region_code, agency_id, report_id, is_record DESC, batch, warc_offset"
# A digest of all that the models know of the documents of each part, which decides their order, too.
CONTENTS = f"""
    SELECT year, province_code, count(*), set_digest(row(*COLUMNS(* EXCLUDE ({", ".join(UNSEEN)}))))
    FROM core_partition_documents GROUP BY year, province_code ORDER BY {PLACE}"""


@dataclass(frozen=True)
class Plan:
    """The parts of a release, in order, and an Arrow file with a record batch for the documents of each."""

    parts: tuple[Part, ...]
    source: Path

    def partitions(self, recipe: str) -> list[Partition]:
        """What is to be written by a recipe; at least one, so that every table has a file."""
        found = [
            Partition(
                number, part.year, part.province, fingerprint(recipe, part.content), part.count, self.source
            )
            for number, part in enumerate(self.parts)
        ]
        return found or [Partition(0, None, None, fingerprint(recipe), 0, self.source)]

    def extractor_versions(self) -> tuple[str, ...]:
        """Which versions of the extractor the documents were read by."""
        with pa.memory_map(str(self.source)) as source:
            versions = pa.ipc.open_file(source).read_all()["extractor_version"]
            return tuple(sorted(pc.unique(versions).to_pylist()))


def plan(connection: duckdb.DuckDBPyConnection, scratch_dir: Path, touched: Touched | None = None) -> Plan:
    """Put every document down in `scratch_dir`, part by part.

    Parts that hold nothing of what was `touched` are those of the build before.
    """
    standing = _standing(connection, touched) if touched else {}
    made = [Part(*row) for row in connection.execute(CONTENTS).fetchall()]
    ordered = connection.sql(f"FROM core_partition_documents ORDER BY {PLACE}, {ORDER}")
    reader = ordered.to_arrow_reader(BATCH)
    batches = batches_of(reader, [part.count for part in made] or [0])
    parts = sorted([*made, *standing], key=lambda part: part.place)
    found = Plan(tuple(parts), scratch_dir / "documents.arrow")
    with pa.ipc.new_file(found.source, reader.schema) as out:
        for part in parts:
            out.write_batch(
                _batch(touched, standing[part]) if touched and part in standing else next(batches)
            )
        if not parts:
            out.write_batch(next(batches))
    return found


def _standing(connection: duckdb.DuckDBPyConnection, touched: Touched) -> dict[Part, int]:
    """The parts that stand whole, with their numbers; what stands of the others joins what was resolved."""
    before = touched.before
    query = "SELECT DISTINCT year, province_code FROM core_partition_documents"
    places = set(connection.execute(query).fetchall())
    is_changed = np.array([(part.year, part.province) in places for part in before.parts], bool)
    is_changed[before.part_of[touched.is_touched]] = True
    connection.register("standing", touched.standing(is_changed[before.part_of]))
    connection.execute("INSERT INTO core_partition_documents BY NAME FROM standing")
    return {part: number for number, part in enumerate(before.parts) if not is_changed[number]}


def _batch(touched: Touched, number: int) -> pa.RecordBatch:
    """The documents of a part of the build before, where they lie now."""
    batch = touched.before.batches[number]
    start = sum(part.count for part in touched.before.parts[:number])
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    columns["file"] = pa.array(touched.file[start : start + len(batch)])
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=batch.schema)
