"""In which division an agency stands: by its name, else by its site where that proves it."""

import re

from extract.attribution import regions
from extract.attribution.organs import Kind
from extract.model.document import Hints
from spiders.content.regions import Region, by_code, printed_names

_NATIONAL = re.compile(r"^(?:国家税务总局|国家统计局|中国人民银行|中华人民共和国|中共|国家金融监督管理总局)")
_STEM = re.compile(r"^([^(（\s]{2,}?[省市区县旗州盟])(?=人民政府|政府|门户|网站|[(（\s]|$)")
_DIVISIONS = re.compile(r"[^省市县区旗州盟]{2,}?[省市县区旗州盟]")
# A name that begins with a division of its own, known or not; 社区, 园区, 城市 are none.
_NAMES_DIVISION = re.compile(r"^.{2,10}?(?:[省县旗盟州]|(?<![城都超])市|(?<![社园小景校辖])区)")
_BRANCH = re.compile(r"([^省市县区局会]{2,4})分局$")
_LEVELS = {
    "省": ("0000",),
    "市": ("0000", "00"),
    "州": ("00",),
    "盟": ("00",),
    "区": ("",),
    "县": ("",),
    "旗": ("",),
}

Place = tuple[str | None, str | None]


def place_of(agency: str, kind: Kind | None, hints: Hints, year: int | None) -> Place:
    """(region_code, region_name), each None where neither the name nor the site proves it."""
    bare = _NATIONAL.sub("", agency)
    found = regions.find_prefix(bare, hints.region_code or None, year)
    by_site = _by_site(bare, hints, found.length if found else 0)
    if by_site is not None:
        return by_site
    if found is None or _is_elsewhere(found, hints.region_code):
        return None, None
    region = found.region
    if kind is not None and kind.kind == "dispatched":
        region = _of_branch(bare[found.length :], region) or region
    return region.code, region.full_name


def _is_elsewhere(found: regions.Match, site_code: str | None) -> bool:
    """Whether a county's bare name contradicts the site's province: then neither proves anything.

    A site for a whole province that the table does not know contradicts nothing.
    """
    region = found.region
    if not site_code or (site_code.endswith("0000") and by_code(site_code) is None):
        return False
    is_bare = region.level == "county" and found.length <= max(map(len, printed_names(region)))
    return is_bare and site_code[:2] != region.code[:2]


def _of_branch(rest: str, above: Region) -> Region | None:
    """The division a branch serves: 公安局渝中区分局, 规划和自然资源委员会朝阳分局."""
    inner = regions.find_within(rest, above)
    short = _BRANCH.search(rest)
    if inner is None and short is not None:
        named = [
            regions.find_within(short[1][-size:] + level, above) for size in (2, 3) for level in "区县市"
        ]
        inner = next((each for each in named if each is not None), None)
    return inner


def _by_site(name: str, hints: Hints, known: int) -> Place | None:
    """The site's division, where the agency's name holds its name or no other.

    `known` is how many of the name's characters the table of divisions proves. 区教育局 stands in the
    site's district; 教育局 on the site of a whole city may be anybody's.
    """
    code = hints.region_code
    if not code:
        return None
    stem = _STEM.match(hints.site_name or "")
    words = [stem[1], *_DIVISIONS.findall(stem[1])[-1:]] if stem else []
    proved = any(word in name and name.index(word) + len(word) >= known for word in words)
    if not proved and (known or not _fits(name, code)):
        return None
    region = by_code(code)
    return code, region.full_name if region else (words[0] if words else None)


def _fits(name: str, code: str) -> bool:
    """Whether a name without a division can only belong to the site's."""
    level = _LEVELS.get(name[:1])
    if level is not None:
        zeros = "0000" if code.endswith("0000") else "00" if code.endswith("00") else ""
        return zeros in level
    return not code.endswith("00") and not _NAMES_DIVISION.match(name)
