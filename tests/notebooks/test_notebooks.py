"""Every notebook runs from top to bottom on the demo release."""

import importlib.util
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("marimo", reason="the extra `notebooks` is not installed")
    monkeypatch.setenv("NIANBAO_DATA", str(demo))
    monkeypatch.setenv("MPLBACKEND", "agg")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, defined = module.app.run()
    tables = [value for value in defined.values() if hasattr(value, "empty")]
    assert tables, f"{path.name} shows no table"
    assert not [table for table in tables if table.empty], f"{path.name} shows an empty table"
