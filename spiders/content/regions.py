"""China's administrative divisions, county level and up, 2002 to 2023, by code and by name.

The table is regions.csv beside this module; docs/regions.md says where it is from.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("regions.csv")

# Printed short for autonomous regions: 新疆尼勒克县, 宁夏石嘴山市.
SHORT_REGIONS = {"150000": "内蒙古", "450000": "广西", "540000": "西藏", "640000": "宁夏", "650000": "新疆"}
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔"
    "|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:(?:{PEOPLES})族?|各族)+自治([州县])$")


@dataclass(frozen=True, slots=True)
class Region:
    """A division under one name.

    `level` is province, prefecture or county. `valid_from` and `valid_to` are the first and the last vintage
    (YYYY-MM) that list the code with this name; `valid_to` is None while the latest vintage still does.
    """

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: str
    valid_to: str | None

    @property
    def full_name(self) -> str:
        """The name with those above it: 江苏省淮安市洪泽区."""
        above = by_code(self.parent) if self.parent else None
        return (above.full_name if above else "") + self.name


@cache
def table(path: Path = TABLE) -> list[Region]:
    """Every division of a table under every name it bore, by code and date."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        Region(
            row["code"],
            row["name"],
            row["level"],
            row["parent"] or None,
            row["valid_from"],
            row["valid_to"] or None,
        )
        for row in rows
    ]


@cache
def _codes() -> dict[str, Region]:
    latest: dict[str, Region] = {}
    for region in sorted(table(), key=lambda each: each.valid_from):
        latest[region.code] = region
    return latest


def by_code(code: str) -> Region | None:
    """The division under its latest name, or None for a code the table does not have."""
    return _codes().get(code)


def printed_names(region: Region) -> list[str]:
    """The name and the short forms that stand for it in print: 秀山县 for 秀山土家族苗族自治县."""
    short = _AUTONOMOUS.match(region.name)
    others = [short[1] + short[2]] if short else []
    if region.code in SHORT_REGIONS:
        others.append(SHORT_REGIONS[region.code])
    return [region.name, *others]


@cache
def _by_name() -> dict[str, dict[str, Region]]:
    """Divisions of today by code, under each way to write them: 朝阳区, 北京朝阳区, 北京市朝阳区."""
    found: dict[str, dict[str, Region]] = {}
    for region in table():
        if region.valid_to is None:
            for name in _ways(region):
                found.setdefault(name, {})[region.code] = region
    return found


def _ways(region: Region) -> Iterator[str]:
    """The printed names of a division, alone, after the one above it, and after its province."""
    above = by_code(region.parent) if region.parent else None
    fronts = {""}
    while above is not None:
        fronts |= {f"{name}{front}" for name in printed_names(above) for front in fronts}
        above = by_code(above.parent) if above.parent else None
    yield from (f"{front}{name}" for front in fronts for name in printed_names(region))


def named(place: str) -> list[Region]:
    """The divisions of today that a name stands for, alone or after those above it; several share 朝阳区.

    >>> [region.code for region in named("北京市/朝阳区")]
    ['110105']
    """
    name = re.sub(r"[\s/]|人民政府$", "", place)
    return list(_by_name().get(name, {}).values())


def nearest(code: str, known: Iterable[Region], count: int = 3) -> list[Region]:
    """The divisions of today nearest in number to a code that no table has, those of its province first."""
    wanted = int(code) if code.isdigit() else 0

    def distance(region: Region) -> tuple[bool, int]:
        return region.code[:2] != code[:2], abs(int(region.code) - wanted)

    return sorted((region for region in known if region.valid_to is None), key=distance)[:count]
