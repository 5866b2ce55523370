"""The shuffle: every document with its own lists, in memory that the size of a batch does not decide."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.model.reading import READINGS
from extract.run import readings_file
from tests.warehouse.warehouse_world import World, many
from warehouse.build.shuffle import partition_lists, shuffle
from warehouse.schema import nested_lists


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    found = many(World(tmp_path_factory.mktemp("world")), years=(2021, 2022)).rows
    return pa.concat_tables(pa.Table.from_pylist(each, READINGS) for each in found.values())


def written(path: Path, rows: pa.Table, size: int) -> Path:
    readings_file.write(path, READINGS, [rows.slice(start, size) for start in range(0, len(rows), size)])
    return path


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), size=st.integers(1, 4))
def test_every_document_has_its_own_lists(
    rows: pa.Table, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, size: int
) -> None:
    folder = tmp_path_factory.mktemp("shuffle")
    files = tuple(written(folder / f"{name}.parquet", rows, size) for name in "ab")
    every = [(file, row) for file in range(2) for row in range(len(rows))]
    chosen = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1))
    wanted = pa.table(
        {
            "part": sorted(data.draw(st.integers(0, 2)) for _ in chosen),
            "file": [file for file, _ in chosen],
            "row": [row for _, row in chosen],
        }
    )
    with ThreadPoolExecutor(2) as executor:
        shuffled = shuffle(executor, folder, files, wanted)
    for part in set(wanted["part"].to_pylist()):
        documents = wanted.filter(pa.array(wanted["part"].to_numpy() == part))
        found = partition_lists(shuffled, files, part, documents)
        own = rows.take(documents["row"])
        assert found.pages["url"].to_pylist() == own["url"].to_pylist()
        for name in nested_lists.TYPES:
            for number, expected in enumerate(own[name].to_pylist()):
                elements, _, _ = found.lists[name].of(np.array([number]))
                assert elements.to_pylist() == expected


def test_memory_does_not_depend_on_the_size_of_a_batch(rows: pa.Table, tmp_path: Path) -> None:
    def highest(groups: int) -> int:
        folder = tmp_path / str(groups)
        folder.mkdir()
        file = written(folder / "a.parquet", pa.concat_tables([rows] * groups * 8), len(rows) * 8)
        count = len(rows) * groups * 8
        part = np.sort(np.arange(count) % 3)
        row = np.argsort(np.arange(count) % 3, kind="stable")
        wanted = pa.table({"part": part, "file": np.zeros(count, np.int64), "row": row})
        pool, usual = pa.proxy_memory_pool(pa.default_memory_pool()), pa.default_memory_pool()
        pa.set_memory_pool(pool)
        try:
            with ThreadPoolExecutor(1) as executor:
                shuffled = shuffle(executor, folder, (file,), wanted)
        finally:
            pa.set_memory_pool(usual)
        assert sum(len(group.of(part)) for group in shuffled[0] for part in group.parts.tolist()) == count
        return int(pool.max_memory())

    assert highest(16) < 1.3 * highest(4)
