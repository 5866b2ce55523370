"""What the models knew of the documents of each province-year, kept between builds: which of them changed."""

import pyarrow as pa

from warehouse.build.context import BuildContext
from warehouse.build.parts import UNSEEN, Partition, Year, has_recipe
from warehouse.release.manifest import Release
from warehouse.schema.tables import HIVE_NULL, year_folder

KIND = "documents"


def keep(context: BuildContext, partition: Partition) -> None:
    """Keep for the next build what is known of the documents of a partition."""
    context.kept.put(KIND, partition.made_from, of(partition))


def forget_others(context: BuildContext, partitions: list[Partition]) -> None:
    """Keep between builds only what is known of these partitions."""
    context.kept.forget_others(KIND, {partition.made_from for partition in partitions})


def of(partition: Partition) -> pa.Table:
    """What is known of the documents of a partition, and says something of their rows."""
    return partition.documents.drop_columns(UNSEEN)


def rows(documents: pa.Table) -> list[tuple[object, ...]]:
    """A tuple a document, to compare them by."""
    return list(zip(*(column.to_pylist() for column in documents.columns), strict=True))


def made_before(previous: Release, table: str, year: int | None) -> dict[str | None, str]:
    """Province → what a year of a table was made from in the release before; empty where damaged."""
    found = {}
    for path in previous.below(year_folder(table, year)):
        province = path.split("/")[2].removeprefix("province=")
        found[None if province == HIVE_NULL else province] = previous.made_from(path)
    return found


def changed_bodies(context: BuildContext, year: Year) -> set[int | None] | None:
    """Ids of the bodies whose documents of a year came, went or changed; None stands for nobody known.

    None in place of a set where it is not known what the documents were.
    """
    if context.previous is None:
        return None
    now = {part.province: part for part in year.partitions}
    before = made_before(context.previous, "cells", year.year)
    nothing = of(year.partitions[0]).slice(0, 0)
    bodies = nothing.column_names.index("agency_id")
    found: set[int | None] = set()
    for province in now | before:
        part, made = now.get(province), before.get(province)
        if part and part.made_from == made:
            continue
        theirs = nothing if made is None else _kept(context, made, nothing.schema)
        if theirs is None:
            return None
        ours = of(part) if part else nothing
        found |= {row[bodies] for row in {*rows(ours)} ^ {*rows(theirs)}}
    return found


def _kept(context: BuildContext, made: str, schema: pa.Schema) -> pa.Table | None:
    """What was known of documents whose facts were made so; None where it is lost or not to be compared."""
    found = context.kept.get(KIND, made) if has_recipe(made, context.recipes.facts) else None
    return found if found is not None and found.schema.equals(schema) else None
