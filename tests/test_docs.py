"""What README and docs show is what a user sees: every query prints on the demo what is printed."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.demo import ROOT, run, where
from tests.docs import LONELY, Shown, answer, pages, settled, shown
from tests.house import PACKAGES

SHOWN = list(shown())


def test_readme_shows_three_queries_with_their_output() -> None:
    assert sum(each.page.name == "README.md" for each in SHOWN) >= 3


@pytest.mark.parametrize("each", SHOWN, ids=[f"{each.page.stem}-{n}" for n, each in enumerate(SHOWN)])
def test_query_prints_what_the_page_shows(each: Shown, demo: Path) -> None:
    assert settled(answer(each.query, demo)) == settled(each.output), f"{each.page.name}: {each.query}"


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
