"""The declaration of tables and columns: names that SQL takes without quotes."""

import duckdb

from warehouse import schema

# A keyword of the other two categories may stand as a column's name without quotes.
QUOTED = "FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')"


def test_no_name_needs_quotes_in_sql() -> None:
    with duckdb.connect() as connection:
        keywords = {row[0] for row in connection.execute(f"SELECT keyword_name {QUOTED}").fetchall()}
    assert {"offset", "left", "right"} <= keywords
    names = set(schema.tables()) | {each.name for table in schema.tables().values() for each in table.columns}
    assert all(name.isidentifier() and name == name.lower() for name in names)
    assert not names & keywords
