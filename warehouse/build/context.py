"""What every step of a build shares."""

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.build.budget import Budget
from warehouse.build.kept import Kept
from warehouse.release.manifest import Entry, Release


@dataclass(frozen=True, slots=True)
class Recipes:
    """Digests of the code and declarations that shape the files of a part: another recipe makes them anew."""

    facts: str
    figures: str
    series: str
    copies: str
    findings: str


@dataclass(frozen=True)
class BuildContext:
    """Where a build writes, what it reads, and the release before it (None: there is none).

    `corrections` holds report_id, place (column of `figures`, from 0) and corrected value, for this registry.
    `database` is an empty one, for cursors: a new one takes as long to open as most of what it is asked.
    """

    release_dir: Path
    scratch_dir: Path
    readings: tuple[Path, ...]
    corrections: pa.Table
    recipes: Recipes
    previous: Release | None
    kept: Kept
    budget: Budget
    executor: Executor
    database: duckdb.DuckDBPyConnection

    def link(self, paths: list[str], made_from: str) -> list[Entry]:
        """Files of the release before as hard links, if all of them were made from the same; else nothing."""
        return self.previous.link(paths, made_from, self.release_dir) if self.previous else []
