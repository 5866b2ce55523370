"""A file that is replaced is the old one or the new one, whatever happens on the way."""

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spiders.archive.whole_file import replace_csv, replace_file

ROWS = [("110000", "北京市, 直辖"), ("110101", 'a "quoted"\nplace'), ("", None)]


def rows_that_end_early() -> Iterator[tuple[str, str]]:
    yield "110000", "北京市"
    raise ValueError("half way")


def no_space(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_file_has_the_new_content_and_nothing_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for content in (b"first, and longer than what comes", b"second"):
        replace_file(path, content)
        assert path.read_bytes() == content
    assert [*tmp_path.iterdir()] == [path]


def test_a_table_comes_back_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    replace_csv(path, ("region_code", "place"), ROWS)
    assert path.read_bytes().startswith('region_code,place\n110000,"北京市, 直辖"\n'.encode())
    with path.open(encoding="utf-8", newline="") as stream:
        assert [*csv.reader(stream)][1:] == [[code, place or ""] for code, place in ROWS]


@pytest.mark.parametrize(
    "write",
    [
        lambda path: replace_file(path, "not bytes"),
        lambda path: replace_csv(path, ("region_code", "place"), rows_that_end_early()),
    ],
    ids=["file", "csv"],
)
def test_what_fails_on_the_way_leaves_the_file_as_it_was(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"before")
    with pytest.raises((TypeError, ValueError)):
        write(path)
    assert path.read_bytes() == b"before"
    assert [*tmp_path.iterdir()] == [path]


def test_a_file_that_is_not_on_the_disk_replaces_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"after")
    assert path.read_bytes() == b"before"
    assert [*tmp_path.iterdir()] == [path]
