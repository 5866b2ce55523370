"""176,000 bodies over the divisions of regions.csv, and the sites that carry their reports."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, count, islice

import numpy as np

from spiders.content import regions
from spiders.content.regions import Region
from spiders.registry import Site

BODIES = 176_000
OFFICES = 40  # functions with a department of their own in every division
TOWNS = 15  # streets and townships of a county


@dataclass(frozen=True, slots=True)
class Body:
    """A body as its report names it; `weight` is how many requests it draws beside a county bureau."""

    name: str
    region: Region
    kind: str
    function: str | None
    scope: str
    weight: float

    @property
    def site_id(self) -> str:
        return f"n{self.region.code}"


def divisions() -> list[Region]:
    """The divisions in use, one name a code."""
    return [region for region in regions.table() if region.valid_to is None and region.code != "000000"]


def nation() -> list[Body]:
    """Every body, division by division."""
    all_bodies = chain.from_iterable(_of(region) for region in divisions())
    spare = (_town(region, TOWNS + 1 + turn) for turn in count() for region in divisions())
    return list(islice(chain(all_bodies, spare), BODIES))


def sample(size: int) -> list[Body]:
    """`size` of the nation's bodies, evenly spread over the country."""
    everyone = nation()
    chosen = np.linspace(0, len(everyone) - 1, min(size, len(everyone))).astype(int)
    return [everyone[index] for index in np.unique(chosen)]


def _of(region: Region) -> list[Body]:
    weight = {"province": 30.0, "prefecture": 6.0}.get(region.level, 1.0)
    government = Body(f"{region.name}人民政府", region, "government", None, "own_government", 20 * weight)
    office = Body(
        f"{region.name}人民政府办公室",
        region,
        "government_office",
        "general_office",
        "own_agency",
        3 * weight,
    )
    bureaus = [
        Body(f"{region.name}{label}局", region, "department", function, "own_agency", weight)
        for function, label in functions()
    ]
    towns = [_town(region, number) for number in range(1, TOWNS + 1)] if region.level == "county" else []
    return [government, office, *bureaus, *towns]


@cache
def functions() -> list[tuple[str, str]]:
    """(function, Chinese label) of the departments."""
    text = (files("extract.codebook") / "organ_functions.csv").read_text(encoding="utf-8")
    known = [(row["function"], row["label_zh"]) for row in csv.DictReader(text.splitlines())]
    return [pair for pair in known if pair[0] != "general_office"][:OFFICES]


def _town(region: Region, number: int) -> Body:
    return Body(f"{region.name}第{number}街道办事处", region, "subdistrict_office", None, "own_agency", 0.3)


def sites(bodies: list[Body]) -> dict[str, Site]:
    """One column a division."""
    found = {body.site_id: body.region for body in bodies}
    return {
        site_id: Site(
            site_id,
            region.name,
            region.code,
            region.level,
            "trs-static",
            f"https://www.{site_id}.gov.example/nb/",
            False,
            2019,
            "active",
            "",
        )
        for site_id, region in found.items()
    }
