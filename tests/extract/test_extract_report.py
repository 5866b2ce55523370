"""Whole reports: the corpus, bad input, determinism."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from extract.document import Hints
from extract.report import read

SHARED = Path(os.environ.get("NIANBAO_SHARED", Path(__file__).parents[2].parent / "shared"))
TRUTHS = sorted((SHARED / "corpus").glob("*.truth.json"))


@pytest.mark.skipif(not TRUTHS, reason="the corpus of real reports is not beside this checkout")
@pytest.mark.parametrize("name", ["chaoyang-landscape-2020.txt", "shanghai-office-2019.html"])
def test_every_cell_of_a_real_report_is_right(name: str) -> None:
    source = SHARED / "corpus" / name
    truth = json.loads((source.parent / f"{name}.truth.json").read_text())
    reading = read(source.read_bytes(), Hints(file_name=name))
    found = {cell.key: (cell.value, cell.status) for cell in reading.cells}
    wanted = {(i, a, item): (None if v is None else Decimal(v), s) for i, a, item, v, s in truth["cells"]}
    assert found == wanted
    head = reading.head
    assert (head.agency, head.year, head.form) == (truth["agency"], truth["year"], truth["form"])


@pytest.mark.parametrize(
    "data", [b"", b"\n\n \t", b"\x00\x01\x02" * 500, b"<html><body>404</body></html>", b"hello"]
)
def test_what_is_no_report_ends_as_a_named_problem(data: bytes) -> None:
    reading = read(data)
    assert reading.cells == ()
    assert any(problem.severity == "error" for problem in reading.problems)
    assert all(problem.message and problem.advice and problem.locator for problem in reading.problems)
