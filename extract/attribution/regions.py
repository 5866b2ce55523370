"""China's administrative divisions, county level and up, 2002 to 2023, and which of them a name proves.

The table is codebook/regions.csv; docs/regions.md says where it is from.
"""

import csv
import re
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parents[1] / "codebook" / "regions.csv"

# Printed short for autonomous regions: 新疆尼勒克县, 宁夏石嘴山市.
SHORT_REGIONS = {"150000": "内蒙古", "450000": "广西", "540000": "西藏", "640000": "宁夏", "650000": "新疆"}
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔"
    "|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
# Words for a part of any town that a few divisions bear as names (攀枝花 has 东区): alone they prove nothing.
GENERIC = frozenset({"城区", "郊区", "矿区", "东区", "西区"})
# 东区街道, 朝阳镇: the words before these name a town or a street.
_LOWER = ("街道", "镇", "乡", "社区")
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


@dataclass(frozen=True, slots=True)
class Match:
    """The division that the first `length` characters of a name prove."""

    region: Region
    length: int


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
def _names() -> dict[str, list[Region]]:
    index: dict[str, list[Region]] = {}
    for region in table():
        for name in printed_names(region):
            index.setdefault(name, []).append(region)
    return index


@cache
def _longest_name() -> int:
    return max(map(len, _names()))


@cache
def _vintages() -> list[str]:
    return sorted(
        {region.valid_from for region in table()} | {region.valid_to for region in table() if region.valid_to}
    )


def _may_be_valid(region: Region, year: int) -> bool:
    """Between two vintages a change has no date, so a name may hold until the next vintage without it."""
    vintages = _vintages()
    before = bisect(vintages, region.valid_from) - 2
    starts = vintages[before] if before >= 0 else ""
    after = bisect(vintages, region.valid_to) if region.valid_to else len(vintages)
    ends = vintages[after] if after < len(vintages) else "9999"
    return starts[:4] <= str(year) <= ends[:4]


def _is_under(code: str, above: str) -> bool:
    """Whether a code is the other's own or a division of it."""
    return code.startswith(
        above[:2] if above.endswith("0000") else above[:4] if above.endswith("00") else above
    )


def _named_at(text: str, start: int) -> list[tuple[int, list[Region]]]:
    """Division names that begin at a place of the text: (end, the divisions of that name), longest first."""
    names = _names()
    found = []
    for end in range(min(len(text), start + _longest_name()), start + 1, -1):
        regions = names.get(text[start:end])
        if regions:
            found.append((end, regions))
    return found


def _chains(text: str, start: int, above: tuple[str, ...]) -> Iterable[tuple[int, Region]]:
    """Every way to read divisions from `start`, each inside the one before: (end, innermost division)."""
    for end, regions in _named_at(text, start):
        inner = [each for each in regions if not above or any(_is_proper(each.code, code) for code in above)]
        if inner:
            yield from _chains(text, end, tuple({each.code for each in inner}))
            yield from ((end, each) for each in inner)


def _is_proper(code: str, above: str) -> bool:
    return code != above and _is_under(code, above)


def _lasting(regions: list[Region], year: int | None) -> list[Region]:
    """Of the divisions of one name in one province those of the year, else the last ones.

    A place that was recoded or moved is one place: 香坊区 was 230106 and became 230110.
    """
    in_year = [each for each in regions if year is not None and _spans(each, year)]
    last = max(each.valid_to or "9999" for each in regions)
    return in_year or [each for each in regions if (each.valid_to or "9999") == last]


def _spans(region: Region, year: int) -> bool:
    return region.valid_from[:4] <= str(year) <= (region.valid_to or "9999")[:4]


def _narrowed(found: list[Region], hint_code: str | None, year: int | None) -> list[Region]:
    """The divisions of one name that the year and the site leave."""
    namesakes: dict[tuple[str, str], list[Region]] = {}
    for region in _of_year(found, year):
        namesakes.setdefault((region.name, region.code[:2]), []).append(region)
    found = [region for same in namesakes.values() for region in _lasting(same, year)]
    if hint_code is None or len({region.code for region in found}) < 2:
        return found
    return [region for region in found if _are_related(region.code, hint_code)]


def _of_year(found: list[Region], year: int | None) -> list[Region]:
    """Those that may bear the name in the year, else all."""
    return [region for region in found if year is not None and _may_be_valid(region, year)] or found


def _are_related(code: str, other: str) -> bool:
    """Whether one of two divisions lies in the other."""
    return _is_under(code, other) or _is_under(other, code)


def find_prefix(name: str, hint_code: str | None = None, year: int | None = None) -> Match | None:
    """The division that the beginning of a name proves, or None.

    The longest chain of names counts (北京市朝阳区 before 北京市). A name of several divisions proves none
    of them, unless `hint_code`, the division of the site, or `year`, a year of the name's use, leaves one.
    """
    ways = [(end, region) for end, region in _chains(name, 0, ()) if not name.startswith(_LOWER, end)]
    length = max((end for end, _ in ways), default=0)
    if not ways or (name[:length] in GENERIC and hint_code is None):
        return None
    found = _narrowed([region for end, region in ways if end == length], hint_code, year)
    if len({each.code for each in found}) != 1:
        return None
    return Match(max(found, key=lambda each: each.valid_from), length)


def find_within(text: str, above: Region) -> Region | None:
    """The one division under `above` that the text names anywhere, or None where it names none or several."""
    found = {
        region.code: region
        for start in range(len(text))
        for _, regions in _named_at(text, start)
        for region in regions
        if _is_proper(region.code, above.code)
    }
    return next(iter(found.values())) if len(found) == 1 else None
