"""The pages that benches leave in docs: their plots show what was measured."""

import re
from pathlib import Path

import pytest

from tests.bench import page, scale
from tests.bench.reading import Timing
from tests.bench.scoring import Score


def texts(svg: Path) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg.read_text(encoding="utf-8"))


def test_a_bar_stands_for_every_other_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "DOCS", tmp_path)
    ratios = {"nianbao": 1.0, "pandas": 4.44, "python-docx": 0.8}
    page.save("a table", [Timing("html", tool, 1, 1, Score(), 0, ratio) for tool, ratio in ratios.items()])
    assert "a table" in (tmp_path / "bench.md").read_text(encoding="utf-8")
    shown = texts(tmp_path / "bench.svg")
    assert {"html: pandas", "4.4×", "html: python-docx", "0.8×"} <= set(shown)
    assert "html: nianbao" not in shown


def test_a_curve_begins_at_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "DOCS", tmp_path)
    sizes = {25_000_000: scale.Cost(80, 100, 2000), 100_000_000: scale.Cost(320, 400, 2600)}
    scale.save("a table", [scale.Outcome(cells, cost, {}) for cells, cost in sizes.items()])
    shown = texts(tmp_path / "scale.svg")
    assert {"seconds of a build", "MB at the highest", "million cells", "0", "100"} <= set(shown)
