"""How large tables are cut into pieces, so that a change writes few of them."""

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.build import small_tables
from warehouse.schema.tables import tables

CODES = st.none() | st.text(
    "01'é州🏛", min_size=1, max_size=4
)  # DuckDB orders by bytes, Python by code points


@given(st.dictionaries(CODES, st.integers(0, 9)))
def test_every_row_lies_in_one_piece_in_order(counts: dict[str | None, int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_tables, "ROWS", 10)
        made = small_tables.pieces(tables()["reports"], counts)
    values = [value for piece in made for value in piece.values]
    ordered = sorted(
        (value for value in counts if counts[value]), key=lambda value: (value is None, value or "")
    )
    assert values == (ordered or [None])
    assert [piece.count for piece in made] == [
        sum(counts.get(value, 0) for value in piece.values) for piece in made
    ]
    assert all(piece.count <= 10 for piece in made)
    assert len({piece.path for piece in made}) == len(made)
    column = made[0].table.sort[0]
    with duckdb.connect() as connection:
        connection.register("rows", pa.table({column: pa.array(ordered, pa.string())}))
        found = [
            connection.execute(f"SELECT {column} FROM rows WHERE {piece.condition}").fetchall()
            for piece in made
        ]
    assert [value for rows in found for (value,) in rows] == ordered


def test_a_value_at_the_end_moves_no_piece_before_it() -> None:
    counts = {f"{number:02}": small_tables.ROWS // 3 for number in range(9)}
    before = small_tables.pieces(tables()["reports"], counts)
    after = small_tables.pieces(tables()["reports"], counts | {"99": 5})
    assert after[: len(before) - 1] == before[:-1]


def test_a_name_from_outside_leads_to_no_other_folder() -> None:
    (piece,) = small_tables.pieces(tables()["coverage"], {"../a*": 1})
    assert piece.path == "coverage/..%2Fa%2A.parquet"
    assert piece.condition == "site_id BETWEEN '../a*' AND '../a*'"
