"""Tables of a release that come from declarations alone: its dictionary, checks, concepts and columns."""

import pyarrow as pa

from extract import codebook
from warehouse.schema.arrow_schemas import declared_table
from warehouse.schema.check_queries import all_checks
from warehouse.schema.crosswalk import concepts
from warehouse.schema.figure_columns import wide_columns
from warehouse.schema.tables import tables


def dictionary_table() -> pa.Table:
    """The `dictionary` table: one row a column of every table."""
    return declared_table(
        "dictionary",
        (
            {
                "table_name": table.name,
                "ord": ordinal,
                "column_name": column.name,
                "data_type": column.type,
                "is_key": column.name in table.key,
                "is_nullable": column.nullable,
                "unit": column.unit or None,
                "allowed": "|".join(column.allowed) or None,
                "description_zh": column.zh,
                "description_en": column.en,
                "source": column.source or None,
            }
            for table in tables().values()
            for ordinal, column in enumerate(table.columns, 1)
        ),
    )


def rules_table() -> pa.Table:
    """The `rules` table: one row a check; identities bring their Chinese words and exceptions along."""
    identities = codebook.identities()
    return declared_table(
        "rules",
        (
            {
                "check_id": check.id,
                "severity": check.severity,
                "why": check.why,
                "statement_zh": identities[check.id].statement_zh if check.id in identities else None,
                "exceptions": identities[check.id].exceptions or None if check.id in identities else None,
            }
            for check in all_checks().values()
        ),
    )


def concepts_table() -> pa.Table:
    """The `concepts` table: one row a way to come by a concept, the best first (`rank`)."""
    return declared_table(
        "concepts",
        (
            {
                "concept": concept.id,
                "rank": rank,
                "ord": ordinal,
                "form": source.form,
                "expression": source.expression,
                "grade": source.grade,
                "label_zh": concept.zh,
                "label_en": concept.en,
                "unit": concept.unit,
                "note": source.note or None,
            }
            for ordinal, concept in enumerate(concepts().values(), 1)
            for rank, source in enumerate(concept.sources, 1)
        ),
    )


def figure_places() -> pa.Table:
    """indicator, applicant, block, place: the column of `figures` (from 0) that a cell goes to."""
    columns, indicators = wide_columns(), codebook.indicators()
    return pa.table(
        {
            "indicator": [column.indicator for column in columns],
            "applicant": pa.array([column.applicant for column in columns], pa.string()),
            "block": [indicators[column.indicator].block for column in columns],
            "place": pa.array(range(len(columns)), pa.int16()),
        }
    )
