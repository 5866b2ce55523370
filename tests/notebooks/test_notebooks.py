"""Every notebook on disk runs on any release: full, nearly empty, empty or none; and becomes a page."""

import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.demo import ROOT
from tests.warehouse.warehouse_world import HEAD, World, reading

pytest.importorskip("marimo", reason="the extra `notebooks` is not installed")
FOLDER = ROOT / "notebooks"
TABLES = {
    "data_quality": {"findings", "checks", "problems", "readers", "coverage", "versions", "unresolved"},
    "district_story": {"districts", "bodies", "requests", "results", "refusals", "disputes", "silence"},
    "first_queries": {"provenance", "requests", "missing", "failed"},
    "who_asks": {"kinds", "by_year", "refused", "refusers", "grounds"},
}
CHARTS = {"data_quality": 1, "district_story": 3, "first_queries": 1, "who_asks": 2}
# Two characters look unlike where a font has them; the box of a missing glyph is the same for all.
SHAPES = """text => {
    const canvas = document.createElement('canvas');
    const pen = canvas.getContext('2d', {willReadFrequently: true});
    pen.font = '40px ' + getComputedStyle(text).fontFamily;
    const drawn = letter => { pen.clearRect(0, 0, 60, 60); pen.fillText(letter, 5, 45);
        return pen.getImageData(0, 0, 60, 60).data.join() };
    return drawn('区') !== drawn('机') && drawn('区') !== drawn('\\u{10FFFE}');
}"""
FIRST_LEFT = "svg => svg.querySelectorAll('text').length && svg.getBoundingClientRect().width"


@pytest.fixture(scope="module", autouse=True)
def _found() -> Iterator[None]:
    """`shared` is found as marimo finds it: beside the notebooks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


@pytest.fixture(scope="module")
def export() -> ModuleType:
    return importlib.import_module("shared.export")


@pytest.fixture
def run(export: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Path], tuple[list[Any], Any]]:
    def run(name: str, data: Path) -> tuple[list[Any], Any]:
        monkeypatch.setenv("NIANBAO_DATA", str(data))
        outputs, defined = export._app(name).run()
        return [output for output in outputs if hasattr(output, "html")], defined

    return run


@pytest.fixture(scope="module")
def pages(export: ModuleType, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make notebooks` writes of the demo."""
    out = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:  # main() sets the environment
        patch.setenv("NIANBAO_DATA", "")
        patch.setenv("NIANBAO_REGISTRY", "")
        assert export.main(["--data", str(demo), "--out", str(out)]) == 0
    return out


def test_every_notebook_on_disk_is_run_here(export: ModuleType) -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == TABLES.keys() == CHARTS.keys() == set(export.NAMES)


@pytest.mark.parametrize("name", TABLES)
def test_notebook_runs(name: str, demo: Path, run: Callable[..., Any]) -> None:
    shown, defined = run(name, demo)
    tables = {key: value for key, value in defined.items() if hasattr(value, "empty")}
    assert tables.keys() >= TABLES[name]
    assert not [key for key in TABLES[name] if tables[key].empty], "an empty table"
    assert sum(section.chart is not None for section in shown) == CHARTS[name]
    assert "Invented 虚构" in shown[0].text


def test_every_section_is_shown_alive_as_on_paper(demo: Path, run: Callable[..., Any]) -> None:
    """marimo's own face of a section: its words, the chart, and every row of the table."""
    import marimo

    for section in run("who_asks", demo)[0]:
        face = marimo.as_html(section).text
        assert section.heading in face
        assert ("marimo-table" in face) is (section.table is not None)
        assert ("vega" in face) is (section.chart is not None)


