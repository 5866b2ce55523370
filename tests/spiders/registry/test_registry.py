"""The registries load whole, and a bad row stops at once with file and line."""

from collections import Counter
from pathlib import Path

import pytest

from spiders.archive.data_dir import registry_dir
from spiders.families import FAMILIES, KNOWN, UNREADABLE
from spiders.registry import COLUMNS, HERE, RegistryError, domain, load, names, regions_file
from spiders.registry.edit import move

GOOD = "bj-x,某区,110101,county,trs-static,https://www.bjx.gov.cn/nb/,false,2019,active,,"


def write(root: Path, *rows: str, name: str = "mine") -> str:
    """A registry of a user's own, as commands name it: by its path."""
    folder = root / name
    folder.mkdir()
    (folder / "sites.csv").write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return str(folder)


def test_both_registries_ship_and_load() -> None:
    assert names() == ["china", "demo"]
    for name in names():
        assert load(name)


def test_china_has_every_known_column_with_an_honest_status() -> None:
    sites = load("china")
    assert len(sites) == 152
    assert Counter(site.status for site in sites.values()) == {"unverified": 151, "blocked": 1}
    assert sites["bj-shunyi"].status == "blocked" and "robots" in sites["bj-shunyi"].note
    assert sites["bj-agg-qzf-2018"].aggregator and sites["bj-agg-qzf-2018"].first_year == 2018
    assert (sites["bj-agg-qzf-2018"].last_year, sites["bj-gknb"].last_year) == (2018, None)
    assert all(site.domain.endswith(".gov.cn") and site.note for site in sites.values())


def test_a_column_that_moved_is_written_down_and_nothing_else(tmp_path: Path) -> None:
    other = '"bj-y","乙区",110102,county,trs-static,https://www.bjy.gov.cn/nb/,false,,active,"a, b",'
    mine = write(tmp_path, GOOD, other)
    path = move(mine, {"bj-x": "https://www.bjx.gov.cn/zwgk/nb/"})
    assert load(mine)["bj-x"].column_url == "https://www.bjx.gov.cn/zwgk/nb/"
    assert other in path.read_text(encoding="utf-8").splitlines()
    before = path.read_bytes()
    for moves in ({"bj-x": "https://www.bjy.gov.cn/nb/"}, {"bj-x": "nowhere"}, {"z": "https://z.gov.cn/"}):
        with pytest.raises(RegistryError):
            move(mine, moves)
    assert path.read_bytes() == before


def test_demo_stays_under_a_reserved_name() -> None:
    assert all(site.host.endswith(".gov.example") for site in load("demo").values())


def test_every_family_is_either_read_or_refused_with_a_reason() -> None:
    assert not UNREADABLE.keys() & FAMILIES.keys()
    assert all(UNREADABLE.values())
    assert all(site.family in KNOWN for name in names() for site in load(name).values())


def test_a_good_row_loads(tmp_path: Path) -> None:
    site = load(write(tmp_path, GOOD))["bj-x"]
    assert (site.aggregator, site.first_year, site.host, site.domain) == (
        False,
        2019,
        "www.bjx.gov.cn",
        "bjx.gov.cn",
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (GOOD.replace("https:", "ftp:"), "column_url"),
        (GOOD.replace("www.bjx.gov.cn", "127.0.0.1"), "column_url"),
        (GOOD.replace("www.bjx.gov.cn", "www.bjx.gov.cn:8080"), "column_url"),
        (GOOD.replace("trs-static", "trs-statik"), "family 'trs-statik' is unknown"),
        (GOOD.replace("110101", "1101"), "region_code"),
        (GOOD.replace("110101", "110199"), "near it: 110119 北京市延庆区"),
        (GOOD.replace("county", "planet"), "level"),
        (GOOD.replace("active", "maybe"), "status"),
        (GOOD.replace(",2019,", ",19,"), "first_year"),
        (GOOD + "nineteen", "last_year"),
        (GOOD + "2018", "last_year 2018 is before first_year 2019"),
        (GOOD.replace(",false,", ",no,"), "aggregator"),
        (GOOD.replace("bj-x,", "BJ x,"), "site_id"),
        (GOOD + ",one cell more", "cells"),
        ("bj-y,only three,110101", "cells"),
        (GOOD, "stands twice"),
    ],
)
def test_a_bad_row_stops_with_file_and_line(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(RegistryError, match=r"sites\.csv:3: ") as caught:
        load(write(tmp_path, GOOD, row))
    assert says in str(caught.value)


def test_an_unknown_registry_names_the_known_ones(tmp_path: Path) -> None:
    for wrong in ("mars", str(tmp_path)):
        with pytest.raises(RegistryError, match=r"china, demo, and any folder with a sites\.csv"):
            load(wrong)


def test_a_registry_of_ones_own_is_a_folder_with_data_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = write(tmp_path, GOOD)
    assert regions_file(own) is None
    newer = tmp_path / "mine" / "regions.csv"
    newer.write_text(
        "code,name,level,parent,valid_from,valid_to\n110199,新区,county,110000,2026-01,\n", encoding="utf-8"
    )
    assert regions_file(own) == newer
    (tmp_path / "mine" / "sites.csv").write_text(
        "\n".join([",".join(COLUMNS), GOOD.replace("110101", "110199")]) + "\n", encoding="utf-8"
    )
    monkeypatch.chdir(own)
    for way in (own, f"{own}/", ".", "../mine"):
        assert [*load(way)] == ["bj-x"]
        assert registry_dir("data", way) == Path("data") / "mine"


def test_a_folder_of_the_name_of_one_that_ships_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their data would lie in one folder, and `--registry china` always means the one that ships."""
    with pytest.raises(RegistryError, match="call the folder otherwise"):
        load(write(tmp_path, GOOD, name="china"))
    monkeypatch.chdir(tmp_path)
    assert len(load("china")) > 1
    assert load(str(HERE / "china")) == load("china")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.bjft.gov.cn", "bjft.gov.cn"),
        ("rsj.km.gov.cn", "km.gov.cn"),
        ("zwgk.a.gov.example", "a.gov.example"),
        ("www.copycat.example", "www.copycat.example"),
        ("gov.cn.evil.com", "gov.cn.evil.com"),
        ("bjftgov.cn", "bjftgov.cn"),
    ],
)
def test_only_real_government_suffixes_share_a_domain(host: str, expected: str) -> None:
    assert domain(host) == expected
