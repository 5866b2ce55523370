"""Text from outside steers no terminal and no spreadsheet, and a version names no other folder."""

import csv
import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from extract.run.spreadsheet import FORMULA
from tests.warehouse.warehouse_world import HEAD, World, reading
from warehouse.__main__ import main
from warehouse.errors import WarehouseError
from warehouse.export.export import Choice, export
from warehouse.query.terminal import FORMATS, print_result, visible

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = "\u200e\u200f\u061c"
HOSTILE = st.text(st.characters() | st.sampled_from("\x1b\x9b\x07\r\x7f\u202e\u2066\u200f\u2028\ud800="))
ATTACK = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m"


def steering(text: str) -> set[str]:
    """The characters of a text that a terminal obeys, by their properties in Unicode."""
    return {
        char
        for char in text
        if (unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} and char not in "\n\t")
        or unicodedata.bidirectional(char) in BIDI
        or char in MARKS
    }


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


@given(HOSTILE)
def test_visible_text_steers_nothing_and_loses_nothing(text: str) -> None:
    shown = visible(text)
    assert not steering(shown)
    assert visible(shown) == shown
    assert steering(text) or shown == text


@pytest.mark.parametrize("form", FORMATS)
@settings(deadline=None)  # the first table loads its library
@given(HOSTILE, HOSTILE)
def test_no_format_steers_a_terminal(form: str, name: str, text: str) -> None:
    out = Terminal()
    print_result(form, [name], [(text,), (None,), (1,), ([text],)], out)
    found = steering(out.getvalue())
    assert found <= ({"\x1b"} if form == "table" else set())  # rich sets the header in bold


@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=1))
def test_csv_read_again_has_the_same_rows(rows: list[tuple[str, str]]) -> None:
    """Whatever ends a line in a text, it tears no row."""
    out = io.StringIO(newline="")
    print_result("csv", ["a", "b"], rows, out)
    assert [tuple(row) for row in csv.reader(io.StringIO(out.getvalue(), newline=""))] == [("a", "b"), *rows]


@given(HOSTILE.filter(lambda text: "\ud800" not in text))
def test_a_table_in_a_file_holds_no_escape_either(text: str) -> None:
    out = io.StringIO()
    print_result("table", ["x"], [(text,)], out)
    assert not steering(out.getvalue())


@pytest.mark.parametrize("columns", [80, 40])
def test_a_wide_row_is_shown_whole_with_a_column_a_line(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = Terminal()
    names = [f"column_{place}" for place in range(30)]
    print_result("table", names, [[f"值 {place}" for place in range(30)]] * 2, out)
    lines = re.sub("\x1b\\[[0-9;]*m", "", out.getvalue()).splitlines()
    assert [line.split() for line in lines[1:31]] == [[f"column_{n}", "值", str(n)] for n in range(30)]
    assert all(cell_len(line) <= columns for line in lines)


def test_a_long_text_is_folded_within_its_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = Terminal()
    print_result("table", ["year", "why"], [[2020, "缺少表格 " * 40]], out)
    assert "row 1" not in out.getvalue()
    assert out.getvalue().count("缺少表格") == 40


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Reports whose titles steer a terminal or a spreadsheet."""
    world = World(tmp_path_factory.mktemp("hostile") / "demo")
    world.add(reading(replace(HEAD, title=f"=cmd|' /C calc'!A0 {ATTACK}")))
    world.add(reading(replace(HEAD, year=2022, title="+1+HYPERLINK(1)")))
    world.add(reading(replace(HEAD, year=2021, title="-12.5")))
    world.build()
    return world


@pytest.mark.parametrize("words", [("check",), ("sql", "FROM reports"), ("sql", f'SELECT "{ATTACK}"')])
def test_no_command_lets_it_through(
    hostile: World, words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    main([words[0], "--data", str(hostile.data.parent), *words[1:]])
    captured = capfd.readouterr()
    assert not steering(captured.out + captured.err)
    assert captured.out + captured.err


def test_exports_hold_no_formula_unless_they_are_asked_raw(hostile: World, tmp_path: Path) -> None:
    release = hostile.store.current()
    assert release is not None
    titles = {}
    for is_raw in (False, True):
        done = export(release, Choice(["reports"], is_raw=is_raw), "csv", tmp_path)
        with done.files[0].open(encoding="utf-8-sig", newline="") as lines:
            titles[is_raw] = [row["title"] for row in csv.DictReader(lines)]
    assert sorted(title[:4] for title in titles[True]) == ["+1+H", "-12.", "=cmd"]
    assert sorted(title[:4] for title in titles[False]) == ["'+1+", "'=cm", "-12."]


@given(st.sampled_from("=@\t\r+-"), st.text())
def test_what_is_no_number_after_a_sign_is_a_formula(sign: str, text: str) -> None:
    is_number = sign in "+-" and all(char.isdecimal() or char.isspace() or char in ".,%-" for char in text)
    assert bool(FORMULA.match(sign + text)) != is_number


def test_a_version_is_no_path(hostile: World) -> None:
    before = sorted(hostile.data.parent.rglob("*"))
    for version in ("../../x", "..", "a..b", "a/b", "", ".hidden", "-x", "a b", "a\n", "/tmp/x"):
        with pytest.raises(SystemExit) as ended:
            main(["release", "--data", str(hostile.data.parent), "--", version])
        assert ended.value.code == 2, version
    assert sorted(hostile.data.parent.rglob("*")) == before


def test_a_pointer_on_a_store_is_no_path(tmp_path: Path) -> None:
    from warehouse.release import remote

    (tmp_path / "current").write_text("../elsewhere")
    with pytest.raises(WarehouseError, match="names no version"):
        remote.resolve(f"file://{tmp_path}")
