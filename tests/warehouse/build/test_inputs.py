"""What a build reads: the logs of the archive, and the lists of readings."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.model.reading import READINGS
from extract.run import readings_file
from spiders.archive.reader import ArchiveError, batches, log_path
from tests.spiders.archive.test_archive import attempt, fill
from tests.warehouse.warehouse_world import World, many
from warehouse.build.staging.logs import attempts
from warehouse.schema import nested_lists

BATCH = "20250301T000000Z-000"


def captures(archive_dir: Path) -> pa.Table:
    """The attempts of every log of an archive."""
    return pa.concat_tables(attempts(archive_dir, batch) for batch in batches(archive_dir))


def logged(data: Path) -> Path:
    """An archive of one batch with two attempts."""
    world = World(data)
    for number in (1, 2):
        world.attempt(f"https://www.yx.gov.example/nb/{number}.html", BATCH)
    return world.archive()


def test_captures_are_numbered_and_a_torn_last_line_is_left_out(tmp_path: Path) -> None:
    folder = logged(tmp_path)
    with log_path(folder, BATCH).open("a", encoding="ascii") as log:
        log.write('{"batch":"2025')
    found = captures(folder).select(["ord", "url", "http_status"]).to_pylist()
    assert [(row["ord"], row["url"][-6:], row["http_status"]) for row in found] == [
        (1, "1.html", 200),
        (2, "2.html", 200),
    ]


def test_a_damaged_line_of_a_log_is_named(tmp_path: Path) -> None:
    folder = logged(tmp_path)
    with log_path(folder, BATCH).open("a", encoding="ascii") as log:
        log.write("{broken}\n")
    with pytest.raises(ArchiveError, match=rf"{BATCH}\.jsonl:3"):
        captures(folder)


def test_a_line_that_changed_since_it_was_written_is_named(tmp_path: Path) -> None:
    fill(tmp_path, 3, BATCH)
    assert captures(tmp_path)["url"].to_pylist() == [attempt(number).url for number in range(3)]
    path = log_path(tmp_path, BATCH)
    path.write_bytes(path.read_bytes().replace(b"t1.html", b"t9.html", 1))
    with pytest.raises(ArchiveError, match=rf"{BATCH}\.jsonl:2: its checksum differs"):
        captures(tmp_path)


def test_a_log_of_the_days_before_reason_codes_gets_them_from_its_words(tmp_path: Path) -> None:
    world = World(tmp_path)
    for number, fields in enumerate(({}, {"outcome": "failed", "error": "HTTP 404"})):
        world.attempt(f"https://www.yx.gov.example/nb/{number}.html", BATCH, **fields)
    world.attempt("https://www.yx.gov.example/nb/2.html", BATCH, outcome="refused", reason="big5_copy")
    path = log_path(world.archive(), BATCH)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for line in lines[:2]:
        del line["reason"], line["until"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = captures(path.parent)["reason_code"].to_pylist()
    assert found == [None, "http_error", "big5_copy"]


def test_a_log_of_no_line_has_no_captures(tmp_path: Path) -> None:
    log_path(tmp_path, BATCH).touch()
    assert len(captures(tmp_path)) == 0


KIND = pa.struct([("word", pa.string()), ("number", pa.int64())])
ROWS = st.lists(
    st.none()
    | st.lists(st.fixed_dictionaries({"word": st.none() | st.text(max_size=3), "number": st.integers(0, 9)})),
    min_size=1,
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is no fault
@given(ROWS, st.data())
def test_lists_are_taken_as_arrow_takes_them(
    rows: list[list[dict[str, object]] | None], data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1)))
    column = pa.chunked_array([pa.array(rows, pa.list_(KIND))])
    assert nested_lists.take(column, np.array(chosen, np.int64)).to_pylist() == [
        rows[at] or [] for at in chosen
    ]


@settings(deadline=None)
@given(st.lists(st.none() | st.sampled_from("甲乙丙丁")), st.integers(0, 3))
def test_words_keep_their_meaning_under_other_numbers(words: list[str | None], start: int) -> None:
    array = pa.array(words, pa.string()).dictionary_encode().slice(min(start, len(words)))
    made = nested_lists.renumbered(array)
    assert made.to_pylist() == array.to_pylist()
    assert made.dictionary.to_pylist() == sorted({word for word in array.to_pylist() if word})


@pytest.mark.parametrize("size", [1, 2, 3])
def test_readings_in_row_groups_are_read_as_one_table(world: World, size: int) -> None:
    rows = many(world, years=(2021,)).rows
    ((batch, whole),) = ((name, pa.Table.from_pylist(found, READINGS)) for name, found in rows.items())
    path = world.data / "readings" / f"{batch}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    tables = [whole.slice(start, size) for start in range(0, len(whole), size)]
    readings_file.write(path, READINGS, tables)
    found = nested_lists.read(path, ["url", *nested_lists.TYPES])
    assert found["url"].to_pylist() == whole["url"].to_pylist()
    for name in nested_lists.TYPES:
        assert found[name].to_pylist() == whole[name].to_pylist()
        assert nested_lists.take(found[name], np.array([2, 0])).to_pylist() == [
            whole[name][place].as_py() for place in (2, 0)
        ]


def test_readings_of_nothing_are_a_table_of_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "empty.parquet"
    readings_file.write(path, READINGS, [READINGS.empty_table()])
    assert len(nested_lists.read(path, ["url", "cells"])) == 0
