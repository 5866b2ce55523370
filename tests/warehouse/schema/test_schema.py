"""The declaration of tables and columns: names that SQL takes without quotes."""

import re
from pathlib import Path

import duckdb

from spiders import registry
from warehouse.build.staging import inputs
from warehouse.handout import texts
from warehouse.schema.tables import comments_zh, tables

# A keyword of the other two categories may stand as a column's name without quotes.
QUOTED = "FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')"


def test_no_name_needs_quotes_in_sql() -> None:
    with duckdb.connect() as connection:
        keywords = {row[0] for row in connection.execute(f"SELECT keyword_name {QUOTED}").fetchall()}
    assert {"offset", "left", "right"} <= keywords
    names = set(tables()) | {column.name for table in tables().values() for column in table.columns}
    assert all(name.isidentifier() and name == name.lower() for name in names)
    assert not names & keywords


def test_the_regions_of_the_demo_come_from_its_own_table() -> None:
    regions = inputs.divisions(registry.regions_file("demo")).to_pylist()
    rows = {row["region_code"]: row for row in regions}
    assert rows["990000"]["region_name"] == "示例省"
    assert {site.region_code for site in registry.load("demo").values()} <= rows.keys()
    assert rows["440306"]["former_names"] == [] and rows["110105"]["region_name"] == "朝阳区"
    renamed = [row for row in regions if row["former_names"]]
    assert all(row["region_name"] not in row["former_names"] for row in renamed)
    assert len(renamed) > 50


def test_the_dictionary_page_is_what_the_schema_says() -> None:
    page = Path(__file__).parents[3] / "docs" / "dictionary.md"
    renew = "python -m warehouse dictionary > docs/dictionary.md"
    assert page.read_text(encoding="utf-8") == texts.dictionary(), renew


def test_the_chinese_dictionary_says_what_every_column_means() -> None:
    page = Path(__file__).parents[3] / "docs" / "zh" / "dictionary.md"
    renew = "python -m warehouse dictionary --language zh > docs/zh/dictionary.md"
    assert page.read_text(encoding="utf-8") == texts.dictionary_zh(), renew
    untold = [name for name, words in comments_zh().items() if not re.search(r"[\u4e00-\u9fff]", words or "")]
    assert not untold, "columns.csv: comment_zh says in Chinese what these mean"


def test_the_chinese_dictionary_explains_every_value_that_is_a_word() -> None:
    """In its own column, or in the one that it names: `见 reports.scope`."""
    comments = comments_zh()
    named = {name: re.findall(r"见 (\w+)\.(\w+)", words) for name, words in comments.items()}
    silent = [
        f"{table.name}.{column.name}: {value}"
        for table in tables().values()
        for column in table.columns
        for value in column.allowed
        if value.isidentifier()
        if not any(
            value in comments[at] for at in [(table.name, column.name), *named[table.name, column.name]]
        )
    ]
    assert not silent