@pytest.mark.parametrize("name", TABLES)
def test_a_release_with_nearly_nothing_makes_no_traceback(
    name: str, tmp_path: Path, run: Callable[..., Any]
) -> None:
    """One report of a government, which speaks for others too: few sections have rows, none breaks."""
    world = World(tmp_path / "demo")
    head = replace(HEAD, agency="云栖区人民政府", kind="government", function=None, scope="region_aggregate")
    world.add(reading(head, checks=(), problems=(), sections=(), mentions=()))
    world.build()
    shown, _ = run(name, tmp_path)
    assert "1 report of 1 body, 2023–2023" in shown[0].text
    if name == "district_story":
        assert "there is no district to tell of" in shown[-1].text
        return
    assert all("Nothing of this kind" in section.html() for section in shown if section.is_empty)
    assert not [section.heading for section in shown if section.is_empty and section.chart is not None]
    assert any(section.is_empty for section in shown)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_release_is_told(
    name: str, tmp_path: Path, run: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path / "demo")
    world.add(reading(replace(HEAD, agency="", year=None, title="", region_code=None), ()))
    world.build()
    assert world.ask("select count(*) from reports") == [(0,)]
    [only], _ = run(name, tmp_path)
    assert "holds no report" in only.html()
    assert "holds no report" in capsys.readouterr().err


def test_without_a_release_every_way_in_says_what_to_do(tmp_path: Path, export: ModuleType) -> None:
    missing = tmp_path / "no_such*folder"
    command = [sys.executable, str(FOLDER / "first_queries.py")]
    environment = {"NIANBAO_DATA": str(missing), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "there is no release of 'demo'" in done.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NIANBAO_DATA", str(missing))
        patch.setenv("NIANBAO_REGISTRY", "demo")
        [only] = export.sections("first_queries")
        assert str(missing) in only.html(), "what Markdown would eat stays"
        assert export.main(["--data", str(missing), "--out", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()


def test_make_writes_the_same_pages() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = 'PYTHONPATH=notebooks $(PY) -m shared.export --registry "$$REGISTRY" --data "$$DATA" $(ARGS)'
    assert command in makefile
    assert "notebooks" in makefile.split(".PHONY:")[1].splitlines()[0], (
        "or make takes the folder for the target"
    )


def test_a_district_is_chosen_by_its_code(
    demo: Path, export: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NIANBAO_DATA", str(demo))
    headings = [section.heading for section in export.sections("district_story", "990102")]
    assert headings[1].endswith("(990102)")
    monkeypatch.setattr(export, "NAMES", ("district_story",))
    assert export.main(["--data", str(demo), "--out", str(demo / "never"), "--district", "1"]) == 1
    assert "no report of district 1 in this release" in capsys.readouterr().err
    assert not (demo / "never").exists()


def test_pages_need_nothing_but_themselves(pages: Path) -> None:
    assert {path.stem for path in pages.iterdir()} == TABLES.keys()
    for path in pages.iterdir():
        page = path.read_text(encoding="utf-8")
        assert not re.search(r"<(script|link|img|iframe|object|embed)\b|\bsrc=|@import|url\((?!#)", page), (
            path.name
        )
        assert page.count("<svg") == CHARTS[path.stem]
        assert page.count("invented figures 虚构数据</text>") == CHARTS[path.stem], (
            "each picture says so by itself"
        )
        assert "Invented 虚构" in page


@pytest.mark.skipif(
    not shutil.which("chromium"), reason="looks at pages with Chromium, which is not installed"
)
def test_pages_are_drawn_without_a_network_and_with_chinese(pages: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(offline=True, viewport={"width": 1100, "height": 900})
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        errors: list[str] = []
        tab = context.new_page()
        tab.on("console", lambda message: errors.append(message.text))
        for name, count in CHARTS.items():
            tab.goto((pages / f"{name}.html").as_uri())
            sizes = tab.eval_on_selector_all("figure svg", f"all => all.map({FIRST_LEFT})")
            assert len(sizes) == count
            assert min(sizes) > 500, "a chart is not drawn"
            assert all(text.evaluate(SHAPES) for text in tab.query_selector_all("figure svg text"))
        names = tab.goto((pages / "first_queries.html").as_uri()) and tab.inner_text("figure")
        assert "云栖区" in names
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
        tab.set_viewport_size({"width": 390, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nor on a phone"
        browser.close()
    assert asked == [(pages / f"{name}.html").as_uri() for name in [*CHARTS, "first_queries"]]
    assert not errors
