"""Equal archives make equal bytes, and `verify` names every file that is not as it was published."""

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.warehouse_world import HEAD, World, figures, many, reading
from warehouse.__main__ import main
from warehouse.build.pipeline import build
from warehouse.errors import WarehouseError
from warehouse.handout import bundle
from warehouse.release.manifest import MANIFEST, read_manifest
from warehouse.release.store import SUM_OF
from warehouse.release.verify import SUMS, verify
from warehouse.schema import FOLDER

LATER = "20250601T000000Z-000"
WAREHOUSE = FOLDER.parent
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def two_batches(world: World) -> World:
    changed = replace(HEAD, agency="云栖区民政局", year=2021, kind=None, function=None)
    many(world, years=(2021,)).add(reading(changed, figures(new=99)), batch=LATER)
    return world


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A release and a folder handed out, both right."""
    root = tmp_path_factory.mktemp("verify")
    release = many(World(root / "demo"), years=(2021,)).build(has_portable=True).release
    folders = {"release": release, "handed out": bundle.write(release, "1", root / "handed-out")}
    for path in (path for folder in folders.values() for path in files(folder)):
        path.chmod(0o644)  # they are damaged here
    return folders


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(params=["release", "handed out"])
def folder(folders: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Path]:
    """Either folder, checked to be right before and after."""
    chosen = folders[request.param]
    assert verify(chosen) == []
    yield chosen
    assert verify(chosen) == []


def faults(folder: Path) -> str:
    """What verify finds, an error included: a damaged manifest stops it."""
    try:
        return "\n".join(verify(folder))
    except Exception as error:
        return str(error)


@FEW
@given(st.data())
def test_one_flipped_bit_anywhere_is_found_and_its_file_named(folder: Path, data: st.DataObject) -> None:
    path = data.draw(st.just(folder / MANIFEST) | st.sampled_from(files(folder)))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, 8 * len(whole) - 1))
    damaged = bytearray(whole)
    damaged[place // 8] ^= 1 << place % 8
    path.write_bytes(damaged)
    try:
        found = faults(folder)
    finally:
        path.write_bytes(whole)
    sums = path.name in (SUMS, *SUM_OF.values())  # damage to a list of checksums shows at the file it lists
    assert found
    assert sums or str(path.relative_to(folder)) in found


def test_a_line_break_of_the_checksums_that_became_another_is_found(folders: dict[str, Path]) -> None:
    """One bit turns a line feed into a vertical tab, which str.splitlines takes for one."""
    path = folders["handed out"] / SUMS
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"\n", b"\v", 1))
    try:
        assert verify(path.parent)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("name", ["regions.parquet", "views.sql"])
def test_a_missing_file_and_one_too_many_are_named(folder: Path, name: str) -> None:
    (folder / name).rename(folder / "cells" / "stray")
    (folder / "link").symlink_to("nowhere")
    try:
        found = verify(folder)
    finally:
        (folder / "cells" / "stray").rename(folder / name)
        (folder / "link").unlink()
    assert f"{name}: missing" in found
    assert [line.partition(":")[0] for line in found if " not in " in line] == ["cells/stray", "link"]


def test_a_file_cut_short_or_swapped_is_named(folder: Path) -> None:
    one, two = folder / "sites.parquet", folder / "rules.parquet"
    whole = one.read_bytes(), two.read_bytes()
    one.write_bytes(whole[1])
    two.write_bytes(whole[1][:-1])
    try:
        found = {line.partition(":")[0] for line in verify(folder)}
    finally:
        one.write_bytes(whole[0])
        two.write_bytes(whole[1])
    assert found == {"sites.parquet", "rules.parquet"}


def test_verify_prints_what_is_wrong_and_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stray = folder / "stray"
    stray.touch()
    try:
        assert main(["verify", str(folder)]) == 1
    finally:
        stray.unlink()
    assert capsys.readouterr().out.startswith("stray: not in ")
    assert main(["verify", str(folder)]) == 0
    assert main(["verify", str(folder / "cells")]) == 1
    assert "is not a release" in capsys.readouterr().err


def test_a_release_under_another_name_is_told(folders: dict[str, Path]) -> None:
    release = folders["release"]
    renamed = release.rename(release.with_name("0" * 12))
    try:
        assert any("has the id" in line for line in verify(renamed))
    finally:
        renamed.rename(release)


def test_a_damaged_manifest_stops_the_next_build_with_advice_that_helps(built: World) -> None:
    release = built.release
    (release / MANIFEST).chmod(0o644)
    (release / MANIFEST).write_text("{")
    with pytest.raises(WarehouseError, match="remove the whole release folder and build again"):
        built.build()
    shutil.rmtree(release)
    assert built.build().release == release
    assert verify(release) == []


def test_builds_of_one_archive_are_equal_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other workers, memory, folder, order of the files; ten days later."""
    one = two_batches(World(tmp_path / "one")).build(workers=1)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 864_000)
    two = two_batches(World(tmp_path / "deeper" / "two"))
    gathered = two.inputs()
    turned = replace(gathered, readings=tuple(reversed(gathered.readings)))
    assert len(turned.readings) == 2
    other = build(two.store, "demo", turned, workers=3, memory_mb=2000)
    assert other.release != one.release
    assert read_manifest(other.release) == read_manifest(one.release)
    assert verify(other.release) == []


def test_no_query_knows_the_time_or_takes_a_chance() -> None:
    forbidden = re.compile(
        r"\b((?:now|today|random|uuid|get_current_\w+)\s*\(|current_(?:date|time|timestamp))", re.I
    )
    queries = [*WAREHOUSE.rglob("*.sql")]
    assert len(queries) > 50
    without_comments = {path: re.sub(r"--.*", "", path.read_text(encoding="utf-8")) for path in queries}
    assert not {
        path.name: found for path, text in without_comments.items() if (found := forbidden.findall(text))
    }
