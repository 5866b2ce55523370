"""A name of a division finds its code, and a code that no table has finds its neighbours."""

import pytest

from spiders.content.regions import named, nearest, table


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("北京市/朝阳区", ["110105"]),
        ("北京朝阳区", []),  # 北京 alone is no name that the table has
        ("北京市朝阳区人民政府", ["110105"]),
        ("朝阳区", ["110105", "220104"]),
        ("河北省/邢台市/信都区", ["130503"]),
        ("河北省信都区", ["130503"]),
        ("宁夏/石嘴山市", ["640200"]),
        ("秀山县", ["500241"]),
        ("崇文区", []),  # merged into another in 2010
        ("火星区", []),
    ],
)
def test_a_name_stands_for_divisions_of_today(place: str, codes: list[str]) -> None:
    assert [region.code for region in named(place)] == codes


def test_every_division_of_today_is_found_by_its_full_name() -> None:
    lost = [each for each in table() if each.valid_to is None and each not in named(each.full_name)]
    assert not lost


def test_the_nearest_are_of_the_same_province_first() -> None:
    assert [each.code for each in nearest("110199", table())] == ["110119", "110118", "110117"]
    assert all(each.code.startswith("65") for each in nearest("650001", table()))
    assert nearest("", table())
