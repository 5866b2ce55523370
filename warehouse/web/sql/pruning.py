"""Partition pruning: a question about some reports reads the files of their province-years, and no others.

DuckDB prunes by constants, and then still plans over the hundreds of files of a table: so a table is replaced
in the question by the few files that can hold what is asked for. The answer is the same.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from warehouse.release.manifest import Manifest
from warehouse.schema.tables import HIVE_NULL, LAYOUTS, tables
from warehouse.schema.views import rows_of_files
from warehouse.web.sql.named import tables_read

# Keyed questions that read the facts of reports, and whose keys are ids of reports, or A-B of two.
PRUNED = frozenset(
    {"report_cells", "report_checks", "report_sections", "report_mentions", "report_copies", "compare_cells"}
)
COPIED = {"report_copies": "sections"}  # question → table of which it wants the reports that are alike, too
Partitions = Iterable[Mapping[str, object]]


@dataclass(frozen=True)
class Pruning:
    """The files of a release by what they hold."""

    root: Path
    manifest: Manifest

    @cached_property
    def _paths(self) -> Mapping[str, Collection[str]]:
        """Folder → the files in it."""
        found: dict[str, list[str]] = {}
        for entry in self.manifest.files:
            found.setdefault(entry.path.rpartition("/")[0], []).append(entry.path)
        return found

    def sources(self, name: str, own: Partitions, copied: Partitions = ()) -> dict[str, str]:
        """Table → SQL of its rows in few files, for each table of a question that is cut into files.

        `own` are the partitions of its reports, rows with `year` and `province`, `copied` those of the
        reports that these are like.
        """
        found = {
            table: self._source(table, [*own, *copied] if COPIED.get(name) == table else own)
            for table in tables_read(name)
        }
        return {table: source for table, source in found.items() if source}

    def _source(self, name: str, partitions: Partitions) -> str:
        """SQL of a table over its files of these partitions; empty where it is not cut so, or has none."""
        table = tables().get(name)
        cut = LAYOUTS[table.layout] if table else ()
        if table is None or not cut:
            return ""
        folders = {
            "/".join(f"{column}={partition[column] or HIVE_NULL}" for column in cut)
            for partition in partitions
        }
        wanted = [path for folder in sorted(folders) for path in self._paths.get(f"{name}/{folder}", ())]
        return rows_of_files(table, str(self.root), wanted) if wanted else ""
