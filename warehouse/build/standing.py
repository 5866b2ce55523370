"""The facts of a province-year that stand in the release before: only documents that changed are read again.

What the models knew of the documents of each part is kept between builds, under the fingerprint of its files.
A document of which they know the same now has the same rows, and these are taken from the files.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.build.context import BuildContext
from warehouse.build.facts import TABLES
from warehouse.build.parts import Partition, has_recipe
from warehouse.build.years import known_documents
from warehouse.schema import nested_lists
from warehouse.schema.arrow_schemas import arrow_schema
from warehouse.schema.tables import tables

NUMBERED = pa.dictionary(pa.int32(), pa.string())


def standing(context: BuildContext, partition: Partition) -> np.ndarray:
    """For each document of a partition, whether its rows stand in the release before."""
    count = len(partition.documents)
    if context.previous is None:
        return np.zeros(count, bool)
    made = {context.previous.made_from(partition.path(name)) for name in TABLES}
    before = made.pop()
    if made or not has_recipe(before, partition.made_from):
        return np.zeros(count, bool)
    now = known_documents.of(partition)
    known = set(known_documents.rows(context.kept.find(known_documents.KIND, before, now.schema)))
    return np.fromiter((row in known for row in known_documents.rows(now)), bool, count)


def rows(context: BuildContext, partition: Partition, is_standing: np.ndarray) -> dict[str, pa.Table]:
    """The rows of a partition in the release before, by table; none where no document stands."""
    if context.previous is None or not is_standing.any():
        return {}
    return {name: read(context.previous.path / partition.path(name), name) for name in TABLES}


def with_standing(
    old: dict[str, pa.Table], documents: pa.Table, is_standing: np.ndarray, new: dict[str, pa.Table]
) -> dict[str, pa.Table]:
    """The `new` rows of some documents by table with the `old` ones of those that stand, in their order.

    All have the types that `read` gives: runs of which some stand are written with others of which none does.
    """
    new = {name: made.select(_shape(name).names).cast(_shape(name)) for name, made in new.items()}
    if not is_standing.any():
        return new
    is_record = documents["is_record"].to_numpy()
    # Of most tables the rows are in the order of the reports; of problems, in that of the documents.
    reports, ordered = documents["report_id"].filter(pa.array(is_record)), documents["document_id"].sort()
    kept_reports = documents["report_id"].filter(pa.array(is_record & is_standing))
    kept_documents = documents["document_id"].filter(pa.array(is_standing))
    merged = {}
    for name, made in new.items():
        owner = "document_id" if name == "problems" else "report_id"
        kept, order = (kept_documents, ordered) if name == "problems" else (kept_reports, reports)
        stands = old[name].filter(pc.is_in(old[name][owner], kept.combine_chunks()))
        whole = pa.concat_tables([stands, made])
        place = pc.index_in(whole[owner], order.combine_chunks()).to_numpy()
        at = pa.array(np.argsort(place, kind="stable"))
        merged[name] = whole.unify_dictionaries().combine_chunks().take(at)
    return merged


def read(path: Path, name: str) -> pa.Table:
    """The rows of a file of that table, words as numbers where they come so when they are made."""
    words = nested_lists.WORDS.get(name, ())
    with pq.ParquetFile(path, read_dictionary=list(words)) as file:
        rows = file.read(use_threads=False)
    return rows.select(_shape(name).names).cast(_shape(name))


@cache
def _shape(name: str) -> pa.Schema:
    """The columns of a table as declared, words as numbers."""
    words = nested_lists.WORDS.get(name, ())
    declared = arrow_schema(tables()[name])
    return pa.schema([field.with_type(NUMBERED) if field.name in words else field for field in declared])
