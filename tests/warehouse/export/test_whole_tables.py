"""Whole tables of the demo, read again by the tools that they were written for, equal the release."""

from pathlib import Path

import pytest

from tests.warehouse.export.readers import PLACES, differences
from warehouse.export import source
from warehouse.export.export import Choice, export
from warehouse.query.connect import connect_release
from warehouse.schema.tables import quoted, tables

OF_THE_REAL_WORLD = ("benchmarks", "controls")  # empty in an invented one
# Parquet is compared whole. The others write and read value by value, in Python, which takes minutes: of the
# tables with most values they get some bodies, and Excel and Stata, which are slowest, a year of these.
LARGE = ("cells", "checks", "figures", "series", "own_series", "applicants", "sections", "mentions")
MANY = ("reports", "rates", "copies", "punctuality")
SOME = "agency_id % 8 = 0"
SLOW = ("xlsx", "dta")
VALUES = 30_000  # in memory at a time: even what is left of the tables comes in several batches


def choices(form: str) -> list[Choice]:
    if form == "parquet":
        return [Choice()]
    whole = Choice([name for name in tables() if name not in (*LARGE, *MANY)])
    large = f"{SOME} AND year = 2019" if form in SLOW else SOME
    return [whole, Choice(MANY, where=SOME), Choice(LARGE, where=large)]


@pytest.mark.parametrize("form", PLACES)
def test_every_table_read_again_equals_the_release(
    form: str, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "VALUES", VALUES)
    # Ours, in this process: test_conditions.py has those of strangers, each in a process of its own.
    monkeypatch.setattr(source.Selection, "_is_bound", False)
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
                wanted = connection.execute(chosen).fetchall()
                assert wanted or table.name in OF_THE_REAL_WORLD, table.name
                assert differences(form, tmp_path, table, wanted) == []
                compared.add(table.name)
    assert compared == {*tables()}
