"""What a build resolved of every document, kept for the next, which resolves what a change can reach.

    data/REGISTRY/warehouse/kept/resolved/KEY.arrow          a record batch a province-year
    data/REGISTRY/warehouse/kept/resolved-about/KEY.arrow    what those are, and what they were made from

The key tells the code, the small inputs and the tables of the release that stands: all else that decides a
document's rows stands in files of readings and logs, whose digests are kept beside.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.build.file_digests import FileDigests
from warehouse.build.kept import Kept
from warehouse.build.parts import fingerprint
from warehouse.build.staging.archive_tables import Archive
from warehouse.release.manifest import Entry, Release
from warehouse.schema.duckdb_connection import read_files

KIND, ABOUT = "resolved", "resolved-about"
# The tables of a release that hold rows of what is resolved.
TABLES = ("documents", "reports", "agencies", "coverage", "captures")
PARTS = pa.schema(
    [("year", pa.int16()), ("province", pa.string()), ("count", pa.int64()), ("content", pa.string())]
)
LAST_YEARS = pa.schema([("batch", pa.string()), ("named_year", pa.int32()), ("due_year", pa.int32())])


@dataclass(frozen=True)
class Part:
    """A province-year: how many documents it has, and a digest of all that is known of them."""

    year: int | None
    province: str | None
    count: int
    content: str

    @property
    def place(self) -> tuple[bool, int, bool, str]:
        """Where it stands among others: by year, then by province, what is not known last."""
        return self.year is None, self.year or 0, self.province is None, self.province or ""


@dataclass(frozen=True)
class Resolved:
    """What the build before resolved: its documents by part, the files it read, and the tables it made.

    `readings` and `logs` hold a digest a file and a batch; `last_years` and `last_year` what the models of
    those names say.
    """

    release: Release
    path: Path
    parts: tuple[Part, ...]
    readings: tuple[str, ...]
    logs: Mapping[str, str]
    last_years: pa.Table
    last_year: int | None

    @cached_property
    def batches(self) -> list[pa.RecordBatch]:
        """The documents of each part; the file stays on disk, and is mapped."""
        with pa.memory_map(str(self.path)) as source:
            reader = pa.ipc.open_file(source)
            return [reader.get_batch(number) for number in range(reader.num_record_batches)]

    @cached_property
    def documents(self) -> pa.Table:
        """All documents, part by part."""
        return pa.Table.from_batches(self.batches)

    @cached_property
    def part_of(self) -> np.ndarray:
        """The number of the part of each document."""
        return np.repeat(np.arange(len(self.parts)), [part.count for part in self.parts])

    def source(self, table: str) -> str:
        """SQL of the rows of a table of the release before."""
        return read_files(self.release.path, self.release.manifest.paths(table))


@dataclass(frozen=True)
class Resolutions:
    """What builds of a store resolved, by `made_by`: a digest of the code and of the small inputs."""

    kept: Kept
    made_by: str
    file_digests: FileDigests

    def of(self, release: Release | None) -> Resolved | None:
        """What is kept of a release; None where nothing is, or a file of it is not as it was written."""
        if release is None or not all(release.manifest.paths(table) for table in TABLES):
            return None
        key = self._key(release.files.values())
        about, path = self.kept.get(ABOUT, key), self.kept.path(KIND, key)
        if about is None or not path.is_file():
            return None
        told = json.loads(about.schema.metadata[b"nianbao"])
        if self.file_digests.of(path) != told["sha256"]:
            return None
        if any(entry.path in release.faults for entry in _entries(release.files.values())):
            return None
        return Resolved(
            release,
            path,
            tuple(Part(**row) for row in about.to_pylist()),
            tuple(told["readings"]),
            told["logs"],
            pa.Table.from_pydict(told["last_years"], LAST_YEARS),
            told["last_year"],
        )

    def keep(
        self,
        files: Iterable[Entry],
        parts: Iterable[Part],
        source: Path,
        archive: Archive,
        last_years: pa.Table,
        last_year: int | None,
        before: Release | None,
    ) -> None:
        """Keep what a build made `files` of: `source` holds the documents of `parts`, a record batch each.

        What is kept of the release before stays: this build may yet fail.
        """
        told = {
            "sha256": self.file_digests.of(source),
            "readings": archive.reading_keys,
            "logs": archive.log_keys,
            "last_years": last_years.cast(LAST_YEARS).to_pydict(),
            "last_year": last_year,
        }
        about = pa.Table.from_pylist([asdict(part) for part in parts], PARTS)
        key = self._key(files)
        target = self.kept.path(KIND, key)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = source.with_suffix(".kept")
        os.link(source, draft)  # the build goes on reading it
        draft.replace(target)
        self.kept.put(ABOUT, key, about.replace_schema_metadata({"nianbao": json.dumps(told)}))
        keys = {key, *([self._key(before.files.values())] if before else [])}
        for kind in (KIND, ABOUT):
            self.kept.forget_others(kind, keys)

    def _key(self, files: Iterable[Entry]) -> str:
        return fingerprint(self.made_by, *(f"{entry.path} {entry.sha256}" for entry in _entries(files)))


def _entries(files: Iterable[Entry]) -> list[Entry]:
    """The files of TABLES, in order."""
    return sorted((entry for entry in files if entry.table in TABLES), key=lambda entry: entry.path)
