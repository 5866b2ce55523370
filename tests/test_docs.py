"""What README and docs show is what a user sees: every query prints on the demo what is printed."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.demo import ROOT, run, where
from tests.docs import LONELY, Shown, answer, codes, commands, pages, settled, shown, twins
from tests.house import PACKAGES

SHOWN = list(shown())


def test_readme_shows_three_queries_with_their_output() -> None:
    assert sum(each.page.name == "README.md" for each in SHOWN) >= 3


@pytest.mark.parametrize(
    "each",
    SHOWN,
    ids=[f"{each.page.relative_to(ROOT).with_suffix('')}-{n}" for n, each in enumerate(SHOWN)],
)
def test_query_prints_what_the_page_shows(each: Shown, demo: Path) -> None:
    assert settled(answer(each.query, demo)) == settled(each.output), f"{each.page.name}: {each.query}"


@pytest.mark.parametrize("page", twins(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_both_languages_give_the_same_commands_and_queries(page: Path) -> None:
    assert commands(page) == commands(twins()[page])
    assert codes(page) == codes(twins()[page]), "one of them speaks of what the other does not"


def test_what_the_languages_are_compared_by_is_found() -> None:
    """The comparison sees each kind of block, and nothing of the remarks, which are translated."""
    found = {page.name: commands(page) for page in twins()}
    assert found["README.zh.md"][:2] == ["make crawl build-warehouse", "make test"]
    assert sum(command.startswith("select") for command in found["questions.md"]) == 15
    assert '> from reports where is_current group by year order by year"' in found["first-ten-minutes.md"]
    assert {page.name for page in twins()} == {
        "README.zh.md",
        "dictionary.md",
        "first-ten-minutes.md",
        "method.md",
        "questions.md",
    }
    assert not [command for typed in found.values() for command in typed if "#" in command]


def test_each_page_leads_to_its_other_language() -> None:
    for page, english in twins().items():
        assert f"]({os.path.relpath(english, page.parent)})" in page.read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"]({page.relative_to(ROOT).as_posix()})" in readme for page in twins())


def test_command_prints_the_same_as_the_pages_are_compared_with(demo: Path) -> None:
    query = next(each.query for each in SHOWN if each.page.name == "README.md")
    shown = run("sql", *where(demo), query)
    assert shown.partition("Invented 虚构")[0].rstrip() == answer(query, demo)


def test_python_that_ways_in_shows_runs(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(demo)
    monkeypatch.chdir(tmp_path)
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "ways-in.md").read_text("utf-8"), re.S)
    known: dict[str, Any] = {}
    exec(code, known)
    assert known["frame"].height == known["table"].num_rows > 10, "polars and Arrow"
    assert known["rows"], "a gap of 2022"


def test_no_query_is_shown_without_its_output() -> None:
    lonely = {page.name: LONELY.findall(page.read_text(encoding="utf-8")) for page in pages()}
    assert not {name: queries for name, queries in lonely.items() if queries}


def test_every_make_target_the_pages_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        word
        for page in pages()
        for line in re.findall(r"(?<![\w-])make ([a-z][a-z -]*[a-z])", page.read_text(encoding="utf-8"))
        for word in line.split()
    }
    assert named
    assert named & targets >= {"crawl", "build-warehouse", "test"}


def test_every_file_the_pages_link_to_exists() -> None:
    for page in pages():
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"


def test_the_files_that_docs_name_are_there() -> None:
    """A path in `code` stands from the root or from a package: a page must not send a reader astray."""
    named = re.compile(r"`([\w-]+(?:/[\w.-]+)+\.(?:py|csv|sql|md|svg))`")
    pages_read = [*pages(), *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"))]
    folders = [ROOT, *(ROOT / package for package in PACKAGES)]
    lost = {
        f"{page.name}: {path}"
        for page in pages_read
        for path in named.findall(page.read_text(encoding="utf-8"))
        if "NAME" not in path and not any((folder / path).exists() for folder in folders)
    }
    assert not lost


def test_every_promise_stands_on_its_page_and_has_its_test() -> None:
    listed = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+\.md) \| (.+?) \| (`.+`) \|$", listed, re.M)
    assert len(rows) > 40
    texts = {page: " ".join((ROOT / page).read_text(encoding="utf-8").split()) for page, _, _ in rows}
    assert not [promise for page, promise, _ in rows if promise not in texts[page]]
    tests = [test.split("::") for _, _, named in rows for test in re.findall(r"`([^`]+)`", named)]
    sources = {file: (ROOT / file).read_text(encoding="utf-8") for file, _ in tests}
    assert not [f"{file}::{name}" for file, name in tests if f"\ndef {name}(" not in sources[file]]
