"""What a command loads: help no library, a question DuckDB; and no module reads a table when imported."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.warehouse.warehouse_world import World, reading
from warehouse.query.limits import ASKED

ROOT = Path(__file__).parents[3]
LARGE = {
    "numpy",
    "pandas",
    "pyarrow",
    "scrapy",
    "twisted",
    "selectolax",
    "lxml",
    "fastwarc",
    "fsspec",
    "rich",
}
OURS = {"extract.report", "extract.readers", "spiders.families", "warehouse.build"}
RUN = """
import sys
from warehouse.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""
ANSWER = """
import sys
from warehouse.query import process
process.main()
print(*sys.modules, file=sys.stderr)
"""
# Prints the tables of the packages that are opened while every module is imported, but for those of the API:
# the classes of its rows are made of the dictionary, and only the page loads them.
IMPORT_ALL = """
import sys
from importlib import import_module
from pathlib import Path

opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
of_api = {*Path("warehouse/web/api").rglob("*.py"), Path("warehouse/web/parts/api.py")}
for path in sorted({*Path("warehouse").rglob("*.py")} - of_api):
    if path.name != "__main__.py":
        import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
roots = tuple(str(Path.cwd() / package) for package in ("spiders", "extract", "warehouse"))
print(*(path for path in opened if path.startswith(roots) and not path.endswith((".py", ".pyc"))), sep="\\n")
"""


def loaded(*words: str) -> set[str]:
    """The modules that a command of the warehouse has loaded at its end."""
    call = [sys.executable, "-c", RUN, *words]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_help_loads_no_library() -> None:
    assert not loaded("--help") & (LARGE | OURS | {"duckdb"})


@pytest.mark.parametrize("form", ["csv", "table"])
def test_a_question_loads_duckdb_and_no_other_library(world: World, form: str) -> None:
    """Neither the command nor the process that answers."""
    world.add(reading())
    release, query = world.build().release, "SELECT count(*) FROM cells"
    found = loaded("sql", "--data", str(world.data.parent), "--format", form, query)
    assert not found & (LARGE | OURS)
    request = json.dumps([str(release), True, query, asdict(ASKED), 10, form])
    call = [sys.executable, "-c", ANSWER]
    done = subprocess.run(call, cwd=ROOT, input=request, capture_output=True, text=True, check=True)
    found = set(done.stderr.split())
    assert "duckdb" in found
    assert not found & (LARGE | OURS) - ({"rich"} if form == "table" else set())


def test_no_module_reads_a_table_when_it_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
