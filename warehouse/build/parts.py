"""The parts of a release that are made anew only on change: province-years, and the years made of them."""

import hashlib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from warehouse.schema.tables import province_year_path, year_folder

HALF = 16  # hex digits
Provinces: TypeAlias = frozenset[str | None] | None  # codes, None for what is of no known one; None: all
# Columns of a document that say nothing of its rows: where it lies, which moves with any other, and what
# leads to what must be resolved again.
UNSEEN = ("file", "row", "site_id", "url_key", "name_key", "successor_id")


def fingerprint(recipe: str, *content: str) -> str:
    """What a file was made from: the recipe in the first half, its content in the second."""
    digest = hashlib.sha256("\n".join(content).encode()).hexdigest()
    return recipe[:HALF] + digest[:HALF]


def has_recipe(made_from: str, recipe: str) -> bool:
    """Whether a file with that fingerprint was made in this way, from whatever."""
    return made_from.startswith(recipe[:HALF])


@dataclass(frozen=True, eq=False)
class Partition:
    """A province-year: its documents in the order of the files, and what its files are made from."""

    number: int
    year: int | None
    province: str | None
    made_from: str
    count: int  # of its documents
    source: Path  # an Arrow file whose record batch `number` holds the documents

    @property
    def documents(self) -> pa.Table:
        """What the models know of each document; read anew at each call, since a nation has millions."""
        with pa.OSFile(str(self.source)) as source:
            return pa.Table.from_batches([pa.ipc.open_file(source).get_batch(self.number)])

    def is_in(self, provinces: Provinces) -> bool:
        """Whether it is of one of these provinces."""
        return provinces is None or self.province in provinces

    def path(self, table: str) -> str:
        """Where the release keeps this partition of a table."""
        return province_year_path(table, self.year, self.province)


@dataclass(frozen=True)
class Year:
    """A report year and its province-years, in order."""

    year: int | None
    partitions: tuple[Partition, ...]

    @property
    def count(self) -> int:
        """How many documents it has."""
        return sum(partition.count for partition in self.partitions)

    def made_from(self, recipe: str) -> str:
        """The fingerprint of a file made by `recipe` from the facts of the year."""
        return fingerprint(recipe, *(partition.made_from for partition in self.partitions))

    def path(self, table: str) -> str:
        """Where the release keeps this year of a table that has a file a year."""
        return f"{year_folder(table, self.year)}/data.parquet"

    def pattern(self, table: str) -> str:
        """Every file of this year of a table that is cut by year alone."""
        return f"{year_folder(table, self.year)}/*.parquet"


def years_of(partitions: list[Partition]) -> list[Year]:
    """The province-years by year, in order."""
    grouped = groupby(partitions, key=lambda partition: partition.year)
    return [Year(year, tuple(group)) for year, group in grouped]


def with_years_before(years: list[Year]) -> list[tuple[Year, Year | None]]:
    """Each year with the one before it, where there is one."""
    known = {year.year: year for year in years}
    return [(year, known.get(year.year - 1) if year.year else None) for year in years]
