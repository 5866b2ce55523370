"""Answers that are looked up, or asked of few files, are those that the whole release gives."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo import ROOT, ask
from warehouse.query.limits import Limits
from warehouse.web.questions import Answer, Questions
from warehouse.web.server import materializing
from warehouse.web.sql import materialized
from warehouse.web.sql.named import CHOSEN, KEY, QUERIES, text
from warehouse.web.sql.pruning import PRUNED

LIMITS = Limits(memory_mb=300, threads=1)


@pytest.fixture(scope="module")
def answers(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    return materialized.write(release, folder / materialized.file_name(release), LIMITS)


@pytest.fixture(scope="module")
def quick(release: Path, answers: Path) -> Questions:
    return Questions(release, answers=answers)


@pytest.fixture(scope="module")
def keys(demo: Path) -> dict[str, list[str]]:
    """Keys of each kind of page from all over, with those that have most to say."""

    def some(sql: str) -> list[str]:
        found = [str(key) for (key,) in ask(demo, sql)]
        return found[:: max(1, len(found) // 12)]

    bodies = some("SELECT agency_id FROM agencies ORDER BY agency_name")
    bodies += some("SELECT DISTINCT agency_id FROM copies WHERE same_pct >= 50 ORDER BY agency_id")
    bodies += some("SELECT DISTINCT agency_id FROM gaps ORDER BY agency_id")
    reports = some("SELECT report_id FROM reports ORDER BY region_code, agency_name, year, version")
    reports += some("SELECT report_id FROM problems WHERE report_id IS NOT NULL ORDER BY report_id")
    reports += some("SELECT DISTINCT report_id FROM copies WHERE same_pct >= 50 ORDER BY report_id")
    places = some("SELECT DISTINCT region_code FROM agencies ORDER BY region_code")
    places += some("SELECT DISTINCT region_code FROM gaps ORDER BY region_code")
    return {
        "place": ["all", "000000", *places],
        "concept": some("SELECT DISTINCT concept FROM concepts ORDER BY concept"),
        "body": bodies,
        "report": reports,
        "source": reports,
        "page": [*bodies, *reports],
        "compare": [f"{one}-{other}" for one, other in zip(reports, reversed(reports), strict=True)],
    }


def whole(questions: Questions, name: str, key: str) -> list[dict[str, object]]:
    """The rows of a key, asked of the whole release by the SQL that the page tells."""
    rows = questions.ask_with(name, {"keys": [key]}).rows
    return [{column: value for column, value in row.items() if column != KEY} for row in rows]


@pytest.mark.parametrize("name", sorted({*materialized.ANSWERS, *PRUNED, "body_similar", "league"}))
def test_a_quick_answer_is_that_of_the_whole_release(
    questions: Questions, quick: Questions, keys: dict[str, list[str]], name: str
) -> None:
    asked = keys.get(name.partition("_")[0], ["req_new-2023", "refusal_pct-2020"])
    found: list[Answer] = [quick.ask(name, key) for key in asked]
    assert [answer.rows for answer in found] == [whole(questions, name, key) for key in asked]
    assert any(answer.rows for answer in found), "nothing was compared"
    told = questions.ask(name, asked[0])
    assert (found[0].sql, found[0].names) == (told.sql, told.names)


@pytest.mark.parametrize("name", sorted(PRUNED))
def test_files_that_hold_no_row_of_a_report_are_not_opened(
    questions: Questions, keys: dict[str, list[str]], name: str
) -> None:
    key = keys[name.partition("_")[0]][0]
    asked = questions._from_few(name, [key])
    opened = asked.count(".parquet'")
    assert 0 < opened < 12 < len(questions.manifest.files)
    assert questions.ask(name, key).rows == whole(questions, name, key)


def test_an_unknown_key_has_no_rows(quick: Questions) -> None:
    for name in (*materialized.ANSWERS, *PRUNED - {"compare_cells"}):
        assert quick.ask(name, "1").rows == []


def test_every_stored_question_chooses_its_pages_in_one_place() -> None:
    """Else leaving the choice away would not give the rows of all pages."""
    for name in materialized.ANSWERS:
        assert text(name).count("$keys") == len(CHOSEN.findall(text(name))) >= 1
    assert {path.stem for path in QUERIES.glob("*.sql")} >= {*materialized.ANSWERS, *PRUNED}


@pytest.fixture
def store(release: Path, tmp_path: Path) -> Path:
    """A release in a store of its own."""
    shutil.copytree(release, tmp_path / "releases" / release.name)
    return tmp_path / "releases" / release.name


def test_answers_are_made_once_a_release(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = store.parents[1] / materialized.FOLDER / "0123456789ab-01234567.duckdb"
    older.parent.mkdir()
    older.write_bytes(b"of a release before")
    made = materializing.answers_of(store)
    assert made and made.parent == older.parent and not older.exists()
    assert "making the pages" in capsys.readouterr().err
    changed = made.stat().st_mtime_ns
    assert materializing.answers_of(store) == made and made.stat().st_mtime_ns == changed
    assert not capsys.readouterr().err
    assert [path.name for path in made.parent.iterdir()] == [made.name], "no draft stays"


def test_what_a_killed_process_was_making_goes_and_what_another_makes_stays(store: Path) -> None:
    made = materializing.answers_of(store)
    assert made
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    left = made.with_name(f".{made.name}.{gone.pid}")
    being_made = made.with_name(f".{made.name}.{os.getppid()}")
    for draft in (left, left.with_name(f"{left.name}.wal"), being_made):
        draft.write_bytes(b"half")
    left.with_name(f"{left.name}.spill").mkdir()
    made.unlink()
    assert materializing.answers_of(store) == made
    assert sorted(made.parent.iterdir()) == [being_made, made]


def test_a_server_goes_on_without_what_it_cannot_make(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (store.parents[1] / materialized.FOLDER).write_text("a file where the folder should be")
    assert materializing.answers_of(store) is None
    assert "stay slow" in capsys.readouterr().err


def test_where_a_store_may_not_be_written_to_answers_lie_elsewhere_and_go(store: Path) -> None:
    script = f"""if True:
        import os
        from pathlib import Path
        from warehouse.web.server import materializing
        os.access = lambda *_: False
        if __name__ == "__main__":
            made = materializing.answers_of(Path({str(store)!r}))
            print(made, made.stat().st_size > 0)
    """
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ
    )
    path, is_there = done.stdout.split()
    assert is_there == "True" and not Path(path).exists()
    assert not (store.parents[1] / materialized.FOLDER).exists()
