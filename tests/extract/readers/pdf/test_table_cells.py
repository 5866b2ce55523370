"""The tables between edges are those that pdfplumber finds."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pdfplumber.table import edges_to_intersections, intersections_to_cells

from extract.readers.pdf.reread.table_cells import cells, crossings

PLACES = st.integers(0, 6).map(lambda place: place * 10.0)
MISSES = st.sampled_from([0.0, 0.0, 0.0, 2.5, -3.0, 3.5])
TOLERANCE = 3


def edge(orientation: str, place: float, start: float, end: float, miss: float) -> dict[str, Any]:
    low, high = sorted((start, end))
    if orientation == "v":
        return {"orientation": "v", "x0": place, "x1": place, "top": low + miss, "bottom": high}
    return {"orientation": "h", "x0": low + miss, "x1": high, "top": place, "bottom": place}


EDGES = st.lists(st.builds(edge, st.sampled_from("vh"), PLACES, PLACES, PLACES, MISSES), max_size=40)


@given(EDGES)
def test_cells_are_those_of_pdfplumber(edges: list[dict[str, Any]]) -> None:
    theirs = edges_to_intersections(edges, TOLERANCE, TOLERANCE)
    ours = crossings(edges, TOLERANCE, TOLERANCE)
    assert ours.keys() == theirs.keys()
    assert cells(ours) == intersections_to_cells(theirs)


def test_a_grid_has_a_cell_between_any_four_crossings() -> None:
    lines = [0.0, 10.0, 20.0, 30.0]
    edges = [edge(kind, place, 0.0, 30.0, 0.0) for kind in "vh" for place in lines]
    found = cells(crossings(edges, TOLERANCE, TOLERANCE))
    assert found == [(x, y, x + 10, y + 10) for x in lines[:3] for y in lines[:3]]
