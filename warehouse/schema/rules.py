"""The `rules` table: every check with its severity and reason."""

import pyarrow as pa

from extract import codebook
from warehouse.schema import tables as schema
from warehouse.schema.check_queries import all_checks


def rule_rows() -> pa.Table:
    """One row a check; identities bring their Chinese words and exceptions along."""
    identities = codebook.identities()
    rows = [
        {
            "check_id": check.id,
            "severity": check.severity,
            "why": check.why,
            "statement_zh": identities[check.id].statement_zh if check.id in identities else None,
            "exceptions": identities[check.id].exceptions or None if check.id in identities else None,
        }
        for check in all_checks().values()
    ]
    return pa.Table.from_pylist(rows, schema=schema.tables()["rules"].arrow())
