"""`--where` takes one condition, reads no more than its table, and answers mistakes as `sql` does."""

import csv
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.query.hostile_statements import ENDLESS, QUOTED, STUCK, TABLE, WITH_COPY
from tests.warehouse.warehouse_world import World, many
from warehouse.__main__ import main
from warehouse.errors import WarehouseError
from warehouse.export.export import Choice, export
from warehouse.query.limits import ASKED, Limits

SMALL = Limits(memory_mb=300, seconds=1, spill_mb=100, threads=2)
ENDED = r"longer than 1 s|more than 300 MB|want of memory"
# Each is refused before anything is written; {release} and {outside} are folders, as in hostile_statements.
REFUSED = {
    "": "The condition is empty",
    " where ; ": "The condition is empty",
    "year": "gives SMALLINT, not true or false",
    "2021": "gives INTEGER, not true or false",
    "year = 2021, true": "gives TUPLE(BOOLEAN, BOOLEAN), not",
    "*": "BOOLEAN, VARCHAR",
    "count(*) > 1": "cannot contain aggregates",
    "year = 2021 LIMIT 1": "is no SQL: syntax error",
    "true) LIMIT (1": "more than one expression",
    "true) FROM captures WHERE (true": "more than one expression",
    "true) UNION ALL SELECT (true": "more than one expression",
    "true) ORDER BY (1": "more than one expression",
    "true); DELETE FROM reports; SELECT (true": "Only SELECT statements",
    f"true); COPY reports TO '{TABLE}'; SELECT (true": "Only SELECT statements",
    "true); FROM captures; SELECT (true": "more than one expression",
    f"year IN ({WITH_COPY})": "read-only",
    f"year IN (FROM query($$ {QUOTED} $$))": "read-only",
    "year IN (FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1')))": "read-only",
    "EXISTS (FROM read_text('{outside}/secret.csv'))": "",
    "EXISTS (FROM '{outside}/secret.csv')": "",
    "EXISTS (FROM read_csv('/etc/passwd'))": "",
    "title = 'x": "unterminated",
    "title = 'x' /*": "unterminated",
    "title = 'a\0b'": "",
    "title = '\ud800'": "surrogate",
    "(" * 3000 + "true" + ")" * 3000: "",
}
MISTAKES = {
    "yr = 2021": "Did you mean: reports.year",
    "本年新收 > 3": "Did you mean: figures.req_new (本年新收)",
    "机关名称 LIKE '%教育%'": "Did you mean: reports.agency_name",
    'agency_name = "教育局"': "Text stands in single quotes",
    "title::int = 3": "Could not convert string",
}
TAKEN = {
    "year = 2021": 3,
    " WHERE year = 2021 ; ": 3,
    "reports.year = 2021": 3,
    "year = 2021 -- no more": 3,
    "year = 2021 OR year = 2022": 6,
    "agency_name LIKE '%教育%' AND year >= 2022": 1,
    "report_id IN (SELECT report_id FROM cells WHERE indicator = 'req_new' AND value > 0)": 6,
    "year = 1900": 0,
    "NULL::BOOLEAN": 0,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Data of three bodies and two years; the release, and the folder beside it, are the same at the end."""
    root = tmp_path_factory.mktemp("conditions")
    many(World(root / "demo"), years=(2021, 2022)).build()
    (root / "outside").mkdir()
    (root / "outside" / "secret.csv").write_text("s3cr3t\n", encoding="utf-8")
    before = files(root)
    yield root
    assert files(root) == before


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) for path in found}


def release(root: Path) -> Path:
    return (root / "demo" / "warehouse" / "current").resolve()


def exported(root: Path, where: str, out: Path, limits: Limits = ASKED) -> list[dict[str, str]]:
    filled = where.replace("{release}", str(release(root))).replace("{outside}", str(root / "outside"))
    done = export(release(root), Choice(["reports"], filled, limits=limits), "csv", out)
    with done.files[0].open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert done.remarks == ([] if rows else ["reports: the condition is true of no row"])
    return rows


@pytest.mark.parametrize("where", TAKEN)
def test_a_condition_chooses_its_rows(where: str, root: Path, tmp_path: Path) -> None:
    assert len(exported(root, where, tmp_path / "out")) == TAKEN[where]


@pytest.mark.parametrize("where", [*REFUSED, *MISTAKES])
def test_what_is_no_condition_is_refused_in_words_and_writes_nothing(
    where: str, root: Path, tmp_path: Path
) -> None:
    with pytest.raises(WarehouseError) as refused:
        exported(root, where, tmp_path / "out")
    told = str(refused.value)
    assert (REFUSED | MISTAKES)[where] in told
    assert "s3cr3t" not in told
    assert not list(tmp_path.rglob("reports*"))


@pytest.mark.parametrize("sql", [STUCK[0], ENDLESS[0], ENDLESS[3]])
def test_a_condition_without_an_end_is_ended(sql: str, root: Path, tmp_path: Path) -> None:
    """One that DuckDB cannot interrupt, one that never ends, one that takes all memory."""
    with pytest.raises(WarehouseError, match=ENDED):
        exported(root, f"title = ({sql})::VARCHAR", tmp_path / "out", SMALL)
    assert not list(tmp_path.rglob("reports*"))


def test_a_condition_needs_a_table(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", "--data", str(root), "--out", str(tmp_path / "out"), "--where", "year = 2021"]
    assert main(words) == 1
    assert "name the tables that it is for" in capsys.readouterr().err
    assert main([*words, "reports", "regions"]) == 1
    assert "--where for regions: Binder Error" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
