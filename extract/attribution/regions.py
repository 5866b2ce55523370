"""Which of China's administrative divisions a name proves, in the year that it was printed."""

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from spiders.content.regions import Region, printed_names, table

# Words for a part of any town that a few divisions bear as names (攀枝花 has 东区): alone they prove nothing.
GENERIC = frozenset({"城区", "郊区", "矿区", "东区", "西区"})
# 东区街道, 朝阳镇: the words before these name a town or a street.
_LOWER = ("街道", "镇", "乡", "社区")


@dataclass(frozen=True, slots=True)
class Match:
    """The division that the first `length` characters of a name prove."""

    region: Region
    length: int


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
