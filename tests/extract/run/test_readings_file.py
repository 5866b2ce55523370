"""A readings file that is not as it was written is told, stops a build, and is read anew by the next run."""

import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract.run import readings_file
from extract.run.archive_run import run
from tests.extract.run.test_archive_run import batch_file, data
from warehouse.build.staging.inputs import gather
from warehouse.errors import WarehouseError

__all__ = ["data"]
FLIPS = 250


def test_no_flipped_bit_is_taken_for_what_was_written(data: Path) -> None:
    assert run("demo", data) == 0
    path, chance = batch_file(data), random.Random(5)
    sums = path.with_name(path.name + readings_file.SUFFIX)
    for number in range(FLIPS):
        target = sums if number % 10 == 0 else path
        whole = target.read_bytes()
        place, damaged = chance.randrange(8 * len(whole)), bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        target.write_bytes(damaged)
        assert not readings_file.is_whole(path)
        target.write_bytes(whole)
    assert readings_file.is_whole(path)


@pytest.mark.parametrize("place", [40, -12, -2000])
def test_a_damaged_file_stops_a_build_and_is_read_anew(
    data: Path, capsys: pytest.CaptureFixture[str], place: int
) -> None:
    assert run("demo", data) == 0
    whole = batch_file(data).read_bytes()
    damaged = bytearray(whole)
    damaged[place] ^= 4
    batch_file(data).write_bytes(damaged)
    with pytest.raises(WarehouseError, match="make extract REGISTRY=demo"):
        gather("demo", data)
    capsys.readouterr()
    assert run("demo", data) == 0
    assert f"read anew: {batch_file(data).name}" in " ".join(capsys.readouterr().err.split())
    assert batch_file(data).read_bytes() == whole
    assert readings_file.is_whole(batch_file(data))
    gather("demo", data)


def test_a_file_cut_short_or_without_its_checksum_is_read_anew(data: Path) -> None:
    assert run("demo", data) == 0
    path = batch_file(data)
    whole, sums = path.read_bytes(), path.with_name(path.name + readings_file.SUFFIX)
    path.write_bytes(whole[:-100])
    assert run("demo", data) == 0
    assert path.read_bytes() == whole
    sums.unlink()
    path.write_bytes(b"PAR1")
    assert run("demo", data) == 0
    assert path.read_bytes() == whole
    assert readings_file.is_whole(path)


@pytest.mark.parametrize("is_sum", [True, False])
def test_a_build_goes_on_without_neither_file_nor_checksum(data: Path, is_sum: bool) -> None:
    """A release that lacks a batch, or holds what nothing vouches for, would not tell so."""
    assert run("demo", data) == 0
    path = batch_file(data)
    other = path.with_name("20250101T000000Z-000.parquet")
    table = pq.read_table(path)
    readings_file.write(other, table.schema, [table])
    gather("demo", data)
    (other.with_name(other.name + readings_file.SUFFIX) if is_sum else other).unlink()
    with pytest.raises(WarehouseError, match=f"{other.name} went, or changed"):
        gather("demo", data)
