"""Every notebook on disk runs from top to bottom on the demo release, and its tables have rows."""

import importlib.util
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
TABLES = {
    "data_quality": {"findings", "checks", "problems", "readers", "coverage", "versions", "unresolved"},
    "district_story": {"districts", "bodies", "requests", "results", "refusals", "disputes", "silence"},
    "first_queries": {"provenance", "requests", "missing", "failed"},
    "who_asks": {"kinds", "by_year", "refused", "refusers", "grounds"},
}


def test_every_notebook_on_disk_is_run_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == TABLES.keys()


@pytest.mark.filterwarnings("error:Glyph .* missing")
@pytest.mark.parametrize("name", TABLES)
def test_notebook_runs(name: str, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("marimo", reason="the extra `notebooks` is not installed")
    monkeypatch.setenv("NIANBAO_DATA", str(demo))
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.syspath_prepend(str(FOLDER))  # as marimo does
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, defined = module.app.run()
    shown = {key: value for key, value in defined.items() if hasattr(value, "empty")}
    assert shown.keys() >= TABLES[name]
    assert not [key for key in TABLES[name] if shown[key].empty], "an empty table"
