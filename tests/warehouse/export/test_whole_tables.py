"""Whole tables of the demo, read again by the tools that they were written for, equal the release."""

from pathlib import Path

import pytest

from tests.warehouse.export.readers import PLACES, differences
from warehouse.export.export import Choice, export
from warehouse.query.connect import connect_release
from warehouse.schema.tables import quoted, tables

# openpyxl writes and reads some ten thousand values a second, and Stata's format few more: of these tables,
# which hold millions, they get a year of some bodies.
OF_THE_REAL_WORLD = ("benchmarks", "controls")  # empty in an invented one
SLOW = ("xlsx", "dta")
LARGE = ("cells", "checks", "figures", "series", "own_series", "applicants", "sections", "mentions")


def choices(form: str) -> list[Choice]:
    if form not in SLOW:
        return [Choice()]
    whole = Choice([name for name in tables() if name not in LARGE])
    return [whole, Choice(LARGE, where="year = 2019 AND agency_id % 8 = 0")]


@pytest.mark.parametrize("form", PLACES)
def test_every_table_read_again_equals_the_release(form: str, demo: Path, tmp_path: Path) -> None:
    release = (demo / "demo" / "warehouse" / "current").resolve()
    compared = set()
    for choice in choices(form):
        done = export(release, choice, form, tmp_path / PLACES[form])
        assert done.remarks == [], "no number of the demo is too long for any of them"
        with connect_release(release) as connection:
            for table in choice.tables():
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                order = ", ".join(quoted((*table.sort, *table.key)))
                chosen = f"SELECT {columns} FROM {table.name} WHERE {choice.where or True} ORDER BY {order}"
                source = connection.execute(chosen).fetchall()
                assert source or table.name in OF_THE_REAL_WORLD, table.name
                assert differences(form, tmp_path, table, source) == []
                compared.add(table.name)
    assert compared == {*tables()}
